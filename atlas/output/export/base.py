"""What an export format is, and what a format that is a map draws an answer over."""

from collections.abc import Callable
from dataclasses import dataclass, field

from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.messages import Language


@dataclass(frozen=True)
class MapContext:
    """What lies under an answer: a catalogue, and ids of its layers, from the ground up."""

    catalogue: Catalogue = field(default_factory=lambda: Catalogue((), ()))
    layers: tuple[str, ...] = ()


def default_context(catalogue: Catalogue, finding: Finding) -> MapContext:
    """Return what a first visit shows and the layers an answer used, in their declared order."""
    layers = catalogue.from_the_ground_up
    shown = (v for v in layers if catalogue[v].spec.shown_first or v in finding.versions)
    return MapContext(catalogue, tuple(shown))


@dataclass(frozen=True)
class Exporter:
    """
    A format: its name at the doors, file ending, media type, and how a finding is written.

    `write_over` is of formats that are a map, which draw an answer over layers.
    """

    name: str
    suffix: str
    media_type: str
    write: Callable[[Finding, Language], bytes]
    write_over: Callable[[Finding, Language, MapContext], bytes] | None = None

    def written(self, finding: Finding, lang: Language, ground: MapContext) -> bytes:
        """
        Return a finding in this format, over its ground where the format has one.

        Parameters
        ----------
        finding
            Any answer.
        lang
            Of the words: `zh` or `en`.
        ground
            The layers below it.
        """
        if self.write_over is None:
            return self.write(finding, lang)
        return self.write_over(finding, lang, ground)
