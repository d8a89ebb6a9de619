from itertools import combinations

import numpy as np
import pytest

from atlas.errors import BadInput, Infeasible
from atlas.methods.location import lscp, mclp, mclp_preview

INF = np.inf

# five rows on a road at 0, 1, 2, 10, 11 km; sites at 1, 5, 10 km; weights 5 1 1 4 4
ROAD = np.abs(np.array([0, 1, 2, 10, 11])[:, None] - np.array([1, 5, 10])[None]).astype(float)
WEIGHTS = [5, 1, 1, 4, 4]

# every edge of the complete graph on 5 points, covered by its ends
EDGES = list(combinations(range(5), 2))
ENDS = np.array([[1.0 if point in edge else INF for point in range(5)] for edge in EDGES])


def words(length):
    """All binary words, by how many letters they differ."""
    bits = (np.arange(2**length)[:, None] >> np.arange(length)) & 1
    return (bits[:, None] != bits[None]).sum(axis=2).astype(float)


def queens(size):
    """Squares of a chessboard: 1 where a queen goes in one move, 0 where she stands."""
    row, column = (axis.ravel() for axis in np.indices((size, size)))
    straight = (row[:, None] == row) | (column[:, None] == column)
    slanted = np.abs(row[:, None] - row) == np.abs(column[:, None] - column)
    return np.where(np.eye(size**2) > 0, 0.0, np.where(straight | slanted, 1.0, INF))


def test_mclp_by_hand():
    # within 1 km: site 0 covers 5 + 1 + 1 = 7, site 1 nothing, site 2 covers 4 + 4 = 8
    one = mclp(ROAD, WEIGHTS, service_radius=1, p_facilities=1)
    assert (one.objective, one.selected.tolist(), one.status) == (8, [2], "optimal")
    assert one.assignment.tolist() == [-1, -1, -1, 2, 2]
    assert one.covered_rows.tolist() == [3, 4]
    assert (one.covered_weight, one.gap, one.bound) == (8, 0, 8)
    two = mclp(ROAD, WEIGHTS, service_radius=1, p_facilities=2)
    assert (two.objective, two.selected.tolist()) == (15, [0, 2])
    assert two.assignment.tolist() == [0, 0, 0, 2, 2]


def test_mclp_keeps_a_predefined_site_however_bad():
    found = mclp(ROAD, WEIGHTS, service_radius=1, p_facilities=2, predefined=[1])
    assert (found.objective, found.selected.tolist()) == (8, [1, 2])
    alone = mclp(ROAD, WEIGHTS, service_radius=1, p_facilities=1, predefined=[0])
    assert (alone.objective, alone.selected.tolist(), alone.status) == (7, [0], "optimal")


def test_a_row_at_the_radius_is_covered_and_a_millimetre_beyond_is_not():
    cost = [[3000.0], [3000.0000009], [3000.001]]
    found = mclp(cost, [1, 1, 1], service_radius=3000, p_facilities=1)
    assert found.covered_rows.tolist() == [0, 1]


def test_mclp_without_anybody_in_reach_covers_nothing():
    found = mclp([[9, 9], [INF, 9]], [1, 1], service_radius=1, p_facilities=1)
    assert (found.objective, found.status, found.gap) == (0, "optimal", 0)
    assert found.assignment.tolist() == [-1, -1]
    assert len(found.selected) == 1


def test_mclp_of_all_sites():
    found = mclp(ROAD, WEIGHTS, service_radius=1, p_facilities=3)
    assert (found.objective, found.selected.tolist()) == (15, [0, 1, 2])


@pytest.mark.parametrize(("sites", "covered"), [(1, 8), (15, 120), (16, 128)])
def test_mclp_hamming_1950_perfect_code(sites, covered):
    # Hamming (1950), Error detecting and error correcting codes: 16 words of 7 letters reach all
    # 128 within one letter, 8 each without overlap, so k words reach 8 k and never more
    found = mclp(words(7), np.ones(128), service_radius=1, p_facilities=sites)
    assert (found.objective, found.status) == (covered, "optimal")


