"""
Rows of a layer that stand in a spatial relation to a shape.

Relations are those of the OGC simple features: a point on the border of a polygon intersects
it but is not within it. Rows without a geometry stand in no relation to anything.
"""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.errors import BadInput, UnknownName

Rows = NDArray[np.intp]

# how far beyond a distance still counts as within it, in metres
TOLERANCE_M = 1e-6

PREDICATES = ("intersects", "within", "contains", "within_distance", "nearest")


def prepare(frame: Any) -> "Prepared":
    """
    Index the geometries of a layer, to select from it many times.

    Parameters
    ----------
    frame
        GeoDataFrame or GeoSeries in metres.

    Returns
    -------
    prepared
        The geometries, ready to be asked.

    Raises
    ------
    BadInput
        If the frame is in degrees, or a geometry crosses itself; names the rows.
    """
    crs = getattr(frame, "crs", None)
    if crs is not None and crs.is_geographic:
        raise BadInput(argument="frame", reason="not_metres")
    shapes = np.asarray(frame.geometry.array, dtype=object)
    crossing = np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes))
    if crossing.size:
        raise BadInput(argument="frame", reason="self_crossing", rows=crossing.tolist())
    return Prepared(shapes)


class Prepared:
    """Geometries of a layer with their tree; made by `prepare`."""

    def __init__(self, shapes: NDArray[np.object_]) -> None:
        self._shapes = shapes
        self._tree = shapely.STRtree(shapes)

    def select(
        self,
        geometry: Any,
        predicate: str,
        *,
        distance_m: float | None = None,
        mask: NDArray[np.bool_] | None = None,
        k: int = 1,
    ) -> Rows:
        """
        Find the rows that stand in a relation to a shape.

        Parameters
        ----------
        geometry
            The shape asked about, in metres. An empty shape matches nothing.
        predicate
            `intersects`, `within` (the row lies in the shape), `contains` (the shape lies in the
            row), `within_distance`, or `nearest`.
        distance_m
            Reach of `within_distance`, inclusive.
        mask
            True for the rows that may be found, one a row of the layer.
        k
            How many rows `nearest` finds; of equally near ones the lowest.

        Returns
        -------
        rows
            Row numbers, ascending.

        Raises
        ------
        UnknownName
            If there is no such predicate.
        BadInput
            If the shape crosses itself, the distance is missing or negative, the mask is not one
            flag a row, or `k` is not positive.
        """
        if predicate not in PREDICATES:
            raise UnknownName(kind="predicate", name=predicate, known=PREDICATES)
        if mask is not None and np.shape(mask) != self._shapes.shape:
            raise BadInput(argument="mask", reason="wrong_shape")
        if geometry is None or geometry.is_empty:
            return np.empty(0, dtype=np.intp)
        if not geometry.is_valid:
            raise BadInput(argument="geometry", reason="self_crossing")
        allowed = np.ones(len(self._shapes), dtype=bool) if mask is None else np.asarray(mask)
        if predicate == "nearest":
            return self._nearest(geometry, allowed, k)
        reach = _reach(predicate, distance_m)
        west, south, east, north = geometry.bounds
        box = shapely.box(west - reach, south - reach, east + reach, north + reach)
        rows = self._tree.query(box)
        rows = np.sort(rows[allowed[rows]])
        return rows[_stand(predicate, geometry, self._shapes[rows], reach)]

    def _nearest(self, geometry: Any, allowed: NDArray[np.bool_], k: int) -> Rows:
        if k < 1:
            raise BadInput(argument="k", reason="not_positive")
        present = ~shapely.is_missing(self._shapes) & ~shapely.is_empty(self._shapes)
        rows = np.flatnonzero(allowed & present)
        distance = shapely.distance(geometry, self._shapes[rows])
        return np.sort(rows[np.argsort(distance, kind="stable")[:k]])


def _reach(predicate: str, distance_m: float | None) -> float:
    if predicate != "within_distance":
        return 0.0
    if distance_m is None or not 0 <= distance_m < np.inf:
        raise BadInput(argument="distance_m", reason="negative")
    return distance_m + TOLERANCE_M


def _stand(
    predicate: str, geometry: Any, shapes: NDArray[np.object_], reach: float
) -> NDArray[np.bool_]:
    """Tell which shapes stand in the relation; the question is the prepared side."""
    shapely.prepare(geometry)
    found: NDArray[np.bool_]
    if predicate == "within":
        found = shapely.contains(geometry, shapes)
    elif predicate == "contains":
        found = shapely.within(geometry, shapes)
    elif predicate == "within_distance":
        found = shapely.dwithin(geometry, shapes, reach)
    else:
        found = shapely.intersects(geometry, shapes)
    return found
