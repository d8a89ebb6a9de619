"""
Long work in processes of its own, which are really started, stopped and killed here.

The long question is a p-median of 800 cells among 800: far longer than any wait below.
"""

import os
import signal
import threading
import time

import pytest

import atlas
from atlas.deliverables.register import make_definition
from atlas.errors import BadDefinition, Refused
from atlas.interface.jobs import Pool, is_long
from atlas.interface.jobs import pool as pool_module
from atlas.interface.jobs.pool import job_key
from atlas.interface.outcomes import describe

CELLS = {"inside": {"layer": "zones"}}
SHORT = {
    "kind": "location",
    "candidates": {"size_m": 1000, **CELLS},
    "demand": [{"layer": "schools"}],
    "additional": 1,
    "radius_m": 1000,
}
LONG = SHORT | {
    "model": "p_median",
    "candidates": {"size_m": 100, **CELLS},
    "demand": [{"cells": "square", "size_m": 100, **CELLS}],
    "curve_to": 0,
    "time_limit_s": 600,
}
RANKING = {
    "kind": "siting",
    "candidates": {"size_m": 500, **CELLS},
    "criteria": [
        {
            "name": "near",
            "measure": "distance",
            "of": {"layer": "schools"},
            "transform": {"best": 0, "worst": 2000},
            "weight": 1,
        }
    ],
}
WAIT_S = 60


@pytest.fixture(scope="module")
def pool():
    made = Pool(1)
    yield made
    made.close()
    assert made.processes() == []


def long(number):
    return make_definition(LONG | {"additional": number})


def until(true):
    deadline = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_job_gives_the_answer_and_gives_it_again_at_once(pool, town):
    asked = make_definition(SHORT)
    job = pool.submit(town, asked)
    assert job.over.wait(WAIT_S)
    assert job.state == "done"
    here = atlas.run(town, asked)
    assert job.finding.values == here.values
    assert job.finding.table.equals(here.table)
    assert job.finding.headline("zh") == here.headline("zh")
    assert pool.submit(town, asked) is job
    assert pool.answered(town, asked) is job.finding
    assert pool.answered(town, make_definition(SHORT | {"radius_m": 901})) is None


def test_what_is_not_answered_yet_is_asked_by_its_preview(pool, town):
    asked = make_definition(SHORT | {"radius_m": 1050})
    assert pool.at_once(town, asked).solve == "preview"
    assert pool.submit(town, asked).over.wait(WAIT_S)
    assert pool.at_once(town, asked) is asked
    other = make_definition({"kind": "query", "layer": "schools"})
    assert pool.at_once(town, other) is other


@pytest.fixture
def quick_looks(monkeypatch):
    """A pool that looks every moment whether anybody still waits."""
    monkeypatch.setattr(pool_module, "_LOOK_S", 0.05)
    monkeypatch.setattr(pool_module, "_GONE_S", 0.3)
    made = Pool(1)
    yield made
    made.close()


def test_a_job_ends_when_all_who_asked_have_left(quick_looks, town):
    here = {"first": True, "second": True}
    asked = long(3)
    job = quick_looks.submit(town, asked, is_here=lambda: here["first"])
    assert quick_looks.submit(town, asked, is_here=lambda: here["second"]) is job
    until(lambda: job.state == "running")
    here["first"] = False
    assert not job.over.wait(1.5)  # the other still waits
    here["second"] = False
    assert job.over.wait(WAIT_S)
    assert job.state == "stopped"
    # one that waits for its turn is not even begun
    running = quick_looks.submit(town, long(4))
    waiting = quick_looks.submit(town, long(5), is_here=lambda: False)
    assert waiting.over.wait(WAIT_S)
    assert (waiting.state, waiting.began) == ("stopped", None)
    assert running.is_under_way  # of somebody who cannot be looked for


def test_a_location_question_of_many_pairs_is_long_and_of_too_many_refused(town, monkeypatch):
    # 8 km2 of zones: 32 cells of 500 m, so 1,024 pairs, for 1 new site and 15 points of the curve
    asked = make_definition(
        SHORT | {"candidates": {"size_m": 500, **CELLS}, "demand": [{"size_m": 500, **CELLS}]}
    )
    for most, is_so in ((16_384, True), (16_385, False)):
        monkeypatch.setattr("atlas.questions.location.effort.LONG_STEPS", most)
        assert is_long(town, asked) == is_so
    monkeypatch.setattr("atlas.questions.location.effort.MOST_STEPS", 16_383)
    with pytest.raises(Refused, match="location_too_large") as refused:
        is_long(town, asked)
    for lang in ("zh", "en"):
        said = describe(refused.value, lang)
        assert [one for one in ("32", "16", "curve_to") if one not in said] == []