def test_mclp_of_edges_by_hand():
    # 2 of 5 points touch 4 + 4 - 1 = 7 of 10 edges; the relaxation believes in 8
    found = mclp(ENDS, np.ones(10), service_radius=1, p_facilities=2)
    assert (found.objective, found.bound, found.status) == (7, 7, "optimal")


def test_mclp_stopped_says_how_far_the_best_may_be():
    asked = []

    def stop(best, bound):
        asked.append((best, bound))
        return True

    found = mclp(ENDS, np.ones(10), service_radius=1, p_facilities=2, should_stop=stop)
    assert asked == [(7, 8)]
    assert (found.objective, found.bound, found.status) == (7, 8, "feasible")
    assert found.gap == pytest.approx(1 / 7)
    late = mclp(ENDS, np.ones(10), service_radius=1, p_facilities=2, time_limit_s=1e-9)
    assert (late.objective, late.bound, late.status) == (7, 8, "feasible")


def test_mclp_can_be_stopped_inside_the_search():
    random = np.random.default_rng(4)
    cost = random.random((300, 80))
    weights = random.random(300)
    asked = []

    def stop(best, bound):
        asked.append((best, bound))
        return len(asked) > 2

    found = mclp(cost, weights, service_radius=0.06, p_facilities=12, should_stop=stop)
    assert len(asked) > 2
    assert found.status == "feasible"
    assert found.objective < found.bound
    for best, bound in asked:
        assert 0 < best <= found.objective + 1e-9
        assert found.bound - 1e-9 <= bound


def test_preview_certifies_its_gap():
    found = mclp_preview(ENDS, np.ones(10), service_radius=1, p_facilities=2)
    assert (found.objective, found.bound, found.status) == (7, 8, "preview")
    assert found.gap == pytest.approx(1 / 7)


def test_preview_that_meets_its_bound_is_proven():
    found = mclp_preview(ROAD, WEIGHTS, service_radius=1, p_facilities=2)
    assert (found.objective, found.gap, found.status) == (15, 0, "optimal")


def test_preview_is_repeatable():
    cost = np.random.default_rng(0).random((200, 40))
    first, second = (
        mclp_preview(cost, np.ones(200), service_radius=0.1, p_facilities=8) for _ in range(2)
    )
    assert first.selected.tolist() == second.selected.tolist()


def test_lscp_by_hand():
    found = lscp(ROAD, service_radius=1)
    assert (found.objective, found.selected.tolist(), found.status) == (2, [0, 2], "optimal")
    assert found.assignment.tolist() == [0, 0, 0, 2, 2]
    assert found.covered_weight == 5
    kept = lscp(ROAD, service_radius=1, predefined=[1])
    assert (kept.objective, kept.selected.tolist()) == (3, [0, 1, 2])
    done = lscp(ROAD, service_radius=1, predefined=[0, 2])
    assert (done.objective, done.status) == (2, "optimal")


@pytest.mark.parametrize(("size", "fewest"), [(3, 1), (4, 2), (5, 3), (6, 3), (7, 4), (8, 5)])
def test_lscp_queens_that_attack_all_squares(size, fewest):
    # OEIS A075458, the problem of de Jaenisch (1862)
    found = lscp(queens(size), service_radius=1)
    assert (found.objective, found.status) == (fewest, "optimal")


def test_lscp_hamming_1950_perfect_code():
    assert lscp(words(7), service_radius=1).objective == 16


def test_lscp_stopped_says_how_few_it_may_be():
    # all 10 edges need 4 of 5 points; each touches 4, so at least 10 / 4 = 2.5, that is 3
    assert lscp(ENDS, service_radius=1).objective == 4
    found = lscp(ENDS, service_radius=1, should_stop=lambda best, bound: (best, bound) == (4, 3))
    assert (found.objective, found.bound, found.gap) == (4, 3, 0.25)
    assert found.status == "feasible"


