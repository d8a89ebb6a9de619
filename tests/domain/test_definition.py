"""Definitions: what is accepted, what is refused and how the refusal reads."""

import pytest

from atlas.deliverables.register import make_definition
from atlas.domain.question import definition_hash, written
from atlas.errors import BadDefinition, UnknownName
from atlas.questions.query.definition import Query

NEAR = {"spatial": "within_distance", "distance_m": 3000, "of": {"layer": "incubators"}}
SITING = {
    "kind": "siting",
    "candidates": {"inside": {"layer": "zones"}},
    "criteria": [
        {
            "name": "a",
            "measure": "distance",
            "of": {"layer": "schools"},
            "transform": {"best": 0, "worst": 100},
            "weight": 1,
        }
    ],
}


def problems(given):
    with pytest.raises(BadDefinition) as raised:
        make_definition(given)
    return {problem.place: problem for problem in raised.value.parameters["problems"]}


def test_a_definition_survives_being_written():
    asked = make_definition(
        {"kind": "query", "layer": "parks", "where": {"all": [NEAR, {"not": {"any": [NEAR]}}]}}
    )
    assert isinstance(asked, Query)
    assert make_definition(written(asked)) == asked
    assert written(asked)["where"]["all"][1]["not"]["any"][0]["of"] == {"layer": "incubators"}


def test_the_hash_changes_with_the_question_only():
    one = make_definition({"kind": "query", "layer": "parks"})
    same = make_definition({"layer": "parks", "kind": "query", "version": 1})
    other = make_definition({"kind": "query", "layer": "zones"})
    assert definition_hash(one) == definition_hash(same) != definition_hash(other)
    assert len(definition_hash(one)) == 12


def test_a_question_saved_before_synonyms_and_several_layers_keeps_its_hash():
    has = {"field": "industries", "op": "has", "value": "光子"}
    near = {"spatial": "within_distance", "distance_m": 3000, "of": {"layer": "zones"}}
    asked = {"kind": "query", "layer": "parks", "where": {"all": [has, near]}}
    assert definition_hash(make_definition(asked)) == "eacd1b5ba073"
    assert "layers" not in written(make_definition(asked))
    exact = {**asked, "where": {"all": [{**has, "synonyms": False}, near]}}
    assert definition_hash(make_definition(exact)) != "eacd1b5ba073"
    assert make_definition(written(make_definition(exact))) == make_definition(exact)
    several = make_definition({"kind": "query", "layers": ["parks", "incubators"]})
    assert make_definition(written(several)) == several
    assert "layer" not in written(several)


def test_an_unknown_kind_lists_the_known():
    with pytest.raises(UnknownName, match="coverage") as raised:
        make_definition({"kind": "covrage"})
    known = ["query", "coverage", "siting", "location", "sheet", "briefing"]
    assert raised.value.parameters["known"] == known


def test_every_problem_is_told_at_once_with_its_place():
    found = problems(
        {
            "kind": "query",
            "layr": "parks",
            "where": {"all": [{"field": "x", "op": "~", "value": 1}, NEAR | {"of": {"layr": "a"}}]},
        }
    )
    assert set(found) == {
        "layr",
        "layer",
        "where.all.0.op",
        "where.all.1.of.layer",
        "where.all.1.of.layr",
    }
    assert found["layr"].allowed == ("layer", "layers")
    assert "between" in found["where.all.0.op"].allowed
    assert found["where.all.1.of.layr"].allowed == ("layer",)


@pytest.mark.parametrize(
    ("condition", "rule"),
    [
        ({"field": "a", "op": "=", "value": None}, "value_does_not_fit:="),
        ({"field": "a", "op": "between", "value": [1, 2, 3]}, "value_does_not_fit:between"),
        ({"field": "a", "op": "in", "value": 1}, "value_does_not_fit:in"),
        ({"field": "a", "op": "is_empty", "value": 1}, "value_does_not_fit:is_empty"),
        (
            {"spatial": "within", "distance_m": 5, "of": {"layer": "a"}},
            "distance_does_not_fit:within",
        ),
        (
            {"spatial": "within_distance", "of": {"layer": "a"}},
            "distance_does_not_fit:within_distance",
        ),
        ({"nothing": 1}, "unknown_condition"),
        ({"any": []}, "too_short"),
    ],
)
def test_conditions_that_make_no_sense(condition, rule):
    found = problems({"kind": "query", "layer": "parks", "where": condition})
    assert rule in {problem.rule for problem in found.values()}


@pytest.mark.parametrize(
    ("change", "place", "rule"),
    [
        ({"criteria": []}, "criteria", "too_short"),
        ({"constraints": [{"beside": 1}]}, "constraints.0", "unknown_constraint"),
        ({"candidates": {"size_m": 1, "inside": {"layer": "z"}}}, "candidates.size_m", None),
        ({"criteria": SITING["criteria"] * 2}, "", "criterion_named_twice"),
    ],
)
def test_siting_that_makes_no_sense(change, place, rule):
    found = problems(SITING | change)
    assert place in found
    assert rule is None or found[place].rule == rule


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"radii_m": [3000, 1000]}, "radii_do_not_rise"),
        ({"radii_m": [1000, 1000]}, "radii_do_not_rise"),
        ({"radii_m": [-1]}, "greater_than"),
        ({"radii_m": []}, "too_short"),
        ({"focus_m": 2000}, "focus_is_no_radius"),
        ({"distance": "road"}, "literal_error"),
    ],
)
def test_coverage_that_makes_no_sense(change, rule):
    given = {"kind": "coverage", "facilities": {"layer": "a"}, "zones": {"layer": "b"}}
    assert rule in {problem.rule for problem in problems(given | change).values()}


def test_sheet_frames_exclude_each_other():
    found = problems(
        {"kind": "sheet", "extent": [108.0, 34.0, 109.0, 35.0], "around": {"layer": "zones"}}
    )
    assert [problem.rule for problem in found.values()] == ["extent_and_around"]
