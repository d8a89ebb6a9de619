"""
Which zone a place belongs to.

A place on a border, or where zones overlap, belongs to the zone of the lowest row, and to that
one only: counts over the zones then add up to the places they hold together.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.analysis.coverage.inputs import Floats

NO_ZONE = -1


def zone_of(xy: Floats, zones: NDArray[np.object_]) -> NDArray[np.intp]:
    """
    Find the zone of each place, `NO_ZONE` where there is none.

    Places are sorted by northing, so that each zone is asked only about the band it spans, and
    are handed over as coordinates: the zone is the prepared side and no point object is made.
    """
    by_northing = np.argsort(xy[:, 1])
    x, y = xy[by_northing].T
    found = np.full(len(xy), NO_ZONE, dtype=np.intp)
    shapely.prepare(zones)
    # downwards, so that the lowest row is written last
    for row in range(len(zones) - 1, -1, -1):
        west, south, east, north = shapely.bounds(zones[row])
        first, last = np.searchsorted(y, south, "left"), np.searchsorted(y, north, "right")
        band = slice(first, last)
        near = first + np.flatnonzero((x[band] >= west) & (x[band] <= east))
        inside = shapely.intersects_xy(zones[row], x[near], y[near])
        found[by_northing[near[inside]]] = row
    return found
