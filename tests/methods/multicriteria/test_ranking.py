import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from atlas.errors import BadInput
from atlas.methods.multicriteria.ranking import (
    contributions,
    rank_stability,
    topsis,
    weight_interval,
    weighted_product,
    weighted_sum,
)

SCORES = np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]])
ALL = [True, True, True, True]


def test_topsis_papathanasiou_ploskas_2018():
    # Multiple Criteria Decision Aid, chapter 1: six alternatives, four benefits
    matrix = [[8, 7, 2, 1], [5, 3, 7, 5], [7, 5, 6, 4], [9, 9, 7, 3], [11, 10, 3, 7], [6, 9, 5, 4]]
    found = topsis(matrix, [0.4, 0.3, 0.1, 0.2], benefit=ALL)
    assert found == pytest.approx([0.387, 0.327, 0.391, 0.615, 0.868, 0.493], abs=5e-4)


def test_topsis_roszkowska_2011_with_a_cost():
    # Multi-criteria decision making models by applying the TOPSIS method to crisp and interval
    # data, example 1, as reproduced to six digits by the package topsis of G. Scoppino
    matrix = [[7, 21, 4, 7], [7, 24, 6, 4], [14, 25, 3, 8], [14, 26, 9, 3], [21, 35, 4, 4]]
    found = topsis(
        matrix, [0.175, 0.425, 0.175, 0.225], benefit=np.array([True, False, True, True])
    )
    assert found == pytest.approx([0.535497, 0.434945, 0.557491, 0.516961, 0.370633], abs=1e-6)


def test_topsis_by_hand():
    # vector: column one is (3, 4) / 5, column two (4, 3) / 5, weights a half each, so the
    # alternatives mirror each other; with column two a cost the second is best on both
    matrix = [[3, 4], [4, 3]]
    assert topsis(matrix, [1, 1], benefit=[True, True]) == pytest.approx([0.5, 0.5])
    assert topsis(matrix, [1, 1], benefit=[True, False]) == pytest.approx([0, 1])


@pytest.mark.parametrize(
    ("normalization", "middle"),
    [
        # minmax: (0, 1/4, 1) x (1, 1/2, 0): to best (3/4, 1/2), to worst (1/4, 1/2)
        ("minmax", np.hypot(1 / 4, 1 / 2) / (np.hypot(1 / 4, 1 / 2) + np.hypot(3 / 4, 1 / 2))),
        # sum: first column (1, 2, 5) / 8, second (3, 2, 1) / 6; halves cancel
        (
            "sum",
            np.hypot(1 / 8, 1 / 6) / (np.hypot(1 / 8, 1 / 6) + np.hypot(3 / 8, 1 / 6)),
        ),
    ],
)
def test_topsis_other_normalizations_by_hand(normalization, middle):
    found = topsis(
        [[1, 3], [2, 2], [5, 1]], [1, 1], benefit=[True, True], normalization=normalization
    )
    assert found[1] == pytest.approx(middle)


@pytest.mark.parametrize("normalization", ["vector", "minmax", "sum"])
def test_topsis_column_of_equals_says_nothing(normalization):
    matrix = np.array([[1.0, 0.0], [3.0, 0.0], [2.0, 0.0]])
    found = topsis(matrix, [1, 9], benefit=[True, False], normalization=normalization)
    assert found == pytest.approx([0, 1, 0.5])


@pytest.mark.parametrize("normalization", ["vector", "minmax", "sum"])
def test_topsis_of_identical_alternatives_is_a_half(normalization):
    found = topsis([[2, 7], [2, 7]], [1, 1], benefit=[True, True], normalization=normalization)
    assert found.tolist() == [0.5, 0.5]
    assert topsis([[2, 7]], [1, 1], benefit=[True, True]).tolist() == [0.5]


def test_weighted_sum_and_its_parts():
    # weights 3 and 1 are 0.75 and 0.25
    assert contributions(SCORES, [3, 1]).tolist() == [[0.75, 0], [0, 0.25], [0.6 * 0.75, 0.15]]
    assert weighted_sum(SCORES, [3, 1]) == pytest.approx([0.75, 0.25, 0.6])


