"""What must be said of the data that an answer uses: missing, for it alone, or schematic."""

from collections.abc import Collection, Iterable, Iterator

from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer
from atlas.domain.messages import Message, message


def data_caveats(catalogue: Catalogue, named: Collection[str]) -> tuple[Message, ...]:
    """
    Return what is said before all else.

    Parameters
    ----------
    catalogue
        The layers in question.
    named
        Ids of the layers that the question names.
    """
    waiting = tuple(layer.name for layer in catalogue.slots if layer.id in named)
    passing = tuple(
        catalogue[name].name
        for name, standing in catalogue.kept.items()
        if name in named and standing.is_passing
    )
    told = {"caveat.not_loaded": waiting, "caveat.passing": passing}
    return tuple(message(key, names=names) for key, names in told.items() if names)


def schematic_caveats(layers: Iterable[Layer]) -> Iterator[Message]:
    """Say which layers are schematic: areas fitted to the plan's figures apart from the rest."""
    drawn = [layer for layer in layers if layer.is_schematic]
    areas = tuple(layer.name for layer in drawn if layer.is_fitted)
    others = tuple(layer.name for layer in drawn if not layer.is_fitted)
    if areas:
        yield message("caveat.schematic", layers=areas)
    if others:
        yield message("caveat.schematic_places", layers=others)
