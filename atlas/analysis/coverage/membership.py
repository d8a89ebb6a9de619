"""
Which zone a place belongs to.

A place on a border, or where zones overlap, belongs to the zone of the lowest row, and to that
one only: counts over the zones then add up to the places they hold together.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.analysis.coverage.lattice import Lattice
from atlas.analysis.inputs import Floats

NO_ZONE = -1

# cells of this many places make asking about cells and asking about places equally dear
PLACES_PER_CELL = 12


def zone_of(xy: Floats, zones: NDArray[np.object_]) -> NDArray[np.intp]:
    """
    Find the zone of each place, `NO_ZONE` where there is none.

    A lattice cell that no border crosses lies in one zone or in none, and its centre answers for
    all its places; only the places of crossed cells are asked one by one.
    """
    if not len(xy):
        return np.empty(0, dtype=np.intp)
    x, y = np.ascontiguousarray(xy.T)
    lattice = Lattice.over(x, y, places_per_cell=PLACES_PER_CELL)
    crossed = lattice.crossed_by(zones)
    cell = lattice.cell_of(x, y)
    occupied = np.zeros(len(crossed), dtype=bool)
    occupied[cell] = True
    whole = np.flatnonzero(occupied & ~crossed).astype(np.uint32)
    label = np.full(len(crossed), NO_ZONE, dtype=np.intp)
    label[whole] = _zone_of_each(*lattice.centre_of(whole), zones)
    found = label[cell]
    unsettled = np.flatnonzero(crossed[cell])
    found[unsettled] = _zone_of_each(x[unsettled], y[unsettled], zones)
    return found


def _zone_of_each(x: Floats, y: Floats, zones: NDArray[np.object_]) -> NDArray[np.intp]:
    """
    Ask each zone about the places in its box.

    Places are sorted by northing, so that a zone looks only at the band it spans, and are handed
    over as coordinates: the zone is the prepared side and no point object is made.
    """
    by_northing = np.argsort(y)
    x, y = x[by_northing], y[by_northing]
    found = np.full(len(x), NO_ZONE, dtype=np.intp)
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
