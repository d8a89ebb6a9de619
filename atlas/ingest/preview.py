"""
A preview: rows of a planner's file where one reading of its coordinates puts them, over what is
there now. Nothing is kept; that rows lie where they should is for the planner to see.
"""

import geopandas
import pandas
import shapely

from atlas.domain.finding import Finding, Quantity, TableColumn
from atlas.domain.layer import Layer
from atlas.domain.messages import Message, Text, message
from atlas.ingest.records import Preview

MOST_ROWS = 200  # of the table
MOST_CORNERS = 200_000  # drawn as they are; more are thinned for the eye
_THIN_DEG = 2e-5
_MOST_DRAWN = 4000


def preview(
    placed: geopandas.GeoDataFrame,
    asked: Preview,
    *,
    layer: Layer | None,
    name: Text,
    named_by: str | None,
    unshifted: geopandas.GeoDataFrame | None = None,
) -> Finding:
    """
    Return the rows as an answer: on the map over the layer as it is, and the first as a table.

    Parameters
    ----------
    placed
        Rows in EPSG:4326, their columns as in the file.
    asked
        What is previewed.
    layer
        The layer that they would be of, as it is now; None of a new one.
    name
        What the layer is called.
    named_by
        The column that names the rows, where one is known.
    unshifted
        The same rows where they would be without undoing the shift of a map service.
    """
    shown = _drawn(placed, named_by)
    layers = {"incoming": shown}
    if unshifted is not None:
        layers = {"unshifted": _drawn(unshifted, named_by), **layers}
    if layer is not None and len(layer.located):
        now = layer.located[["name_zh", "geometry"]]
        layers = {"before": now, **layers}
    first = pandas.DataFrame(placed.drop(columns=placed.geometry.name)).head(MOST_ROWS)
    # as in the file: no figure is rounded for its unit, which nobody knows yet
    table = first.astype(object).where(first.notna(), "").astype(str)
    table.index = pandas.Index([f"row-{row}" for row in table.index], name="id")
    return Finding(
        definition=asked,
        name=message("preview.title", layer=name),
        summary=message("preview.headline", rows=len(placed), located=len(shown)),
        method=message("preview.method"),
        values={"rows": Quantity(len(placed), "count")},
        table=table,
        columns={column: TableColumn(_heading(column)) for column in table},
        layers=layers,
        parameters=asked.model_dump(mode="json"),
        caveats=(message("preview.not_kept"),),
        sources=(),
        versions={},
    )


def _drawn(placed: geopandas.GeoDataFrame, named_by: str | None) -> geopandas.GeoDataFrame:
    located = placed[~(placed.geometry.isna() | placed.geometry.is_empty)]
    names = located[named_by].astype(str) if named_by in located else located.index.astype(str)
    return geopandas.GeoDataFrame(
        {"name_zh": list(names)},
        index=pandas.Index([f"row-{row}" for row in located.index], name="id"),
        geometry=_thinned(located.geometry).to_numpy(),
        crs=located.crs,
    )


def _heading(column: object) -> Message:
    return message("preview.column", name=str(column))


def _thinned(shapes: geopandas.GeoSeries) -> geopandas.GeoSeries:
    drawn = shapes.iloc[:_MOST_DRAWN]
    if shapely.get_num_coordinates(drawn.array).sum() <= MOST_CORNERS:
        return shapes
    return shapes.simplify(_THIN_DEG, preserve_topology=False)
