"""Answers held side by side: who moved, entered and left, and what was asked differently."""

from dataclasses import replace

import numpy as np
import pandas
import pytest

import atlas
from atlas.domain.finding import Quantity
from atlas.errors import BadInput, Refused
from atlas.questions.scenarios import compare_scenarios

QUESTION = {
    "kind": "location",
    "candidates": {"size_m": 1000, "inside": {"layer": "zones"}},
    "demand": [{"layer": "schools"}],
    "additional": 2,
    "radius_m": 1000,
    "curve_to": 0,
}


@pytest.fixture(scope="module")
def answer(town):
    return atlas.run(town, QUESTION)


def ranking(answer, *cells, **values):
    """The answer with some cells in an order; a cell's letter gives its place."""
    table = pandas.DataFrame(
        {
            "rank": range(1, len(cells) + 1),
            "cell": list(cells),
            "lon": [108.0 + ord(cell[0]) / 1000 for cell in cells],
            "lat": [34.0] * len(cells),
        }
    )
    told = {key: Quantity(value, "count") for key, value in values.items()}
    return replace(answer, table=table, values=told)


def test_ranks_that_moved_entered_and_left(answer):
    first, other = ranking(answer, "a", "b", "c"), ranking(answer, "b", "a", "d")
    sites = compare_scenarios([("one", first), ("two", other)]).sites.set_index("site")
    assert sites["standing:1"].to_dict() == {"a": "down", "b": "up", "c": "left", "d": "entered"}
    # a went from 1 to 2, b from 2 to 1
    assert sites.loc[["a", "b"], "moved:1"].tolist() == [-1, 1]
    assert np.isnan(sites.loc[["c", "d"], "moved:1"]).all()
    assert set(sites.index[:2]) == {"a", "b"}


def test_three_are_each_held_against_the_first(answer):
    names = [(str(k), ranking(answer, *cells)) for k, cells in enumerate(("ab", "ab", "cb"))]
    sites = compare_scenarios(names).sites.set_index("site")
    assert sites.loc["b", ["standing:1", "standing:2"]].tolist() == ["same", "same"]
    assert sites.loc["c", ["standing:1", "standing:2"]].tolist() == ["absent", "entered"]


def test_a_cell_of_another_size_is_another_site(answer):
    other = ranking(answer, "a")
    other.table["lon"] += 0.01
    sites = compare_scenarios([("one", ranking(answer, "a")), ("two", other)]).sites
    assert sites["standing:1"].tolist() == ["left", "entered"]


def test_figures_that_differ_are_told_apart(answer):
    compared = compare_scenarios(
        [
            ("one", ranking(answer, "a", new=1, radius=3)),
            ("two", ranking(answer, "a", new=2, radius=3, more=1)),
        ]
    )
    assert compared.differing() == ("new", "more")
    assert compared.figures["more"] == (None, Quantity(1, "count"))


def test_what_was_asked_differently_is_listed_and_nothing_else(town, answer):
    wider = atlas.run(town, QUESTION | {"radius_m": 2000})
    compared = compare_scenarios([("one", answer), ("two", wider)])
    assert compared.asked["part"].tolist() == ["radius_m"]
    assert compared.asked.loc[0, ["asked:0", "asked:1"]].tolist() == ["1000.0", "2000.0"]
    assert compared.stale == ()
    newer = replace(answer, versions={**answer.versions, "schools": "other"})
    assert compare_scenarios([("one", answer), ("two", newer)]).stale == ("schools",)


def test_what_cannot_be_compared_is_refused(town, answer):
    coverage = atlas.run(
        town,
        {"kind": "coverage", "facilities": {"layer": "incubators"}, "zones": {"layer": "zones"}},
    )
    with pytest.raises(BadInput):
        compare_scenarios([("one", answer)])
    with pytest.raises(BadInput):
        compare_scenarios([("one", answer), ("one", answer)])
    with pytest.raises(Refused) as raised:
        compare_scenarios([("one", answer), ("two", coverage)])
    assert raised.value.parameters["kinds"] == "coverage, location"


def test_an_empty_answer_can_be_compared(town, answer):
    none = atlas.run(town, QUESTION | {"radius_m": 100, "existing": {"layer": "incubators"}})
    assert none.table.empty
    assert set(compare_scenarios([("one", answer), ("two", none)]).sites["standing:1"]) == {"left"}
