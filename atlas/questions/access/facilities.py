"""
Reach, where positions are uncertain: what is certain, what is measured, what is possible.

A place whose position may err by `u` metres, and a facility whose position may err by `v`, lie
within `r` for certain when their drawn distance is at most `r - u - v`, and possibly when it is
at most `r + u + v`. A facility that may err by more than a set share of the radius says nothing
about that radius and is left out of it.
"""

from dataclasses import dataclass

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.domain.crs import xy
from atlas.domain.messages import Name
from atlas.methods.arrays import TOLERANCE_M, Floats
from atlas.methods.coverage.distance import shortfall

CERTAIN, MEASURED, POSSIBLE = range(3)


@dataclass(frozen=True)
class Facilities:
    """Places that serve: where they are drawn and by how much each may err, in metres."""

    xy: Floats
    uncertainty_m: Floats
    ids: tuple[str, ...]
    names: tuple[Name, ...]

    @classmethod
    def of(cls, frame: geopandas.GeoDataFrame) -> "Facilities":
        """Make them from the located rows of a layer."""
        named = zip(frame["name_zh"], frame["name_en"], strict=True)
        names = tuple(Name(zh, en) for zh, en in named)
        return cls(xy(frame.geometry), uncertainty(frame), tuple(frame.index), names)

    def sure_enough(self, radius_m: float, share: float) -> NDArray[np.bool_]:
        """Return which may err by no more than a share of the radius."""
        return np.asarray(self.uncertainty_m <= radius_m * share + TOLERANCE_M)

    def only(self, mask: NDArray[np.bool_]) -> "Facilities":
        """Return some of them."""
        rows = np.flatnonzero(mask)
        ids = tuple(self.ids[row] for row in rows)
        names = tuple(self.names[row] for row in rows)
        return Facilities(self.xy[mask], self.uncertainty_m[mask], ids, names)

    def may_reach(self, zones: geopandas.GeoSeries, radius_m: float) -> NDArray[np.bool_]:
        """Return which may reach any of the zones, were they all as far off as they may be."""
        ground = shapely.union_all(np.asarray(zones.geometry.array, dtype=object))
        away = shapely.distance(ground, shapely.points(self.xy))
        return np.asarray(away <= radius_m + self.uncertainty_m + TOLERANCE_M)

    def radii(self, radius_m: float) -> Floats:
        """Return the certain, measured and possible radius of each, shape (3, facilities)."""
        signs = np.array([-1.0, 0.0, 1.0])[:, np.newaxis]
        return radius_m + signs * self.uncertainty_m


def uncertainty(frame: geopandas.GeoDataFrame) -> Floats:
    """Return by how many metres each row may err; 0 where a layer does not say."""
    if "uncertainty_m" not in frame:
        return np.zeros(len(frame))
    return np.asarray(frame["uncertainty_m"].fillna(0.0), dtype=float)


def reached(
    places_xy: Floats, places_uncertainty_m: Floats, facilities: Facilities, radius_m: float
) -> NDArray[np.bool_]:
    """
    Return which places are within a radius for certain, as drawn, and possibly.

    Parameters
    ----------
    places_xy
        Metres, shape (n, 2).
    places_uncertainty_m
        By how much each may err, shape (n,).
    facilities
        Those sure enough for this radius.
    radius_m
        Metres, inclusive.

    Returns
    -------
    reached
        Shape (3, n): certain, as drawn, possible; each includes the one before.
    """
    # farther beyond than any place may err is as good as infinitely far
    most = places_uncertainty_m.max(initial=0.0) + TOLERANCE_M
    beyond = shortfall(places_xy, facilities.xy, facilities.radii(radius_m), within_m=float(most))
    signs = np.array([1.0, 0.0, -1.0])[:, np.newaxis]
    return np.asarray(beyond + signs * places_uncertainty_m <= TOLERANCE_M)
