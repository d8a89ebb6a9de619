"""
Patches: candidates that lie side by side, and the ground they have together.

Two candidates are neighbours when they share an edge; a common corner is no way across.
"""

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from atlas.domain.units import SQUARE_METRES
from atlas.errors import Refused

_REACH_M = 0.5  # borders drawn twice lie as far apart, or overlap by as much
_EDGE_M = 1.0  # a common border shorter than this is a corner


def large_enough(
    places: geopandas.GeoDataFrame, among: NDArray[np.bool_], *, least_ha: float
) -> NDArray[np.bool_]:
    """
    Return which candidates lie in a patch of at least so much ground.

    Parameters
    ----------
    places
        Candidates, EPSG:4545.
    among
        Which of them still stand: only these make patches.
    least_ha
        Ground of the smallest patch that will do.

    Raises
    ------
    Refused
        If the candidates are points, which have no ground.
    """
    grounds = np.asarray(places.geometry.array, dtype=object)
    area = shapely.area(grounds)
    if (area == 0).any():
        raise Refused(reason="points_have_no_ground")
    rows = np.flatnonzero(among)
    kept = np.zeros(len(places), dtype=bool)
    if len(rows):
        patch = _patches(grounds[rows])
        ground = np.bincount(patch, weights=area[rows])
        # drawn areas are a hair off the round number a planner asks for
        enough = ground >= least_ha * SQUARE_METRES["ha"] * (1 - 1e-9)
        kept[rows] = enough[patch]
    return kept


def _patches(grounds: NDArray[np.object_]) -> NDArray[np.int32]:
    """Return the number of the patch each ground belongs to."""
    here, there = shapely.STRtree(grounds).query(grounds, predicate="dwithin", distance=_REACH_M)
    first = here < there
    here, there = here[first], there[first]
    strip = shapely.intersection(shapely.buffer(grounds[here], _REACH_M), grounds[there])
    # a shared edge leaves a strip along it, a corner a crumb
    joined = shapely.area(strip) > _EDGE_M * _REACH_M
    here, there = here[joined], there[joined]
    count = len(grounds)
    links = coo_array((np.ones(len(here)), (here, there)), shape=(count, count))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int32)
