"""What pydantic finds becomes place, rule, found and allowed, each fault once."""

import pytest

from atlas.deliverables.register import make_definition
from atlas.errors import BadDefinition

QUERY = {"kind": "query", "layer": "parks"}
COVERAGE = {"kind": "coverage", "facilities": {"layer": "a"}, "zones": {"layer": "b"}}
SITING = {
    "kind": "siting",
    "candidates": {"inside": {"layer": "zones"}},
    "criteria": [
        {
            "name": "near",
            "measure": "distance",
            "of": {"layer": "a"},
            "transform": {"best": 0, "worst": 1},
            "weight": 1,
        }
    ],
}


def problems(given):
    with pytest.raises(BadDefinition) as raised:
        make_definition(given)
    return [
        (p.place, p.rule, p.found, tuple(p.allowed)) for p in raised.value.parameters["problems"]
    ]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"kind": "query"}, ("layer", "missing", "", ())),
        (QUERY | {"limt": 3}, ("limt", "extra_forbidden", "3", ("limit",))),
        (QUERY | {"limit": "x"}, ("limit", "int_parsing", "x", ())),
        (QUERY | {"version": 2}, ("version", "literal_error", "2", ("1",))),
        (
            QUERY | {"where": {"field": "a", "op": "=", "valu": 1}},
            ("where.valu", "extra_forbidden", "1", ("value",)),
        ),
        (
            QUERY | {"where": {"all": [{"any": [{"not": {"fild": "a"}}]}]}},
            ("where.all.0.any.0.not", "unknown_condition", "{'fild': 'a'}", ()),
        ),
        (
            QUERY | {"where": {"field": "a", "op": "in", "value": 1}},
            ("where", "value_does_not_fit:in", "{'field': 'a', 'op': 'in', 'value': 1}", ()),
        ),
        # a wrong entry makes a list no shorter
        (COVERAGE | {"radii_m": [-3]}, ("radii_m.0", "greater_than", "-3", ("> 0.0",))),
        (COVERAGE | {"radii_m": []}, ("radii_m", "too_short", "[]", ("length >= 1",))),
        (COVERAGE | {"radii_m": [3, 1]}, ("", "radii_do_not_rise", None, ())),
        (
            COVERAGE | {"zones": {"layer": "b", "ids": "x"}},
            ("zones.ids", "extra_forbidden", "x", ("id",)),
        ),
        (
            SITING | {"constraints": [{"outsid": {"layer": "a"}}]},
            ("constraints.0", "unknown_constraint", "{'outsid': {'layer': 'a'}}", ()),
        ),
    ],
)
def test_a_fault_is_told_once_with_place_and_what_would_be_right(given, told):
    found = problems(given)
    assert len(found) == 1, found
    for got, wanted in zip(found[0], told, strict=True):
        assert wanted is None or got == wanted


def test_a_long_value_is_cut():
    found = problems(QUERY | {"limit": "x" * 500})[0][2]
    assert len(found) == 60
    assert found.endswith("…")


def test_a_fault_deep_in_a_sheet_has_its_whole_path():
    shown = COVERAGE | {"facilities": {"layr": "a"}}
    places = [p[0] for p in problems({"kind": "sheet", "shows": shown})]
    assert places == ["shows.facilities.layer", "shows.facilities.layr"]


@pytest.mark.parametrize("shown", [{}, {"kind": "sheet"}, {"kind": "qurey"}])
def test_a_sheet_shows_a_question_that_has_an_answer(shown):
    assert [p[:2] for p in problems({"kind": "sheet", "shows": shown})] == [
        ("shows", "unknown_answer")
    ]
