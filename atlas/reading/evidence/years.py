"""
Which year governs a stretch of a text.

The last year before it in its sentence; else the last one that is set as a term (到2025年,
截至2022年底) earlier in its paragraph, within its clause. A year with a month dates an event
(2022年3月印发) and governs no figure, unless it closes a period.
"""

import re
from dataclasses import dataclass
from functools import cache

from atlas.reading.evidence.texts import Text
from atlas.reading.evidence.wording import wording


@dataclass(frozen=True)
class _Mark:
    year: int
    at: int
    is_term: bool
    is_event: bool


def governing_year(text: Text, at: int, *, clause_start: int = 0) -> int | None:
    """
    Return the year that governs what stands at a position; None where none does.

    Parameters
    ----------
    at
        Offset, of a number or of the end of a phrase.
    clause_start
        Where the clause begins: a term set before it does not reach into it.
    """
    sentence = max(text.sentence_start(at), clause_start)
    here = [m for m in _marks(text.bare, sentence, at) if not m.is_event]
    if here:
        return here[-1].year
    start = max(text.paragraph_start(at), clause_start)
    terms = [m for m in _marks(text.bare, start, sentence) if m.is_term and not m.is_event]
    return terms[-1].year if terms else None


def is_of_the_year_published(text: Text, at: int) -> bool:
    """Whether the sentence around a position says 今年, or that it is about the occasion itself."""
    sentence = text.bare[text.sentence_start(at) : text.sentence_end(at)]
    return any(word in sentence for word in wording()["years"]["published"])


def printed_years(text: str) -> list[int]:
    """Return the years that stand in a text, in order."""
    return [mark.year for mark in _marks(text, 0, len(text))]


def _marks(text: str, start: int, end: int) -> list[_Mark]:
    terms = tuple(wording()["years"]["terms"])
    found = []
    for match in _pattern().finditer(text, start, end):
        is_term = text.endswith(terms, 0, match.start())
        closes = is_term or match["end"] is not None
        is_event = match["month"] is not None and not closes
        found.append(_Mark(int(match["year"]), match.start(), is_term, is_event))
    return found


@cache
def _pattern() -> re.Pattern[str]:
    words = wording()["years"]
    return re.compile(
        rf"(?<!\d)(?P<year>(?:19|20)\d\d){words['year']}"
        rf"(?P<month>\d{{1,2}}{words['month']})?(?P<end>{words['end']})?"
    )
