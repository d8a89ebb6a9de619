"""
Travel along a network: what can be reached within a cost, and what it costs to get there.

A network is directed: a two-way street is two edges. Costs are whatever its edges carry (metres,
minutes), add up along the way, and know nothing of turns, signals or timetables. Points are
snapped to the nearest node in a straight line, as if nothing stood between.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from atlas.errors import BadInput
from atlas.methods.arrays import TOLERANCE_M, Floats, as_points, refuse_rows
from atlas.methods.network.search import Rows, costs_from, reached_from

# how far beyond a limit still counts as within it, in the unit of the costs
TOLERANCE = TOLERANCE_M


class Snapped(NamedTuple):
    """Nodes of points: -1 and infinite for the rows `beyond` the distance allowed."""

    node: Rows
    distance_m: Floats
    beyond: Rows


class NearestSource(NamedTuple):
    """Cost of each node, infinite without a way, and the row of its source, -1 without one."""

    cost: Floats
    source: Rows


class Network:
    """
    Nodes joined by directed edges with a cost.

    Of several edges between the same two nodes the cheapest counts. An edge may cost nothing.

    Parameters
    ----------
    nodes_xy
        Metres, shape (n, 2).
    edges
        From node, to node, as row numbers of the nodes, shape (m, 2).
    cost
        At least zero and finite, shape (m,).

    Raises
    ------
    BadInput
        If an array has the wrong shape, a coordinate or cost is not finite, a cost is negative,
        or an edge names a node that is not there; names the rows.
    """

    def __init__(self, nodes_xy: ArrayLike, edges: ArrayLike, cost: ArrayLike) -> None:
        self.nodes_xy = as_points(nodes_xy, argument="nodes_xy")
        count = len(self.nodes_xy)
        ends = _as_edges(edges, nodes=count)
        costs = np.asarray(cost, dtype=np.float64)
        if costs.shape != (len(ends),):
            raise BadInput(argument="cost", reason="wrong_shape")
        refuse_rows(~np.isfinite(costs), argument="cost", reason="not_finite")
        refuse_rows(costs < 0, argument="cost", reason="negative")
        # a matrix would add up parallel edges: keep the first, cheapest, of each
        order = np.lexsort((costs, ends[:, 1], ends[:, 0]))
        ends, costs = ends[order], costs[order]
        first = np.append(True, (ends[1:] != ends[:-1]).any(axis=1))[: len(ends)]
        ends, costs = ends[first], costs[first]
        begins = np.searchsorted(ends[:, 0], np.arange(count + 1))
        # built from its parts, since a stored zero is an edge and must not be dropped
        targets = np.ascontiguousarray(ends[:, 1])
        self.graph = csr_array((costs, targets, begins), shape=(count, count))

    def snap(self, points_xy: ArrayLike, *, within_m: float) -> Snapped:
        """
        Take points to their nearest nodes, and list those too far from any.

        Parameters
        ----------
        points_xy
            Metres, shape (points, 2).
        within_m
            The farthest a point may be moved, in metres, inclusive.

        Returns
        -------
        snapped
            Node and straight distance of each point, and the rows left without a node.

        Raises
        ------
        BadInput
            If a coordinate is not finite, or the distance is not positive.
        """
        points = as_points(points_xy, argument="points_xy")
        if not 0 < within_m < np.inf:
            raise BadInput(argument="within_m", reason="not_positive")
        node = np.full(len(points), -1, dtype=np.intp)
        distance = np.full(len(points), np.inf)
        if len(self.nodes_xy):
            away, nearest = cKDTree(self.nodes_xy).query(points)
            near = away <= within_m + TOLERANCE_M
            node[near], distance[near] = nearest[near], away[near]
        return Snapped(node, distance, np.flatnonzero(node < 0))


def service_area(
    network: Network, sources: ArrayLike, *, limit: float, towards: bool = False
) -> csr_array:
    """
    Find what each source reaches within a cost.

    In the matrix returned an absent entry is out of reach, and a stored zero is reached at no
    cost (the source itself, always). Read `indptr`, `indices` and `data`, or `tocoo()`; do not
    compare with zero, make it dense or eliminate zeros, which all confuse the two.

    Parameters
    ----------
    network
        Where to travel.
    sources
        Node numbers, shape (sources,).
    limit
        The highest cost, inclusive, in the unit of the network.
    towards
        Whether to find from where each source is reached instead.

    Returns
    -------
    cost
        Sparse, shape (sources, nodes), columns ascending in each row.

    Raises
    ------
    BadInput
        If a source is not a node, or the limit is negative or not a number.

    References
    ----------
    Dijkstra (1959), A note on two problems in connexion with graphs.
    """
    starts = _as_nodes(sources, argument="sources", nodes=len(network.nodes_xy))
    _check_limit(limit)
    ways = csr_array(network.graph.T) if towards else network.graph
    return reached_from(ways, starts, limit + TOLERANCE)


def cost_matrix(
    network: Network, origins: ArrayLike, destinations: ArrayLike, *, limit: float | None = None
) -> Floats:
    """
    Measure the cost from every origin to every destination.

    On a network with one-way streets the way back may cost something else.

    Parameters
    ----------
    network
        Where to travel.
    origins, destinations
        Node numbers.
    limit
        The highest cost of interest, inclusive; no limit by default.

    Returns
    -------
    cost
        Shape (origins, destinations); infinite where there is no way, or none within the limit.

    Raises
    ------
    BadInput
        If an origin or destination is not a node, or the limit is negative or not a number.
    """
    count = len(network.nodes_xy)
    starts = _as_nodes(origins, argument="origins", nodes=count)
    ends = _as_nodes(destinations, argument="destinations", nodes=count)
    highest = np.inf if limit is None else limit
    _check_limit(highest)
    if len(ends) < len(starts):
        # fewer searches, when made backwards from the destinations
        searches = costs_from(csr_array(network.graph.T), ends, highest + TOLERANCE)
        return np.concatenate([np.empty((0, len(starts))), *(way[:, starts] for way in searches)]).T
    searches = costs_from(network.graph, starts, highest + TOLERANCE)
    return np.concatenate([np.empty((0, len(ends))), *(way[:, ends] for way in searches)])


def nearest_source(
    network: Network,
    sources: ArrayLike,
    *,
    head_start: ArrayLike | None = None,
    towards: bool = False,
) -> NearestSource:
    """
    Measure what it costs each node to come from, or go to, the source that is cheapest for it.

    Parameters
    ----------
    network
        Where to travel.
    sources
        Node numbers, shape (sources,); several may stand at one node.
    head_start
        What using each source costs beside the way, in the unit of the costs; it may be
        negative. Zero by default.
    towards
        Whether to go to the sources instead of coming from them.

    Returns
    -------
    nearest
        Cost of each node, head start included, infinite where there is no way; and the row of
        the source it comes from or goes to, -1 where there is none.

    Raises
    ------
    BadInput
        If a source is not a node, or a head start is not finite or one for each source.
    """
    count = len(network.nodes_xy)
    starts = _as_nodes(sources, argument="sources", nodes=count)
    extra = np.zeros(len(starts)) if head_start is None else np.asarray(head_start, dtype=float)
    if extra.shape != starts.shape:
        raise BadInput(argument="head_start", reason="wrong_shape")
    refuse_rows(~np.isfinite(extra), argument="head_start", reason="not_finite")
    if not len(starts):
        return NearestSource(np.full(count, np.inf), np.full(count, -1, dtype=np.intp))
    # each source becomes a node of its own, joined to its place at the cost of its head start
    least = extra.min()
    ways = csr_array(network.graph.T) if towards else network.graph
    begins = np.append(ways.indptr, ways.indptr[-1] + np.arange(1, len(starts) + 1))
    parts = (np.append(ways.data, extra - least), np.append(ways.indices, starts), begins)
    graph = csr_array(parts, shape=(count + len(starts),) * 2)
    stubs = np.arange(count, count + len(starts))
    cost, _, source = dijkstra(graph, indices=stubs, min_only=True, return_predecessors=True)
    row = np.where(np.isfinite(cost[:count]), source[:count] - count, -1)
    return NearestSource(cost[:count] + least, row.astype(np.intp))


def _as_edges(edges: ArrayLike, *, nodes: int) -> Rows:
    ends = np.asarray(edges)
    if not ends.size:
        return np.empty((0, 2), dtype=np.intp)
    if ends.ndim != 2 or ends.shape[1] != 2:
        raise BadInput(argument="edges", reason="wrong_shape")
    if not np.issubdtype(ends.dtype, np.integer):
        raise BadInput(argument="edges", reason="not_whole")
    refuse_rows(((ends < 0) | (ends >= nodes)).any(axis=1), argument="edges", reason="not_a_node")
    return ends.astype(np.intp)


def _as_nodes(numbers: ArrayLike, *, argument: str, nodes: int) -> Rows:
    rows = np.atleast_1d(np.asarray(numbers))
    if not rows.size:
        return np.empty(0, dtype=np.intp)
    if rows.ndim != 1:
        raise BadInput(argument=argument, reason="wrong_shape")
    if not np.issubdtype(rows.dtype, np.integer):
        raise BadInput(argument=argument, reason="not_whole")
    refuse_rows((rows < 0) | (rows >= nodes), argument=argument, reason="not_a_node")
    return rows.astype(np.intp)


def _check_limit(limit: float) -> None:
    if not limit >= 0:
        raise BadInput(argument="limit", reason="negative")
