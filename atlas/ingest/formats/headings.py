"""
What people call the columns of their tables, and the units they write behind the names.

The synonyms stand in `headings.toml`, not in code. A heading is compared in a plain form: wide
signs made narrow, small letters, without blanks, punctuation and what stands in brackets. A unit
is believed only where the heading itself says it, as in "建筑面积（万平方米）"; none is ever
guessed from values.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from atlas.domain.units import METRES, SQUARE_METRES, convert_unit

_BRACKETED = re.compile(r"[(\[{<【]([^)\]}>】]*)[)\]}>】]")
_AFTER_SLASH = re.compile(r"[/:]\s*([^/:]+)$")
_SIGNS = re.compile(r"[^\w²㎡]|_")


@dataclass(frozen=True)
class Headings:
    """
    The synonyms: of columns, of coordinates, of values and of units, each in plain form.

    `columns` and `values` go from what is declared to what people write; `units` from what people
    write to a unit of ours and how many of it one is; `foot` are the words that begin a total or a
    note below a table.
    """

    columns: Mapping[str, tuple[str, ...]]
    places: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Mapping[str, tuple[str, ...]]]
    units: Mapping[str, tuple[str, float]]
    foot: Mapping[str, tuple[str, ...]]


@cache
def headings() -> Headings:
    """Return the synonyms, read once."""
    path = Path(__file__).with_name("headings.toml")
    given = tomllib.loads(path.read_text(encoding="utf8"))
    return Headings(
        columns={name: _plain_all(words) for name, words in given["columns"].items()},
        places={name: _plain_all(words) for name, words in given["places"].items()},
        values={
            column: {value: _plain_all(words) for value, words in values.items()}
            for column, values in given["values"].items()
        },
        units={
            plain(written): (unit, float(factor))
            for unit, wordings in given["units"].items()
            for written, factor in wordings.items()
        },
        foot={kind: _plain_all(words) for kind, words in given["foot"].items()},
    )


def _plain_all(words: list[str]) -> tuple[str, ...]:
    return tuple(plain(word) for word in words)


def plain(text: str) -> str:
    """Return a text in the form in which two wordings of one thing are the same."""
    narrow = unicodedata.normalize("NFKC", text).casefold()
    return _SIGNS.sub("", narrow) or narrow.strip()  # a tick is all there is of some cells


def without_unit(heading: str) -> str:
    """Return a heading in plain form without what stands in brackets."""
    narrow = unicodedata.normalize("NFKC", heading)
    return plain(_BRACKETED.sub("", narrow)) or plain(heading)


def unit_said(heading: str) -> tuple[str, float] | None:
    """
    Return the unit a heading says, and how many of it one of its numbers is.

    "建筑面积（万平方米）" is ("m2", 10000). None where it says no unit that is known.
    """
    narrow = unicodedata.normalize("NFKC", heading)
    said = [*_BRACKETED.findall(narrow), *_AFTER_SLASH.findall(narrow)]
    units = headings().units
    for text in said:
        if plain(text) in units:
            return units[plain(text)]
    tail = re.search(r"_([A-Za-z0-9]+)$", narrow)
    return units.get(plain(tail[1])) if tail else None


def factor_to(heading: str, unit: str) -> float | None:
    """
    Return what a column's numbers are multiplied by to be in a unit; 1 where nothing is said.

    None where the heading says a unit that cannot become this one.
    """
    said = unit_said(heading)
    if said is None or not unit:
        return 1.0
    own, count = said
    if own == unit:
        return count
    if any(own in kinds and unit in kinds for kinds in (SQUARE_METRES, METRES)):
        return count * convert_unit(1.0, own, unit)
    return None
