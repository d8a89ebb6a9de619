"""
The ground under at least one, two and three of many discs.

Discs are merged two by two, as in a tournament. Ground is twice under two groups where it is
twice under either or once under both; and thrice where it is thrice under either, or where both
of these hold at once. Pairing neighbours keeps the shapes small; listing all pairs of discs
that overlap instead would take their number squared.
"""

from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.methods.arrays import Floats
from atlas.methods.coverage.lattice import Lattice

Shapes = NDArray[np.object_]


class Depths(NamedTuple):
    """Ground under at least one, two and three discs: one shape of each a group of discs."""

    once: Shapes
    twice: Shapes
    thrice: Shapes


def depths(centres: Floats, radius_m: Floats, *, quad_segs: int, threads: Executor) -> Depths:
    """
    Merge discs into one group: shapes of length one, empty where nothing is so deep.

    Parameters
    ----------
    centres
        Metres, shape (n, 2).
    radius_m
        One a disc.
    quad_segs
        Corners of a quarter of a circle.
    threads
        Runs the merges of parts side by side.
    """
    nothing = np.array([shapely.Polygon()])
    if not len(centres):
        return Depths(nothing, nothing, nothing)
    near = _neighbours_together(centres)
    discs = shapely.buffer(shapely.points(centres[near]), radius_m[near], quad_segs=quad_segs)
    groups = Depths(discs, nothing.repeat(len(discs)), nothing.repeat(len(discs)))
    while len(groups.once) > 1:
        paired = len(groups.once) // 2 * 2
        left = Depths(*(shapes[:paired:2] for shapes in groups))
        right = Depths(*(shapes[1:paired:2] for shapes in groups))
        merged = zip(_merged(left, right, threads), groups, strict=True)
        groups = Depths(*(np.append(new, old[paired:]) for new, old in merged))
    return groups


def areal(shapes: Shapes) -> Shapes:
    """Drop the points and lines in which shapes merely touch."""
    kinds = shapely.get_type_id(shapes)
    mixed = np.flatnonzero(
        (kinds != shapely.GeometryType.POLYGON) & (kinds != shapely.GeometryType.MULTIPOLYGON)
    )
    if not mixed.size:
        return shapes
    kept = shapes.copy()
    for row in mixed:
        parts = shapely.get_parts(shapely.get_parts(shapes[row]))
        kept[row] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
        if kept[row].is_empty:
            kept[row] = shapely.Polygon()
    return kept


def _neighbours_together(centres: Floats) -> NDArray[np.intp]:
    x, y = centres.T
    return np.argsort(Lattice.over(x, y, places_per_cell=0.1).cell_of(x, y), kind="stable")


def _merged(a: Depths, b: Depths, threads: Executor) -> Depths:
    once_by_both = threads.submit(_shared, a.once, b.once)
    twice_by_either = threads.submit(_union, a.twice, b.twice)
    thrice_by_either = threads.submit(_union, a.thrice, b.thrice)
    once = _union(a.once, b.once)
    twice = threads.submit(_union, twice_by_either.result(), once_by_both.result())
    across = _shared(twice_by_either.result(), once_by_both.result())
    return Depths(once, twice.result(), _union(thrice_by_either.result(), across))


def _union(a: Shapes, b: Shapes) -> Shapes:
    """Unite row by row, at no cost where one side is empty."""
    merged = np.where(shapely.is_empty(a), b, a)
    both = ~(shapely.is_empty(a) | shapely.is_empty(b))
    merged[both] = shapely.union(a[both], b[both])
    return merged


def _shared(a: Shapes, b: Shapes) -> Shapes:
    """Intersect row by row, keeping ground only."""
    shared = np.full(len(a), shapely.Polygon())
    both = ~(shapely.is_empty(a) | shapely.is_empty(b))
    shared[both] = areal(shapely.intersection(a[both], b[both]))
    return shared