def test_a_weight_of_zero_silences_a_criterion():
    assert weighted_sum(SCORES, [1, 0]) == pytest.approx(SCORES[:, 0])
    assert weighted_product([[0.0, 4.0]], [0, 1]) == pytest.approx([4])


def test_weighted_product_by_hand():
    # 4 ** 0.5 * 9 ** 0.5 = 6; a zero vetoes
    assert weighted_product([[4, 9], [0, 100]], [1, 1]) == pytest.approx([6, 0])


def test_weight_interval_by_hand():
    # weights a half each: totals 0.5, 0.5, 0.6, the third wins. With weight t on the first
    # criterion the totals are t, 1 - t and 0.6: third until t passes 0.6 or falls below 0.4
    assert weight_interval(SCORES, [1, 1]) == pytest.approx(np.array([[0.4, 0.6], [0.4, 0.6]]))


def test_weight_interval_with_three_criteria_by_hand():
    # weights 0.5, 0.3, 0.2; totals 0.5 and 0.45: first wins. Weight t on the first criterion, the
    # others 3 : 2. Lead of the first row: t * (1 - 0) + (1 - t) * (0 - 0.6 * 1 - 0.4 * 0.75)
    # = t - 0.9 (1 - t) = 1.9 t - 0.9, zero at 9 / 19
    scores = [[1, 0, 0], [0, 1, 0.75]]
    found = weight_interval(scores, [0.5, 0.3, 0.2])
    assert found[0] == pytest.approx([9 / 19, 1])
    # weight t on the second, the others 5 : 2: (1 - t) (5/7 - 2/7 * 0.75) - t = 1/2 - 3/2 t
    assert found[1] == pytest.approx([0, 1 / 3])


def test_a_winner_on_all_criteria_cannot_be_unseated():
    assert weight_interval([[2, 2], [1, 1]], [0.2, 0.8]).tolist() == [[0, 1], [0, 1]]


def test_tied_winners_have_no_room():
    found = weight_interval([[1, 0], [0, 1]], [1, 1])
    assert found == pytest.approx(np.array([[0.5, 1], [0, 0.5]]))


def test_weight_interval_at_the_ends():
    assert weight_interval([[1], [2]], [3]).tolist() == [[1, 1]]
    # all the weight on the first criterion; the two others would share equally
    found = weight_interval([[1, 0, 0], [0, 1, 1]], [1, 0, 0])
    assert found == pytest.approx(np.array([[0.5, 1], [0, 0.5], [0, 0.5]]))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    arrays(float, st.tuples(st.integers(2, 6), st.integers(2, 4)), elements=st.integers(0, 9)),
    st.data(),
)
def test_the_winner_stays_first_inside_and_falls_outside(scores, data):
    columns = scores.shape[1]
    weights = np.array(data.draw(st.lists(st.integers(1, 9), min_size=columns, max_size=columns)))
    weights = weights / weights.sum()
    winner = np.argmax(scores @ weights)
    for column, (low, high) in enumerate(weight_interval(scores, weights)):
        assert low <= weights[column] <= high

        def totals(t, column=column):
            moved = weights * (1 - t) / (1 - weights[column])
            moved[column] = t
            return scores @ moved

        for t in np.linspace(low, high, 5):
            assert totals(t)[winner] >= totals(t).max() - 1e-9
        for t in (low - 1e-3, high + 1e-3):
            if 0 <= t <= 1:
                assert totals(t)[winner] < totals(t).max()


def test_rank_stability_by_hand():
    # with two criteria the first weight is even on 0 to 1: totals t, 1 - t and 0.6; the third is
    # first for t in 0.4 to 0.6, each other for 0.4 of the draws
    share = rank_stability(SCORES, draws=20_000, seed=1, top=1)
    assert share == pytest.approx([0.4, 0.4, 0.2], abs=0.015)
    assert share.sum() == pytest.approx(1)


