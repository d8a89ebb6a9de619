"""Travel by hand on five nodes, and against shortest paths found by trying all ways."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.errors import BadInput
from atlas.methods.network.graph import Network, cost_matrix, nearest_source, service_area

# 0 <-> 1 <-> 2 in a row, 2 and 4 minutes apart; 3 is reached from 2 only and leads nowhere
# (a one-way trap); 4 is an island
NODES = [(0, 0), (200, 0), (600, 0), (600, 100), (5000, 5000)]
EDGES = [(0, 1), (1, 0), (1, 2), (2, 1), (2, 3)]
COST = [2, 2, 4, 4, 1]


@pytest.fixture
def town() -> Network:
    return Network(NODES, EDGES, COST)


def reached(area, row) -> dict[int, float]:
    part = slice(area.indptr[row], area.indptr[row + 1])
    return dict(zip(area.indices[part].tolist(), area.data[part].tolist(), strict=True))


def test_service_area_by_hand(town) -> None:
    area = service_area(town, [0, 2], limit=6)
    assert reached(area, 0) == {0: 0, 1: 2, 2: 6}
    assert reached(area, 1) == {0: 6, 1: 4, 2: 0, 3: 1}
    assert area.shape == (2, 5)


def test_towards_a_source_one_comes_from_where_it_is_reached(town) -> None:
    # to 3 it is 1 from 2, 5 from 1 and 7 from 0; from 3 there is no way out
    assert reached(service_area(town, [3], limit=7, towards=True), 0) == {0: 7, 1: 5, 2: 1, 3: 0}


def test_the_limit_itself_is_reached(town) -> None:
    assert 2 in reached(service_area(town, [0], limit=6), 0)
    assert 2 not in reached(service_area(town, [0], limit=5.999), 0)


def test_the_nearest_source_is_the_cheapest_head_start_and_all(town) -> None:
    # from 0 it is 2 to 1 and 6 to 2; from 2, a minute ahead, it is 3 to 1 and 0 to 3
    found = nearest_source(town, [0, 2], head_start=[0, -1])
    assert found.cost.tolist() == [0, 2, -1, 0, np.inf]
    assert found.source.tolist() == [0, 0, 1, 1, -1]
    # going there, nobody leaves the trap at 3
    there = nearest_source(town, [0, 3], towards=True)
    assert there.cost.tolist() == [0, 2, 1, 0, np.inf]
    assert there.source.tolist() == [0, 0, 1, 1, -1]


def test_without_sources_nobody_has_one(town) -> None:
    found = nearest_source(town, [])
    assert np.isinf(found.cost).all()
    assert (found.source == -1).all()


@pytest.mark.parametrize(
    ("head_start", "reason"), [([1], "wrong_shape"), ([0, np.nan], "not_finite")]
)
def test_a_head_start_is_one_for_each_source(town, head_start, reason) -> None:
    with pytest.raises(BadInput, match=reason):
        nearest_source(town, [0, 2], head_start=head_start)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(*[st.integers(0, 5)] * 3), max_size=15),
    st.lists(st.tuples(st.integers(0, 5), st.integers(-3, 3)), min_size=1, max_size=4),
    st.booleans(),
)
def test_nearest_sources_agree_with_the_cost_matrix(edges, sources, towards) -> None:
    ends, cost = [edge[:2] for edge in edges], [edge[2] for edge in edges]
    network = Network(np.zeros((6, 2)), ends, cost)
    starts, ahead = (np.array(column) for column in zip(*sources, strict=True))
    every = np.arange(6)
    matrix = (
        cost_matrix(network, every, starts) if towards else cost_matrix(network, starts, every).T
    )
    found = nearest_source(network, starts, head_start=ahead, towards=towards)
    np.testing.assert_allclose(found.cost, (matrix + ahead).min(axis=1))


def test_a_trap_reaches_only_itself(town) -> None:
    assert reached(service_area(town, [3], limit=100), 0) == {3: 0}


def test_an_island_reaches_only_itself(town) -> None:
    assert reached(service_area(town, [4], limit=100), 0) == {4: 0}


def test_no_limit_to_spend_reaches_the_source(town) -> None:
    assert reached(service_area(town, [1], limit=0), 0) == {1: 0}


def test_no_sources_give_no_rows(town) -> None:
    assert service_area(town, [], limit=5).shape == (0, 5)


def test_more_sources_than_one_search_holds() -> None:
    # a ring of 60 nodes, one minute each, one way round
    ring = np.arange(60)
    network = Network(np.zeros((60, 2)), np.column_stack([ring, (ring + 1) % 60]), np.ones(60))
    area = service_area(network, ring, limit=2)
    assert np.diff(area.indptr).tolist() == [3] * 60
    assert reached(area, 59) == {59: 0, 0: 1, 1: 2}


def test_edges_of_no_length_are_travelled() -> None:
    network = Network(NODES[:3], [(0, 1), (1, 2)], [0, 3])
    assert reached(service_area(network, [0], limit=3), 0) == {0: 0, 1: 0, 2: 3}
    # backwards too: one destination, three origins
    assert cost_matrix(network, [0, 1, 2], [2])[:, 0].tolist() == [3, 3, 0]
    assert cost_matrix(network, [0, 1, 2], [1])[:, 0].tolist() == [0, 0, np.inf]


def test_the_cheapest_of_parallel_edges_counts() -> None:
    network = Network(NODES[:2], [(0, 1), (0, 1), (0, 1)], [5, 3, 4])
    assert cost_matrix(network, [0], [1]).tolist() == [[3]]


def test_cost_matrix_by_hand(town) -> None:
    cost = cost_matrix(town, [0, 3, 4], [0, 2, 3])
    assert cost.tolist() == [[0, 6, 7], [np.inf, np.inf, 0], [np.inf, np.inf, np.inf]]


def test_cost_matrix_backwards_is_the_same(town) -> None:
    # fewer destinations than origins
    assert cost_matrix(town, [0, 1, 2, 3, 4], [3])[:, 0].tolist() == [7, 5, 1, 0, np.inf]


def test_cost_matrix_stops_at_the_limit(town) -> None:
    assert cost_matrix(town, [0], [1, 2, 3], limit=6).tolist() == [[2, 6, np.inf]]


def test_cost_matrix_without_rows_or_columns(town) -> None:
    assert cost_matrix(town, [], [0, 1]).shape == (0, 2)
    assert cost_matrix(town, [0, 1], []).shape == (2, 0)


def test_points_are_snapped_within_a_distance(town) -> None:
    # 30 and 40 from node 1 make 50; the second is 51 away; the third is near the island
    snapped = town.snap([(230, 40), (200, 51), (5000, 5010)], within_m=50)
    assert snapped.node.tolist() == [1, -1, 4]
    assert snapped.distance_m.tolist() == [50, np.inf, 10]
    assert snapped.beyond.tolist() == [1]


def test_nothing_snaps_to_an_empty_network() -> None:
    snapped = Network([], [], []).snap([(0, 0)], within_m=10)
    assert snapped.beyond.tolist() == [0]


@pytest.mark.parametrize(
    ("nodes", "edges", "cost", "argument", "reason", "rows"),
    [
        (NODES, EDGES, [2, 2, -4, 4, 1], "cost", "negative", [2]),
        (NODES, EDGES, [2, 2, np.nan, 4, np.inf], "cost", "not_finite", [2, 4]),
        (NODES, EDGES, [2], "cost", "wrong_shape", []),
        (NODES, [(0, 5), (-1, 0)], [1, 1], "edges", "not_a_node", [0, 1]),
        (NODES, [(0.5, 1.0)], [1], "edges", "not_whole", []),
        (NODES, [0, 1], [1], "edges", "wrong_shape", []),
        ([(np.nan, 0)], [], [], "nodes_xy", "not_finite", [0]),
    ],
)
def test_bad_networks_are_named(nodes, edges, cost, argument, reason, rows) -> None:
    with pytest.raises(BadInput) as caught:
        Network(nodes, edges, cost)
    assert caught.value.parameters == {"argument": argument, "reason": reason, "rows": rows}


@pytest.mark.parametrize(
    ("ask", "argument", "reason"),
    [
        (lambda town: service_area(town, [5], limit=1), "sources", "not_a_node"),
        (lambda town: service_area(town, [0.5], limit=1), "sources", "not_whole"),
        (lambda town: service_area(town, [0], limit=-1), "limit", "negative"),
        (lambda town: service_area(town, [0], limit=np.nan), "limit", "negative"),
        (lambda town: cost_matrix(town, [[0]], [0]), "origins", "wrong_shape"),
        (lambda town: cost_matrix(town, [0], [9]), "destinations", "not_a_node"),
        (lambda town: town.snap([(0, 0)], within_m=0), "within_m", "not_positive"),
    ],
)
def test_bad_questions_are_named(town, ask, argument, reason) -> None:
    with pytest.raises(BadInput) as caught:
        ask(town)
    assert caught.value.parameters["argument"] == argument
    assert caught.value.parameters["reason"] == reason


node = st.integers(0, 7)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(edges=st.lists(st.tuples(node, node, st.integers(0, 5)), max_size=25))
def test_every_way_agrees(edges) -> None:
    # Floyd and Warshall: let each node in turn serve as a stop between all others
    cost = np.full((8, 8), np.inf)
    np.fill_diagonal(cost, 0)
    for start, end, price in edges:
        cost[start, end] = min(cost[start, end], price)
    for stop in range(8):
        cost = np.minimum(cost, cost[:, [stop]] + cost[[stop], :])
    network = Network(np.zeros((8, 2)), [edge[:2] for edge in edges], [edge[2] for edge in edges])
    everywhere = np.arange(8)
    np.testing.assert_array_equal(cost_matrix(network, everywhere, everywhere), cost)
    np.testing.assert_array_equal(cost_matrix(network, everywhere, [3, 5]), cost[:, [3, 5]])
    area = service_area(network, everywhere, limit=4)
    for start in everywhere:
        near = np.flatnonzero(cost[start] <= 4)
        assert reached(area, start) == dict(zip(near.tolist(), cost[start, near], strict=True))