def test_lscp_names_who_cannot_be_reached():
    cost = [[1, 5], [9, 4], [2, 7], [6, 3]]
    with pytest.raises(Infeasible) as caught:
        lscp(cost, service_radius=2)
    assert caught.value.rows == [1, 3]
    assert caught.value.smallest_radius == 4
    assert lscp(cost, service_radius=4).covered_weight == 4


def test_lscp_without_a_way_knows_no_radius():
    with pytest.raises(Infeasible) as caught:
        lscp([[1, 2], [INF, INF]], service_radius=3)
    assert caught.value.rows == [1]
    assert caught.value.smallest_radius == INF


COST_FAULTS = [
    ([1.0, 2.0], "not_a_table", []),
    (np.empty((0, 3)), "not_a_table", []),
    (np.empty((3, 0)), "not_a_table", []),
    ([[1, 2], [np.nan, 1]], "not_a_number", [1]),
    ([[-1, 2], [2, 1]], "negative", [0]),
]


@pytest.mark.parametrize(("cost", "reason", "rows"), COST_FAULTS)
def test_bad_costs_are_refused(cost, reason, rows):
    for ask in (
        lambda: lscp(cost, service_radius=1),
        lambda: mclp(cost, [1, 1], service_radius=1, p_facilities=1),
    ):
        with pytest.raises(BadInput) as caught:
            ask()
        assert caught.value.parameters == {"argument": "cost", "reason": reason, "rows": rows}


@pytest.mark.parametrize(
    ("changed", "argument", "reason", "rows"),
    [
        ({"weights": [1, 2]}, "weights", "length_differs", []),
        ({"weights": [1, 2, 3, 4, np.nan]}, "weights", "not_finite", [4]),
        ({"weights": [1, 2, 3, -4, 5]}, "weights", "negative", [3]),
        ({"weights": [0] * 5}, "weights", "all_zero", []),
        ({"service_radius": 0}, "service_radius", "not_positive", []),
        ({"service_radius": -1}, "service_radius", "not_positive", []),
        ({"service_radius": np.nan}, "service_radius", "not_finite", []),
        ({"service_radius": INF}, "service_radius", "not_finite", []),
        ({"p_facilities": 0}, "p_facilities", "not_positive", []),
        ({"p_facilities": -2}, "p_facilities", "not_positive", []),
        ({"p_facilities": 4}, "p_facilities", "more_than_sites", []),
        ({"p_facilities": 1.5}, "p_facilities", "not_whole", []),
        ({"p_facilities": True}, "p_facilities", "not_whole", []),
        ({"predefined": [0, 1]}, "p_facilities", "fewer_than_predefined", []),
        ({"predefined": [3]}, "predefined", "unknown_site", []),
        ({"predefined": [-1]}, "predefined", "unknown_site", []),
        ({"predefined": [1, 1]}, "predefined", "repeated", []),
        ({"predefined": [0.5]}, "predefined", "not_whole", []),
        ({"predefined": [True, False, False]}, "predefined", "not_whole", []),
    ],
)
def test_bad_arguments_are_refused(changed, argument, reason, rows):
    given = {"weights": WEIGHTS, "service_radius": 1, "p_facilities": 1} | changed
    for ask in (mclp, mclp_preview):
        with pytest.raises(BadInput) as caught:
            ask(ROAD, **given)
        assert caught.value.parameters == {"argument": argument, "reason": reason, "rows": rows}


def test_bad_time_limits_are_refused():
    for limit in (0, -1, np.nan):
        with pytest.raises(BadInput, match="argument = time_limit_s; reason = not_positive"):
            lscp(ROAD, service_radius=1, time_limit_s=limit)


def test_arguments_are_left_as_they_were():
    cost, weights, predefined = ROAD.copy(), np.array(WEIGHTS), np.array([2])
    mclp(cost, weights, service_radius=1, p_facilities=2, predefined=predefined)
    assert (cost == ROAD).all()
    assert weights.tolist() == WEIGHTS
    assert predefined.tolist() == [2]
