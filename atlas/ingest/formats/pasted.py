"""WKT or GeoJSON that a planner pastes: a shape or a few, with what is said of them."""

import json
from typing import Any

import numpy as np
import pandas
import shapely

from atlas.domain.records.imported import ImportedTable
from atlas.errors import BadFile
from atlas.ingest.formats.tables import incoming
from atlas.ingest.formats.text_shapes import declared_srid, is_deep, shape_of
from atlas.ingest.safety.limits import LIMITS, Limits

_NAME = "pasted"


def read_pasted(text: str, *, limits: Limits = LIMITS) -> ImportedTable:
    """
    Read a shape that stands as text: WKT (one a line, or one over several lines) or GeoJSON.

    Parameters
    ----------
    text
        What was pasted. GeoJSON may be a shape, a feature or a collection of features.
    limits
        What is too much.

    Returns
    -------
    incoming
        One row for each shape, numbered from 1; GeoJSON counts as declared WGS84.

    Raises
    ------
    BadFile
        If it is neither, is nested too deep, or too long.
    """
    if len(text) > limits.pasted_characters:
        raise BadFile(path=_NAME, reason=f"pasted_too_long: {limits.pasted_characters:,}")
    text = text.strip().removeprefix("\ufeff")
    if not text:
        raise BadFile(path=_NAME, reason="empty")
    if text[0] in "{[":
        return _geojson(text, limits)
    return _wkt(text, limits)


def _wkt(text: str, limits: Limits) -> ImportedTable:
    one = shape_of(text)
    lines = [line for line in text.splitlines() if line.strip()]
    shapes = [one] if one is not None else [shape_of(line) for line in lines]
    if any(shape is None for shape in shapes):
        raise BadFile(path=_NAME, reason="not_a_geometry")
    return incoming(
        _NAME,
        [],
        [],
        rows=range(1, len(shapes) + 1),
        shapes=_array(shapes),
        declared_crs=declared_srid(text),
        limits=limits,
    )


def _geojson(text: str, limits: Limits) -> ImportedTable:
    if is_deep(text):
        raise BadFile(path=_NAME, reason="shapes_too_deep")
    try:
        given = json.loads(text)
        features = [_feature(part) for part in _parts(given)]
    except (ValueError, KeyError, TypeError, AttributeError, shapely.GEOSException) as error:
        raise BadFile(path=_NAME, reason="not_a_geometry") from error
    if not features:
        raise BadFile(path=_NAME, reason="nothing_to_read")
    headers = list(dict.fromkeys(str(name) for _, told in features for name in told))
    if len(headers) > limits.columns:
        raise BadFile(path=_NAME, reason=f"too_many_columns: {limits.columns:,}")
    columns = [pandas.Series([_cell(told.get(name)) for _, told in features]) for name in headers]
    return incoming(
        _NAME,
        headers,
        columns,
        rows=range(1, len(features) + 1),
        shapes=_array([shape for shape, _ in features]),
        declared_crs="EPSG:4326",
        limits=limits,
    )


def _parts(given: Any) -> list[Any]:
    if isinstance(given, list):
        return given
    return list(given["features"]) if given.get("type") == "FeatureCollection" else [given]


def _feature(part: Any) -> tuple[shapely.Geometry | None, dict[str, Any]]:
    is_feature = part["type"] == "Feature"
    shape = part.get("geometry") if is_feature else part
    told = (part.get("properties") or {}) if is_feature else {}
    if not isinstance(told, dict):
        raise TypeError
    # NaN and Infinity are no JSON, though Python writes them; null in their stead is no number
    return (shapely.from_geojson(json.dumps(shape, allow_nan=False)) if shape else None), told


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value


def _array(shapes: list[shapely.Geometry | None]) -> np.ndarray[Any, np.dtype[np.object_]]:
    out = np.empty(len(shapes), dtype=object)
    out[:] = shapes
    return out
