from itertools import combinations

import numpy as np
import pytest
from scipy.sparse.csgraph import floyd_warshall

from atlas.errors import BadInput, Infeasible, Refused
from atlas.methods.location import p_center, p_median

INF = np.inf

# houses and sites on a road at these kilometres; five households at the end
ROAD = np.array([0, 1, 3, 10])
COST = np.abs(ROAD[:, None] - ROAD).astype(float)
WEIGHTS = [1, 1, 1, 5]

# Beasley (1985), A note on solving large p-median problems, problem 1 of the OR-Library (pmed1):
# a ring of 100 nodes with the lengths below, then 100 chords (from, to, length); p = 5
RING = """
30 46 1 28 31 69 39 14 84 59 10 28 63 9 100 98 70 94 22 14 87 82 55 2 32 77 95 29 59 91 89 50 40
88 94 60 21 89 47 63 45 46 24 77 60 45 50 93 22 84 16 85 68 93 37 26 29 38 10 32 67 66 52 19 39
12 86 72 73 65 2 8 96 43 39 61 90 8 58 91 58 13 79 59 28 46 24 63 81 14 52 64 75 71 51 75 57 31
49 88
"""
CHORDS = """
80 5 90 85 69 51 20 19 30 85 13 22 81 95 54 58 73 37 64 51 89 39 76 89 13 8 77 91 76 51 52 95 96
91 75 33 80 91 84 35 80 46 54 86 35 30 70 5 19 7 9 74 53 50 11 37 4 19 92 70 62 94 96 60 52 34
24 59 63 42 45 68 19 60 53 60 27 86 15 50 31 38 18 27 81 30 99 1 29 6 22 52 11 54 59 75 5 7 8
41 44 80 41 76 42 44 12 56 61 65 73 20 93 35 9 99 28 45 68 19 16 79 96 13 42 3 68 4 28 58 17 60
21 81 34 35 7 7 21 14 82 26 32 26 6 63 83 31 69 53 91 78 32 45 59 33 42 57 5 8 53 66 65 94 61
94 90 63 73 33 88 39 21 59 42 85 34 30 57 37 34 94 52 62 38 56 26 29 20 48 98 53 4 33 45 31 63 82
8 52 31 37 81 14 50 27 16 27 14 48 88 33 8 56 30 76 87 91 17 33 49 77 70 30 74 25 99 19 95 30 96
14 85 90 49 8 96 96 5 87 73 4 41 99 32 35 95 1 31 99 3 49 18 75 100 58 47 68 35 60 5 38 16 70
54 40 52 95 55 47 54 17 45 9 83 75 97 66 81 9 48 92 90 95 96 4 27 27 75 22 48 62 7 55 79 3 57
15 69 46
"""


@pytest.fixture(scope="module")
def pmed1():
    graph = np.full((100, 100), INF)
    ring = [(node, (node + 1) % 100, int(cost)) for node, cost in enumerate(RING.split())]
    chords = np.array(CHORDS.split(), dtype=int).reshape(-1, 3) - [1, 1, 0]
    for here, there, length in [*ring, *chords]:
        graph[here, there] = graph[there, here] = length  # the last of two lengths counts
    return floyd_warshall(graph)


def test_p_median_beasley_1985(pmed1):
    found = p_median(pmed1, np.ones(100), p_facilities=5)
    assert (found.objective, found.status) == (5819, "optimal")


def test_p_center_of_beasleys_network(pmed1):
    # Pullan (2008), A memetic genetic algorithm for the vertex p-center problem: 127
    found = p_center(pmed1, p_facilities=5)
    assert (found.objective, found.status) == (127, "optimal")


def test_p_median_by_hand():
    # one site: at 10 the sum is 10 + 9 + 7 = 26; at 3: 3 + 2 + 5 * 7 = 40; two: 10 and 1: 1 + 2
    one = p_median(COST, WEIGHTS, p_facilities=1)
    assert (one.objective, one.selected.tolist(), one.status) == (26, [3], "optimal")
    two = p_median(COST, WEIGHTS, p_facilities=2)
    assert (two.objective, two.selected.tolist()) == (3, [1, 3])
    assert two.assignment.tolist() == [1, 1, 1, 3]
    assert (two.covered_weight, two.gap, two.bound) == (8, 0, 3)


@pytest.mark.parametrize(("rows", "seed"), [(12, 5), (12, 6), (30, 3), (30, 6)])
def test_p_median_finds_the_best_of_all_plans_among_many_sites(rows, seed):
    # few sites of many: the program must be given more of each row's sites before it is right
    random = np.random.default_rng(seed)
    houses, sites = random.random((rows, 2)), random.random((40, 2))
    cost = np.hypot(*(houses[:, None] - sites[None]).transpose(2, 0, 1))
    weights = random.integers(1, 100, rows).astype(float)
    best = min(weights @ cost[:, list(plan)].min(axis=1) for plan in combinations(range(40), 3))
    found = p_median(cost, weights, p_facilities=3)
    assert found.objective == pytest.approx(best)
    assert found.status == "optimal"


def test_p_median_keeps_predefined_sites():
    # 0 stays: with 10 the sum is 1 + 3
    found = p_median(COST, WEIGHTS, p_facilities=2, predefined=[0])
    assert (found.objective, found.selected.tolist()) == (4, [0, 3])
    alone = p_median(COST, WEIGHTS, p_facilities=1, predefined=[0])
    assert (alone.objective, alone.status) == (1 + 3 + 50, "optimal")


