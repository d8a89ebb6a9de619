"""
The location question on the tiny town, where every distance can be worked out by hand.

Metres: inc-a (1000, 1000), inc-b (3000, 1000) may err by 200, inc-d by 2000; schools at
(1000, 1500), (2500, 1000), (3800, 100) and, outside, (10000, 10000). Cells of 1000 m have their
centres at 500, 1500, 2500, 3500 x 500, 1500.
"""

import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import atlas
from atlas.deliverables.register import make_definition
from atlas.domain.question import definition_hash, written
from atlas.errors import BadDefinition, BadInput, Refused
from tests.conftest import TINY_TOWN

CELLS = {"size_m": 1000, "inside": {"layer": "zones"}}
IN_TOWN = {"layer": "schools", "where": {"spatial": "within", "of": {"layer": "zones"}}}
QUESTION = {
    "kind": "location",
    "candidates": CELLS,
    "demand": [{"layer": "schools"}],
    "existing": {"layer": "incubators"},
    "additional": 1,
    "radius_m": 1000,
    "curve_to": 0,
}


def asked(town, **changes):
    question = {**QUESTION, **changes}
    return atlas.run(town, {key: value for key, value in question.items() if value is not None})


def share(finding, name):
    return finding.values[name].value


def test_one_more_reaches_the_school_that_nobody_reaches(town):
    finding = asked(town)
    # inc-a and inc-b reach schools 1 and 2, 500 m off; 3 lies hypot(800, 900) = 1204 m from b
    assert share(finding, "weight_share_before") == share(finding, "row_share_before") == 0.5
    # only the cell about (3500, 500) lies within 1000 m of (3800, 100): 500 m
    assert finding.table["cell"].tolist() == ["c563r3775"]
    assert finding.table["adds_rows"].tolist() == [1]
    assert share(finding, "weight_share_after") == 0.75
    assert finding.values["proven"].value == 1
    assert finding.values["gap"].value == 0
    assert finding.parts["unreached"].table.index.tolist() == ["school-4"]
    assert [len(finding.layers[role]) for role in ("chosen", "facilities")] == [1, 2]
    # the cell is told by what lies nearest to its centre: that school
    told = finding.table.iloc[0]
    assert told["near_en"] == town["schools"].frame.loc["school-3", "name_en"]
    assert told["near_m"] == pytest.approx(500, abs=0.5)
    assert [*finding.columns][:3] == ["rank", "cell", "near_zh"]


def test_features_are_told_by_their_own_names(town):
    finding = asked(town, candidates={"layer": "incubators"}, existing=None, demand=[IN_TOWN])
    assert "near_m" not in finding.table
    assert finding.table["name_zh"].tolist() == ["甲孵化器"]
    assert [name for name, column in finding.columns.items() if not column.detail][:2] == [
        "rank",
        "name_zh",
    ]


def test_every_answer_says_that_the_number_is_an_assumption(town):
    for model, number in (("mclp", 1), ("p_median", 1), ("p_center", 1), ("lscp", None)):
        finding = asked(town, model=model, additional=number, demand=[IN_TOWN])
        for lang, word in (("zh", "情景假设"), ("en", "Scenario assumption")):
            assert word in finding.title(lang)
            assert word in finding.headline(lang)
        assert any("规划" in finding.say(caveat, "zh") for caveat in finding.caveats)


def test_a_facility_too_uncertain_for_the_radius_is_left_out_and_named(town):
    # inc-d may err by 2000 m, more than a third of 1000; at 6000 m it counts
    finding = asked(town)
    assert finding.values["existing_used"].value == 2
    assert any("丁孵化器" in finding.say(caveat, "zh") for caveat in finding.caveats)
    assert asked(town, radius_m=6000).values["existing_used"].value == 3


def test_uncertain_positions_make_the_share_a_range(town):
    # at 650 m inc-b (200 m) reaches school-2, 500 m off, but not for certain: 700 > 650
    found = asked(town, radius_m=650).values["row_share_before"]
    assert (found.low, found.value, found.high) == (0.25, 0.5, 0.5)


def test_weight_and_rows_are_two_shares(town):
    # floor areas of a, b, d: 10000, 500, 2000; the cell (500, 1500) is within 750 m of a alone
    finding = asked(
        town,
        demand=[{"layer": "incubators", "weight": "floor_area_m2"}],
        existing=None,
        radius_m=750,
    )
    assert share(finding, "weight_share_after") == pytest.approx(10000 / 12500)
    assert share(finding, "row_share_after") == pytest.approx(1 / 3)


