"""
How far places lie beyond the service of a set of facilities.

The shortfall of a place is its distance to a facility less that facility's radius, the least
over all facilities: at most zero where the place is covered. Moving a place by a metre changes
its shortfall by at most a metre, which is what lets one place answer for its neighbours.
"""

import numpy as np
from scipy.spatial import cKDTree

from atlas.analysis.inputs import TOLERANCE_M, Floats

# below this many places, starting threads takes longer than they save
WORTH_THREADS = 20_000


class Service:
    """Facilities with their radii, shape (radii, 1) or (radii, facilities)."""

    def __init__(self, facilities: Floats, radii: Floats) -> None:
        self.radii = len(radii)
        own = np.broadcast_to(radii, (len(radii), len(facilities)))
        kinds, kind = np.unique(own, axis=1, return_inverse=True)
        # facilities that agree in all radii share a tree: one, unless each has its own
        self._trees = [
            (cKDTree(facilities[kind == column]), radius) for column, radius in enumerate(kinds.T)
        ]

    def shortfall(self, xy: Floats, *, within_m: float = np.inf) -> Floats:
        """
        Measure the shortfall of each place, shape (radii, places).

        Infinite without facilities. Shortfalls beyond `within_m` may be given as infinite.
        """
        least = np.full((self.radii, len(xy)), np.inf)
        workers = -1 if len(xy) > WORTH_THREADS else 1
        for tree, radius in self._trees:
            farthest = radius.max(initial=-np.inf) + within_m + 2 * TOLERANCE_M
            if farthest > 0:
                distance = tree.query(xy, distance_upper_bound=farthest, workers=workers)[0]
                np.minimum(least, distance - radius[:, np.newaxis], out=least)
        return least
