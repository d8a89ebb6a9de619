"""
Coverage of people, counted by distance.

A place is covered when its straight-line distance to a facility is at most the radius; the
boundary counts. Distances are never replaced by polygons: a disc of 64 corners leaves out
0.16 % of its circle, and with it the people who live there.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial import cKDTree

from atlas.methods.arrays import Floats, as_points
from atlas.methods.coverage import blocks
from atlas.methods.coverage.arguments import as_radii, as_weights, as_zones
from atlas.methods.coverage.membership import ZoneRows, zone_of
from atlas.methods.coverage.service import Service

# so many places take some 30 MB to be counted; fewer at a time would take longer
PLACES_AT_ONCE = 500_000

# places that are asked about once are not worth the finest blocks
PLACES_PER_CELL = 4


def nearest_distance(demand_xy: ArrayLike, facility_xy: ArrayLike) -> Floats:
    """
    Measure how far each place is from its nearest facility.

    Straight-line: a street network would find every facility farther.

    Parameters
    ----------
    demand_xy
        Places that need, in metres, shape (n, 2).
    facility_xy
        Places that serve, in metres, shape (facilities, 2).

    Returns
    -------
    distance
        Metres, shape (n,); infinite where there is no facility at all.

    Raises
    ------
    BadInput
        If a coordinate is not finite, or an array is not of shape (n, 2).
    """
    demand = as_points(demand_xy, argument="demand_xy")
    facilities = as_points(facility_xy, argument="facility_xy")
    if not len(facilities):
        return np.full(len(demand), np.inf)
    distance: Floats = cKDTree(facilities).query(demand, workers=-1)[0]
    return distance


def covered_weight(
    demand_xy: ArrayLike,
    facility_xy: ArrayLike,
    zones: Sequence[Any],
    *,
    radii_m: ArrayLike,
    weights: ArrayLike | None = None,
) -> Floats:
    """
    Sum, in each zone, the weight of the places within reach of a facility.

    Places in no zone are not counted; a place on a border counts in the zone of the lowest row
    only. To ask again about the same places, `prepare` them: the answer comes sooner, and is the
    same but for the last digits of weights that are no whole numbers.

    Parameters
    ----------
    demand_xy
        Places that need, in metres, shape (n, 2).
    facility_xy
        Places that serve, in metres, shape (facilities, 2). A facility serves across borders.
    zones
        Polygons in metres.
    radii_m
        Reach in metres, inclusive: R positive radii, or an array (R, facilities) where each
        facility has its own. A facility whose own radius is negative covers nothing.
    weights
        What each place counts for, a count and not a rate; 1 by default.

    Returns
    -------
    covered
        Weight within reach, shape (zones, R), radii in input order.

    Raises
    ------
    BadInput
        If a coordinate, weight or radius is not finite, a weight is negative, a radius for all
        is not positive, or a zone is not a polygon or crosses itself; names the rows.
    """
    demand = as_points(demand_xy, argument="demand_xy")
    values = as_weights(weights, rows=len(demand))
    polygons = as_zones(zones)
    service = _service(facility_xy, radii_m)
    zone = zone_of(demand, polygons)
    covered = np.zeros((len(polygons), service.radii))
    for first in range(0, len(demand), PLACES_AT_ONCE):
        lot = slice(first, first + PLACES_AT_ONCE)
        some = demand[lot], zone[lot], values[lot]
        levels = blocks.gather(*some, places_per_cell=PLACES_PER_CELL)
        covered += blocks.covered_block_weight(levels, service, zones=len(polygons))
        # before the next are gathered
        del levels
    return covered


def prepare_demand(
    demand_xy: ArrayLike, zones: Sequence[Any], weights: ArrayLike | None = None
) -> "PreparedDemand":
    """
    Sort places into zones once, to measure many sets of facilities against them.

    Parameters
    ----------
    demand_xy
        Places that need, in metres, shape (n, 2).
    zones
        Polygons in metres.
    weights
        What each place counts for; 1 by default.

    Returns
    -------
    prepared
        The indexed places. They are copied: later changes do not reach it.

    Raises
    ------
    BadInput
        As `covered_weight`.
    """
    demand = as_points(demand_xy, argument="demand_xy")
    values = as_weights(weights, rows=len(demand))
    polygons = as_zones(zones)
    return PreparedDemand(demand, zone_of(demand, polygons), values, zones=len(polygons))


def shortfall(xy: Floats, facilities: Floats, radii: Floats, *, within_m: float = np.inf) -> Floats:
    """
    Measure how far each place lies beyond service, shape (radii, places); see `service`.

    Parameters
    ----------
    xy
        Places, metres, shape (n, 2).
    facilities
        Metres, shape (m, 2).
    radii
        Metres, shape (radii, 1), or (radii, m) where facilities differ.
    within_m
        Shortfalls beyond it may be infinite.
    """
    return Service(facilities, radii).shortfall(xy, within_m=within_m)


class PreparedDemand:
    """
    Places sorted into zones; `total_weight` is what each zone holds, covered or not.

    Made by `prepare`. Places in no zone are left out.
    """

    def __init__(self, demand: Floats, zone: ZoneRows, weights: Floats, *, zones: int) -> None:
        self._levels = blocks.gather(demand, zone, weights)
        self._zones = zones
        self.total_weight = np.zeros(zones)
        for coarsest in self._levels[:1]:
            self.total_weight += np.bincount(coarsest.zone, coarsest.weight, zones)

    def covered_weight(self, facility_xy: ArrayLike, *, radii_m: ArrayLike) -> Floats:
        """
        Sum, in each zone, the weight of the places within reach of a facility.

        Parameters
        ----------
        facility_xy
            Places that serve, in metres, shape (facilities, 2).
        radii_m
            R positive radii, or an array (R, facilities).

        Returns
        -------
        covered
            Weight within reach, shape (zones, R).

        Raises
        ------
        BadInput
            If a coordinate or radius is not finite, or a radius for all is not positive.
        """
        service = _service(facility_xy, radii_m)
        return blocks.covered_block_weight(self._levels, service, zones=self._zones)


def _service(facility_xy: ArrayLike, radii_m: ArrayLike) -> Service:
    facilities = as_points(facility_xy, argument="facility_xy")
    return Service(facilities, as_radii(radii_m, facilities=len(facilities)))
