"""
What stands round the rows of a sheet and is none of them: a line of units, totals, notes below.

A line of units under the header belongs to the names of the columns. A total is told by its word
in the first filled cell, a note by a word with a colon after it, and only at the very end: one
between the rows comes in as a row. What is left out is told, by its row.
"""

import re
from collections.abc import Sequence

from atlas.ingest.formats.headings import headings, plain

_OPENING, _CLOSING = "(\\[\uff08\u3010", ")\\]\uff09\u3011"
_BRACKETED = re.compile(f"[{_OPENING}]([^{_OPENING}{_CLOSING}]{{1,12}})[{_CLOSING}]")
_BEFORE_COLON = re.compile("(.{1,12}?)\\s*\\d{0,2}\\s*[:\uff1a]")
_NOTE_MOST = 5  # cells: a row of more is one of the table's own
FOOT_MOST = 10  # rows


def units_below(texts: Sequence[str]) -> list[str] | None:
    """
    Return the units that a line under the header says, in brackets; None where it is none.

    Parameters
    ----------
    texts
        Its cells, empty where there is nothing.
    """
    said = [text for text in texts if text]
    inner = [found[1] if (found := _BRACKETED.fullmatch(text)) else text for text in said]
    units = headings().units
    is_unit = [plain(one) in units for one in inner]
    in_brackets = [one != text for one, text in zip(inner, said, strict=True)]
    if not any(is_unit) or not all(map(max, is_unit, in_brackets)):
        return None
    return [text and (text if _BRACKETED.fullmatch(text) else f"({text})") for text in texts]


def foot_of(rows: Sequence[Sequence[str]]) -> int:
    """
    Return how many of the last rows are totals and notes; 0 where all of them would be.

    Parameters
    ----------
    rows
        The last rows of a table, cells empty where there is nothing.
    """
    for count, cells in enumerate(reversed(rows)):
        said = [text for text in cells if text]
        if not said or not (_is_total(said) or _is_note(said)):
            return count
    return 0


def _is_total(said: Sequence[str]) -> bool:
    return plain(said[0]) in headings().foot["totals"]


def _is_note(said: Sequence[str]) -> bool:
    found = _BEFORE_COLON.match(said[0])
    words = headings().foot["notes"]
    return len(said) <= _NOTE_MOST and found is not None and plain(found[1]) in words
