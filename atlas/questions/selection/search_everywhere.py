"""
Where do these words stand? In names, ids and texts of every layer, table and source.

Names are searched as ever, with pinyin, initials and slips. Texts hold a word as it is written;
of several words all must stand in the row. What holds only synonyms or broader words comes after
what holds the words themselves; guesses at slips are made only where nothing else was found.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer
from atlas.domain.messages import Name
from atlas.domain.source import Source
from atlas.questions.selection.full_text import Passage, own_passages, own_place, own_texts_with
from atlas.questions.selection.search import search_layers
from atlas.questions.selection.synonyms import TABLE, broader, pattern_of, widened

SOURCES = "sources"  # stands where a layer would
BEST_FIRST = (
    "exact",
    "id",
    "alias",
    "prefix",
    "contains",
    "pinyin",
    "initials",
    "synonym",
    "text",
    "near",
    "fuzzy",
)
_NAMES = ("name_zh", "name_en", "aliases")
_SOURCE_TEXTS = ("title", "publisher", "document_no")


@dataclass(frozen=True)
class Found:
    """
    A feature, a row of a table or a source that was found.

    `how` is one of `BEST_FIRST`; `place` is where the words stand. `entity` is what a row of a
    table speaks of, and the feature itself of any other: what there is to look at.
    """

    layer: str
    id: str
    name: Name
    how: str
    place: Passage
    entity: str = ""
    is_located: bool = False
    score: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class _Sought:
    """What is looked for of each word that was typed: it alone, with synonyms, with all near it."""

    alone: tuple[re.Pattern[str], ...]
    synonyms: tuple[re.Pattern[str], ...]
    near: tuple[re.Pattern[str], ...]

    @property
    def any(self) -> re.Pattern[str]:
        """What finds the words to show."""
        return re.compile("|".join(one.pattern for one in self.near), re.IGNORECASE)


def find(catalogue: Catalogue, text: str) -> list[Found]:
    """
    Find everything that words stand in.

    Parameters
    ----------
    catalogue
        Layers, tables and sources; slots are empty.
    text
        As typed: a name, pinyin, initials, an id, or words of a text parted by spaces.

    Returns
    -------
    found
        Best first, each thing once, as its best match; nothing where nothing was typed.
    """
    if not text.strip():
        return []
    best: dict[tuple[str, str], Found] = {}
    for found in (*_named(catalogue, text), *_identified(catalogue, text), *_told(catalogue, text)):
        key = (found.layer, found.id)
        if key not in best or _rank(found) < _rank(best[key]):
            best[key] = found
    certain = [found for found in best.values() if found.how != "fuzzy"]
    return sorted(certain or best.values(), key=_rank)


def _rank(found: Found) -> tuple[int, bool, bool, float]:
    # a thing before what is said of it
    is_said = found.entity != found.id
    return BEST_FIRST.index(found.how), is_said, not found.is_located, -found.score


def _named(catalogue: Catalogue, text: str) -> Iterator[Found]:
    every = sum(len(layer.frame) for layer in catalogue.spatial)
    for hit in search_layers(catalogue, text, limit=max(every, 1)):
        is_name = hit.matched in {hit.name.zh, hit.name.en}
        how = "alias" if hit.how == "exact" and not is_name else hit.how
        column = "name_zh" if is_name else "aliases"
        place = own_place(catalogue[hit.layer], hit.id, column, hit.matched)
        yield Found(
            hit.layer, hit.id, hit.name, how, place, hit.id, hit.is_located, score=hit.score
        )


def _identified(catalogue: Catalogue, text: str) -> Iterator[Found]:
    wanted = text.strip().casefold()
    for layer in catalogue.values():
        if wanted in layer.frame.index:
            place = own_place(layer, wanted, "id", wanted)
            yield _of_row(catalogue, layer, wanted, "id", place)
    if wanted in catalogue.sources:
        yield _of_source(catalogue.sources[wanted], "id", Passage("id", wanted))


def _told(catalogue: Catalogue, text: str) -> Iterator[Found]:
    words = text.split()
    whole_sought = _sought(catalogue, words)
    for layer in catalogue.values():
        if layer.id == TABLE:
            continue  # it is what words are widened by
        # a word may say what kind of thing is meant
        own = [word for word in words if not _is_called(layer, word)]
        sought, frame = _sought(catalogue, own or words), layer.frame
        mask = _all_of(sought.near, layer)
        for feature in frame.index[mask]:
            places = own_passages(layer, feature, sought.any)
            names = " ".join(p.found for p in places if p.column in _NAMES)
            whole = " ".join(str(frame.at[feature, n]) for n in layer.spec.worded_columns)
            how = _how(sought, whole, names)
            yield _of_row(catalogue, layer, str(feature), how, _to_show(places, sought))
    for source in catalogue.sources.values():
        cells = {name: str(getattr(source, name)) for name in _SOURCE_TEXTS}
        whole = " ".join(cells.values())
        if all(one.search(whole) for one in whole_sought.near):
            name, cell = next((n, c) for n, c in cells.items() if whole_sought.any.search(c))
            yield _of_source(source, _how(whole_sought, whole, ""), Passage(name, cell))


def _is_called(layer: Layer, word: str) -> bool:
    return word.casefold() in {layer.spec.label.zh, layer.spec.label.en.casefold()}


def _sought(catalogue: Catalogue, words: list[str]) -> _Sought:
    with_synonyms = [widened(catalogue, word) for word in words]
    with_near = [(*widened(catalogue, word), *broader(catalogue, word)) for word in words]
    return _Sought(
        tuple(pattern_of((word,)) for word in words),
        tuple(pattern_of(some) for some in with_synonyms),
        tuple(pattern_of(some) for some in with_near),
    )


def _all_of(patterns: tuple[re.Pattern[str], ...], layer: Layer) -> "list[bool]":
    masks = [own_texts_with(layer, pattern) for pattern in patterns]
    return [all(flags) for flags in zip(*masks, strict=True)]


def _how(sought: _Sought, whole: str, names: str) -> str:
    if all(one.search(whole) for one in sought.alone):
        return "text"
    return "synonym" if all(one.search(names) for one in sought.synonyms) else "near"


def _to_show(places: tuple[Passage, ...], sought: _Sought) -> Passage:
    # where the word itself stands goes before where one like it does
    own = [p for p in places if any(one.search(p.found) for one in sought.alone)]
    return (own or list(places))[0]


def _of_row(catalogue: Catalogue, layer: Layer, row: str, how: str, place: Passage) -> Found:
    cells = layer.frame.loc[row]
    entity = str(cells["entity"]) if "entity" in cells else row
    if not layer.spec.is_table:
        return Found(layer.id, row, layer.name_of(row), how, place, row, row in layer.located.index)
    known = catalogue.has_feature(entity)
    home = catalogue.home_of(entity) if known else layer
    name = home.name_of(entity) if known else layer.name_of(row)
    is_located = known and entity in home.located.index
    return Found(layer.id, row, name, how, place, entity if known else "", is_located)


def _of_source(source: Source, how: str, place: Passage) -> Found:
    return Found(SOURCES, source.id, Name(source.title), how, place)
