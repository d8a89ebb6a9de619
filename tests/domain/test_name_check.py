"""Names in a question are held against the catalogue, all at once."""

import pytest

import atlas
from atlas.errors import BadDefinition, UnknownName


def problems(town, given):
    with pytest.raises(BadDefinition) as raised:
        atlas.run(town, given)
    return {problem.place: problem for problem in raised.value.parameters["problems"]}


def test_every_unknown_name_is_told_with_the_known_ones(town):
    found = problems(
        town,
        {
            "kind": "coverage",
            "facilities": {"layer": "incubatrs"},
            "zones": {"layer": "zones", "id": "wst"},
            "demand": [{"layer": "schools", "where": {"field": "clas", "op": "=", "value": "x"}}],
        },
    )
    assert found["facilities.layer"].rule == "unknown_layer"
    assert list(found["facilities.layer"].allowed) == ["incubators"]
    assert found["zones.id"].rule == "unknown_feature"
    assert list(found["zones.id"].allowed) == ["west", "east"]
    assert found["demand.0.where.field"].rule == "unknown_column"


@pytest.mark.parametrize(
    ("condition", "rule", "allowed"),
    [
        ({"field": "class", "op": "=", "value": "incubatr"}, "not_in_values", "makerspace"),
        ({"field": "floor_area_m2", "op": "=", "value": "big"}, "value_is_not_of_type", "number"),
        ({"field": "class", "op": "=", "value": 3}, "value_is_not_of_type", "category"),
        ({"field": "floor_area_m2", "op": "has", "value": 3}, "op_does_not_fit", "number"),
        ({"field": "class", "op": "has", "value": "x"}, "op_does_not_fit", "category"),
        ({"field": "*", "op": "has", "value": "光子"}, "op_does_not_fit", "contains"),
        ({"field": "*", "op": "contains", "value": 3}, "value_is_not_of_type", "text"),
        ({"spatial": "within", "of": {"layer": "mentions"}}, "not_a_place", None),
    ],
)
def test_values_and_operators_that_do_not_fit(town, condition, rule, allowed):
    found = problems(town, {"kind": "query", "layer": "incubators", "where": {"not": condition}})
    (problem,) = found.values()
    assert problem.rule == rule
    assert problem.place.startswith("where.not")
    assert allowed is None or allowed in problem.allowed


def test_order_and_layers_of_a_sheet_are_checked(town):
    assert "order_by.0" in problems(
        town, {"kind": "query", "layer": "schools", "order_by": ["-nme_zh"]}
    )
    assert "layers.1" in problems(town, {"kind": "sheet", "layers": ["zones", "zoness"]})


def test_the_catalogue_names_what_it_knows(town):
    with pytest.raises(UnknownName, match="schools"):
        town["school"]
    with pytest.raises(KeyError):
        town["school"]
    with pytest.raises(UnknownName, match="inc-a"):
        town.home_of("inc-x")
