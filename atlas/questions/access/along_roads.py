"""
Reach along roads: from those in need to the facility that is soonest reached.

A place is joined in a straight line to the nearest vertex of a road, within a set distance, and
so is a facility; both stretches count. Position uncertainty counts as so many metres more or
less of the same way: where it would put a place beyond a river, the truth differs by more, so
that a range along roads is a likely one and not a certain one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.domain.catalogue import Catalogue
from atlas.domain.crs import to_measuring
from atlas.errors import Refused
from atlas.methods.arrays import TOLERANCE_M, Floats
from atlas.methods.coverage.depth import Shapes, areal
from atlas.methods.network.graph import (
    NearestSource,
    Snapped,
    cost_matrix,
    nearest_source,
    service_area,
)
from atlas.questions.access.definition import Along, Distance
from atlas.questions.access.demand import Demand
from atlas.questions.access.facilities import MEASURED, Facilities
from atlas.questions.access.roads import METRES_A_MINUTE, Roads, roads_of
from atlas.questions.access.straight import CoveredGround
from atlas.questions.selection.rows import rows_in_metres

_SEGMENTS = 4  # a quarter circle at the end of a way that is reached


@dataclass(frozen=True)
class Ways:
    """Roads and how one travels them."""

    roads: Roads
    along: Along

    def snapped(self, xy: Floats) -> Snapped:
        """Take places to the roads; those too far away have no node."""
        return self.roads.network.snap(xy, within_m=self.along.snap_m)

    def minutes(self, radius_m: float) -> float:
        """Return how many minutes so many metres take at the speed of the mode."""
        return radius_m / (self.along.speed_kmh * METRES_A_MINUTE)

    def matrix(self, xy: Floats, facilities: Facilities) -> Floats:
        """Measure the way from each place to each facility, as drawn; infinite without one."""
        here, there = self.snapped(xy), self.snapped(facilities.xy)
        rows, columns = np.flatnonzero(here.node >= 0), np.flatnonzero(there.node >= 0)
        cost = np.full((len(xy), len(facilities.ids)), np.inf)
        found = cost_matrix(self.roads.network, here.node[rows], there.node[columns])
        found = found + here.distance_m[rows, np.newaxis] + there.distance_m[columns]
        cost[np.ix_(rows, columns)] = found
        return cost

    def to(self, facilities: Facilities) -> "RoadReach":
        """Measure the way to the soonest of some facilities, from every node."""
        return RoadReach(self, facilities)


@dataclass(frozen=True)
class RoadReach:
    """The ways to the soonest of some facilities: the shortest it may be, as drawn, the longest."""

    ways: Ways
    facilities: Facilities

    @cached_property
    def nodes(self) -> tuple[NearestSource, ...]:
        """Cost of each node and its facility, for each of the three."""
        taken = self.ways.snapped(self.facilities.xy)
        on_road = np.flatnonzero(taken.node >= 0)
        return tuple(
            self._named(
                nearest_source(
                    self.ways.roads.network,
                    taken.node[on_road],
                    head_start=taken.distance_m[on_road]
                    + sign * self.facilities.uncertainty_m[on_road],
                    towards=True,
                ),
                on_road,
            )
            for sign in (-1.0, 0.0, 1.0)
        )

    @staticmethod
    def _named(found: NearestSource, rows: NDArray[np.intp]) -> NearestSource:
        """Count sources as rows of all facilities, also of those that no road reaches."""
        named = np.append(rows, -1)[found.source]
        return NearestSource(found.cost, named)

    def distances(self, part: Demand) -> tuple[Floats, NDArray[np.intp]]:
        """Return the way of each row, shape (3, rows), and the row of its facility, -1 for none."""
        taken = self.ways.snapped(part.xy)
        on_road = taken.node >= 0
        found = np.full((3, len(part.xy)), np.inf)
        for end, sign in enumerate((-1.0, 0.0, 1.0)):
            cost = self.nodes[end].cost[taken.node[on_road]]
            own = taken.distance_m[on_road] + sign * part.uncertainty_m[on_road]
            found[end, on_road] = np.maximum(cost + own, 0.0)
        nearest = np.full(len(part.xy), -1, dtype=np.intp)
        nearest[on_road] = self.nodes[MEASURED].source[taken.node[on_road]]
        return found, nearest

    def share_reached(self, part: Demand, radius_m: float) -> Floats:
        """Return what part of each row is within a radius along the way, shape (3, rows)."""
        if part.pieces is None:
            # what may be near comes last: the three ends of reach run against those of distance
            distance, _ = self.distances(part)
            return (distance[::-1] <= radius_m + TOLERANCE_M).astype(float)
        covers = self.beside(radius_m, shapely.total_bounds(part.pieces))
        return part.share_of([shapely.intersection(part.pieces, cover) for cover in covers])

    def ground(self, zones: geopandas.GeoDataFrame, radius_m: float) -> CoveredGround:
        """Measure the ground beside the ways within a radius."""
        shapes = zones.geometry.to_numpy()
        covers = self.beside(radius_m, shapely.total_bounds(shapes))
        covered = [shapely.area(shapely.intersection(shapes, cover)) for cover in covers]
        gaps = areal(shapely.difference(shapes, covers[MEASURED]))
        shared = [
            shapely.area(shapely.intersection(shapes, deep))
            for deep in self.overlaps(zones, radius_m)
        ]
        return CoveredGround(np.array(covered), gaps, np.array(shared))

    def overlaps(self, zones: geopandas.GeoDataFrame, radius_m: float) -> Shapes:
        """
        Return the ground of zones beside ways from which two facilities and more are reached.

        And three and more. Ground between two ways, each with a facility of its own, is left
        out, and so is a stretch whose ends lead to different facilities: 50 m at most.
        """
        around = zones.total_bounds
        nothing = np.full(len(self.ways.roads.network.nodes_xy), -1)
        found = [NearestSource(cost, nothing) for cost in self._further_costs(radius_m)]
        ways = [self.reached(one, radius_m, around) for one in found]
        deep = shapely.buffer(ways, self.ways.along.beside_m, quad_segs=_SEGMENTS)
        return areal(shapely.intersection(deep, shapely.union_all(zones.geometry.to_numpy())))

    def _further_costs(self, radius_m: float) -> Floats:
        """Return the cost of each node to its second and third facility, infinite if beyond."""
        network, taken = self.ways.roads.network, self.ways.snapped(self.facilities.xy)
        on_road = np.flatnonzero(taken.node >= 0)
        area = service_area(network, taken.node[on_road], limit=radius_m, towards=True).tocoo()
        cost = area.data + taken.distance_m[on_road][area.row]
        order = np.lexsort((cost, area.col))
        node, cost = area.col[order], cost[order]
        place = np.arange(len(node)) - np.searchsorted(node, node)
        further = np.full((2, len(network.nodes_xy)), np.inf)
        for row in (0, 1):
            held = place == row + 1
            further[row, node[held]] = cost[held]
        return further

    def beside(self, radius_m: float, around: Floats) -> tuple[shapely.Geometry, ...]:
        """Return the ground beside the ways reached, within a box: certain, as drawn, possible."""
        grounds = []
        for found in self.nodes[::-1]:
            way = self.reached(found, radius_m, around)
            ground = shapely.buffer(way, self.ways.along.beside_m, quad_segs=_SEGMENTS)
            shapely.prepare(ground)
            grounds.append(ground)
        return tuple(grounds)

    def drawn(self, radius_m: float, around: Floats) -> shapely.Geometry:
        """Return the ways that are reached within a box, as drawn."""
        return self.reached(self.nodes[MEASURED], radius_m, around)

    def reached(self, found: NearestSource, radius_m: float, around: Floats) -> shapely.Geometry:
        """
        Return the stretches of road from which a facility is within a radius, as one shape.

        Of those that pass a box, widened by what counts as beside them; the rest cost time.

        Parameters
        ----------
        found
            Cost and nearest facility of each node.
        radius_m
            Metres along the road, inclusive.
        around
            Box west, south, east, north, metres, EPSG:4545.
        """
        roads = self.ways.roads
        start, end = roads.edges.T
        left = radius_m - found.cost[end]
        near = (left > TOLERANCE_M) & self._pass(around)
        # of a stretch that is reached in part, it is the part next to the facility
        share = np.minimum(left[near] / roads.cost[near], 1.0)[:, np.newaxis]
        towards = roads.network.nodes_xy[end[near]]
        away = towards + (roads.network.nodes_xy[start[near]] - towards) * share
        # what is reached whole one way is not drawn again for the other
        low, high = np.sort(np.stack([start[near], end[near]]), axis=0)
        between = low * len(roads.network.nodes_xy) + high
        is_whole = share[:, 0] >= 1.0
        whole = np.flatnonzero(is_whole)
        once = whole[np.unique(between[whole], return_index=True)[1]]
        parts = np.flatnonzero(~is_whole & ~np.isin(between, between[whole]))
        kept = np.append(once, parts)
        lines = shapely.linestrings(np.stack([towards[kept], away[kept]], axis=1))
        return shapely.line_merge(shapely.union_all(lines))

    def _pass(self, around: Floats) -> NDArray[np.bool_]:
        """Return which stretches pass a box, or beside it."""
        margin = self.ways.along.beside_m * np.array([-1, -1, 1, 1])
        west, south, east, north = around + margin
        x, y = self.ways.roads.network.nodes_xy[self.ways.roads.edges].transpose(2, 1, 0)
        beyond = (x.max(axis=0) < west) | (x.min(axis=0) > east)
        outside: NDArray[np.bool_] = beyond | (y.max(axis=0) < south) | (y.min(axis=0) > north)
        return ~outside


def roads_of_file(
    distance: Distance, read: Callable[[str], geopandas.GeoDataFrame]
) -> geopandas.GeoDataFrame | None:
    """Read the file of roads that a distance names; None where it names none."""
    if not isinstance(distance, Along) or distance.file is None:
        return None
    return read(distance.file)


def ways_of(
    catalogue: Catalogue,
    distance: Distance,
    roads: geopandas.GeoDataFrame | None,
) -> Ways | None:
    """
    Return the roads that a distance is measured along; None for straight lines.

    Parameters
    ----------
    catalogue
        The layers.
    distance
        Straight, or along a layer or a file of roads; names already checked.
    roads
        The lines of that file, any coordinates; None where none is named.

    Raises
    ------
    Refused
        If there are none, or what is named has no lines.
    """
    if not isinstance(distance, Along):
        return None
    name = distance.file or ""
    if distance.roads is not None:
        name = distance.roads.layer
        if catalogue[name].spec.geometry != "line":
            raise Refused(reason="roads_are_not_lines", layer=name)
        roads = rows_in_metres(catalogue, distance.roads)
    if roads is None or roads.empty:
        raise Refused(reason="no_roads", name=name)
    return Ways(roads_of(to_measuring(roads), distance), distance)