def test_rank_stability_counts_places():
    assert rank_stability(SCORES, draws=500, seed=1, top=3).tolist() == [1, 1, 1]
    # the third is never last
    assert rank_stability(SCORES, draws=500, seed=1, top=2)[2] == 1


def test_rank_stability_twins_share_the_place():
    assert rank_stability([[1, 2], [1, 2], [0, 0]], draws=1500, seed=3, top=1).tolist() == [1, 1, 0]


def test_rank_stability_is_repeatable():
    first = rank_stability(SCORES, draws=300, seed=5, top=1)
    assert (first == rank_stability(SCORES, draws=300, seed=5, top=1)).all()
    assert (first != rank_stability(SCORES, draws=300, seed=6, top=1)).any()


def test_topsis_does_not_care_for_units():
    matrix = np.array([[1.0, 9.0], [4.0, 3.0], [5.0, 7.0]])
    for normalization in ("vector", "minmax", "sum"):
        here = topsis(matrix, [2, 3], benefit=[True, False], normalization=normalization)
        there = topsis(
            matrix * [1000, 0.01], [20, 30], benefit=[True, False], normalization=normalization
        )
        assert there == pytest.approx(here)


TABLE_FAULTS = [
    ([1, 2], [1, 1], "not_a_table", []),
    (np.empty((0, 2)), [1, 1], "not_a_table", []),
    ([[1, 2], [np.nan, 1]], [1, 1], "not_finite", [1]),
    ([[1, 2], [np.inf, 1]], [1, 1], "not_finite", [1]),
]
WEIGHT_FAULTS = [
    ([1, 2, 3], "length_differs", []),
    ([1, np.nan], "not_finite", [1]),
    ([1, -1], "negative", [1]),
    ([0, 0], "all_zero", []),
]


@pytest.mark.parametrize("rank", [contributions, weighted_sum, weighted_product, weight_interval])
@pytest.mark.parametrize(("table", "weights", "reason", "rows"), TABLE_FAULTS)
def test_bad_scores_are_refused(rank, table, weights, reason, rows):
    with pytest.raises(BadInput) as caught:
        rank(table, weights)
    assert caught.value.parameters == {"argument": "scores", "reason": reason, "rows": rows}


@pytest.mark.parametrize(("weights", "reason", "rows"), WEIGHT_FAULTS)
def test_bad_weights_are_refused(weights, reason, rows):
    for rank in (weighted_sum, weight_interval):
        with pytest.raises(BadInput) as caught:
            rank(SCORES, weights)
        assert caught.value.parameters == {"argument": "weights", "reason": reason, "rows": rows}


def test_topsis_refuses():
    for benefit in ([True], [1, 0], [[True, True]]):
        with pytest.raises(BadInput, match="not_one_flag_each"):
            topsis(SCORES, [1, 1], benefit=benefit)
    with pytest.raises(BadInput, match="unknown_normalization"):
        topsis(SCORES, [1, 1], benefit=[True, True], normalization="max")
    with pytest.raises(BadInput, match="reason = negative; rows = 1"):
        topsis([[1, 2], [-1, 2]], [1, 1], benefit=[True, True], normalization="sum")
    with pytest.raises(BadInput, match="argument = matrix; reason = not_finite; rows = 0"):
        topsis([[np.nan, 2]], [1, 1], benefit=[True, True])


def test_weighted_product_refuses_negative_scores():
    with pytest.raises(BadInput, match="argument = scores; reason = negative; rows = 1"):
        weighted_product([[1, 1], [1, -1]], [1, 1])


@pytest.mark.parametrize(
    ("draws", "top", "argument", "reason"),
    [
        (0, 1, "draws", "not_positive"),
        (2.5, 1, "draws", "not_whole"),
        (10, 0, "top", "not_positive"),
        (10, True, "top", "not_whole"),
        (10, 4, "top", "more_than_rows"),
    ],
)
def test_rank_stability_refuses(draws, top, argument, reason):
    with pytest.raises(BadInput) as caught:
        rank_stability(SCORES, draws=draws, seed=0, top=top)
    assert caught.value.parameters == {"argument": argument, "reason": reason, "rows": []}