def test_kinds_of_demand_weigh_the_same_unless_emphasised(town):
    ground = {"cells": "square", **CELLS}
    near = {"layer": "schools", "id": "school-3"}
    question = {"existing": None, "radius_m": 550}
    # the cell about (3500, 500) reaches itself, one of eight cells, and the one school
    assert share(asked(town, demand=[ground, near], **question), "weight_share_after") == (
        pytest.approx((1 / 8 + 1) / 2)
    )
    weighed = asked(town, demand=[{**ground, "emphasis": 3}, near], **question)
    assert share(weighed, "weight_share_after") == pytest.approx((3 / 8 + 1) / 4)
    assert share(weighed, "row_share_after") == pytest.approx(2 / 9)
    assert weighed.parts["demand"].table["rows"].tolist() == [8, 1]


def test_p_counts_those_of_today(town):
    by_p, by_additional = asked(town, p=3, additional=None), asked(town)
    assert by_p.table.equals(by_additional.table)


def test_set_covering_finds_the_number_itself(town):
    finding = asked(town, model="lscp", additional=None, demand=[IN_TOWN])
    assert finding.values["new"].value == 1
    assert finding.table["cell"].tolist() == ["c563r3775"]
    assert finding.parts["unreached"].table.empty
    assert "gap" not in finding.layers


def test_who_cannot_be_reached_is_listed_with_the_radius_that_would_do(town):
    finding = asked(town, model="lscp", additional=None)
    # school-4 to the cell about (3500, 1500): hypot(6500, 8500) = 10700.5, and up
    assert finding.values["smallest_radius"].value == 10701
    assert finding.values["unreachable"].value == 1
    assert finding.parts["unreached"].table["nearest_m"].round(1).to_dict() == {"school-4": 10700.5}
    assert finding.layers["gap"].index.tolist() == ["school-4"]
    assert finding.table.empty
    assert "10,701" in finding.headline("zh")
    enough = asked(town, model="lscp", additional=None, radius_m=10701)
    assert "unreachable" not in enough.values


def test_nothing_within_reach_is_explained(town):
    finding = asked(town, radius_m=100)
    # each cell is 500 m from the school nearest to it
    assert finding.values["smallest_radius"].value == pytest.approx(500, abs=1)
    assert len(finding.parts["unreached"].table) == 4
    assert finding.table.empty


def test_the_median_and_the_centre_of_three_schools(town):
    # apart: 1-2 hypot(1500, 500) = 1581, 2-3 hypot(1300, 900) = 1581, 1-3 3130: the middle one
    question = {"existing": None, "candidates": IN_TOWN, "demand": [IN_TOWN]}
    median = asked(town, model="p_median", **question)
    assert median.table["cell"].tolist() == ["school-2"]
    assert median.values["mean_after"].value == pytest.approx(2 * np.hypot(1500, 500) / 3000)
    center = asked(town, model="p_center", **question)
    assert center.table["name_zh"].tolist() == ["二校"]
    assert center.values["longest_after"].value == pytest.approx(np.hypot(1300, 900) / 1000)


def test_the_preview_is_certified_and_never_beats_the_proof(town):
    for model in ("mclp", "p_median", "p_center"):
        preview = asked(town, model=model, solve="preview", demand=[IN_TOWN])
        exact = asked(town, model=model, demand=[IN_TOWN])
        best, given, bound = (
            found.values[name].value
            for found, name in ((exact, "objective"), (preview, "objective"), (preview, "bound"))
        )
        sign = 1 if model == "mclp" else -1
        assert sign * given <= sign * best + 1e-9 <= sign * bound + 2e-9


def test_the_curve_rises_and_ends_where_nothing_is_left(town):
    finding = asked(town, demand=[IN_TOWN], curve_to=3)
    curve = finding.parts["curve"].table
    assert curve["sites"].tolist() == [0, 1, 2, 3]
    assert curve["share"].tolist() == pytest.approx([2 / 3, 1, 1, 1])
    assert curve["knee"].tolist() == ["no", "yes", "no", "no"]
    assert finding.values["knee"].value == 1


