"""
Reach in a straight line, and the form that any reach takes.

Whom a set of facilities reaches, how far they are, and the ground that is covered: `StraightReach`
answers by distance alone, `along_roads.RoadReach` along roads.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from atlas.methods.arrays import Floats
from atlas.methods.coverage.area import covered_area
from atlas.methods.coverage.depth import Shapes, areal, depths
from atlas.methods.coverage.distance import shortfall
from atlas.questions.access.demand import Demand
from atlas.questions.access.facilities import MEASURED, Facilities, reached
from atlas.questions.access.partitions import RadiusOfFacilities


class CoveredGround(NamedTuple):
    """
    Ground of zones that is covered.

    Parameters
    ----------
    covered_m2
        Certain, as drawn, possible, shape (3, zones).
    gaps
        What is not covered of each zone, as drawn.
    overlap_m2
        Ground under two facilities and more, and three and more, shape (2, zones).
    """

    covered_m2: Floats
    gaps: NDArray[np.object_]
    overlap_m2: Floats


@dataclass(frozen=True)
class StraightReach:
    """Straight lines to the nearest of some facilities."""

    facilities: Facilities

    def distances(self, part: Demand) -> tuple[Floats, NDArray[np.intp]]:
        """
        Measure how far each row is from its nearest facility.

        Returns
        -------
        distance, nearest
            Shape (3, rows): the least it may be, as drawn, the most it may be, metres, infinite
            where there is no facility; and the row of the facility nearest as drawn, -1 for none.
        """
        facilities = self.facilities
        nearer = facilities.uncertainty_m * np.array([1.0, 0.0, -1.0])[:, np.newaxis]
        signs = np.array([-1.0, 0.0, 1.0])[:, np.newaxis]
        found = shortfall(part.xy, facilities.xy, nearer) + signs * part.uncertainty_m
        if not len(facilities.ids):
            return found, np.full(len(part.xy), -1, dtype=np.intp)
        nearest = cKDTree(facilities.xy).query(part.xy)[1].astype(np.intp)
        return np.maximum(found, 0.0), nearest

    def share_reached(self, part: Demand, radius_m: float) -> Floats:
        """Return what part of each row is within a radius: certain, as drawn, possible."""
        if part.counted is not None:
            return part.counted[RadiusOfFacilities(self.facilities, radius_m).key]
        if part.pieces is None:
            return reached(part.xy, part.uncertainty_m, self.facilities, radius_m).astype(float)
        gaps = [
            covered_area(list(part.pieces), self.facilities.xy, radius_m=radii).geometry
            for radii in self.facilities.radii(radius_m)
        ]
        return part.share_of([shapely.difference(part.pieces, gap.to_numpy()) for gap in gaps])

    def ground(self, zones: geopandas.GeoDataFrame, radius_m: float) -> CoveredGround:
        """Measure the ground within a radius."""
        # who is too far to reach any zone costs time and changes nothing
        near = self.facilities.only(self.facilities.may_reach(zones, radius_m))
        frames = [covered_area(zones, near.xy, radius_m=radii) for radii in near.radii(radius_m)]
        drawn = frames[MEASURED]
        return CoveredGround(
            np.array([frame["covered_m2"] for frame in frames]),
            drawn.geometry.to_numpy(),
            drawn[["overlap2_m2", "overlap3_m2"]].to_numpy().T,
        )

    def overlaps(self, zones: geopandas.GeoDataFrame, radius_m: float) -> Shapes:
        """Return the ground of zones within a radius of two facilities and more, and of three."""
        near = self.facilities.only(self.facilities.may_reach(zones, radius_m))
        radii = np.full(len(near.ids), radius_m)
        with ThreadPoolExecutor() as threads:
            cover = depths(near.xy, radii, quad_segs=16, threads=threads)
        deep = np.array([cover.twice[0], cover.thrice[0]])
        return areal(shapely.intersection(deep, shapely.union_all(zones.geometry.to_numpy())))
