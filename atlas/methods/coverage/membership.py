"""
Which zone a place belongs to.

A place on a border, or where zones overlap, belongs to the zone of the lowest row, and to that
one only: counts over the zones then add up to the places they hold together.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.methods.arrays import Floats
from atlas.methods.coverage.lattice import Cells, Lattice

# row of the zone that each place is in; zones are few, places are not
ZoneRows = NDArray[np.int32]

NO_ZONE = -1

# finer cells leave fewer places to ask one by one, and are more to mark
PLACES_PER_CELL = 4


def zone_of(xy: Floats, zones: NDArray[np.object_]) -> ZoneRows:
    """
    Find the zone of each place, `NO_ZONE` where there is none.

    Lattice cells that follow each other in a row, and that no border crosses, lie in one zone or
    in none, and one of them answers for all their places; only the places of crossed cells are
    tested one by one.
    """
    if not len(xy):
        return np.empty(0, dtype=np.int32)
    x, y = xy.T
    lattice = Lattice.over(x, y, places_per_cell=PLACES_PER_CELL)
    crossed = lattice.crossed_by(zones)
    cell = lattice.number_of(x, y)
    unsettled = np.flatnonzero(crossed[cell])
    found = _zone_of_cells(lattice, crossed, cell, zones)[cell]
    found[unsettled] = _zone_of_each(x[unsettled], y[unsettled], zones)
    return found


def _zone_of_cells(
    lattice: Lattice, crossed: NDArray[np.bool_], candidates: Cells, zones: NDArray[np.object_]
) -> ZoneRows:
    """Find the zone of the requested cells that no border crosses, row after row."""
    begins = crossed.copy()
    begins[:: 2**lattice.bits] = True
    # a stretch is what follows a crossed cell, or the edge of the lattice, up to the next
    stretch = np.cumsum(begins, dtype=np.int32) - 1
    last = np.append(np.flatnonzero(begins)[1:], len(crossed)) - 1
    held = np.zeros(len(last), dtype=bool)
    held[stretch[candidates]] = True
    # where the last cell is crossed there is no other
    held &= ~crossed[last]
    label = np.full(len(last), NO_ZONE, dtype=np.int32)
    label[held] = _zone_of_each(*lattice.centre_of(last[held]), zones)
    return label[stretch]


def _zone_of_each(x: Floats, y: Floats, zones: NDArray[np.object_]) -> ZoneRows:
    """
    Ask each zone about the places in its box.

    Places are sorted by northing, so that a zone looks only at the band it spans, and are passed
    over as coordinates: the zone is the prepared side and no point object is made.
    """
    by_northing = np.argsort(y)
    x, y = x[by_northing], y[by_northing]
    found = np.full(len(x), NO_ZONE, dtype=np.int32)
    shapely.prepare(zones)
    # downwards, so that the lowest row is written last
    for row in range(len(zones) - 1, -1, -1):
        west, south, east, north = shapely.bounds(zones[row])
        first, last = np.searchsorted(y, south, "left"), np.searchsorted(y, north, "right")
        band = x[first:last]
        near = first + np.flatnonzero((band >= west) & (band <= east))
        inside = shapely.intersects_xy(zones[row], x[near], y[near])
        found[by_northing[near[inside]]] = row
    return found
