import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.errors import BadInput
from atlas.methods.multicriteria.ahp import ahp

NAN = np.nan

# Saaty (2008), Decision making with the analytic hierarchy process, Int. J. Services Sciences 1,
# table 2: drinks consumed in the USA (coffee, wine, tea, beer, sodas, milk, water). The printed
# entry tea over wine is 2 against 1/3 across the diagonal; 3 gives the printed weights.
DRINKS = [
    [1, 9, 5, 2, 1, 1, 1 / 2],
    [1 / 9, 1, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
    [1 / 5, 3, 1, 1 / 3, 1 / 4, 1 / 3, 1 / 9],
    [1 / 2, 9, 3, 1, 1 / 2, 1, 1 / 3],
    [1, 9, 4, 2, 1, 2, 1 / 2],
    [1, 9, 3, 1, 1 / 2, 1, 1 / 3],
    [2, 9, 9, 3, 2, 3, 1],
]
# Saaty (2008), table 4: three jobs compared by flexibility
FLEXIBILITY = [[1, 1 / 3, 1 / 6], [3, 1, 1 / 4], [6, 4, 1]]
# Saaty (1988), How to make a decision: three houses compared by size
HOUSES = [[1, 6, 8], [1 / 6, 1, 4], [1 / 8, 1 / 4, 1]]


def test_saaty_2008_drinks():
    found = ahp(DRINKS)
    assert found.weights == pytest.approx(
        [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327], abs=5e-4
    )
    assert found.cr == pytest.approx(0.022, abs=5e-4)
    assert found.consistent
    assert (found.random_index, found.random_index_source) == (1.32, "Saaty 1980")


@pytest.mark.parametrize("method", ["eigenvector", "geometric_mean"])
def test_saaty_2008_flexibility_both_methods_agree_for_three(method):
    found = ahp(FLEXIBILITY, method=method)
    assert found.weights == pytest.approx([0.091, 0.218, 0.691], abs=5e-4)


def test_saaty_1988_houses_are_just_too_inconsistent():
    found = ahp(HOUSES)
    assert found.lambda_max == pytest.approx(3.136, abs=5e-4)
    assert found.ci == pytest.approx(0.068, abs=5e-4)
    assert found.cr == pytest.approx(0.117, abs=5e-4)
    assert not found.consistent


def test_geometric_mean_by_hand():
    # rows multiply to 6 * 8 = 48, 4 / 6 and 1 / 32; their cube roots, scaled to sum 1
    means = np.cbrt([48, 4 / 6, 1 / 32])
    assert ahp(HOUSES, method="geometric_mean").weights == pytest.approx(means / means.sum())


def test_consistent_judgements_give_back_their_weights():
    true = np.array([0.5, 0.3, 0.2])
    for method in ("eigenvector", "geometric_mean"):
        found = ahp(true[:, None] / true, method=method)
        assert found.weights == pytest.approx(true)
        assert found.lambda_max == pytest.approx(3)
        assert found.cr == pytest.approx(0, abs=1e-9)
        assert found.worst_judgement is None


@pytest.mark.parametrize("strength", [2, 5, 9])
def test_a_circle_has_equal_weights_and_is_never_consistent(strength):
    # a over b over c over a: each row holds 1, k, 1/k, so lambda is 1 + k + 1/k
    k = float(strength)
    found = ahp([[1, k, 1 / k], [1 / k, 1, k], [k, 1 / k, 1]])
    assert found.weights == pytest.approx([1 / 3] * 3)
    assert found.lambda_max == pytest.approx(1 + k + 1 / k)
    assert found.cr == pytest.approx((k + 1 / k - 2) / 2 / 0.58)
    assert not found.consistent
    assert found.worst_judgement is not None


def test_the_worst_judgement_is_the_planted_one():
    true = np.array([8.0, 4.0, 2.0, 1.0])
    matrix = true[:, None] / true
    matrix[0, 3], matrix[3, 0] = 1 / 8, 8.0  # should be 8
    assert ahp(matrix).worst_judgement == (0, 3, pytest.approx(8.0))


def test_a_suggestion_stays_on_the_scale():
    # a over b 9, b over c 9, yet a equals c: the others imply 81, the scale ends at 9
    found = ahp([[1, 9, 1], [1 / 9, 1, 9], [1, 1 / 9, 1]])
    assert found.worst_judgement is not None
    assert 1 / 9 <= found.worst_judgement[2] <= 9


@pytest.mark.parametrize("method", ["eigenvector", "geometric_mean"])
def test_a_chain_of_judgements_is_enough(method):
    # a is twice b, b is twice c: nobody compared a with c
    found = ahp([[1, 2, NAN], [NAN, 1, 2], [NAN, NAN, 1]], method=method)
    assert found.weights == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    assert found.cr == pytest.approx(0, abs=1e-9)
    assert found.missing == 1


def test_harker_weights_fill_the_gap_without_adding_contradiction():
    # filled with the ratio of the weights found, the matrix has the same weights and lambda
    given = np.array(
        [[1, 5, 2, 5], [1 / 5, 1, NAN, 3], [1 / 2, NAN, 1, 4], [1 / 5, 1 / 3, 1 / 4, 1]]
    )
    found = ahp(given)
    given[1, 2] = found.weights[1] / found.weights[2]
    given[2, 1] = 1 / given[1, 2]
    assert ahp(given).lambda_max == pytest.approx(found.lambda_max)
    assert ahp(given).weights == pytest.approx(found.weights)
    assert (found.missing, ahp(given).missing) == (1, 0)


def test_log_least_squares_with_a_gap_by_hand():
    # b and c were not compared: a is 4 times b and twice c, and nothing contradicts
    found = ahp([[1, 4, 2], [NAN, 1, NAN], [NAN, NAN, 1]], method="geometric_mean")
    assert found.weights == pytest.approx([4 / 7, 1 / 7, 2 / 7])


def test_half_a_matrix_is_a_whole_one():
    upper = np.where(np.triu(np.ones((3, 3))) > 0, HOUSES, NAN)
    assert ahp(upper).weights == pytest.approx(ahp(HOUSES).weights)
    assert ahp(upper).missing == 0


def test_one_and_two_criteria_cannot_contradict():
    assert ahp([[1]]).weights == pytest.approx([1])
    two = ahp([[1, 3], [1 / 3, 1]])
    assert two.weights == pytest.approx([0.75, 0.25])
    assert two.cr == 0
    assert two.consistent


def test_typed_thirds_pass():
    assert ahp([[1, 3], [0.333, 1]]).weights == pytest.approx([0.75, 0.25], abs=1e-3)


@pytest.mark.parametrize(
    ("matrix", "reason", "rows"),
    [
        ([[1, 2, 3], [0.5, 1, 2]], "not_square", []),
        ([], "not_square", []),
        (np.ones((10, 10)), "too_many_criteria", []),
        ([[1, 0], [0, 1]], "not_positive", [0, 1]),
        ([[1, -2], [-0.5, 1]], "not_positive", [0, 1]),
        ([[1, np.inf], [0.1, 1]], "not_positive", [0]),
        ([[1, 3], [3, 1]], "not_reciprocal", [0, 1]),
        ([[1, 3], [1 / 3, 2]], "diagonal_not_one", [1]),
        ([[1, NAN], [NAN, 1]], "not_connected", []),
    ],
)
def test_bad_matrices_are_refused(matrix, reason, rows):
    with pytest.raises(BadInput) as caught:
        ahp(matrix)
    assert caught.value.parameters == {"argument": "matrix", "reason": reason, "rows": rows}


def test_unknown_method_is_refused():
    with pytest.raises(BadInput, match="unknown_method"):
        ahp([[1]], method="mean")


@st.composite
def judgements(draw):
    n = draw(st.integers(3, 6))
    matrix = np.ones((n, n))
    for i in range(n):
        for j in range(i + 1, n):
            value = draw(st.sampled_from([1 / 9, 1 / 5, 1 / 3, 1 / 2, 1, 2, 3, 5, 9]))
            matrix[i, j], matrix[j, i] = value, 1 / value
    return matrix


@settings(max_examples=60, deadline=None, derandomize=True)
@given(judgements())
def test_taking_the_suggestion_never_hurts(matrix):
    found = ahp(matrix)
    assert found.weights.sum() == pytest.approx(1)
    assert found.lambda_max >= len(matrix) - 1e-9
    if found.worst_judgement is not None:
        i, j, value = found.worst_judgement
        mended = matrix.copy()
        mended[i, j], mended[j, i] = value, 1 / value
        assert ahp(mended).lambda_max < found.lambda_max
    else:
        assert found.consistent


@settings(max_examples=30, deadline=None, derandomize=True)
@given(judgements(), st.randoms(use_true_random=False))
def test_the_order_of_criteria_does_not_matter(matrix, random):
    order = list(range(len(matrix)))
    random.shuffle(order)
    for method in ("eigenvector", "geometric_mean"):
        there = ahp(matrix[np.ix_(order, order)], method=method)
        here = ahp(matrix, method=method)
        assert there.weights == pytest.approx(here.weights[order])
        assert there.cr == pytest.approx(here.cr, abs=1e-9)
