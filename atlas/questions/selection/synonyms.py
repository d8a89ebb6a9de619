"""
Synonyms: the words that are looked for together with one another.

They are facts, a table of the catalogue with its clauses. A word is widened by what means the
same, both ways, and by what is narrower, downwards only: who asks for photonics finds lasers,
who asks for lasers does not find the rest of photonics. Likeness of words is a matter of judgement:
an answer that was widened says by what, and what the documents themselves use for one another is
marked in the table.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import AttributeTest, attribute_tests
from atlas.domain.finding import Finding
from atlas.domain.layer import Layer
from atlas.domain.memo import derived
from atlas.domain.messages import message
from atlas.domain.question import Question

TABLE = "synonyms"
_WIDENED_OPS = {"has", "contains"}


@dataclass(frozen=True)
class _Vocabulary:
    """The words next to each word, folded: downwards (the same and the narrower), and upwards."""

    down: Mapping[str, tuple[str, ...]]
    up: Mapping[str, tuple[str, ...]]


def widened(catalogue: Catalogue, word: str) -> tuple[str, ...]:
    """
    Return a word and those to be looked for with it: what means the same or is narrower.

    Parameters
    ----------
    catalogue
        Without a table of synonyms no word has any.
    word
        As written, compared without regard to case.

    Returns
    -------
    words
        The word itself first, then the others as the table has them.
    """
    return _reached(word, _of(catalogue).down)


def broader(catalogue: Catalogue, word: str) -> tuple[str, ...]:
    """Return the words that a word is narrower than, or the same as one that is."""
    vocabulary, own = _of(catalogue), set(_folded(widened(catalogue, word)))
    return tuple(w for w in _reached(word, vocabulary.up)[1:] if w.casefold() not in own)


def synonym_words(catalogue: Catalogue, test: AttributeTest) -> tuple[str, ...]:
    """Return the words a test of a column looks for, the word of the question first."""
    asked = str(test.value)
    return widened(catalogue, asked) if test.synonyms and test.op in _WIDENED_OPS else (asked,)


def pattern_of(words: Sequence[str]) -> re.Pattern[str]:
    """Return what finds any of the words in a text; Latin letters only where they stand alone."""
    return re.compile("|".join(_alone(word) for word in words), re.IGNORECASE)


def with_synonyms(catalogue: Catalogue, finding: Finding, question: Question) -> Finding:
    """
    Return an answer that says which words were widened by which, and on what that rests.

    Parameters
    ----------
    catalogue
        The layers.
    finding
        The answer.
    question
        The question.
    """
    given = {
        str(t.value): words for t in attribute_tests(question) if (words := _more(catalogue, t))
    }
    if not given:
        return finding
    told = tuple(message("caveat.synonyms", word=w, others=o) for w, o in given.items())
    table = catalogue[TABLE]
    used = {part.casefold() for word, others in given.items() for part in (word, *others)}
    rows = [term.casefold() in used and used & set(words) for term, words in _pairs(table)]
    named = {source.id for source in finding.sources}
    sources = catalogue.sources_of(table.frame["source"][[bool(row) for row in rows]])
    return replace(
        finding,
        caveats=(*finding.caveats, *told),
        sources=(*finding.sources, *(source for source in sources if source.id not in named)),
        versions={**finding.versions, table.id: table.version},
    )


def _more(catalogue: Catalogue, test: AttributeTest) -> tuple[str, ...]:
    return synonym_words(catalogue, test)[1:] if test.op in _WIDENED_OPS else ()


def _alone(word: str) -> str:
    # a short Latin word would be found within others
    return rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word.isascii() else re.escape(word)


def _reached(word: str, next_to: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return a word and all that follows from it, nearest first."""
    found = {word.casefold(): word}
    waiting = [word]
    for at in waiting:
        for other in next_to.get(at.casefold(), ()):
            if other.casefold() not in found:
                found[other.casefold()] = other
                waiting.append(other)
    return tuple(found.values())


def _of(catalogue: Catalogue) -> _Vocabulary:
    return _vocabulary(catalogue[TABLE]) if TABLE in catalogue else _Vocabulary({}, {})


@derived
def _vocabulary(layer: Layer) -> _Vocabulary:
    down, up = defaultdict(list), defaultdict(list)
    frame = layer.frame
    for term, relation, cell in zip(frame["term"], frame["relation"], frame["words"], strict=True):
        for word in _members(cell):
            down[term.casefold()].append(word)
            up[word.casefold()].append(term)
            if relation == "same":
                down[word.casefold()].append(term)
                up[term.casefold()].append(word)
    return _Vocabulary(*({k: tuple(v) for k, v in side.items()} for side in (down, up)))


def _pairs(layer: Layer) -> Iterator[tuple[str, list[str]]]:
    for term, cell in zip(layer.frame["term"], layer.frame["words"], strict=True):
        yield term, _folded(_members(cell))


def _members(cell: str) -> list[str]:
    return [word.strip() for word in str(cell).split(";") if word.strip()]


def _folded(words: Sequence[str]) -> list[str]:
    return [word.casefold() for word in words]
