"""Spread by hand: Lorenz curves of a few corners, neighbours in a row."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from atlas.errors import BadInput
from atlas.methods.equity import gini, moran, theil

# four places in a row, each a neighbour of the next
ROW = np.diag(np.ones(3), 1) + np.diag(np.ones(3), -1)


def test_gini_of_equals_is_zero() -> None:
    assert gini([5, 5, 5]) == pytest.approx(0)


def test_gini_when_one_has_all() -> None:
    # (n - 1) / n
    assert gini([0, 0, 0, 8]) == pytest.approx(0.75)


def test_gini_by_hand() -> None:
    # Lorenz corners 0, 1/4, 1: under the curve (0 + 1/4) / 4 + (1/4 + 1) / 4 = 3/8
    assert gini([1, 3]) == pytest.approx(1 - 2 * 3 / 8)
    assert gini([3, 1]) == pytest.approx(0.25)


def test_gini_does_not_depend_on_the_unit() -> None:
    assert gini([10, 30]) == pytest.approx(gini([1, 3]))


def test_gini_weights_are_heads() -> None:
    # two who have 1 and one who has 3
    assert gini([1, 3], weights=[2, 1]) == pytest.approx(gini([1, 1, 3]))
    assert gini([1, 3, 9], weights=[2, 1, 0]) == pytest.approx(gini([1, 1, 3]))


def test_gini_where_nobody_has_anything_is_zero() -> None:
    assert gini([0, 0]) == 0


def test_theil_of_equals_is_zero() -> None:
    assert theil([5, 5, 5]) == pytest.approx(0)


def test_theil_when_one_has_all() -> None:
    assert theil([0, 0, 0, 8]) == pytest.approx(np.log(4))


def test_theil_by_hand() -> None:
    # mean 2: halves and one and a half
    assert theil([1, 3]) == pytest.approx((0.5 * np.log(0.5) + 1.5 * np.log(1.5)) / 2)


def test_theil_where_nobody_has_anything_is_zero() -> None:
    assert theil([0, 0]) == 0


def test_moran_of_alternating_neighbours() -> None:
    # all six pairs differ: I = 4 / 6 * (6 * -1) / 4
    assert moran([1, -1, 1, -1], ROW, permutations=9, seed=1).statistic == pytest.approx(-1)


def test_moran_of_halves() -> None:
    # four of six pairs agree, two differ: 4 / 6 * (4 - 2) / 4
    found = moran([1, 1, -1, -1], ROW, permutations=9, seed=1)
    assert found.statistic == pytest.approx(1 / 3)
    assert found.expected == pytest.approx(-1 / 3)


def test_moran_p_value_against_all_orders() -> None:
    # of the six orders of two and two, (1 1 -1 -1) and its mirror give 1/3, two give -1, and
    # two, (1 -1 -1 1), give -1/3, which is as expected: 4 of 6 are as far from it as 2/3
    found = moran([1, 1, -1, -1], ROW, permutations=4999, seed=2)
    assert found.p_value == pytest.approx(4 / 6, abs=0.02)


def test_moran_finds_a_clear_gradient_rare() -> None:
    side = np.arange(20)
    chain = np.abs(side[:, np.newaxis] - side) == 1
    found = moran(side, chain, permutations=199, seed=3)
    assert found.p_value == 1 / 200
    assert found.statistic > 0.8


def test_moran_repeats_with_its_seed() -> None:
    values = [3, 1, 4, 1]
    first, again = (moran(values, ROW, permutations=99, seed=7) for _ in range(2))
    assert first == again


def test_moran_takes_sparse_weights() -> None:
    dense, sparse = (moran([1, 2, 4, 8], w, permutations=9, seed=1) for w in (ROW, csr_array(ROW)))
    assert dense == sparse


LONE = np.eye(4)
UNLIKE = [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("ask", "argument", "reason", "rows"),
    [
        (lambda: gini([]), "values", "empty", []),
        (lambda: gini([1, -1]), "values", "negative", [1]),
        (lambda: gini([np.nan]), "values", "not_finite", [0]),
        (lambda: gini([[1]]), "values", "wrong_shape", []),
        (lambda: gini([1, 2], weights=[1]), "weights", "wrong_shape", []),
        (lambda: gini([1, 2], weights=[0, 0]), "weights", "empty", []),
        (lambda: theil([]), "values", "empty", []),
        (lambda: theil([-1, 1]), "values", "negative", [0]),
        (lambda: moran([1, 2], ROW[:2, :2], permutations=9, seed=1), "values", "too_few", []),
        (lambda: moran([2, 2, 2], ROW[:3, :3], permutations=9, seed=1), "values", "constant", []),
        (lambda: moran(UNLIKE, ROW, permutations=0, seed=1), "permutations", "not_positive", []),
        (
            lambda: moran(UNLIKE, ROW[:3], permutations=9, seed=1),
            "weights_matrix",
            "wrong_shape",
            [],
        ),
        (
            lambda: moran(UNLIKE, -ROW, permutations=9, seed=1),
            "weights_matrix",
            "negative",
            [0, 1, 2, 3],
        ),
        (
            lambda: moran(UNLIKE, LONE, permutations=9, seed=1),
            "weights_matrix",
            "own_neighbour",
            [0, 1, 2, 3],
        ),
        (lambda: moran(UNLIKE, 0 * ROW, permutations=9, seed=1), "weights_matrix", "empty", []),
        (
            lambda: moran(UNLIKE, ROW * [1, 1, np.nan, 1], permutations=9, seed=1),
            "weights_matrix",
            "not_finite",
            [0, 1, 2, 3],
        ),
    ],
)
def test_bad_input_is_named(ask, argument, reason, rows) -> None:
    with pytest.raises(BadInput) as caught:
        ask()
    assert caught.value.parameters == {"argument": argument, "reason": reason, "rows": rows}