@settings(max_examples=4, deadline=None, derandomize=True)
@given(radius=st.sampled_from([600, 900, 1300, 2100]), keep=st.booleans())
def test_more_sites_never_cover_less_and_a_forced_one_never_helps(town, radius, keep):
    existing = QUESTION["existing"] if keep else None
    reached = [
        share(asked(town, additional=n, existing=existing, radius_m=radius), "weight_share_after")
        for n in (1, 2, 3)
    ]
    assert reached == sorted(reached)
    # two facilities fixed and one free are no better than three free, of the same places
    places = {"layer": "schools"}
    free = asked(town, candidates=places, existing=None, additional=2, radius_m=radius)
    forced = asked(
        town, candidates=places, existing={"layer": "schools", "id": "school-4"}, radius_m=radius
    )
    assert share(forced, "weight_share_after") <= share(free, "weight_share_after") + 1e-12


def test_who_watches_may_end_the_search(town):
    seen = []

    def watch(best, bound):
        seen.append((best, bound))
        return True

    finding = atlas.locate(
        town, {**QUESTION, "model": "p_median", "demand": [IN_TOWN]}, should_stop=watch
    )
    assert seen
    assert finding.values["new"].value == 1


@pytest.mark.parametrize(
    ("change", "place", "rule"),
    [
        ({"additional": 0}, "additional", "greater_than_equal"),
        ({"p": 0, "additional": None}, "p", "greater_than_equal"),
        ({"p": 3}, "", "number_does_not_fit:mclp"),
        ({"additional": None}, "", "number_does_not_fit:mclp"),
        ({"model": "lscp"}, "", "number_does_not_fit:lscp"),
        ({"demand": []}, "demand", "too_short"),
        ({"radius_m": 0}, "radius_m", "greater_than"),
        ({"time_limit_s": 0}, "time_limit_s", "greater_than"),
        ({"demand": [{"layer": "schools", "emphasis": -1}]}, "demand.0.emphasis", "greater_than"),
        ({"candidates": {**CELLS, "sise_m": 5}}, "candidates.sise_m", "extra_forbidden"),
    ],
)
def test_a_question_that_makes_no_sense(town, change, place, rule):
    with pytest.raises(BadDefinition) as raised:
        asked(town, **change)
    (problem,) = raised.value.parameters["problems"]
    assert (problem.place, problem.rule) == (place, rule)


@pytest.mark.parametrize(
    ("change", "kind", "reason"),
    [
        ({"additional": 9}, BadInput, "more_than_candidates"),  # eight cells
        ({"p": 2, "additional": None}, BadInput, "not_more_than_existing"),
        ({"demand": [{"layer": "schools", "id": "school-5"}]}, Refused, "no_demand"),
        ({"candidates": {"layer": "schools", "id": "school-5"}}, Refused, "no_candidates"),
        ({"candidates": {"inside": {"layer": "schools"}}}, Refused, "zones_are_not_polygons"),
        ({"candidates": {"layer": "incubators", "id": "inc-a"}}, Refused, "no_candidates"),
    ],
)
def test_a_question_without_an_answer_is_refused(town, change, kind, reason):
    with pytest.raises(kind) as raised:
        asked(town, **change)
    assert raised.value.parameters["reason"] == reason


def test_a_negative_weight_is_refused_with_its_column(tmp_path):
    root = shutil.copytree(TINY_TOWN, tmp_path / "town")
    facts = root / "geodata" / "incubators.csv"
    facts.write_text(facts.read_text(encoding="utf8").replace(",500,108", ",-500,108"), "utf8")
    with pytest.raises(BadInput) as raised:
        asked(
            atlas.open_atlas(root),
            demand=[{"layer": "incubators", "weight": "floor_area_m2"}],
            existing=None,
        )
    told = raised.value.parameters
    assert (told["argument"], told["reason"], told["rows"]) == (
        "incubators.floor_area_m2",
        "negative",
        [1],
    )


def test_an_unknown_column_of_weights_lists_the_known(town):
    with pytest.raises(BadDefinition) as raised:
        asked(town, demand=[{"layer": "incubators", "weight": "flor_area_m2"}])
    (problem,) = raised.value.parameters["problems"]
    assert (problem.rule, problem.place) == ("unknown_column", "demand.0.weight")
    assert "floor_area_m2" in problem.allowed


def test_the_question_survives_writing_and_may_stand_on_a_sheet(town):
    definition = make_definition(QUESTION)
    assert definition_hash(make_definition(written(definition))) == definition_hash(definition)
    sheet = atlas.run(town, {"kind": "sheet", "layers": ["zones"], "shows": QUESTION})
    assert sheet.table["cell"].tolist() == ["c563r3775"]
