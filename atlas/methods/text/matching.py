"""
How well one wording of a name answers what was typed.

The kinds of match, best first: the same, its beginning, a part of it, its pinyin (or, of what was
typed in Chinese, characters that sound the same), its initials. What matches in none of these
ways may still be a slip of the finger, which is for `fuzzy` to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rapidfuzz import fuzz, process

from atlas.methods.text.spelling import Spelling, folded, is_hanzi, spellings

How = Literal["exact", "prefix", "contains", "pinyin", "initials", "fuzzy"]
WORST_FIRST: tuple[How, ...] = ("fuzzy", "initials", "pinyin", "contains", "prefix", "exact")
_FEWEST_LETTERS = 2  # a single one stands at the beginning of too many syllables
_FEWEST_LETTERS_TO_ERR = 4  # of fewer, one slip leaves too little
_FEWEST_CHARACTERS_TO_ERR = 3
_LONGEST_TO_ERR = 60
_ALIKE = 80.0  # of 100
_ALIKE_SOUNDS = 88.0  # what was written in Chinese was not mistyped letter by letter
_ROUNDING = 0.1
_MISSING_MOST = 2
_NUANCE = 0.01


@dataclass(frozen=True)
class Wording:
    """
    A name, another name or a question: as written, folded and spelt.

    `keys` are what may be looked for, `heap` is all in which something may be found.
    """

    text: str
    folded: str
    spellings: tuple[Spelling, ...]
    is_hanzi: bool
    keys: tuple[str, ...]
    heap: str


class Match(NamedTuple):
    """The kind of a match and how much of the wording it covers, 0 to 1."""

    how: How
    share: float


def make_wording(text: str) -> Wording:
    """Return a text with what is compared of it."""
    flat, spelt = folded(text), spellings(text)
    keys = tuple(dict.fromkeys((flat, *(spelling.letters for spelling in spelt))))
    heap = "\n".join((*keys, *(spelling.initials for spelling in spelt)))
    return Wording(text, flat, spelt, is_hanzi(flat), keys, heap)


def match(query: Wording, wording: Wording) -> Match | None:
    """Return the best kind in which a wording answers, misspelling apart."""
    if not any(key in wording.heap for key in query.keys):
        return None  # most end here, and fast
    typed = query.folded
    at = wording.folded.find(typed)
    if at >= 0:
        how: How = "contains" if at else "prefix"
        how = "exact" if typed == wording.folded else how
        return Match(how, _share(typed, wording.folded, at))
    spelt = [_spelt(a, b, whole=query.is_hanzi) for a in query.spellings for b in wording.spellings]
    if max(spelt, default=0.0):
        return Match("pinyin", max(spelt))
    if query.is_hanzi or len(typed) < _FEWEST_LETTERS:
        return None
    found = [(s.initials.find(typed), s.initials) for s in wording.spellings]
    shares = [_share(typed, initials, at) for at, initials in found if at >= 0]
    return Match("initials", max(shares)) if shares else None


def fuzzy(query: Wording, wordings: Sequence[Wording]) -> list[tuple[int, Match]]:
    """
    Find the wordings that a slip may have been made in.

    Compared are the likeliest spellings, and of Chinese also the characters, one of which may be
    another or be left out, and more of which may be left out of a long name. Short questions and
    very long ones are not guessed at.

    Returns
    -------
    found
        Number of the wording and its match; `share` is how alike they are.
    """
    if len(query.folded) > _LONGEST_TO_ERR:
        return []
    found: list[tuple[int, Match]] = []
    letters = query.spellings[0].letters if query.spellings else ""
    if len(letters) >= _FEWEST_LETTERS_TO_ERR:
        spelt = [wording.spellings[0].letters if wording.spellings else "" for wording in wordings]
        found += _alike(letters, spelt, _ALIKE_SOUNDS if query.is_hanzi else _ALIKE)
    if query.is_hanzi and len(query.folded) >= _FEWEST_CHARACTERS_TO_ERR:
        written = [wording.folded for wording in wordings]
        count = len(query.folded)
        found += _alike(query.folded, written, 100 * (count - 1) / count - _ROUNDING)
        found += _left_out(query.folded, written)
    return found


def _alike(typed: str, names: Sequence[str], cutoff: float) -> list[tuple[int, Match]]:
    # a much shorter name would be alike to a part of what was typed
    fewest = len(typed) - _MISSING_MOST
    candidates = {number: name for number, name in enumerate(names) if len(name) >= fewest}
    found = process.extract(
        typed, candidates, scorer=fuzz.partial_ratio, score_cutoff=cutoff, limit=None
    )
    # what is equally alike is settled by the length
    return [
        (number, Match("fuzzy", score / 100 - _NUANCE * abs(1 - len(typed) / len(name))))
        for name, score, number in found
    ]


def _left_out(typed: str, names: Sequence[str]) -> list[tuple[int, Match]]:
    return [
        (number, Match("fuzzy", len(typed) / len(name)))
        for number, name in enumerate(names)
        if _has_in_order(name, typed)
    ]


def _has_in_order(name: str, typed: str) -> bool:
    rest = iter(name)
    return all(character in rest for character in typed)


def _share(typed: str, whole: str, at: int) -> float:
    # half as good in the middle as at the beginning
    return len(typed) / len(whole) / (2 if at else 1)


def _spelt(query: Spelling, name: Spelling, *, whole: bool) -> float:
    """Return the share of a name's letters that were typed, whole syllables where they must be."""
    typed = query.letters
    if len(typed) < _FEWEST_LETTERS:
        return 0.0
    ends = name.starts | {len(name.letters)}
    at = name.letters.find(typed)
    while at >= 0:
        end = at + len(typed)
        inside = {start - at for start in name.starts if at <= start < end}
        if at in name.starts and (not whole or (end in ends and inside == query.starts)):
            return _share(typed, name.letters, at)
        at = name.letters.find(typed, at + 1)
    return 0.0
