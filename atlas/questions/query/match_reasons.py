"""Why a row was found by its words: the field they stand in, or the clause that speaks of it."""

from collections.abc import Mapping, Sequence

import pandas

from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import Condition, attribute_tests
from atlas.domain.finding import Quantity, TableColumn
from atlas.domain.layer import ANY_TEXT, Layer
from atlas.domain.messages import Text, message
from atlas.questions.selection.full_text import Passage, passage_text, passages
from atlas.questions.selection.synonyms import pattern_of, synonym_words

_TOLD = 3  # passages of a row told in words; all of them stand in its cell

Columns = dict[str, TableColumn]


def with_reasons(
    catalogue: Catalogue,
    layers: Sequence[Layer],
    condition: Condition | None,
    table: pandas.DataFrame,
    columns: Columns,
) -> tuple[pandas.DataFrame, Columns]:
    """
    Return the table of a query with the column `matched`, where it searches text.

    Parameters
    ----------
    catalogue
        Where the layers, and the tables that speak of their rows, are found.
    layers
        The layers in question.
    condition
        The question.
    table, columns
        The rows that were found, index = feature id, and how they are headed.

    Returns
    -------
    table, columns
        Each cell holds columns of the row and rows of tables that speak of it, `a;mentions/b`.
    """
    asked = [t for t in attribute_tests(condition, of_places=False) if t.field == ANY_TEXT]
    if not asked:
        return table, columns
    words = [word for test in asked for word in synonym_words(catalogue, test)]
    pattern, cells, told = pattern_of(words), [], dict[str, Text]()
    homes = {str(i): layer for layer in layers for i in layer.frame.index.intersection(table.index)}
    for feature in table.index:
        found = passages(catalogue, homes[feature], feature, pattern)
        cell = ";".join(passage.code for passage in found)
        cells.append(cell)
        told[cell] = _told(catalogue, homes[feature], found)
    return _put_first(table, columns, cells, told)


def _told(catalogue: Catalogue, layer: Layer, found: Sequence[Passage]) -> Text:
    reasons = tuple(passage_text(catalogue, layer, passage) for passage in found[:_TOLD])
    more = len(found) - _TOLD
    if more <= 0:
        return message("passage.all", reasons=reasons)
    return message("passage.more", reasons=reasons, more=Quantity(more, "count"))


def _put_first(
    table: pandas.DataFrame, columns: Columns, cells: list[str], told: Mapping[str, Text]
) -> tuple[pandas.DataFrame, Columns]:
    # after the names, before anything that has to be scrolled to
    names = [name for name in table.columns if name.startswith("name_")]
    heading = TableColumn(message("column.matched"), values=told)
    order = [*names, "matched", *(name for name in table.columns if name not in names)]
    whole = table.assign(matched=cells)[order]
    return whole, {name: columns.get(name, heading) for name in order}
