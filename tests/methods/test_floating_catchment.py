"""Supply per head by hand, conservation, and the answer of PySAL's `access`."""

import numpy as np
import pandas as pd
import pytest
from access import fca
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.errors import BadInput
from atlas.methods.floating_catchment import enhanced_two_step_fca, huff, two_step_fca

# three places, two sites; minutes
POPULATION = [100, 300, 200]
SUPPLY = [20, 30]
COST = [[5, 25], [10, 15], [40, 20]]


def test_two_step_fca_by_hand() -> None:
    # within 15: site 0 serves 100 + 300, 20 / 400 = 0.05; site 1 serves 300, 30 / 300 = 0.1
    access = two_step_fca(POPULATION, SUPPLY, COST, catchment=15)
    assert access.tolist() == pytest.approx([0.05, 0.15, 0])


def test_the_catchment_itself_is_within() -> None:
    assert two_step_fca([10], [5], [[15]], catchment=15).tolist() == [0.5]
    assert two_step_fca([10], [5], [[15.001]], catchment=15).tolist() == [0]


def test_enhanced_fca_by_hand() -> None:
    # weights 1 up to 10 and 0.5 up to 20: site 0 is wanted by 100 + 300, site 1 by 150 + 100
    access = enhanced_two_step_fca(POPULATION, SUPPLY, COST, zones=[10, 20], weights=[1, 0.5])
    # 20 / 400 = 0.05; 30 / 250 = 0.12, half of which counts for the second and third place
    assert access.tolist() == pytest.approx([0.05, 0.05 + 0.06, 0.06])


def test_population_times_access_is_the_reachable_supply() -> None:
    # a third site, out of everybody's reach, serves nobody
    cost = np.column_stack([COST, [np.inf, 99, np.inf]])
    access = two_step_fca(POPULATION, [*SUPPLY, 1000], cost, catchment=20)
    assert POPULATION @ access == pytest.approx(20 + 30)


def test_a_site_near_empty_places_serves_nobody() -> None:
    assert two_step_fca([0, 10], [5, 5], [[1, 99], [99, 1]], catchment=2).tolist() == [0, 0.5]


def test_no_sites_give_no_access() -> None:
    assert two_step_fca([10, 20], [], [], catchment=5).tolist() == [0, 0]


def test_no_places_give_no_rows() -> None:
    assert two_step_fca([], [5], np.empty((0, 1)), catchment=5).shape == (0,)


def test_pysal_agrees() -> None:
    random = np.random.default_rng(5)
    people, beds = random.integers(1, 500, 12), random.integers(1, 50, 7)
    cost = random.integers(0, 60, (12, 7))
    place, site = np.indices(cost.shape)
    theirs = fca.two_stage_fca(
        demand_df=pd.DataFrame({"geoid": np.arange(12), "demand": people.astype(float)}),
        supply_df=pd.DataFrame(
            {"supply": beds.astype(float)}, index=pd.Index(range(7), name="geoid")
        ),
        cost_df=pd.DataFrame({"origin": place.ravel(), "dest": site.ravel(), "cost": cost.ravel()}),
        max_cost=30,
    )
    ours = two_step_fca(people, beds, cost, catchment=30)
    np.testing.assert_allclose(theirs.reindex(range(12), fill_value=0), ours)


amount = st.integers(0, 9)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    people=st.lists(amount, min_size=1, max_size=6),
    supply=st.lists(amount, min_size=1, max_size=5),
    seed=st.integers(0, 10**6),
)
def test_nothing_is_lost_or_made(people, supply, seed) -> None:
    cost = np.random.default_rng(seed).integers(0, 40, (len(people), len(supply)))
    access = enhanced_two_step_fca(people, supply, cost, zones=[10, 30], weights=[1, 0.25])
    reached = (np.array(people) @ (cost <= 30)) > 0
    assert people @ access == pytest.approx(np.dot(supply, reached))


def test_huff_by_hand() -> None:
    # pulls 100 / 10 ** 2 = 1 and 300 / 10 ** 2 = 3; then 100 / 1 and 300 / 4
    share = huff([[10, 10], [1, 2]], [100, 300], exponent=2)
    assert share[0].tolist() == pytest.approx([0.25, 0.75])
    assert share[1].tolist() == pytest.approx([100 / 175, 75 / 175])


def test_huff_at_no_cost_draws_everybody() -> None:
    share = huff([[0, 5, 0], [5, 5, np.inf]], [10, 1000, 30], exponent=1.5)
    assert share[0].tolist() == pytest.approx([0.25, 0, 0.75])
    assert share[1].tolist() == pytest.approx([10 / 1010, 1000 / 1010, 0])


def test_huff_where_nothing_draws_is_zero() -> None:
    share = huff([[np.inf, 1], [1, 1]], [10, 0], exponent=2)
    assert share.tolist() == [[0, 0], [1, 0]]


def test_huff_does_not_overflow() -> None:
    share = huff([[1e-200, 1e200]], [1, 1], exponent=9)
    assert share.tolist() == [[1, 0]]


@pytest.mark.parametrize(
    ("changed", "argument", "reason", "rows"),
    [
        ({"population": [1, -1, 0]}, "population", "negative", [1]),
        ({"supply": [1, np.nan]}, "supply", "not_finite", [1]),
        ({"supply": [[1, 2]]}, "supply", "wrong_shape", []),
        ({"cost": [[1, 2]]}, "cost", "wrong_shape", []),
        ({"cost": [[1, 2], [np.nan, 2], [1, 1]]}, "cost", "not_a_number", [1]),
        ({"cost": [[1, 2], [1, 2], [1, -1]]}, "cost", "negative", [2]),
        ({"zones": [10, 10]}, "zones", "not_ascending", [1]),
        ({"zones": [0, 10]}, "zones", "not_ascending", [0]),
        ({"weights": [1]}, "weights", "wrong_shape", []),
        ({"weights": [1, -1]}, "weights", "negative", [1]),
    ],
)
def test_bad_input_is_named(changed, argument, reason, rows) -> None:
    asked = {"population": POPULATION, "supply": SUPPLY, "cost": COST}
    asked |= {"zones": [10, 20], "weights": [1, 0.5]} | changed
    with pytest.raises(BadInput) as caught:
        enhanced_two_step_fca(**asked)
    assert caught.value.parameters == {"argument": argument, "reason": reason, "rows": rows}


def test_the_catchment_must_be_positive() -> None:
    with pytest.raises(BadInput, match="catchment"):
        two_step_fca([1], [1], [[1]], catchment=0)


def test_the_exponent_must_be_positive() -> None:
    with pytest.raises(BadInput, match="exponent"):
        huff([[1]], [1], exponent=0)
