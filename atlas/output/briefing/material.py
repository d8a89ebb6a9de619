"""
Material: one page of a briefing, drawn and worded once, for slides and documents alike.

The picture, the table, the sentence and the notes are those of the sheet, so that a slide and a
printed page of the same question cannot disagree.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from atlas.deliverables.pages import Page
from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding, Quantity
from atlas.domain.messages import Language, Text, message
from atlas.domain.question import definition_hash
from atlas.domain.records.pictures import NOTHING, Supplied
from atlas.domain.units import UNITS
from atlas.output.language import quantity_text, say
from atlas.output.sheet import MapPicture, Marginalia, Sign, map_picture, sign_picture

LATIN_FACE, CHINESE_FACE = "Arial", "Microsoft YaHei"
INK, QUIET, ACCENT, WARNING, LINE = "1B2430", "5B6776", "1F4E8C", "9A5B00", "D9DEE5"
REACHED, POSSIBLE, PALE = "2F8F9D", "A9D1D6", "F3F5F8"
MAP_INCHES = (8.0, 5.0)
_DPI = 200
_SIGN_PX = 64
_SIGNS = {word for unit in UNITS.values() for word in (unit.zh, unit.en) if word}
_FIGURE = re.compile(rf"(\d) ({'|'.join(sorted(map(re.escape, _SIGNS), key=len, reverse=True))})")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Material:
    """
    A page and all that is said on it.

    Parameters
    ----------
    number, name
        Of the page.
    finding
        Its answer.
    picture
        The map, and what stands round it.
    """

    number: int
    name: str
    finding: Finding
    picture: MapPicture
    lang: Language

    @property
    def marginalia(self) -> Marginalia:
        """What stands round the map: legend, table, chart, notes and sources."""
        return self.picture.marginalia

    @property
    def title(self) -> str:
        """The title of the page."""
        return self.marginalia.title

    @property
    def method(self) -> str:
        """How it was measured."""
        return self.finding.say(self.finding.method, self.lang)

    @property
    def schematic_note(self) -> str:
        """What stands first among the notes: that geometry is schematic, where it is."""
        return self.marginalia.notes[0] if self.marginalia.notes else ""

    @property
    def marks(self) -> str:
        """The short hash of the definition and the versions of the data, for the small print."""
        versions = ", ".join(f"{k} {v[:8]}" for k, v in self.finding.versions.items())
        asked = definition_hash(self.finding.definition)
        definition, data = (
            self.say(message("sheet.definition")),
            self.say(message("sheet.data_version")),
        )
        return f"{definition} {asked} · {data} {versions}"

    def say(self, text: Text) -> str:
        """Put a text into the language of the page."""
        return say(text, self.lang)


def material_of(
    catalogue: Catalogue, page: Page, finding: Finding, *, supplied: Supplied = NOTHING
) -> Material:
    """
    Draw and word a page.

    Parameters
    ----------
    catalogue
        The layers.
    page, finding
        The page, and its answer with words.
    supplied
        The pictures that its sheet names.

    Returns
    -------
    material
        For slides and documents.

    Raises
    ------
    AtlasError
        Whatever keeps the sheet from being drawn.
    """
    sheet = page.sheet.model_copy(update={"dpi": _DPI})
    shown = finding if sheet.shows else None
    wide, high = (round(inches * _DPI) for inches in MAP_INCHES)
    picture = map_picture(
        catalogue, sheet, shown, supplied=supplied, width_px=wide, height_px=high, say=say
    )
    return Material(
        page.number, page.name or picture.marginalia.title, finding, picture, sheet.lang
    )


def clean(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def unbroken(text: str) -> str:
    """Return a text whose figures stay on one line with their units, in any program."""
    return _FIGURE.sub("\\1\u00a0\\2", text)


@lru_cache(maxsize=256)
def sign_image(drawn: Sign) -> bytes:
    """Return the sign of a legend's line as PNG."""
    return sign_picture(drawn, height_px=_SIGN_PX)


def bar_of(picture: MapPicture, lang: Language, *, most: float = 0.25) -> tuple[float, str]:
    """
    Return a measured bar for a picture.

    Parameters
    ----------
    picture
        The map.
    lang
        Of the unit.
    most
        How long it may be, of the picture's width.

    Returns
    -------
    share, words
        Its length as a share of the picture's width, and what it stands for.
    """
    whole = picture.frame.extent[2] - picture.frame.extent[0]
    ten = 10.0 ** (len(str(int(most * whole))) - 1)
    length = max(step * ten for step in (1.0, 2.0, 5.0) if step * ten <= most * whole)
    unit, shown = ("km", length / 1000) if length >= 1000 else ("m", length)
    return length / whole, quantity_text(Quantity(shown, unit), lang)
