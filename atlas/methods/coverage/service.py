"""
How far places lie beyond the service of a set of facilities.

The shortfall of a place is its distance to a facility less that facility's radius, the least
over all facilities: at most zero where the place is covered. Moving a place by a metre changes
its shortfall by at most a metre, which is what lets one place answer for its neighbours.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from atlas.methods.arrays import TOLERANCE_M, Floats

# below this many places, starting threads takes longer than they save
WORTH_THREADS = 20_000

# so many facilities are looked at first where radii differ, and so many times more each next time
FIRST_LOOK, MORE = 4, 4


class Service:
    """Facilities with their radii, shape (radii, 1) or (radii, facilities)."""

    def __init__(self, facilities: Floats, radii: Floats) -> None:
        self.radii = len(radii)
        self._count = len(facilities)
        # the tree names one more where it finds none: it serves nobody
        self._own = np.full((self.radii, self._count + 1), -np.inf)
        self._own[:, :-1] = radii
        self._largest = self._own.max(axis=1, keepdims=True)
        self._alike = bool((self._own[:, :-1] == self._largest).all())
        self._tree = cKDTree(facilities)

    def shortfall(self, xy: Floats, *, within_m: float = np.inf) -> Floats:
        """
        Measure the shortfall of each place, shape (radii, places).

        Infinite without facilities. Shortfalls beyond `within_m` may be infinite.
        """
        least = np.full((self.radii, len(xy)), np.inf)
        if not least.size or not self._count:
            return least
        farthest = self._largest.max() + within_m + 2 * TOLERANCE_M
        if farthest <= 0:
            return least
        if self._alike:
            least[:] = self._nearest(xy, 1, farthest)[0] - self._largest
            return least
        rows, look = np.arange(len(xy)), FIRST_LOOK
        while len(rows):
            look = min(look, self._count)
            distance, facility = self._nearest(xy[rows], range(1, look + 1), farthest)
            for near in range(look):
                beyond = distance[:, near] - self._own[:, facility[:, near]]
                least[:, rows] = np.minimum(least[:, rows], beyond)
            # one farther away than those looked at may do better, if its radius is larger
            better = (distance[:, -1] - self._largest < least[:, rows]).any(axis=0)
            rows = rows[better & (look < self._count)]
            look *= MORE
        return least

    def _nearest(
        self, xy: Floats, which: int | range, farthest: float
    ) -> tuple[Floats, NDArray[np.intp]]:
        """Return distance and row of near facilities; infinite, and a row too many, for none."""
        workers = -1 if len(xy) > WORTH_THREADS else 1
        found: tuple[Floats, NDArray[np.intp]] = self._tree.query(
            xy, which, distance_upper_bound=farthest, workers=workers
        )
        return found
