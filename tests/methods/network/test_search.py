"""Two searches that must agree to the last digit, and which of them is asked."""

import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import atlas.methods.network
from atlas.methods.network import search as network_search
from atlas.methods.network.graph import Network, service_area
from atlas.methods.network.search import fastest, reached_by_scipy

SEARCHES = [reached_by_scipy, fastest()]


@pytest.fixture(params=SEARCHES, ids=["scipy", "fastest"])
def search(request, monkeypatch):
    """Have service areas searched one way, however small the network."""
    monkeypatch.setattr(network_search, "WORTH_COMPILING", 0)
    monkeypatch.setattr(network_search, "fastest", lambda: request.param)
    return request.param


def reached(area, row) -> dict[int, float]:
    part = slice(area.indptr[row], area.indptr[row + 1])
    return dict(zip(area.indices[part].tolist(), area.data[part].tolist(), strict=True))


def same(one, other) -> None:
    for part in ("data", "indices", "indptr"):
        np.testing.assert_array_equal(getattr(one, part), getattr(other, part), strict=True)


def test_one_way_streets_and_islands_by_hand(search) -> None:
    # 0 <-> 1 <-> 2, 2 and 4 minutes; from 2 one way to 3 at no cost; 4 is an island
    edges, cost = [(0, 1), (1, 0), (1, 2), (2, 1), (2, 3)], [2, 2, 4, 4, 0]
    town = Network(np.zeros((5, 2)), edges, cost)
    area = service_area(town, [0, 3, 4, 2], limit=6)
    assert [reached(area, row) for row in range(4)] == [
        {0: 0, 1: 2, 2: 6, 3: 6},
        {3: 0},
        {4: 0},
        {0: 6, 1: 4, 2: 0, 3: 0},
    ]
    # who comes to 3 comes through 2
    towards = service_area(town, [3, 4], limit=5, towards=True)
    assert [reached(towards, row) for row in range(2)] == [{1: 4, 2: 0, 3: 0}, {4: 0}]


def test_a_millionth_beyond_the_limit_is_reached_and_two_are_not(search) -> None:
    town = Network(np.zeros((3, 2)), [(0, 1), (0, 2)], [6 + 0.9e-6, 6 + 2e-6])
    assert set(reached(service_area(town, [0], limit=6), 0)) == {0, 1}


def test_a_cheaper_way_of_more_edges_is_found(search) -> None:
    # straight to 3 it is 10; over 1 and 2 it is 1 + 1 + 1, and from there 0.5 to 4
    edges = [(0, 3), (0, 1), (1, 2), (2, 3), (3, 4)]
    town = Network(np.zeros((5, 2)), edges, [10, 1, 1, 1, 0.5])
    assert reached(service_area(town, [0], limit=np.inf), 0) == {0: 0, 1: 1, 2: 2, 3: 3, 4: 3.5}


def test_more_sources_than_one_search_holds(search) -> None:
    # a ring of 60 nodes, one minute each, one way round: who starts late goes round the end
    ring = np.arange(60)
    network = Network(np.zeros((60, 2)), np.column_stack([ring, (ring + 1) % 60]), np.ones(60))
    area = service_area(network, ring, limit=2)
    assert [reached(area, row) for row in ring] == [
        {row: 0, (row + 1) % 60: 1, (row + 2) % 60: 2} for row in ring.tolist()
    ]


def test_more_is_reached_than_there_was_room_for(search) -> None:
    # from either end of a street of 3 000 nodes, all of it
    street = np.arange(3000)
    ends = np.column_stack([street[:-1], street[1:]])
    network = Network(np.zeros((3000, 2)), np.vstack([ends, ends[:, ::-1]]), np.ones(5998))
    area = service_area(network, [0, 2999], limit=5000)
    assert area.data.tolist() == [*range(3000), *range(2999, -1, -1)]
    assert area.indptr.tolist() == [0, 3000, 6000]


node = st.integers(0, 11)
price = st.sampled_from([0.0, 1e-300, 1e-9, 0.1, 0.2, 0.3, 0.7, 1.0, 3.3, 1e9, 1e300])


@settings(max_examples=150, deadline=None, derandomize=True)
@example(edges=[], limit=1.0, towards=False)
@example(edges=[(0, 1, 0.0), (1, 2, 0.0), (2, 0, 0.0)], limit=0.0, towards=False)
@given(
    edges=st.lists(st.tuples(node, node, price), max_size=60),
    limit=st.one_of(st.floats(0, 8), st.sampled_from([0.0, 0.3, 1.0, 1e9, np.inf])),
    towards=st.booleans(),
)
def test_both_searches_agree_to_the_last_digit(edges, limit, towards) -> None:
    network = Network(np.zeros((12, 2)), [edge[:2] for edge in edges], [edge[2] for edge in edges])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(network_search, "WORTH_COMPILING", 0)
        found = []
        for one in SEARCHES:
            patch.setattr(network_search, "fastest", lambda one=one: one)
            found.append(service_area(network, range(12), limit=limit, towards=towards))
    same(*found)


@pytest.fixture(scope="module")
def city() -> Network:
    """A jittered grid of 40 by 40, half its streets one way, every third edge very short."""
    random = np.random.default_rng(11)
    node = np.arange(1600).reshape(40, 40)
    across = np.column_stack([node[:, :-1].ravel(), node[:, 1:].ravel()])
    upward = np.column_stack([node[1:].ravel(), node[:-1].ravel()])
    ends = np.vstack([across, upward])
    back = ends[random.random(len(ends)) < 0.5, ::-1]
    edges = np.vstack([ends, back])
    cost = random.uniform(0.2, 2.0, len(edges)) * np.where(np.arange(len(edges)) % 3, 1, 1e-3)
    return Network(random.random((1600, 2)), edges, cost)


@pytest.mark.parametrize("towards", [False, True])
def test_a_city_is_the_same_both_ways_and_in_many_threads(city, towards, monkeypatch) -> None:
    monkeypatch.setattr(network_search, "WORTH_COMPILING", 0)
    sources = np.random.default_rng(12).integers(0, 1600, 90)

    def area(_=None):
        return service_area(city, sources, limit=5.5, towards=towards)

    with ThreadPoolExecutor(4) as sessions:
        found = list(sessions.map(area, range(4)))
    monkeypatch.setattr(network_search, "fastest", lambda: reached_by_scipy)
    alone = area()
    assert 1000 < alone.nnz < 90 * 1600
    for one in found:
        same(one, alone)


def test_numba_is_used_where_it_is_installed() -> None:
    assert (fastest() is not reached_by_scipy) == (find_spec("numba") is not None)


def test_without_numba_scipy_searches(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "atlas.methods.network.compiled", None)
    monkeypatch.delattr(atlas.methods.network, "compiled", raising=False)
    assert fastest.__wrapped__() is reached_by_scipy


def test_a_small_search_does_not_wait_for_a_compiler(city, monkeypatch) -> None:
    monkeypatch.setattr(network_search, "fastest", lambda: pytest.fail("compiled for nothing"))
    assert service_area(city, [0], limit=1).shape == (1, 1600)
