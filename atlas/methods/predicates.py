"""
Rows of a layer that stand in a spatial relation to a shape.

Relations are those of the OGC simple features: a point on the border of a polygon intersects
it but is not within it. Rows without a geometry stand in no relation to anything.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.errors import BadInput, UnknownName

Rows = NDArray[np.intp]
Shapes = NDArray[np.object_]
Mask = NDArray[np.bool_] | Callable[[Rows], NDArray[np.bool_]]

# how far beyond a distance still counts as within it, in metres
TOLERANCE_M = 1e-6

PREDICATES = ("intersects", "within", "contains", "within_distance", "nearest")


def prepare_geometries(frame: Any) -> "Prepared":
    """
    Index the geometries of a layer, to select from it many times.

    Parameters
    ----------
    frame
        GeoDataFrame or GeoSeries in metres.

    Returns
    -------
    prepared
        The indexed geometries.

    Raises
    ------
    BadInput
        If the frame is in degrees, or a geometry crosses itself; names the rows.
    """
    crs = getattr(frame, "crs", None)
    if crs is not None and crs.is_geographic:
        raise BadInput(argument="frame", reason="not_metres")
    shapes = np.asarray(frame.geometry.array, dtype=object)
    drawn = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    crossing = np.flatnonzero(drawn & ~shapely.is_valid(shapes))
    if crossing.size:
        raise BadInput(argument="frame", reason="self_crossing", rows=crossing.tolist())
    rows = np.flatnonzero(drawn)
    if rows.size:
        # neighbours on the ground become neighbours in memory
        rows = rows[np.argsort(frame.geometry.iloc[rows].hilbert_distance().to_numpy())]
    return Prepared(shapes[rows], rows, of_rows=len(shapes))


class Prepared:
    """
    Geometries of a layer along a Hilbert curve, their row numbers and their tree.

    Made by `prepare`. Rows without a geometry are left out.
    """

    def __init__(self, shapes: Shapes, rows: Rows, *, of_rows: int) -> None:
        self._shapes, self._rows, self._of_rows = shapes, rows, of_rows
        self._tree = shapely.STRtree(shapes)
        corners, owner = shapely.get_coordinates(shapes, return_index=True)
        self._corner = corners[np.searchsorted(owner, np.arange(len(shapes)))]

    def select(
        self,
        geometry: Any,
        predicate: str,
        *,
        distance_m: float | None = None,
        mask: Mask | None = None,
        k: int = 1,
    ) -> Rows:
        """
        Find the rows that stand in a relation to a shape.

        Attributes are cheaper to test than shapes, and boxes cheaper still: the mask is applied
        between the two, to the rows whose box is near.

        Parameters
        ----------
        geometry
            The other shape, in metres. An empty shape matches nothing.
        predicate
            `intersects`, `within` (the row lies in the shape), `contains` (the shape lies in the
            row), `within_distance`, or `nearest`.
        distance_m
            Reach of `within_distance`, inclusive.
        mask
            Which rows may be found: one flag a row of the layer, or a function from row numbers
            to flags, which is called with near rows only.
        k
            How many rows `nearest` finds, fewer where fewer may be found; of equally near ones
            the lowest.

        Returns
        -------
        rows
            Row numbers, ascending.

        Raises
        ------
        UnknownName
            If there is no such predicate.
        BadInput
            If the shape crosses itself, the distance is missing, negative or not finite, the mask
            is not one flag a row, or `k` is not positive.
        """
        self._check(geometry, predicate, mask, k)
        reach = _reach(predicate, distance_m)
        if geometry is None or geometry.is_empty:
            return np.empty(0, dtype=np.intp)
        if predicate == "nearest":
            return self._nearest(geometry, mask, k)
        near = self._allowed(self._tree.query(_widened(geometry, reach)), mask)
        shapely.prepare(geometry)
        stands = _stand_by_corner(predicate, geometry, self._corner[near], reach)
        unsettled = np.flatnonzero(~stands)
        stands[unsettled] = _stand(predicate, geometry, self._shapes[near[unsettled]], reach)
        return np.sort(self._rows[near[stands]])

    def _check(self, geometry: Any, predicate: str, mask: Mask | None, k: int) -> None:
        if predicate not in PREDICATES:
            raise UnknownName(kind="predicate", name=predicate, known=PREDICATES)
        if geometry is not None and not geometry.is_valid:
            raise BadInput(argument="geometry", reason="self_crossing")
        if not (mask is None or callable(mask) or np.shape(mask) == (self._of_rows,)):
            raise BadInput(argument="mask", reason="wrong_shape")
        if k < 1:
            raise BadInput(argument="k", reason="not_positive")

    def _allowed(self, places: Rows, mask: Mask | None) -> Rows:
        """Keep the places on the curve whose rows the mask lets pass."""
        if mask is None:
            return places
        rows = self._rows[places]
        return places[mask(rows) if callable(mask) else np.asarray(mask)[rows]]

    def _nearest(self, geometry: Any, mask: Mask | None, k: int) -> Rows:
        near = self._allowed(np.arange(len(self._rows)), mask)
        boxed = _box_distance(geometry, self._shapes[near])
        # no row whose box is farther than the k-th distance among the likeliest can be nearer
        likely = near[np.argsort(boxed)[: 4 * k]]
        enough = np.sort(shapely.distance(geometry, self._shapes[likely]))[:k].max(initial=0.0)
        near = near[boxed <= enough + TOLERANCE_M]
        distance, rows = shapely.distance(geometry, self._shapes[near]), self._rows[near]
        return np.sort(rows[np.lexsort((rows, distance))[:k]])


def _reach(predicate: str, distance_m: float | None) -> float:
    if predicate != "within_distance":
        return 0.0
    if distance_m is None:
        raise BadInput(argument="distance_m", reason="missing")
    if not 0 <= distance_m < np.inf:
        raise BadInput(argument="distance_m", reason="negative")
    return distance_m + TOLERANCE_M


def _widened(geometry: Any, reach: float) -> Any:
    """Return a shape whose box is that of the geometry, widened."""
    if not reach:
        return geometry
    west, south, east, north = geometry.bounds
    return shapely.box(west - reach, south - reach, east + reach, north + reach)


def _box_distance(geometry: Any, shapes: Shapes) -> NDArray[np.float64]:
    """Measure from box to box, which is never farther than from shape to shape."""
    bounds = shapely.bounds(shapes)
    low, high = np.reshape(geometry.bounds, (2, 2))
    aside = np.maximum(np.maximum(bounds[:, :2] - high, low - bounds[:, 2:]), 0.0)
    distance: NDArray[np.float64] = np.hypot(aside[:, 0], aside[:, 1])
    return distance


def _stand_by_corner(
    predicate: str, geometry: Any, corners: NDArray[np.float64], reach: float
) -> NDArray[np.bool_]:
    """Flag shapes of which a corner stands in the relation: a quicker test."""
    x, y = corners.T
    stands = np.zeros(len(corners), dtype=bool)
    if predicate == "intersects":
        stands = shapely.intersects_xy(geometry, x, y)
    elif predicate == "within_distance" and geometry.geom_type == "Point":
        stands = np.hypot(x - geometry.x, y - geometry.y) <= reach
    return stands


def _stand(predicate: str, geometry: Any, shapes: Shapes, reach: float) -> NDArray[np.bool_]:
    """Flag shapes that stand in the relation; the other shape is the prepared side."""
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
