"""Steps of a ranking are told before they begin, and whoever is told may end it."""

import pytest

from atlas.deliverables.register import make_definition
from atlas.domain.progress import ProgressSteps, part_of
from atlas.questions.siting.ranking import rank

LINE = {"best": 0, "worst": 2000}
SCHOOLS = {"layer": "schools"}
QUESTION = {
    "kind": "siting",
    "candidates": {"size_m": 1000, "inside": {"layer": "zones"}},
    "constraints": [{"at_least_m": 1, "of": SCHOOLS}],
    "criteria": [
        {"name": n, "measure": "distance", "of": SCHOOLS, "transform": LINE, "weight": 1}
        for n in ("a", "b")
    ],
}
# laying out, two criteria, one constraint, scoring; the town's red line waits for its data
STAGES = ["candidates", "measuring", "measuring", "testing", "scoring"]


def test_steps_are_counted_as_they_begin():
    told = []
    steps = ProgressSteps(lambda *word: told.append(word), 2)
    steps.begin("one")
    steps.begin("other")
    assert told == [(0, 2, "one"), (1, 2, "other")]


def test_a_ranking_tells_every_step(town):
    told = []
    rank(town, make_definition(QUESTION), progress=lambda *word: told.append(word))
    assert told == [(number, 5, stage) for number, stage in enumerate(STAGES)]


def test_whoever_is_told_may_end_it(town):
    class EnoughError(Exception):
        pass

    told = []

    def tell(_done, _total, stage):
        told.append(stage)
        if stage == "testing":
            raise EnoughError

    with pytest.raises(EnoughError):
        rank(town, make_definition(QUESTION), progress=tell)
    assert told == STAGES[:4]


def test_progress_of_a_part_is_scaled_into_that_of_the_whole():
    heard = []
    part = part_of(lambda *told: heard.append(told), 20, 80)
    part(0, 4, "cells")
    part(1, 4, "shapes")  # 20 + 60 / 4
    part(4, 4, "areas")
    assert heard == [(20, 100, "cells"), (35, 100, "shapes"), (80, 100, "areas")]
