"""Transforms at values whose scores are known by hand."""

import numpy as np
import pytest
from pydantic import TypeAdapter

from atlas.questions.siting.criteria import Transform
from atlas.questions.siting.value_functions import beyond_ends, score, value_for


def transform(**given):
    return TypeAdapter(Transform).validate_python(given)


LINE = transform(best=1000, worst=3000)
DECAY = transform(shape="inverse", half=500)
CLASSES = transform(shape="classes", breaks=[1000, 3000], scores=[1, 0.4, 0.1])
BEND = transform(shape="sigmoid", midpoint=2000, spread=500)
IDEAL = transform(shape="gaussian", ideal=100, spread=10)


@pytest.mark.parametrize(
    ("given", "values", "scores"),
    [
        (LINE, [0, 1000, 2000, 3000, 9000], [1, 1, 0.5, 0, 0]),
        (transform(best=3000, worst=1000), [1000, 2500, 4000], [0, 0.75, 1]),
        (DECAY, [-5, 0, 500, 1500], [1, 1, 0.5, 0.25]),
        (transform(shape="inverse", half=500, better="high"), [0, 500, 1500], [0, 0.5, 0.75]),
        # a break belongs to the class below it
        (CLASSES, [0, 1000, 1000.1, 3000, 3001], [1, 1, 0.4, 0.4, 0.1]),
        (BEND, [2000, 2000 + 500 * np.log(3), 1e9], [0.5, 0.25, 0]),
        (transform(shape="sigmoid", midpoint=0, spread=1, better="high"), [-1e9, 0], [0, 0.5]),
        (IDEAL, [100, 90, 110, 120], [1, np.exp(-0.5), np.exp(-0.5), np.exp(-2)]),
    ],
)
def test_scores(given, values, scores):
    assert score(np.array(values, dtype=float), given) == pytest.approx(scores)


def test_what_is_clamped_is_counted():
    assert beyond_ends(np.array([999.0, 1000, 3000, 3001]), LINE).tolist() == [1, 0, 0, 1]
    assert beyond_ends(np.array([-1.0, 0, 1e9]), DECAY).tolist() == [1, 0, 0]
    assert not beyond_ends(np.array([-1e9, 1e9]), BEND).any()


@pytest.mark.parametrize("given", [LINE, DECAY, BEND, IDEAL])
@pytest.mark.parametrize("wanted", [0.2, 0.5, 0.9])
def test_the_value_for_a_score_scores_so(given, wanted):
    value = value_for(wanted, given, near=105)
    assert score(np.array([value]), given)[0] == pytest.approx(wanted)


def test_the_value_for_a_score_is_the_nearest_that_does():
    # 100 ± 10 sqrt(2 ln 2) = 88.2 and 111.8
    assert value_for(0.5, IDEAL, near=150) == pytest.approx(111.77, abs=0.01)
    assert value_for(0.5, IDEAL, near=50) == pytest.approx(88.23, abs=0.01)
    assert value_for(0.3, CLASSES, near=5000) == 3000
    assert value_for(0.5, CLASSES, near=5000) == 1000


@pytest.mark.parametrize(
    ("wanted", "given"), [(1.1, LINE), (-0.1, LINE), (0, IDEAL), (1, BEND), (0, DECAY)]
)
def test_no_value_reaches_some_scores(wanted, given):
    assert value_for(wanted, given, near=0) is None
