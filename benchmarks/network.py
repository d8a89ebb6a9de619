"""
Service areas of 15 minutes on 60 025 crossings, against networkx and one call of scipy.

Run `python benchmarks/network.py` for both parts, or name one. `areas`: each answers how many
crossings each facility reaches, and how far each crossing is from its nearest facility; ours
once compiled by numba and once as it is without it. `nearest` asks for the latter alone, and for
which facility that is.

Compiling is done in the round that warms up and told on a line of its own: it is paid once, by
the first large question after the installation. The ratio of wall time counts all processors,
that of processor time none but the work.
"""

import sys
import time
from pathlib import Path
from unittest.mock import patch

import networkx as nx
import numpy as np
from scipy.sparse.csgraph import dijkstra

# not this folder, whose `coverage` would be taken for the library that numba looks for
sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).parents[1]))

from atlas.methods.network import search as network_search
from atlas.methods.network.graph import TOLERANCE, Network, nearest_source, service_area
from benchmarks import city
from benchmarks.rounds import race

MINUTES = 15.0


def service_areas(facilities: int = 300) -> None:
    """Reach out from every facility."""
    streets = city.streets()
    network = Network(streets.nodes_xy, streets.edges, streets.minutes)
    sites = city.places(facilities, stream=11, scattered=0.3)
    sources = np.unique(network.snap(sites, within_m=1000).node)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(streets.nodes_xy)))
    edges = zip(*streets.edges.T.tolist(), streets.minutes.tolist(), strict=True)
    graph.add_weighted_edges_from(edges)
    compiled = network_search.fastest()
    began = time.perf_counter()
    _ours(network, sources, compiled)
    print(f"\nfirst search: {time.perf_counter() - began:.1f} s, compiling or loading included")
    race(
        f"network: {len(sources)} sources, {MINUTES:.0f} minutes, {len(streets.nodes_xy)} nodes",
        {
            "service_area, compiled": lambda: _ours(network, sources, compiled),
            "service_area without numba": lambda: _ours(
                network, sources, network_search.reached_by_scipy
            ),
            "scipy dijkstra, one call": lambda: _one_call(network, sources),
            "networkx": lambda: _networkx(graph, sources),
        },
    )


def _ours(network: Network, sources: np.ndarray, search: network_search.Search) -> np.ndarray:
    with patch.object(network_search, "fastest", lambda: search):
        area = service_area(network, sources, limit=MINUTES)
    nearest = nearest_source(network, sources).cost
    return np.concatenate(
        [np.diff(area.indptr), np.where(nearest <= MINUTES + TOLERANCE, nearest, np.inf)]
    )


def _one_call(network: Network, sources: np.ndarray) -> np.ndarray:
    cost = dijkstra(network.graph, indices=sources, limit=MINUTES + TOLERANCE)
    return np.concatenate([np.isfinite(cost).sum(axis=1), cost.min(axis=0)])


def _networkx(graph: nx.DiGraph, sources: np.ndarray) -> np.ndarray:
    nearest, counts = np.full(len(graph), np.inf), []
    for source in sources.tolist():
        cost = nx.single_source_dijkstra_path_length(graph, source, cutoff=MINUTES + TOLERANCE)
        nodes = np.fromiter(cost, dtype=np.intp)
        nearest[nodes] = np.minimum(nearest[nodes], np.fromiter(cost.values(), dtype=float))
        counts.append(len(cost))
    return np.concatenate([counts, nearest])


def nearest(facilities: int = 300) -> None:
    """Find the nearest facility of every crossing, in one search instead of one for each."""
    streets = city.streets()
    network = Network(streets.nodes_xy, streets.edges, streets.minutes)
    sites = city.places(facilities, stream=11, scattered=0.3)
    sources = np.unique(network.snap(sites, within_m=1000).node)
    race(
        f"nearest of {len(sources)} sources, {len(streets.nodes_xy)} nodes",
        {
            "nearest_source": lambda: nearest_source(network, sources).cost,
            "scipy dijkstra, one call": lambda: dijkstra(network.graph, indices=sources).min(
                axis=0
            ),
        },
    )


if __name__ == "__main__":
    parts = {"areas": service_areas, "nearest": nearest}
    for part in sys.argv[1:] or parts:
        parts[part]()