def test_p_median_of_all_sites_is_free():
    assert p_median(COST, WEIGHTS, p_facilities=4).objective == 0


def test_p_center_by_hand():
    # weights do not matter: with two sites 1 serves 0 and 3 within 2 km, 10 serves itself
    found = p_center(COST, p_facilities=2)
    assert (found.objective, found.status) == (2, "optimal")
    assert found.selected.tolist() == [1, 3]
    # one site: 3 is 7 km from 10, 1 is 9 km
    assert p_center(COST, p_facilities=1).objective == 7
    kept = p_center(COST, p_facilities=2, predefined=[3])
    assert (kept.objective, kept.selected.tolist()) == (2, [1, 3])
    assert p_center(COST, p_facilities=1, predefined=[0]).objective == 10


def test_rows_without_a_way_are_left_out_and_shown():
    cost = np.vstack([COST, np.full(4, INF)])
    median = p_median(cost, [*WEIGHTS, 100], p_facilities=2)
    center = p_center(cost, p_facilities=2)
    for found in (median, center):
        assert found.assignment.tolist() == [1, 1, 1, 3, -1]
        assert found.covered_rows.tolist() == [0, 1, 2, 3]
    assert (median.objective, median.covered_weight) == (3, 8)
    assert (center.objective, center.covered_weight) == (2, 4)


# two islands: one site cannot serve both
ISLANDS = np.array([[1, INF], [2, INF], [INF, 1]])


def test_too_few_sites_for_the_islands():
    for ask in (
        lambda: p_median(ISLANDS, [1, 1, 1], p_facilities=1),
        lambda: p_center(ISLANDS, p_facilities=1),
    ):
        with pytest.raises(Infeasible) as caught:
            ask()
        assert caught.value.rows == [2]
        assert caught.value.smallest_radius == INF
    assert p_median(ISLANDS, [1, 1, 1], p_facilities=2).objective == 4
    assert p_center(ISLANDS, p_facilities=2).objective == 2


def test_predefined_sites_on_the_wrong_island():
    with pytest.raises(Infeasible) as caught:
        p_center(ISLANDS, p_facilities=1, predefined=[1])
    assert caught.value.rows == [0, 1]


def test_a_row_of_weight_zero_asks_for_nothing():
    found = p_median(ISLANDS, [1, 1, 0], p_facilities=1)
    assert (found.objective, found.assignment.tolist()) == (3, [0, 0, -1])


EDGES = list(combinations(range(5), 2))
ENDS = np.array([[1.0 if point in edge else 2.0 for point in range(5)] for edge in EDGES])


def test_a_stopped_search_gives_its_bound():
    # 2 of 5 points touch 7 of 10 edges at cost 1, the others cost 2: 13; nobody pays less than 1
    asked = []

    def stop(best, bound):
        asked.append((best, bound))
        return True

    found = p_median(ENDS, np.ones(10), p_facilities=2, should_stop=stop)
    assert asked == [(13, 10)]
    assert (found.objective, found.bound, found.status) == (13, 10, "feasible")
    assert found.gap == pytest.approx(3 / 13)
    center = p_center(ENDS, p_facilities=2, should_stop=stop)
    assert asked[1] == (2, 1)
    assert (center.objective, center.bound, center.gap) == (2, 1, 0.5)
    assert center.status == "feasible"
    assert p_median(ENDS, np.ones(10), p_facilities=2).objective == 13
    assert p_center(ENDS, p_facilities=3).objective == 2
    assert p_center(ENDS, p_facilities=4).objective == 1


def test_stopped_before_any_plan_is_refused():
    with pytest.raises(Refused, match="no_solution_in_time"):
        p_median(ISLANDS, [1, 1, 1], p_facilities=1, time_limit_s=1e-9)


def test_nobody_can_be_reached():
    nowhere = [[INF, INF], [INF, INF]]
    for ask in (
        lambda: p_median(nowhere, [1, 1], p_facilities=1),
        lambda: p_center(nowhere, p_facilities=1),
    ):
        with pytest.raises(BadInput, match="argument = cost; reason = all_unreachable"):
            ask()


@pytest.mark.parametrize(
    ("changed", "argument", "reason"),
    [
        ({"p_facilities": 0}, "p_facilities", "not_positive"),
        ({"p_facilities": 5}, "p_facilities", "more_than_sites"),
        ({"predefined": [4]}, "predefined", "unknown_site"),
        ({"predefined": [0, 1]}, "p_facilities", "fewer_than_predefined"),
        ({"time_limit_s": 0}, "time_limit_s", "not_positive"),
    ],
)
def test_bad_arguments_are_refused(changed, argument, reason):
    given = {"p_facilities": 1} | changed
    for ask in (lambda: p_median(COST, WEIGHTS, **given), lambda: p_center(COST, **given)):
        with pytest.raises(BadInput) as caught:
            ask()
        assert caught.value.parameters == {"argument": argument, "reason": reason, "rows": []}


def test_bad_weights_are_refused():
    with pytest.raises(BadInput, match="argument = weights; reason = negative; rows = 2"):
        p_median(COST, [1, 1, -1, 1], p_facilities=1)
