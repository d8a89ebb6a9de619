"""
How a name is typed: its letters, where its syllables begin, its initials.

Chinese is spelt in pinyin without tones. Characters with several readings are read by the word
they stand in where the dictionary knows it; elsewhere the second reading counts beside the first,
one character at a time, so that a name may be found by a reading it does not have. Dialect
readings of place names are in no dictionary: their English names help.

References
----------
The dictionaries are those of the `pypinyin` library.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_APOSTROPHES = re.compile("['`\u2018\u2019\u02bc]")
_HANZI = re.compile(r"[\u3400-\u9fff]")
_RUNS = re.compile(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+")
_READINGS_MOST = 2


@dataclass(frozen=True)
class Spelling:
    """One way to type a name: `letters` run together, `starts` of its syllables, `initials`."""

    letters: str
    starts: frozenset[int]
    initials: str


def folded(text: str) -> str:
    """Return the letters, digits and characters of a text, small and run together."""
    return "".join(_RUNS.findall(_even(text)))


def is_hanzi(text: str) -> bool:
    """Return whether a text has a Chinese character."""
    return _HANZI.search(text) is not None


@lru_cache(maxsize=1024)
def spellings(text: str) -> tuple[Spelling, ...]:
    """
    Return the ways to type a text, the likeliest first.

    Parameters
    ----------
    text
        Chinese, English or both; what is neither letter nor digit parts words.

    Returns
    -------
    spellings
        None where the text has no letters.
    """
    parts = [part for run in _RUNS.findall(_even(text)) for part in _parts(run)]
    return tuple(dict.fromkeys(_spelling(syllables) for syllables in _choices(parts)))


def _even(text: str) -> str:
    # full-width letters become plain ones; Xi'an is one word
    return _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text).casefold())


def _parts(run: str) -> list[list[tuple[str, str]]]:
    """Return for each syllable of a run its readings, each with its initials."""
    if not is_hanzi(run):
        # digits and Latin letters within a Chinese name are typed whole
        return [[(run, run[0] if run.isalpha() else run)]]
    # imported here: its dictionaries take a second, which most commands need not spend
    from pypinyin import Style, pinyin

    read = pinyin(run, style=Style.NORMAL, heteronym=True)
    return [[(folded(one), one[0]) for one in some[:_READINGS_MOST]] for some in read]


def _choices(parts: list[list[tuple[str, str]]]) -> Iterator[list[tuple[str, str]]]:
    """Yield the first readings, then each second reading among first ones."""
    first = [readings[0] for readings in parts]
    if first:
        yield first
    for place, readings in enumerate(parts):
        for other in readings[1:]:
            yield [*first[:place], other, *first[place + 1 :]]


def _spelling(syllables: list[tuple[str, str]]) -> Spelling:
    starts, at = [], 0
    for letters, _ in syllables:
        starts.append(at)
        at += len(letters)
    joined = "".join(letters for letters, _ in syllables)
    return Spelling(joined, frozenset(starts), "".join(initial for _, initial in syllables))
