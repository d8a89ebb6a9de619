"""
Searches from many nodes of a network: the cost of all nodes, or of those within reach.

Reach is searched in one of two ways that agree to the last digit: by scipy, which writes a cost
for every node of the network whether it is reached or not, or by `network.compiled`, which
touches what is reached alone and works on all processors, but takes numba and the seconds in
which that compiles. The second is used where it is installed and the work is worth those seconds.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from atlas.methods.arrays import Floats

Rows = NDArray[np.intp]
Part: TypeAlias = tuple[Floats, NDArray[Any], Rows]
# finds, in parts, cost and node of all that each start reaches, and how many those are
Search: TypeAlias = Callable[[csr_array, Rows, float], Iterable[Part]]

# so many rows of costs are held at a time: few enough to stay small, many enough to be quick
SOURCES_AT_ONCE = 25

# so many costs of a node from a source take scipy the better part of a second, if all are reached
WORTH_COMPILING = 5_000_000


def costs_from(graph: csr_array, starts: Rows, limit: float) -> Iterator[Floats]:
    """
    Yield the costs from some of the starts to all nodes, infinite beyond the limit.

    Parameters
    ----------
    graph
        Costs of edges between nodes.
    starts
        Nodes to search from.
    limit
        The highest cost of interest, inclusive.
    """
    for first in range(0, len(starts), SOURCES_AT_ONCE):
        some = starts[first : first + SOURCES_AT_ONCE]
        yield dijkstra(graph, indices=some, limit=limit)


def reached_from(graph: csr_array, starts: Rows, limit: float) -> csr_array:
    """
    Find what each start reaches within a cost.

    Parameters
    ----------
    graph
        Costs of edges, at least zero; a stored zero is an edge.
    starts
        Node numbers.
    limit
        The highest cost, inclusive to the last digit.

    Returns
    -------
    cost
        Sparse, shape (starts, nodes), nodes ascending; a stored zero is reached at no cost.
    """
    search = fastest() if len(starts) * graph.shape[0] >= WORTH_COMPILING else reached_by_scipy
    costs, reached = [np.empty(0)], [np.zeros(1, dtype=np.intp)]
    nodes: list[NDArray[Any]] = [np.empty(0, dtype=np.intp)]
    for cost, node, each in search(graph, starts, limit):
        costs.append(cost)
        nodes.append(node)
        reached.append(each)
    begins = np.cumsum(np.concatenate(reached))
    parts = (np.concatenate(costs), np.concatenate(nodes), begins)
    return csr_array(parts, shape=(len(starts), graph.shape[0]))


def reached_by_scipy(graph: csr_array, starts: Rows, limit: float) -> Iterator[Part]:
    """
    Search with what is always there; see `Search`.

    Parameters
    ----------
    graph
        Costs of edges between nodes.
    starts
        Nodes to search from.
    limit
        The highest cost of interest, inclusive.
    """
    for dense in costs_from(graph, starts, limit):
        found = np.flatnonzero(np.isfinite(dense))
        row, node = np.divmod(found, graph.shape[0])
        yield dense.ravel()[found], node, np.bincount(row, minlength=len(dense))


@cache
def fastest() -> Search:
    """Return the compiled search, or scipy's where numba is not installed or does not start."""
    try:
        from atlas.methods.network import compiled
    except (ImportError, OSError):  # OSError: its compiler finds no library of the system
        return reached_by_scipy
    return compiled.reached_by_numba
