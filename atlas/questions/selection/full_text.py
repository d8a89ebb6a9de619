"""
Texts of a thing: its own words, and what the documents say of it.

A thing's own words are the free text of its row. What is said of it are the rows of the tables
that name it as their entity, each with its clause. Only recorded passages are searched: a
document may say more of a thing than its mentions do.
"""

import re
from dataclasses import dataclass

import numpy as np
import pandas
from numpy.typing import NDArray

from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer
from atlas.domain.messages import Message, Name, message

_SPEAKING = ("mentions", "targets")  # tables whose rows are about an entity
_QUOTED_FIRST = ("quote", "ask_zh", "indicator_zh", "ask_en", "indicator_en")


@dataclass(frozen=True)
class Passage:
    """
    Where a word was found.

    `column` of the row itself, or of `row` of `table` that speaks of it. `found` is a phrase or
    a sentence whole; of other texts the words or the members of a list that answer.
    """

    column: str
    found: str
    table: str = ""
    row: str = ""
    source: str = ""
    clause: str = ""

    @property
    def code(self) -> str:
        """The passage as a program reads it: a column, or a table and its row."""
        return f"{self.table}/{self.row}" if self.table else f"{self.column}={self.found}"


def speaking(catalogue: Catalogue, layer: Layer, pattern: re.Pattern[str]) -> NDArray[np.bool_]:
    """
    Return which rows of a layer have a word in their own texts or in what is said of them.

    Parameters
    ----------
    catalogue
        The layers.
    layer
        The layer.
    pattern
        What matches the word and its synonyms.
    """
    mask = own_texts_with(layer, pattern)
    for table in _tables(catalogue, layer):
        entities = table.frame["entity"][own_texts_with(table, pattern)]
        mask = mask | layer.frame.index.isin(entities)
    return mask


def passages(
    catalogue: Catalogue, layer: Layer, feature: str, pattern: re.Pattern[str]
) -> tuple[Passage, ...]:
    """
    Return where a word was found for a row of a layer: its own texts, then what is said.

    Parameters
    ----------
    catalogue
        The layers.
    layer
        The layer.
    feature
        Id of the row.
    pattern
        What matches the word and its synonyms.
    """
    found = list(own_passages(layer, feature, pattern))
    for table in _tables(catalogue, layer):
        rows = table.frame[table.frame["entity"] == feature]
        found += [told for i in rows.index if (told := _said(table, str(i), pattern))]
    return tuple(found)


def own_passages(layer: Layer, feature: str, pattern: re.Pattern[str]) -> tuple[Passage, ...]:
    """
    Return where a word was found in a row's own texts.

    Parameters
    ----------
    layer
        The layer.
    feature
        Id of the row.
    pattern
        What matches the word and its synonyms.
    """
    own = layer.frame.loc[feature]
    return tuple(
        own_place(layer, feature, name, told)
        for name in layer.spec.worded_columns
        if (told := _answering(layer, name, str(own[name]), pattern))
    )


def own_place(layer: Layer, feature: str, column: str, found: str) -> Passage:
    """
    Return a place in a row's own texts, with the clause the row rests on.

    Parameters
    ----------
    layer
        The layer.
    feature
        Id of the row.
    column
        The column that matched.
    found
        The words that matched.
    """
    own = layer.frame.loc[feature, ["source", "clause"]]
    return Passage(column, found, source=_first(own), clause=str(own["clause"]))


def own_texts_with(layer: Layer, pattern: re.Pattern[str]) -> NDArray[np.bool_]:
    """Return which rows of a layer have a word in their own texts."""
    return np.asarray(_found_in(layer, pattern).any(axis=1), dtype=bool)


def passage_text(catalogue: Catalogue, layer: Layer, passage: Passage) -> Message:
    """
    Return a passage as it is shown: a column and its words, or a clause and its phrase.

    Parameters
    ----------
    catalogue
        The layers.
    layer
        The layer of the row that the passage is about.
    passage
        A place where the word was found.
    """
    if not passage.table and passage.column not in _QUOTED_FIRST:
        heading = layer.spec.heading(passage.column)
        return message("passage.own", field=heading, found=Name(passage.found.replace(";", "、")))
    source = catalogue.sources.get(passage.source)
    return message(
        "passage.said",
        clause=Name(passage.clause),
        found=Name(passage.found),
        title=Name(source.title if source else passage.source),
    )


def _found_in(layer: Layer, pattern: re.Pattern[str]) -> pandas.DataFrame:
    frame = layer.frame
    columns = layer.spec.worded_columns
    found = {name: frame[name].astype(str).str.contains(pattern) for name in columns}
    return pandas.DataFrame(found, index=frame.index, dtype=bool)


def _tables(catalogue: Catalogue, layer: Layer) -> list[Layer]:
    # what is said of a thing is not said of a row that says it
    return [] if layer.spec.is_table else [catalogue[n] for n in _SPEAKING if n in catalogue]


def _answering(layer: Layer, name: str, cell: str, pattern: re.Pattern[str]) -> str:
    if name in _QUOTED_FIRST:
        return cell if pattern.search(cell) else ""
    if layer.spec.every_column[name].type == "list":
        return ";".join(part.strip() for part in cell.split(";") if pattern.search(part))
    return ";".join(dict.fromkeys(pattern.findall(cell)))


def _said(table: Layer, row: str, pattern: re.Pattern[str]) -> Passage | None:
    cells = table.frame.loc[row]
    names = sorted(table.spec.worded_columns, key=lambda name: name not in _QUOTED_FIRST)
    for name in names:
        if pattern.search(str(cells[name])):
            clause = str(cells["clause"])
            return Passage(name, str(cells[name]), table.id, row, _first(cells), clause)
    return None


def _first(cells: pandas.Series) -> str:
    return str(cells["source"]).partition(" ")[0]
