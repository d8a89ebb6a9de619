"""
Roads made into a network: joined wherever two lines share a vertex, and nowhere else.

Lines that cross without a common vertex, such as a bridge and what it bridges, do not meet; so
roads that were not broken at their junctions fall apart, which `faults` counts. Long stretches
get more vertices, so that a place is never far from one along its own road.
"""

from dataclasses import dataclass, replace

import geopandas
import numpy as np
import pandas
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from atlas.methods.arrays import Floats
from atlas.methods.network.graph import Network
from atlas.questions.access.definition import Along

STEP_M = 50.0  # the longest stretch without a vertex
_SAME_PLACE_M = 1e-3
METRES_A_MINUTE = 1000 / 60  # of one kilometre an hour

# the grades that a mode may not use
_CLOSED = {"walk": {"expressway"}, "cycle": {"expressway"}, "drive": {"path"}}


@dataclass(frozen=True)
class RoadFaults:
    """
    What is wrong with a network, counted.

    Parameters
    ----------
    parts
        Networks it falls into, between which there is no way at all.
    stranded
        Share of its length outside the largest part.
    trapped
        Share of the largest part that one-way streets let nobody into, or nobody out of.
    empty
        Lines of no length, left out.
    closed
        Lines that the mode may not use, left out.
    own_speed
        Share of the length with a speed of its own; none but for those who drive.
    """

    parts: int
    stranded: float
    trapped: float
    empty: int
    closed: int
    own_speed: float = 0.0


@dataclass(frozen=True)
class Roads:
    """
    A network of roads.

    Parameters
    ----------
    network
        Costs are metres at the speed of the mode: a minute of it is always as many metres.
    edges
        From and to node, shape (m, 2); an edge is a straight stretch.
    cost
        Of each edge.
    faults
        What to report of it.
    """

    network: Network
    edges: NDArray[np.intp]
    cost: Floats
    faults: RoadFaults


def roads_of(frame: geopandas.GeoDataFrame, along: Along) -> Roads:
    """
    Join road lines into a network.

    Parameters
    ----------
    frame
        Lines in metres; `oneway` (yes, no), `speed_kmh` and `grade` where they have them.
    along
        How one travels.
    """
    usable = ~_cells(frame, "grade").isin(_CLOSED[along.mode]).to_numpy(dtype=bool)
    lines, row = shapely.get_parts(frame.geometry.to_numpy()[usable], return_index=True)
    row = np.flatnonzero(usable)[row]
    has_length = shapely.length(lines) > 0
    lines, row = lines[has_length], row[has_length]
    empty = int(usable.sum()) - len(np.unique(row))
    nodes, ends, line = _joined(lines)
    length = np.hypot(*(nodes[ends[:, 0]] - nodes[ends[:, 1]]).T)
    own_kmh = _own_kmh(frame, along)
    known = np.isfinite(own_kmh)[row][line]
    cost = length * _slowness(frame, along, own_kmh)[row][line]
    one_way = (_cells(frame, "oneway") == "yes").to_numpy(dtype=bool)[row][line]
    back = np.full(len(ends), True) if along.mode == "walk" else ~one_way
    edges = np.vstack([ends, ends[back][:, ::-1]])
    costs = np.concatenate([cost, cost[back]])
    network = Network(nodes, edges, costs)
    faults = _faults(network, ends, length, empty=empty, closed=int((~usable).sum()))
    own = float(length[known].sum() / length.sum()) if len(length) else 0.0
    return Roads(network, edges, costs, replace(faults, own_speed=own))


def _cells(frame: geopandas.GeoDataFrame, name: str) -> pandas.Series:
    return frame[name] if name in frame else pandas.Series("", index=frame.index)


def _own_kmh(frame: geopandas.GeoDataFrame, along: Along) -> Floats:
    """Return the speed that each road declares, NaN without one or for those who do not drive."""
    if along.mode != "drive" or "speed_kmh" not in frame:
        return np.full(len(frame), np.nan)
    own = pandas.to_numeric(frame["speed_kmh"]).to_numpy(dtype=float)
    return np.where(own > 0, own, np.nan)


def _slowness(frame: geopandas.GeoDataFrame, along: Along, own_kmh: Floats) -> Floats:
    """Return how much longer a metre of each road takes than at the speed of the mode."""
    by_grade = _cells(frame, "grade").map(along.grade_kmh or {}).to_numpy(dtype=float)
    kmh = np.where(np.isfinite(own_kmh), own_kmh, by_grade)
    slowness: Floats = along.speed_kmh / np.where(np.isfinite(kmh), kmh, along.speed_kmh)
    return slowness


def _joined(
    lines: NDArray[np.object_],
) -> tuple[Floats, NDArray[np.intp], NDArray[np.intp]]:
    """Return nodes, the straight stretches between them, and the line of each stretch."""
    xy, line = shapely.get_coordinates(shapely.segmentize(lines, STEP_M), return_index=True)
    if not len(xy):
        return np.empty((0, 2)), np.empty((0, 2), dtype=np.intp), np.empty(0, dtype=np.intp)
    rounded = np.round(xy / _SAME_PLACE_M).astype(np.int64)
    _, first, node = np.unique(rounded, axis=0, return_index=True, return_inverse=True)
    node = node.reshape(-1)
    follows = (line[1:] == line[:-1]) & (node[1:] != node[:-1])
    ends = np.column_stack([node[:-1], node[1:]])[follows]
    return xy[first], ends.astype(np.intp), line[1:][follows].astype(np.intp)


def _faults(
    network: Network, ends: NDArray[np.intp], length: Floats, *, empty: int, closed: int
) -> RoadFaults:
    if not len(ends):
        return RoadFaults(0, 0.0, 0.0, empty, closed)
    parts, weak = connected_components(network.graph, directed=True, connection="weak")
    _, strong = connected_components(network.graph, directed=True, connection="strong")
    own = weak[ends[:, 0]]
    held = np.bincount(own, length, parts)
    in_largest = own == held.argmax()
    # a stretch is free to come and go where both its ends are in one strong part, the largest
    knot = np.where(strong[ends[:, 0]] == strong[ends[:, 1]], strong[ends[:, 0]], -1)
    inside = in_largest & (knot >= 0)
    free = np.bincount(knot[inside], length[inside]).max() if inside.any() else 0.0
    return RoadFaults(
        parts=parts,
        stranded=float(1 - held.max() / length.sum()),
        trapped=float(1 - free / held.max()),
        empty=empty,
        closed=closed,
    )
