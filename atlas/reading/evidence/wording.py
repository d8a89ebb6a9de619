"""The table by which documents are read: units, numerals, limits, years (`wording.toml`)."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

_TABLE = Path(__file__).with_name("wording.toml")


class ParsedUnit(NamedTuple):
    """A unit of the facts, parsed: 亿元 is 1e8 of 元, 场/年 one of 场 each year."""

    scale: float
    base: str
    is_yearly: bool


@cache
def wording() -> dict[str, Any]:
    """Return the table, read once."""
    return tomllib.loads(_TABLE.read_text(encoding="utf8"))


def longest_first(words: Iterable[str]) -> list[str]:
    """Return words so that none is hidden by one it begins with."""
    return sorted(words, key=lambda word: (-len(word), word))


@cache
def unit_as_printed() -> dict[str, str]:
    """Return the code of each printed unit."""
    return {word: code for code, words in wording()["units"].items() for word in words}


@cache
def parsed_unit(written: str) -> ParsedUnit | None:
    """Take a unit of the facts apart; None where the table has no such unit."""
    mark = wording()["yearly"]["mark"]
    is_yearly = written.endswith(mark)
    base, scale = written.removesuffix(mark), 1.0
    while base and base not in wording()["units"] and base[0] in wording()["multipliers"]:
        scale *= wording()["multipliers"][base[0]]
        base = base[1:]
    return ParsedUnit(scale, base, is_yearly) if base in wording()["units"] else None


def operator_of(place: str, word: str, *, is_aim: bool) -> str:
    """
    Return the operator of a word before, within or after a number; `=` without a word.

    Parameters
    ----------
    place
        Where the word stands: before, within or after the number.
    word
        As the document has it.
    is_aim
        Whether the figure is a target.
    """
    told = wording()[place].get(word, "=")
    return str(told if isinstance(told, str) else told["aim" if is_aim else "reached"])
