"""
Conditions applied: which rows of a layer are meant.

Text is compared without regard to case, and by its synonyms where the condition allows. A row
without a place meets no spatial condition, and so meets its negation: how many such rows there
were is for the answer to say.
"""

import json
import operator
from collections.abc import Callable
from functools import reduce
from typing import Any

import geopandas
import numpy as np
import pandas
import shapely
from numpy.typing import NDArray

from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import (
    AllOf,
    AnyOf,
    AttributeTest,
    Condition,
    GeometryRef,
    LayerRef,
    NotOf,
    SpatialTest,
    Target,
)
from atlas.domain.crs import STORAGE_CRS, to_measuring
from atlas.domain.ground import grounds, wholes
from atlas.domain.layer import ANY_TEXT, Layer
from atlas.domain.memo import derived
from atlas.domain.messages import Name
from atlas.errors import BadDefinition, Problem
from atlas.methods.predicates import Prepared, prepare_geometries
from atlas.questions.selection.full_text import speaking
from atlas.questions.selection.synonyms import pattern_of, synonym_words

Mask = NDArray[np.bool_]
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def row_mask(catalogue: Catalogue, layer: Layer, condition: Condition | None) -> Mask:
    """
    Return which rows of a layer meet a condition.

    Parameters
    ----------
    catalogue
        Where the other layers that the condition names are found.
    layer
        The rows in question, located or not.
    condition
        None is met by every row.

    Returns
    -------
    mask
        One flag a row of `layer.frame`.

    Raises
    ------
    BadDefinition
        If a geometry of the condition is invalid.
    """
    if condition is None:
        return np.ones(len(layer.frame), dtype=bool)
    if isinstance(condition, AllOf):
        masks = [row_mask(catalogue, layer, part) for part in condition.all]
        return reduce(np.logical_and, masks, np.ones(len(layer.frame), dtype=bool))
    if isinstance(condition, AnyOf):
        return reduce(np.logical_or, [row_mask(catalogue, layer, p) for p in condition.any])
    if isinstance(condition, NotOf):
        return ~row_mask(catalogue, layer, condition.not_)
    if isinstance(condition, SpatialTest):
        return _related(catalogue, layer, condition)
    if condition.field == ANY_TEXT:
        return speaking(catalogue, layer, pattern_of(synonym_words(catalogue, condition)))
    return _tested(layer, condition, synonym_words(catalogue, condition))


def rows_of(catalogue: Catalogue, ref: LayerRef) -> geopandas.GeoDataFrame:
    """Return the rows a reference means, located or not, in EPSG:4326."""
    layer = catalogue[ref.layer]
    frame = layer.frame[row_mask(catalogue, layer, ref.where)]
    return frame if ref.id is None else frame.loc[frame.index == ref.id]


def rows_in_metres(catalogue: Catalogue, ref: LayerRef) -> geopandas.GeoDataFrame:
    """
    Return the rows with a place that a reference means, in metres.

    Ground counts once: a whole without a shape of its own stands for its parts where it is meant
    and not all of them are; beside all its parts it is left out.
    """
    layer = catalogue[ref.layer]
    if ref.id is None and ref.where is None:
        return located_in_metres(layer)
    meant = rows_of(catalogue, ref).index
    for whole, parts in wholes(layer).items():
        if whole in meant:
            has_all = bool(parts.isin(meant).all())
            meant = meant.drop(whole) if has_all else meant.difference(parts, sort=False)
    rows = _grounds_in_metres(layer)
    return rows.loc[rows.index.intersection(meant)]


def groundless(catalogue: Catalogue, condition: Condition | None) -> tuple[Name, ...]:
    """Return the names of the places in a condition that have no ground to be in or near to."""
    if isinstance(condition, AllOf | AnyOf):
        parts = condition.all if isinstance(condition, AllOf) else condition.any
        return tuple(name for part in parts for name in groundless(catalogue, part))
    if isinstance(condition, NotOf):
        return groundless(catalogue, condition.not_)
    if not isinstance(condition, SpatialTest) or isinstance(condition.of, GeometryRef):
        return ()
    layer, feature = catalogue[condition.of.layer], condition.of.id
    is_known = feature is None or feature in grounds(layer).index
    return () if is_known else (layer.name_of(str(feature)),)


