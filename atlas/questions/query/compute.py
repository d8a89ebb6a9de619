"""What is here? The features of a layer that meet conditions, counted and listed."""

from dataclasses import dataclass

import geopandas
import numpy as np
import pandas
from numpy.typing import NDArray

from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding, Quantity, TableColumn
from atlas.domain.layer import Layer
from atlas.domain.layer_union import LAYER, together
from atlas.domain.messages import Language, Message, Text, message
from atlas.domain.question import written
from atlas.domain.relations import TABLE
from atlas.questions.data_caveats import schematic_caveats
from atlas.questions.kind import Run
from atlas.questions.query.definition import Query
from atlas.questions.query.match_reasons import with_reasons
from atlas.questions.query.relation_map import drawn_ties, ends_of
from atlas.questions.selection.rows import groundless, has_spatial_test, row_mask

_UNSURE_M = 1000.0  # from here on a position is worth a word


@dataclass(frozen=True)
class QueryResult:
    """
    What meets the conditions.

    Parameters
    ----------
    layer, parts
        The layers asked, as one and one by one.
    matched
        Which rows of the layer meet the conditions.
    rows
        Those that are shown, in the order asked.
    """

    layer: Layer
    parts: tuple[Layer, ...]
    matched: NDArray[np.bool_]
    rows: geopandas.GeoDataFrame


def compute(catalogue: Catalogue, definition: Query, _run: Run) -> QueryResult:
    """
    Select the features of a layer, or of several, that meet conditions.

    Rows without a place meet no spatial condition; how many they are is a caveat.

    Parameters
    ----------
    catalogue
        The layers.
    definition
        The layers, their conditions, order and limit; names already checked.
    """
    layer = together(catalogue, definition.every_layer)
    parts = tuple(catalogue[name] for name in definition.every_layer)
    mask = np.concatenate([row_mask(catalogue, part, definition.where) for part in parts])
    rows = _ordered(layer.frame[mask], definition.order_by)
    shown = rows if definition.limit is None else rows.head(definition.limit)
    return QueryResult(layer, parts, mask, shown)


def report(catalogue: Catalogue, definition: Query, result: QueryResult) -> Finding:
    """
    Make the finding of a query.

    Parameters
    ----------
    catalogue, definition
        The question, and what it was asked of.
    result
        As `compute` returned it.

    Returns
    -------
    finding
        Values `matched`, `shown`, `total`, `unlocated`; the table holds every column of the
        layers, in the order of the question, and where it searches text, `matched`: where the
        words stand; layer `selected` holds what has a place. Of relations `related` holds the
        places at their ends and `ties` the lines between them.
    """
    layer, parts, shown = result.layer, result.parts, result.rows
    located = shown[shown.index.isin(layer.located.index)]
    ends = ends_of(catalogue, shown) if layer.id == TABLE else {}
    drawn = drawn_ties(catalogue, shown, ends) if layer.spec.is_table else {"selected": located}
    said_of_ties = [message("caveat.ties")] if "ties" in drawn else []
    homes = {home.id: home.version for home in ends.values()}
    values = {
        "matched": Quantity(int(result.matched.sum()), "rows"),
        "shown": Quantity(len(shown), "rows"),
        "total": Quantity(len(layer.frame), "rows"),
        "unlocated": Quantity(0 if layer.spec.is_table else len(shown) - len(located), "rows"),
    }
    said = "query.headline_table" if layer.spec.is_table else "query.headline"
    table = _reading_order(layer, pandas.DataFrame(shown.drop(columns="geometry")))
    columns = {name: _column(catalogue, layer, name, table) for name in table.columns}
    table, columns = with_reasons(catalogue, parts, definition.where, table, columns)
    return Finding(
        definition=definition,
        name=message("query.title", layer=layer.name),
        summary=message(said, layer=layer.name, **values),
        method=message("query.method"),
        values=values,
        table=table,
        columns=columns,
        layers=drawn,
        parameters=written(definition),
        caveats=(*said_of_ties, *_caveats(catalogue, layer, parts, definition, shown)),
        sources=catalogue.sources_of(shown["source"], *(v["source"] for v in drawn.values())),
        versions={part.id: part.version for part in parts} | homes,
    )


_DETAIL = {"aliases", "as_of", "sensitive", "release", "position_note", "position_source"}
_ONLY: dict[str, Language] = {
    "name_zh": "zh",
    "name_en": "en",
    "ask_zh": "zh",
    "ask_en": "en",
    "indicator_zh": "zh",
    "indicator_en": "en",
    "role_zh": "zh",
    "role_en": "en",
    "focus_zh": "zh",
    "focus_en": "en",
}


def _column(catalogue: Catalogue, layer: Layer, name: str, table: pandas.DataFrame) -> TableColumn:
    kind = layer.spec.every_column[name]
    codes = kind.values or (("yes", "no") if kind.type == "flag" else ())
    values: dict[str, Text] = {code: layer.spec.value_text(name, code) for code in codes}
    if kind.refers_to:
        # a reader knows places by their names; several in one cell stay as they are kept
        named = {str(cell) for cell in table[name] if catalogue.has_feature(str(cell))}
        values = {cell: catalogue.name_of(cell) for cell in named}
    # what a document says word for word is the point of its own table and a detail elsewhere
    evidence = layer.spec.evidence
    is_ground = evidence is not None and name in evidence.grounds
    detail = name in _DETAIL or is_ground or (name == "quote" and not layer.spec.is_table)
    only = _ONLY.get(name)
    return TableColumn(layer.spec.heading(name), kind.unit, values, detail=detail, only=only)


def _reading_order(layer: Layer, table: pandas.DataFrame) -> pandas.DataFrame:
    """Put names first, then what the layer declares, then what every row has."""
    names = [name for name in _ONLY if name in table and name.startswith("name_")]
    own = (LAYER, *layer.spec.columns)
    declared = [name for name in own if name in table and name not in names]
    return table[[*names, *declared, *table.columns.difference([*names, *declared], sort=False)]]


def _ordered(frame: pandas.DataFrame, order_by: tuple[str, ...]) -> pandas.DataFrame:
    # later keys first, each sort stable, so that the first key decides
    for name in reversed(order_by):
        column, falling = name.removeprefix("-"), name.startswith("-")
        key = frame.index.to_series() if column == "id" else frame[column]
        order = key.sort_values(ascending=not falling, kind="stable", na_position="last").index
        frame = frame.loc[order]
    return frame


def _caveats(
    catalogue: Catalogue,
    layer: Layer,
    parts: tuple[Layer, ...],
    definition: Query,
    shown: pandas.DataFrame,
) -> tuple[Message, ...]:
    caveats = []
    if nowhere := groundless(catalogue, definition.where):
        caveats.append(message("caveat.groundless", places=nowhere))
    if has_spatial_test(definition.where):
        untested = len(layer.frame) - len(layer.located)
        if untested:
            caveats.append(message("caveat.untested", count=Quantity(untested, "rows")))
        unsure = int((shown["uncertainty_m"] >= _UNSURE_M).sum())
        if unsure:
            limit = Quantity(_UNSURE_M, "m")
            caveats.append(message("caveat.unsure", count=Quantity(unsure, "rows"), limit=limit))
    caveats += schematic_caveats(parts)
    if definition.limit is not None and len(shown) == definition.limit:
        caveats.append(message("caveat.limit", count=Quantity(definition.limit, "rows")))
    return tuple(caveats)