def test_a_ranking_of_many_candidates_is_long(town):
    # 8 km2 of zones: 3,200 cells of 50 m, 32 of 500 m
    few, many = (RANKING | {"candidates": {"size_m": m, **CELLS}} for m in (500, 50))
    assert not is_long(town, make_definition(few))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("atlas.questions.siting.effort.LONG_FROM", 3_000)
        assert is_long(town, make_definition(many))
        assert not is_long(town, make_definition(few))
        assert not is_long(town, make_definition(LONG))
    with pytest.raises(BadDefinition):
        is_long(town, make_definition(RANKING | {"candidates": {"inside": {"layer": "nowhere"}}}))


def test_other_data_is_another_job(town, shipped):
    asked = make_definition(SHORT)
    assert job_key(town, asked) == job_key(town, make_definition(SHORT))
    assert job_key(town, asked) != job_key(shipped, asked)
    assert job_key(town, asked) != job_key(town, make_definition(SHORT | {"radius_m": 900}))


def test_a_question_that_cannot_be_answered_fails_with_its_own_error(pool, town):
    job = pool.submit(town, make_definition(SHORT | {"additional": 9}))
    assert job.over.wait(WAIT_S)
    assert (job.state, job.error.parameters["reason"]) == ("failed", "more_than_candidates")


def test_it_tells_how_far_it_is_and_can_be_stopped_as_can_one_that_waits(pool, town):
    job, behind = pool.submit(town, long(5)), pool.submit(town, long(6))
    until(lambda: job.best is not None)
    assert (job.state, behind.state) == ("running", "waiting")
    assert job.gap is not None
    assert job.seconds > 0
    pool.stop(behind)
    pool.stop(job)
    assert job.over.wait(WAIT_S)
    assert (job.state, behind.state) == ("stopped", "stopped")
    # the next one is not kept waiting, and a stopped one may be begun anew
    assert pool.submit(town, make_definition(SHORT | {"radius_m": 950})).over.wait(WAIT_S)
    assert pool.submit(town, make_definition(SHORT)).state == "done"


def test_a_worker_that_dies_takes_its_job_and_nothing_else(pool, town):
    job = pool.submit(town, long(7))
    until(lambda: job.best is not None)
    (process,) = pool.processes()
    os.kill(process, signal.SIGTERM)
    assert job.over.wait(WAIT_S)
    assert (job.state, job.error.parameters["reason"]) == ("failed", "worker_died")
    again = pool.submit(town, make_definition(SHORT | {"radius_m": 1100}))
    assert again.over.wait(WAIT_S)
    assert again.state == "done"
    assert pool.processes() != [process]


def test_a_job_past_its_limit_is_ended(pool, town):
    job = pool.submit(town, long(8), limit_s=1.0)
    assert job.over.wait(WAIT_S)
    if job.state == "failed":  # the search did not end by itself when it was asked to
        assert job.error.parameters["reason"] == "out_of_time"
    else:
        assert job.state == "stopped"


def test_a_ranking_can_be_stopped_and_begun_anew(town):
    pool = Pool(1)
    unwanted = pool.submit(town, make_definition(RANKING))
    until(lambda: unwanted.state == "running")
    pool.stop(unwanted)  # while the process is being started, which is told when it is
    assert unwanted.over.wait(WAIT_S)
    assert (unwanted.state, unwanted.finding, unwanted.error) == ("stopped", None, None)
    job = pool.submit(town, make_definition(RANKING))
    assert job is not unwanted
    assert job.over.wait(WAIT_S)
    assert job.state == "done"
    # candidates, one criterion, no constraint, scores
    assert job.steps == (2, 3, "scoring")
    here = atlas.run(town, make_definition(RANKING))
    assert job.finding.table.equals(here.table)
    closing_ends_the_process_and_whoever_waits(pool, town)


def closing_ends_the_process_and_whoever_waits(pool, town):
    job = pool.submit(town, long(9))
    until(lambda: job.state == "running" and pool.processes())
    (process,) = pool.processes()
    closing = threading.Thread(target=pool.close)
    closing.start()
    closing.join(WAIT_S)
    assert job.state == "stopped"
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