def target_shapes(catalogue: Catalogue, target: Target) -> NDArray[np.object_]:
    """Return the geometries a target means, in metres; those without a place are left out."""
    if isinstance(target, GeometryRef):
        return np.array([_given_geometry(target)], dtype=object)
    return np.asarray(rows_in_metres(catalogue, target).geometry.array, dtype=object)


def has_spatial_test(condition: Condition | None) -> bool:
    """Return whether a condition is spatial."""
    if isinstance(condition, AllOf | AnyOf):
        parts = condition.all if isinstance(condition, AllOf) else condition.any
        return any(has_spatial_test(part) for part in parts)
    if isinstance(condition, NotOf):
        return has_spatial_test(condition.not_)
    return isinstance(condition, SpatialTest)


@derived
def _in_metres(layer: Layer) -> geopandas.GeoDataFrame:
    return to_measuring(layer.frame)


@derived
def located_in_metres(layer: Layer) -> geopandas.GeoDataFrame:
    """Return the rows of a layer that have a place, in metres; shared, and not to be changed."""
    return _in_metres(layer) if layer.located is layer.frame else to_measuring(layer.located)


@derived
def _grounds_in_metres(layer: Layer) -> geopandas.GeoDataFrame:
    rows = grounds(layer)
    return located_in_metres(layer) if rows is layer.located else to_measuring(rows)


@derived
def _prepared(layer: Layer) -> Prepared:
    return prepare_geometries(_in_metres(layer))


def _related(catalogue: Catalogue, layer: Layer, test: SpatialTest) -> Mask:
    mask = np.zeros(len(layer.frame), dtype=bool)
    shapes = target_shapes(catalogue, test.of)
    if test.spatial != "contains":
        # near or in any of them is near or in all of them taken as one
        shapes = np.array([shapely.union_all(shapes)], dtype=object) if len(shapes) else shapes
    for shape in shapes:
        rows = _prepared(layer).select(shape, test.spatial, distance_m=test.distance_m, k=test.k)
        mask[rows] = True
    return mask


def _given_geometry(target: GeometryRef) -> shapely.Geometry:
    try:
        shape = shapely.from_geojson(json.dumps(target.geometry))
    except shapely.GEOSException as error:
        raise BadDefinition(
            problems=[Problem("not_a_geometry", "of.geometry", str(error))]
        ) from None
    if shape is None or shape.is_empty or not shape.is_valid:
        reason = "" if shape is None else shapely.is_valid_reason(shape)
        raise BadDefinition(problems=[Problem("invalid_geometry", "of.geometry", reason)])
    measured_shape = to_measuring(geopandas.GeoSeries([shape], crs=STORAGE_CRS)).iloc[0]
    if not np.isfinite(shapely.get_coordinates(measured_shape)).all():
        # degrees that are none, or of the other side of the earth
        found = shapely.to_wkt(shape, rounding_precision=3)[:60]
        raise BadDefinition(problems=[Problem("invalid_geometry", "of.geometry", found)])
    return measured_shape


def _tested(layer: Layer, test: AttributeTest, words: tuple[str, ...]) -> Mask:
    kind = layer.spec.every_column[test.field]
    cells = layer.frame.index.to_series() if test.field == "id" else layer.frame[test.field]
    filled = np.asarray(cells.notna() if kind.is_number else cells != "", dtype=bool)
    if test.op == "is_empty":
        return ~filled
    if kind.is_number:
        return filled & _compared(cells, test.op, test.value)
    if test.op == "has":
        wanted = set(_folded(words))
        found: Mask = np.array([bool(wanted & _members(cell)) for cell in cells], dtype=bool)
        return filled & found
    texts = cells.astype(str)
    mask = filled & _compared(texts.str.casefold(), test.op, _folded(test.value))
    if len(words) > 1:
        mask = mask | np.asarray(texts.str.contains(pattern_of(words[1:])), dtype=bool)
    return mask


def _folded(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(str(part).casefold() for part in value)
    return str(value).casefold()


def _members(cell: str) -> set[str]:
    return {member.strip().casefold() for member in str(cell).split(";")}


def _compared(cells: pandas.Series, op: str, value: Any) -> Mask:
    if op == "in":
        found = cells.isin(list(value))
    elif op == "between":
        found = cells.between(*value)
    elif op == "contains":
        found = cells.str.contains(value, regex=False)
    elif op == "starts_with":
        found = cells.str.startswith(value)
    else:
        found = _COMPARE[op](cells, value)
    return np.asarray(found, dtype=bool)
