import numpy as np
import pytest

from atlas.errors import BadInput
from atlas.methods.location import cover_curve, mclp

INF = np.inf

# four sites that cover 10, 6, 1 and 1 rows of their own
OWN = np.repeat(np.arange(4), [10, 6, 1, 1])
COST = np.where(OWN[:, None] == np.arange(4), 1.0, INF)


def test_curve_by_hand():
    found = cover_curve(COST, np.ones(18), service_radius=1, up_to=4)
    assert found.sites.tolist() == [1, 2, 3, 4]
    assert found.covered_weight.tolist() == [10, 16, 17, 18]
    assert found.bound.tolist() == [10, 16, 17, 18]
    assert found.proven.all()
    assert [plan.tolist() for plan in found.selected[:2]] == [[0], [0, 1]]
    # above the chord from (1, 10) to (4, 18): 0, 6/8 - 1/3, 7/8 - 2/3, 0
    assert found.knee == 2


def test_curve_starts_at_the_predefined_sites():
    found = cover_curve(COST, np.ones(18), service_radius=1, up_to=4, predefined=[2, 3])
    assert found.sites.tolist() == [2, 3, 4]
    assert found.covered_weight.tolist() == [2, 12, 18]
    assert [plan.tolist() for plan in found.selected] == [[2, 3], [0, 2, 3], [0, 1, 2, 3]]
    assert found.knee == 3


@pytest.mark.parametrize(
    ("rows", "up_to"),
    [
        (COST, 2),  # two points are a line
        (np.where(np.eye(4) > 0, 1.0, INF), 4),  # 1, 2, 3, 4: no bend
        (np.full((3, 4), 9.0), 4),  # nobody in reach: flat
    ],
)
def test_a_curve_without_a_bend_has_no_knee(rows, up_to):
    assert cover_curve(rows, np.ones(len(rows)), service_radius=1, up_to=up_to).knee is None


def test_curve_says_which_points_are_proven():
    # the edges of the complete graph on 5 points: k points touch 4, 7, 9, 10 of 10 edges, and
    # the relaxation believes in 4, 8, 10, 10
    edges = [(i, j) for i in range(5) for j in range(i)]
    cost = np.array([[1.0 if point in edge else INF for point in range(5)] for edge in edges])
    found = cover_curve(cost, np.ones(10), service_radius=1, up_to=4)
    assert found.covered_weight.tolist() == [4, 7, 9, 10]
    assert found.bound.tolist() == [4, 8, 10, 10]
    assert found.proven.tolist() == [True, False, False, True]


def test_curve_holds_the_optimum_between_cover_and_bound():
    random = np.random.default_rng(2)
    cost = random.random((60, 15))
    weights = random.random(60)
    found = cover_curve(cost, weights, service_radius=0.12, up_to=8, predefined=[4])
    assert (np.diff(found.covered_weight) >= 0).all()
    for at, sites in enumerate(found.sites):
        best = mclp(
            cost, weights, service_radius=0.12, p_facilities=int(sites), predefined=[4]
        ).objective
        assert found.covered_weight[at] <= best + 1e-9
        assert best <= found.bound[at] + 1e-9
        reached = (cost[:, found.selected[at]] <= 0.12).any(axis=1)
        assert weights[reached].sum() == pytest.approx(found.covered_weight[at])
        assert len(found.selected[at]) == sites


@pytest.mark.parametrize(
    ("up_to", "predefined", "argument", "reason"),
    [
        (0, [], "up_to", "not_positive"),
        (5, [], "up_to", "more_than_sites"),
        (1, [0, 1], "up_to", "fewer_than_predefined"),
        (2.0, [], "up_to", "not_whole"),
        (2, [9], "predefined", "unknown_site"),
    ],
)
def test_bad_arguments_are_refused(up_to, predefined, argument, reason):
    with pytest.raises(BadInput) as caught:
        cover_curve(COST, np.ones(18), service_radius=1, up_to=up_to, predefined=predefined)
    assert caught.value.parameters == {"argument": argument, "reason": reason, "rows": []}
