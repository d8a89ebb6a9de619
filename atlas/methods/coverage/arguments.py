"""
The door of the coverage measures: arrays in metres, checked once and then trusted.

Every check names all offending rows at once. A geographic coordinate system can only be seen
where a frame carries one: bare arrays in degrees pass, and give nonsense.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from atlas.errors import BadInput
from atlas.methods.arrays import Floats, refuse_rows


def as_weights(weights: ArrayLike | None, *, rows: int) -> Floats:
    """Return one finite weight of at least zero a row; read-only ones where there are none."""
    if weights is None:
        return np.broadcast_to(1.0, rows)
    values = np.asarray(weights, dtype=np.float64)
    if values.shape != (rows,):
        raise BadInput(argument="weights", reason="wrong_shape")
    refuse_rows(~np.isfinite(values), argument="weights", reason="not_finite")
    refuse_rows(values < 0, argument="weights", reason="negative")
    return values


def as_radii(radii_m: ArrayLike, *, facilities: int) -> Floats:
    """
    Return radii of shape (radii, 1), or (radii, facilities) where each facility has its own.

    A radius that holds for all must be positive. A facility's own radius may be negative, which
    is what remains of a radius smaller than the uncertainty of the position: it covers nothing.
    """
    radii = np.asarray(radii_m, dtype=np.float64)
    if radii.ndim == 1:
        refuse_rows(~np.isfinite(radii), argument="radii_m", reason="not_finite")
        refuse_rows(radii <= 0, argument="radii_m", reason="not_positive")
        return radii[:, np.newaxis]
    if radii.ndim != 2 or radii.shape[1] != facilities:
        raise BadInput(argument="radii_m", reason="wrong_shape")
    refuse_rows(~np.isfinite(radii).all(axis=0), argument="radii_m", reason="not_finite")
    return radii


def as_radius(radius_m: ArrayLike, *, facilities: int) -> Floats:
    """Return one radius a facility, from a radius for all (positive) or from each one's own."""
    radius = np.asarray(radius_m, dtype=np.float64)
    if radius.ndim == 0:
        if not (np.isfinite(radius) and radius > 0):
            raise BadInput(argument="radius_m", reason="not_positive")
        return np.full(facilities, radius)
    if radius.shape != (facilities,):
        raise BadInput(argument="radius_m", reason="wrong_shape")
    refuse_rows(~np.isfinite(radius), argument="radius_m", reason="not_finite")
    return radius


def as_zones(zones: Sequence[Any] | Any) -> NDArray[np.object_]:
    """Return valid polygons, from a sequence, an array or anything with a `geometry`."""
    crs = getattr(zones, "crs", None)
    if crs is not None and crs.is_geographic:
        raise BadInput(argument="zones", reason="not_metres")
    polygons = np.empty(len(zones), dtype=object)
    polygons[:] = list(getattr(zones, "geometry", zones))
    kinds = shapely.get_type_id(polygons)
    areal = (kinds == shapely.GeometryType.POLYGON) | (kinds == shapely.GeometryType.MULTIPOLYGON)
    refuse_rows(~areal | shapely.is_empty(polygons), argument="zones", reason="not_a_polygon")
    refuse_rows(~shapely.is_valid(polygons), argument="zones", reason="self_crossing")
    return polygons
