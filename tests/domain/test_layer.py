"""A declaration and its facts; a slot is like any layer, with nothing in it."""

import pytest
from pydantic import ValidationError

import atlas
from atlas.deliverables.register import make_definition
from atlas.domain.layer import LayerSpec
from atlas.domain.messages import Message, Name

LEAST = {
    "id": "parks",
    "geometry": "point",
    "each_row_is_a": "park",
    "theme": "innovation",
    "release": "public",
    "label": {"zh": "园区", "en": "Parks"},
    "description": {"zh": "园区", "en": "Parks"},
}


@pytest.mark.parametrize("name", ["red_line"])
def test_a_slot_has_every_column_and_no_row(town, name):
    slot = town[name]
    assert slot.is_slot
    assert len(slot.frame) == len(slot.located) == 0
    assert slot.frame.index.name == "id"
    assert set(slot.frame.columns) == {*slot.spec.every_column, "geometry"} - {"id"}
    assert slot.frame["uncertainty_m"].dtype == float
    assert slot.frame.crs == "EPSG:4326"
    assert not slot.is_schematic


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "query", "layer": "red_line"},
        {"kind": "query", "layer": "red_line", "order_by": ["-uncertainty_m", "name_zh"]},
        {
            "kind": "query",
            "layer": "red_line",
            "where": {"field": "status", "op": "=", "value": "planned"},
        },
        {
            "kind": "query",
            "layer": "schools",
            "where": {"spatial": "within", "of": {"layer": "red_line"}},
        },
        {
            "kind": "coverage",
            "facilities": {"layer": "red_line"},
            "zones": {"layer": "zones"},
            "demand": [{"layer": "red_line"}, {"layer": "schools"}],
        },
        {
            "kind": "siting",
            "candidates": {"inside": {"layer": "zones", "id": "west"}},
            "constraints": [{"outside": {"layer": "red_line"}}],
            "criteria": [
                {
                    "name": "near",
                    "measure": "distance",
                    "of": {"layer": "schools"},
                    "transform": {"best": 0, "worst": 2000},
                    "weight": 1,
                }
            ],
        },
    ],
)
def test_a_question_about_a_slot_does_not_fail(town, asked):
    finding = atlas.run(town, asked)
    assert finding.headline("en")
    if asked["kind"] == "query":
        assert len(finding.table) == 0
    if asked["kind"] == "siting":
        assert len(finding.layers["chosen"]) > 0


def test_unlocated_rows_stay_in_the_facts(town):
    schools = town["schools"]
    assert list(schools.frame.index) == [f"school-{n}" for n in range(1, 6)]
    assert list(schools.located.index) == [f"school-{n}" for n in range(1, 5)]


def test_a_name_falls_back_to_what_is_known(town):
    assert town["schools"].name_of("school-1") == Name("一校", "School 1")
    # a row of a table has no name but its id
    assert town["mentions"].name_of("m-1").in_language("en") == "m-1"
    assert Name("甲").in_language("en") == "甲"


def test_headings_and_codes_are_declared_or_common(town):
    spec = town["incubators"].spec
    assert spec.heading("class") == Name("类别", "Class")
    assert spec.heading("status") == Message("column.status")
    assert spec.value_text("class", "makerspace") == Name("众创空间", "Makerspace")
    assert spec.value_text("status", "planned") == Message("value.status.planned")
    assert spec.value_text("sensitive", "yes") == Message("value.flag.yes")


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"id": "Parks"}, "id"),
        ({"id": "1parks"}, "id"),
        ({"geometry": "raster"}, "geometry"),
        ({"release": "secret"}, "release"),
        ({"label": {"zh": "园区"}}, "label"),
        ({"colour": "#ffffff"}, "colour"),
        ({"style": {"color": "#ffffff", "symbol": "circle", "fill": 2}}, "style"),
        ({"constraint": "near"}, "constraint"),
    ],
)
def test_a_declaration_that_is_wrong_is_refused(given, place):
    LayerSpec.model_validate(LEAST)
    with pytest.raises(ValidationError) as raised:
        LayerSpec.model_validate(LEAST | given)
    assert raised.value.errors()[0]["loc"][0] == place


def test_a_declaration_never_changes():
    spec = LayerSpec.model_validate(LEAST)
    with pytest.raises(ValidationError):
        spec.theme = "other"
    asked = make_definition({"kind": "query", "layer": "parks"})
    with pytest.raises(ValidationError):
        asked.layer = "zones"
