"""
Service areas by compiled code: what `network.search` asks scipy for, on all processors.

Importing this takes numba, which is optional: without it scipy gives the same answers, later. The
search is Dial's, with shelves instead of a heap: a node waits on the shelf of its cost, shelves
are emptied in order, and a node found cheaper moves to a lower one. An edge shorter than a shelf
is wide may bring a node back to the shelf it just left, to be searched once more. The
cost of a node is the least of sums over ways, each added up from the start on: no order of search
and no width of shelf changes a digit.

The first search of all compiles for some seconds. Its result is cached where numba may write,
beside this file or in the user's cache; elsewhere every process compiles for itself.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array

from atlas.methods.arrays import Floats

# of nodes and edges there are fewer than 2 ** 31, as for scipy's search
Numbers = NDArray[np.int32]

# a thread takes so many sources at a time: enough to be worth its own arrays, few enough to share
SOURCES_AT_ONCE = 25

# so few edges are shorter than a shelf is wide, and none is longer than so many shelves
SHORT_EDGES = 0.05
MOST_SHELVES = 4096


class Streets(NamedTuple):
    """Edges in the order of the node they leave, and the shelves that suit them."""

    begins: Numbers
    targets: Numbers
    prices: Floats
    shelf_width: float
    shelves: int


class Queue(NamedTuple):
    """Who stands after and before whom, in a ring through each shelf; else a ring of its own."""

    after: Numbers
    before: Numbers


def reached_by_numba(
    graph: csr_array, starts: NDArray[np.intp], limit: float
) -> list[tuple[Floats, Numbers, NDArray[np.intp]]]:
    """
    Find what each start reaches within a cost.

    Safe for several threads at once, each of which has threads and arrays of its own:
    with n processors, n times the memory of three numbers a node.

    Parameters
    ----------
    graph
        Costs of edges, at least zero; a stored zero is an edge.
    starts
        Node numbers.
    limit
        The highest cost, inclusive.

    Returns
    -------
    parts
        For some starts after the others: cost and node of all that each of them reaches, nodes
        ascending, and how many those are.

    References
    ----------
    Dial (1969), Algorithm 360: shortest-path forest with topological ordering; Denardo and Fox
    (1979), Shortest-route methods: 1. Reaching, pruning, and buckets.
    """
    streets = _streets(graph)

    def search(first: int) -> tuple[Floats, Numbers, NDArray[np.intp]]:
        some = starts[first : first + SOURCES_AT_ONCE].astype(np.int32)
        nodes = len(streets.begins) - 1
        alone = np.arange(nodes + streets.shelves, dtype=np.int32)
        each = np.empty(len(some), dtype=np.intp)
        costs, reached = _reached_from(
            streets, some, limit, np.full(nodes, np.inf), Queue(alone, alone.copy()), each
        )
        return costs, reached, each

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(threads.map(search, range(0, len(starts), SOURCES_AT_ONCE)))


def _streets(graph: csr_array) -> Streets:
    begins, targets = (numbers.astype(np.int32) for numbers in (graph.indptr, graph.indices))
    lengths = graph.data[graph.data > 0]
    if not len(lengths):
        return Streets(begins, targets, graph.data, 1.0, 2)
    longest = float(lengths.max())
    # not so narrow that dividing by it overflows
    narrowest = max(longest / MOST_SHELVES, float(np.finfo(np.float64).tiny))
    width = max(float(np.quantile(lengths, SHORT_EDGES)), narrowest)
    # a power of two, and two more than an edge spans: where it begins, and what rounding may add
    shelves = 1 << int(longest / width + 2).bit_length()
    return Streets(begins, targets, graph.data, width, shelves)


def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Have a function compiled on its first call, and the result cached where possible."""
    try:
        kept: Callable[..., Any] = njit(nogil=True, cache=True)(function)
    except RuntimeError:  # neither this folder nor the user's own may be written
        kept = njit(nogil=True)(function)
    return kept


@_compiled
def _reached_from(
    streets: Streets,
    starts: Numbers,
    limit: float,
    cost: Floats,
    queue: Queue,
    each: NDArray[np.intp],
) -> tuple[Floats, Numbers]:
    """Search from one start after the other; see `reached_from`."""
    costs, nodes = np.empty(1024), np.empty(1024, np.int32)
    filled = 0
    for row, start in enumerate(starts):
        low, high, found = _search(streets, start, limit, cost, queue)
        if filled + found > len(nodes):
            costs, nodes = _longer(costs, filled + found), _longer(nodes, filled + found)
        # what was reached is taken away, so that nothing else has to be reset
        for node in range(low, high + 1):
            if cost[node] < np.inf:
                costs[filled], nodes[filled] = cost[node], node
                filled += 1
                cost[node] = np.inf
        each[row] = found
    return costs[:filled], nodes[:filled]


@_compiled
def _search(
    streets: Streets, start: int, limit: float, cost: Floats, queue: Queue
) -> tuple[int, int, int]:
    """Write what each node costs; return the lowest and highest reached, and how many."""
    begins, targets, prices, shelf_width, shelves = streets
    shelves_a_unit = 1.0 / shelf_width
    low, high, found = start, start, 1
    cost[start] = 0.0
    _wait(queue, start, len(cost))
    level, last = 0, 0
    while level <= last:
        shelf = len(cost) + (level & (shelves - 1))
        while queue.after[shelf] != shelf:
            node = queue.after[shelf]
            _leave(queue, node)
            for edge in range(begins[node], begins[node + 1]):
                target, total = targets[edge], cost[node] + prices[edge]
                if total > limit or total >= cost[target]:
                    continue
                if cost[target] == np.inf:
                    found += 1
                    low, high = min(low, target), max(high, target)
                cost[target] = total
                _leave(queue, target)
                own = int(total * shelves_a_unit)
                _wait(queue, target, len(cost) + (own & (shelves - 1)))
                last = max(last, own)
        level += 1
    return low, high, found


@_compiled
def _wait(queue: Queue, node: int, shelf: int) -> None:
    """Put a node at the end of a shelf."""
    end = queue.before[shelf]
    queue.after[end], queue.before[node] = node, end
    queue.after[node], queue.before[shelf] = shelf, node


@_compiled
def _leave(queue: Queue, node: int) -> None:
    """Take a node from its shelf, if it stands on any."""
    before, after = queue.before[node], queue.after[node]
    queue.after[before], queue.before[after] = after, before
    queue.after[node], queue.before[node] = node, node


@_compiled
def _longer(values: NDArray[Any], least: int) -> NDArray[Any]:
    """Copy values into an array for twice as many as there must be room for."""
    longer = np.empty(2 * least, values.dtype)
    # one by one: to compile a slice takes seconds
    for place in range(len(values)):
        longer[place] = values[place]
    return longer
