"""
What a sheet shows: its layers, how many of their rows have a place, and the answer over them.

Where a layer divides a whole, the areas its plan gives are figures of the sheet. They are the
plan's own, added up: nothing is measured here.
"""

from dataclasses import dataclass
from decimal import Decimal

import geopandas
import pandas

from atlas.deliverables.sheet import Sheet
from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding, Quantity, TableColumn, fact
from atlas.domain.layer import Layer
from atlas.domain.messages import message
from atlas.domain.question import written
from atlas.domain.units import SQUARE_METRES

MOST_PARTS = 12


@dataclass(frozen=True)
class Division:
    """The column with the areas of a layer's parts, its unit, and each area by feature id."""

    column: str
    unit: str
    areas: pandas.Series

    @property
    def total(self) -> float:
        """The sum of the parts, which need not be the rounded figure of the whole."""
        return float(sum(Decimal(repr(float(area))) for area in self.areas))

    @property
    def whole(self) -> Quantity:
        """The same with its unit: a sum of printed figures has the digits that they have."""
        return fact(self.total, self.unit)


def division_of(layer: Layer, rows: geopandas.GeoDataFrame) -> Division | None:
    """
    Return how a layer divides a whole by area, or None where it does not.

    Rows that name different wholes, or none, may overlap: their areas are never added up.

    Parameters
    ----------
    layer
        The layer.
    rows
        Those that are shown; all of them, or no sum is true.

    Returns
    -------
    division
        In the order of the rows.
    """
    columns = layer.spec.columns
    sizes = [name for name in columns if columns[name].unit in SQUARE_METRES and name in rows]
    if not sizes or "parent" not in rows or not 2 <= len(rows) <= MOST_PARTS:
        return None
    areas, parents = rows[sizes[0]], rows["parent"]
    if len(rows) < len(layer.frame) or areas.isna().any():
        return None
    if parents.isna().any() or parents.nunique() != 1 or not parents.iloc[0]:
        return None
    return Division(sizes[0], columns[sizes[0]].unit or "", areas.astype(float))


def contents(catalogue: Catalogue, definition: Sheet, sheet_answer: Finding | None) -> Finding:
    """
    List what a sheet draws.

    Parameters
    ----------
    catalogue
        The layers.
    definition
        The sheet; names already checked.
    sheet_answer
        The answer that the sheet draws over its layers, if any.

    Returns
    -------
    finding
        One table row a layer; values, headline, caveats and geometry are those of `sheet_answer`.
    """
    layers = [catalogue[name] for name in definition.layers]
    table = pandas.DataFrame(
        {
            "layer": [layer.id for layer in layers],
            "rows": [len(layer.frame) for layer in layers],
            "located": [len(layer.located) for layer in layers],
            "schematic": [layer.is_schematic for layer in layers],
        }
    )
    used = catalogue.sources_of(*(layer.frame["source"] for layer in layers if not layer.is_slot))
    more = sheet_answer.sources if sheet_answer else ()
    names = tuple(layer.name for layer in layers)
    return Finding(
        definition=definition,
        name=sheet_answer.name if sheet_answer else message("sheet.title", layers=names),
        summary=sheet_answer.summary if sheet_answer else message("sheet.headline", layers=names),
        method=sheet_answer.method if sheet_answer else message("sheet.method"),
        values=sheet_answer.values if sheet_answer else _values(layers),
        table=sheet_answer.table if sheet_answer else table,
        columns=sheet_answer.columns
        if sheet_answer
        else {name: TableColumn(message(f"column.{name}")) for name in table},
        layers=sheet_answer.layers if sheet_answer else {},
        parameters=written(definition),
        caveats=sheet_answer.caveats if sheet_answer else (),
        sources=tuple(dict.fromkeys((*used, *more))),
        versions={layer.id: layer.version for layer in layers}
        | (dict(sheet_answer.versions) if sheet_answer else {}),
        parts=sheet_answer.parts if sheet_answer else {},
    )


def _values(layers: list[Layer]) -> dict[str, Quantity]:
    """Return how many layers there are, and the areas of the parts they divide a whole into."""
    values = {"layers": Quantity(len(layers), "")}
    for layer in layers:
        division = None if layer.is_slot else division_of(layer, layer.located)
        if division is not None:
            values |= {
                f"{division.column}:{name}": fact(float(area), division.unit)
                for name, area in division.areas.items()
            }
            values[f"{division.column}:{layer.id}"] = division.whole
    return values
