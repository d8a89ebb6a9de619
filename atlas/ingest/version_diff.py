"""
Two versions of a layer, row by row: what was added, taken away, moved, reshaped or reworded.

Rows are the same thing when they have the same id: a thing that was given another id is taken
away and added. A shape has moved when it is the same shape elsewhere, and was reshaped otherwise.
Less than a centimetre is no move, as a conversion and its way back may shift by that.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

import geopandas
import numpy as np
import pandas
import shapely
from numpy.typing import NDArray

from atlas.domain.crs import STORAGE_CRS, to_measuring
from atlas.domain.finding import Finding, Quantity, TableColumn, computed
from atlas.domain.layer import LayerSpec
from atlas.domain.messages import Message, Text, message
from atlas.errors import BadInput
from atlas.ingest.checks.areas import M2_PER_HA, ellipsoidal_m2
from atlas.ingest.records import Comparison

Change: TypeAlias = Literal["added", "removed", "moved", "reshaped", "changed", "same"]
CHANGES: tuple[Change, ...] = ("added", "removed", "moved", "reshaped", "changed", "same")
STILL_M = 0.01
_Shapes: TypeAlias = NDArray[np.object_]


def compare_versions(
    before: geopandas.GeoDataFrame, after: geopandas.GeoDataFrame
) -> geopandas.GeoDataFrame:
    """
    Return what became of every row of two versions.

    Parameters
    ----------
    before, after
        EPSG:4326, index = feature id, without repetition.

    Returns
    -------
    changes
        Indexed by id, those of `after` first: `change`; `moved_m` between the middles (missing
        where either has no place); `area_before_ha`, `area_after_ha` (missing where there is no
        row, 0 for what is no polygon); `columns` whose cells differ, `;` between; geometry as
        it is now, or was last.

    Raises
    ------
    BadInput
        If an id stands in a version twice.
    """
    for name, frame in (("before", before), ("after", after)):
        if frame.index.has_duplicates:
            raise BadInput(argument=name, reason="repeated")
    ids = after.index.append(before.index.difference(after.index, sort=False))
    old, new = _shapes(before, ids), _shapes(after, ids)
    was, now = ids.isin(before.index), ids.isin(after.index)
    moved_m = _moved(old, new)
    columns = _reworded(before, after, ids)
    is_other = _differs(old, new)
    change = np.full(len(ids), "same", dtype=object)
    change[columns != ""] = "changed"
    change[is_other] = np.where(_same_form(old[is_other], new[is_other]), "moved", "reshaped")
    change[was & ~now], change[now & ~was] = "removed", "added"
    shown = np.where(shapely.is_missing(new), old, new)
    return geopandas.GeoDataFrame(
        {
            "change": change,
            "moved_m": moved_m,
            "area_before_ha": np.where(was, _hectares(old), np.nan),
            "area_after_ha": np.where(now, _hectares(new), np.nan),
            "columns": np.where(was & now, columns, ""),
        },
        index=ids,
        geometry=geopandas.GeoSeries(shown, index=ids, crs=STORAGE_CRS),
    )


def comparison(
    spec: LayerSpec,
    before: geopandas.GeoDataFrame,
    after: geopandas.GeoDataFrame,
    *,
    names: tuple[str, str],
) -> Finding:
    """
    Return the comparison as an answer: table and map of what changed.

    Parameters
    ----------
    spec
        The layer's declaration.
    before, after
        As `compare_versions` takes them.
    names
        What the two versions are called.
    """
    changes = compare_versions(before, after)
    told = changes[changes["change"] != "same"]
    table = pandas.DataFrame(told.drop(columns="geometry"))
    named = after.get("name_zh", pandas.Series(dtype=str)).reindex(told.index)
    earlier = before.get("name_zh", pandas.Series(dtype=str)).reindex(told.index)
    table.insert(0, "name_zh", named.where(named.notna(), earlier).fillna(""))
    table.index = table.index.astype(str).rename("id")
    counts = {name: int((changes["change"] == name).sum()) for name in CHANGES}
    return Finding(
        definition=Comparison(layer=spec.id, before=names[0], after=names[1]),
        name=message("comparison.title", layer=spec.label.name, before=names[0], after=names[1]),
        summary=message("comparison.headline", **counts),
        method=message("comparison.method"),
        values={name: Quantity(count, "count") for name, count in counts.items()},
        table=table,
        columns=_columns(spec, table),
        layers=_layers(told, table),
        parameters={},
        caveats=(message("comparison.by_id"),),
        sources=(),
        versions={},
    )


def _layers(
    told: geopandas.GeoDataFrame, table: pandas.DataFrame
) -> Mapping[str, geopandas.GeoDataFrame]:
    """Return what changed by how it changed; a cell that was reworded is where it was."""
    named = told[["geometry"]].set_axis(table.index).assign(name_zh=table["name_zh"])
    placed = ~(named.geometry.isna() | named.geometry.is_empty)
    roles = {"added": "added", "removed": "removed", "moved": "altered", "reshaped": "altered"}
    role = table["change"].map(roles).fillna("altered")
    return {
        name: named[placed & (role == name)]
        for name in ("removed", "altered", "added")
        if (placed & (role == name)).any()
    }


def _columns(spec: LayerSpec, table: pandas.DataFrame) -> dict[str, TableColumn]:
    changes: dict[str, Text] = {name: Message(f"comparison.{name}") for name in CHANGES}
    told: dict[str, Text] = {
        cell: message("comparison.fields", names=tuple(map(spec.heading, cell.split(";"))))
        for cell in set(table["columns"])
        if cell
    }
    return {
        "name_zh": TableColumn(Message("column.name_zh")),
        "change": TableColumn(Message("comparison.change"), values=changes),
        "moved_m": computed(Message("comparison.moved_m"), "m"),
        "area_before_ha": computed(Message("comparison.area_before"), "1"),
        "area_after_ha": computed(Message("comparison.area_after"), "1"),
        "columns": TableColumn(Message("comparison.columns"), values=told),
    }


def _shapes(frame: geopandas.GeoDataFrame, ids: pandas.Index) -> _Shapes:
    shapes = np.full(len(ids), None, dtype=object)
    rows = ids.get_indexer(frame.index)
    shapes[rows] = np.asarray(frame.geometry.array, dtype=object)
    shapes[shapely.is_empty(shapes)] = None
    return shapes


def _metres(shapes: _Shapes) -> _Shapes:
    return np.asarray(
        to_measuring(geopandas.GeoSeries(shapes, crs=STORAGE_CRS)).array, dtype=object
    )


def _moved(old: _Shapes, new: _Shapes) -> NDArray[np.float64]:
    return np.asarray(
        shapely.distance(shapely.centroid(_metres(old)), shapely.centroid(_metres(new)))
    )


def _differs(old: _Shapes, new: _Shapes) -> NDArray[np.bool_]:
    """Tell which rows have another shape or place; one that gained or lost its place has."""
    one_missing = shapely.is_missing(old) != shapely.is_missing(new)
    both = ~(shapely.is_missing(old) | shapely.is_missing(new))
    differs: NDArray[np.bool_] = np.array(one_missing, dtype=np.bool_)
    differs[both] = ~_alike(_metres(old[both]), _metres(new[both]))
    return differs


def _alike(one: _Shapes, other: _Shapes) -> NDArray[np.bool_]:
    """Tell which shapes are the same to a centimetre, wherever their rings begin."""
    alike = np.array(shapely.equals_exact(one, other, tolerance=STILL_M), dtype=np.bool_)
    rest = ~alike
    alike[rest] = shapely.hausdorff_distance(one[rest], other[rest]) <= STILL_M
    return alike


def _same_form(old: _Shapes, new: _Shapes) -> NDArray[np.bool_]:
    """Tell which shapes are the same but for where they are; a gained place counts as a move."""
    here, there = (_at_origin(_metres(shapes)) for shapes in (old, new))
    return np.asarray(
        _alike(here, there) | shapely.is_missing(old) | shapely.is_missing(new), dtype=np.bool_
    )


def _at_origin(shapes: _Shapes) -> _Shapes:
    corners, rows = shapely.get_coordinates(shapes, return_index=True)
    if not len(corners):
        return shapes
    start = shapely.bounds(shapes)[:, :2]
    moved = shapes.copy()
    return np.asarray(shapely.set_coordinates(moved, corners - start[rows]), dtype=object)


def _hectares(shapes: _Shapes) -> NDArray[np.float64]:
    return ellipsoidal_m2(geopandas.GeoSeries(shapes, crs=STORAGE_CRS), _metres(shapes)) / M2_PER_HA


def _reworded(
    before: geopandas.GeoDataFrame, after: geopandas.GeoDataFrame, ids: pandas.Index
) -> NDArray[np.object_]:
    """Return, for each id, the columns whose cells differ."""
    told = np.full(len(ids), "", dtype=object)
    names = [
        n for n in [*after.columns, *before.columns] if n not in {after.geometry.name, "geometry"}
    ]
    for name in dict.fromkeys(names):
        old, new = _cells(before, name, ids), _cells(after, name, ids)
        differs = np.asarray(old != new)
        told[differs] = [f"{cell};{name}" if cell else name for cell in told[differs]]
    return told


def _cells(frame: geopandas.GeoDataFrame, name: str, ids: pandas.Index) -> NDArray[np.object_]:
    if name not in frame:
        return np.full(len(ids), "", dtype=object)
    cells = frame[name].reindex(ids).astype(object)
    return np.asarray(cells.where(cells.notna(), "").astype(str), dtype=object)
