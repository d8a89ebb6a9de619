"""Shared demand by hand: three places and three sites in a row."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.errors import BadInput
from atlas.methods.competition import shared_demand

# places of 10, 20 and 40 people; the first is near site 0, the second near 0 and 1, the third
# near none
WEIGHTS = [10, 20, 40]
COST = [[100, 900, np.inf], [500, 500, 501], [900, 900, 900]]


def test_the_matrix_by_hand():
    shared = shared_demand(WEIGHTS, COST, radius=500)
    assert shared.matrix.tolist() == [[30, 20, 0], [20, 20, 0], [0, 0, 0]]
    assert shared.alone.tolist() == [10, 0, 0]


def test_the_radius_is_inclusive():
    assert shared_demand(WEIGHTS, COST, radius=501).matrix[2, 1] == 20


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 9)] * 4), min_size=1, max_size=12))
def test_it_agrees_with_counting_pair_by_pair(rows):
    weights, cost = [row[0] for row in rows], [row[1:] for row in rows]
    shared = shared_demand(weights, cost, radius=4)
    for a in range(3):
        for b in range(3):
            both = sum(w for w, *c in rows if c[a] <= 4 and c[b] <= 4)
            assert shared.matrix[a, b] == both
        only = sum(w for w, *c in rows if c[a] <= 4 and sum(d <= 4 for d in c) == 1)
        assert shared.alone[a] == only


@pytest.mark.parametrize(
    ("weights", "cost", "radius", "reason"),
    [
        ([1], [[1]], 0, "not_positive"),
        ([1, 2], [[1]], 1, "wrong_shape"),
        ([-1], [[1]], 1, "negative"),
        ([np.inf], [[1]], 1, "not_finite"),
        ([1], [[np.nan]], 1, "not_a_number"),
    ],
)
def test_what_cannot_be_used_is_refused(weights, cost, radius, reason):
    with pytest.raises(BadInput, match=reason):
        shared_demand(weights, cost, radius=radius)
