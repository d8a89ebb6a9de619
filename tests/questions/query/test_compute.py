"""Queries over the tiny town."""

import pytest

import atlas
from atlas.domain.conditions import LayerRef
from atlas.domain.ground import wholes
from atlas.errors import BadDefinition
from atlas.questions.selection.rows import rows_in_metres


def ids(town, layer, where=None, **more):
    given = {"kind": "query", "layer": layer} | ({"where": where} if where else {}) | more
    return list(atlas.run(town, given).table.index)


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"field": "class", "op": "=", "value": "incubator"}, ["inc-a", "inc-d"]),
        ({"field": "class", "op": "!=", "value": "incubator"}, ["inc-b", "inc-c"]),
        (
            {"field": "class", "op": "in", "value": ["makerspace", "accelerator"]},
            ["inc-b", "inc-c"],
        ),
        ({"field": "industries", "op": "has", "value": "光子"}, ["inc-a", "inc-b"]),
        ({"field": "industries", "op": "has", "value": "光"}, []),
        ({"field": "industries", "op": "contains", "value": "光"}, ["inc-a", "inc-b"]),
        ({"field": "industries", "op": "is_empty"}, ["inc-c"]),
        ({"field": "name_zh", "op": "starts_with", "value": "乙"}, ["inc-b"]),
        ({"field": "name_en", "op": "=", "value": "a"}, ["inc-a"]),
        ({"field": "floor_area_m2", "op": ">=", "value": 2000}, ["inc-a", "inc-d"]),
        ({"field": "floor_area_m2", "op": "between", "value": [500, 2000]}, ["inc-b", "inc-d"]),
        # an unknown area is neither small nor large
        ({"field": "floor_area_m2", "op": "<", "value": 1e9}, ["inc-a", "inc-b", "inc-d"]),
        ({"field": "floor_area_m2", "op": "is_empty"}, ["inc-c"]),
        ({"field": "id", "op": "=", "value": "inc-c"}, ["inc-c"]),
    ],
)
def test_attributes(town, condition, found):
    assert ids(town, "incubators", condition) == found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"spatial": "within", "of": {"layer": "zones", "id": "west"}}, ["school-1"]),
        ({"spatial": "within", "of": {"layer": "zones"}}, ["school-1", "school-2", "school-3"]),
        # school-1 stands 500 m from inc-a, school-2 500 m from inc-b
        (
            {"spatial": "within_distance", "distance_m": 500.001, "of": {"layer": "incubators"}},
            ["school-1", "school-2"],
        ),
        ({"spatial": "within_distance", "distance_m": 499, "of": {"layer": "incubators"}}, []),
        (
            {"spatial": "nearest", "k": 1, "of": {"layer": "incubators", "id": "inc-a"}},
            ["school-1"],
        ),
        ({"not": {"spatial": "within", "of": {"layer": "zones"}}}, ["school-4", "school-5"]),
    ],
)
def test_places(town, condition, found):
    assert ids(town, "schools", condition) == found


def test_the_features_of_the_target_can_be_chosen(town):
    of = {"layer": "incubators", "where": {"field": "class", "op": "=", "value": "makerspace"}}
    near = {"spatial": "within_distance", "distance_m": 600, "of": of}
    assert ids(town, "schools", near) == ["school-2"]


def test_a_drawn_shape(town):
    shape = town["lake"].frame.geometry["pond"].buffer(0.0001).__geo_interface__
    touching = {"spatial": "intersects", "of": {"geometry": shape}}
    assert ids(town, "zones", touching) == ["west"]
    assert ids(town, "zones", {"spatial": "contains", "of": {"layer": "lake"}}) == ["west"]


def test_and_or_not(town):
    west = {"spatial": "within", "of": {"layer": "zones", "id": "west"}}
    third = {"field": "name_zh", "op": "=", "value": "三校"}
    assert ids(town, "schools", {"any": [west, third]}) == ["school-1", "school-3"]
    assert ids(town, "schools", {"all": [west, third]}) == []
    assert ids(town, "schools", {"all": []}) == [f"school-{n}" for n in range(1, 6)]


def test_order_and_limit(town):
    order = {"order_by": ["-floor_area_m2", "name_zh"]}
    assert ids(town, "incubators", **order) == ["inc-a", "inc-d", "inc-b", "inc-c"]
    assert ids(town, "incubators", **order, limit=2) == ["inc-a", "inc-d"]
    assert ids(town, "incubators", order_by=["-id"])[0] == "inc-d"


def test_the_finding_counts_and_warns(town):
    west = {"spatial": "within", "of": {"layer": "zones"}}
    finding = atlas.query(town, {"layer": "incubators", "where": west})
    assert finding.values["matched"].value == 3
    assert finding.values["total"].value == 4
    assert {caveat.key for caveat in finding.caveats} == {"caveat.untested", "caveat.unsure"}
    assert list(finding.layers["selected"].index) == ["inc-a", "inc-b", "inc-d"]
    assert [source.id for source in finding.sources] == ["plan"]
    # zones decided as well
    used = ("incubators", "zones")
    assert finding.versions == {name: town[name].version for name in used}


def test_what_has_no_place_is_listed_and_not_drawn(town):
    finding = atlas.query(town, {"layer": "schools"})
    assert len(finding.table) == 5
    assert finding.values["unlocated"].value == 1
    assert "school-5" not in finding.layers["selected"].index


def test_a_table_can_be_asked(town):
    finding = atlas.query(
        town, {"layer": "mentions", "where": {"field": "entity", "op": "=", "value": "west"}}
    )
    assert list(finding.table.index) == ["m-1"]
    assert finding.layers == {}


def anywhere(value, **more):
    return {"field": "*", "op": "contains", "value": value, **more}


def test_any_text_is_a_rows_own_and_what_the_documents_say_of_it(town):
    # west is named 西区, and m-1 quotes 西区规划面积4平方公里 of it
    assert ids(town, "zones", anywhere("规划面积")) == ["west"]
    assert ids(town, "incubators", anywhere("新材料")) == ["inc-d"]
    assert ids(town, "incubators", anywhere("乙众创")) == ["inc-b"]
    assert ids(town, "incubators", {"not": anywhere("光子")}) == ["inc-c", "inc-d"]
    # t-1 of the targets says 孵化器 of west; where a row was said is not what it says
    assert ids(town, "zones", anywhere("孵化器")) == ["west"]
    assert ids(town, "zones", anywhere("第一章")) == []


def test_why_a_row_was_found_stands_in_the_table(town):
    answer = atlas.query(town, {"layer": "zones", "where": anywhere("规划面积")})
    cells = answer.table["matched"]
    assert "mentions/m-1" in cells["west"].split(";")
    told = answer.say(answer.columns["matched"].values[cells["west"]], "zh")
    assert "第一章：“西区规划面积4平方公里”（小城规划）" in told
    named = atlas.query(town, {"layer": "incubators", "where": anywhere("光子")})
    told = named.say(named.columns["matched"].values[named.table["matched"]["inc-a"]], "zh")
    assert told.endswith("：光子")
    assert "matched" not in atlas.query(town, {"layer": "zones"}).table


def test_several_layers_are_held_to_the_same_conditions(town):
    near = {"spatial": "within", "of": {"layer": "zones", "id": "west"}}
    answer = atlas.query(town, {"layers": ["schools", "incubators"], "where": near})
    alone = [ids(town, name, near) for name in ("schools", "incubators")]
    assert list(answer.table.index) == [*alone[0], *alone[1]]
    assert list(answer.table["layer"]) == ["schools"] * len(alone[0]) + ["incubators"] * len(
        alone[1]
    )
    # schools have no floor area and no class: missing and empty, never a figure
    assert answer.table.loc["school-1", "class"] == ""
    assert answer.table.loc[["school-1"], "floor_area_m2"].isna().all()
    # 5 schools and 4 incubators
    assert answer.values["total"].value == 9
    assert set(answer.versions) == {"schools", "incubators", "zones"}
    assert len(answer.layers["selected"]) == len(answer.table)
    heading = answer.columns["layer"]
    assert answer.say(heading.values["schools"], "zh") == "学校"


def test_several_layers_are_ordered_and_limited_as_one(town):
    told = ids(town, "", None, layers=["schools", "incubators"], order_by=["-id"], limit=3)
    assert told == ["school-5", "school-4", "school-3"]


@pytest.mark.parametrize(
    ("asked", "place", "rule"),
    [
        ({"layers": ["schools", "nowhere"]}, "layers.1", "unknown_layer"),
        ({"layers": ["schools", "mentions"]}, "layers", "not_a_place"),
        ({"layers": ["schools", "schools"]}, "layer", "layer_or_layers"),
        ({"layer": "schools", "layers": ["zones"]}, "layer", "layer_or_layers"),
        ({}, "layer", "missing"),
        # of two layers only one has a class
        (
            {
                "layers": ["schools", "incubators"],
                "where": {"field": "class", "op": "=", "value": "incubator"},
            },
            "where.field",
            "unknown_column",
        ),
    ],
)
def test_layers_that_cannot_be_asked_together(town, asked, place, rule):
    with pytest.raises(BadDefinition) as raised:
        atlas.query(town, asked)
    told = [(p.place, p.rule) for p in raised.value.parameters["problems"]]
    assert told == [(place, rule)]


def test_how_a_figure_is_known_is_for_downloads(shipped):
    found = atlas.query(shipped, {"layer": "mentions"})
    detail = {name for name, column in found.columns.items() if column.detail}
    assert detail == {"basis", "evidence", "year_basis", "operator_text"}


# --- a whole and its parts ------------------------------------------------------------------------


def located_within(shipped, district):
    return set(
        ids(
            shipped,
            "incubators",
            {"spatial": "within", "of": {"layer": "districts", "id": district}},
        )
    )


def test_a_city_holds_what_its_districts_hold(shipped):
    parts = wholes(shipped["districts"])["xian"]
    assert len(parts) == 13
    by_part = [located_within(shipped, part) for part in parts]
    assert located_within(shipped, "xian") == set().union(*by_part)
    assert len(located_within(shipped, "xian")) > 20


def test_a_place_without_ground_is_told_and_not_silently_empty(shipped):
    of = {"layer": "districts", "id": "xianyang"}
    asked = {"kind": "query", "layer": "incubators", "where": {"spatial": "within", "of": of}}
    finding = atlas.run(shipped, asked)
    assert finding.table.empty
    assert "咸阳市没有可用的图形" in finding.say(finding.caveats[0], "zh")
    of["id"] = "xian"
    assert not any(
        "没有可用的图形" in finding.say(c, "zh") for c in atlas.run(shipped, asked).caveats
    )


@pytest.mark.parametrize(
    ("where", "found"),
    [
        # beside all its parts a city is left out; beside some it stands for them
        ({"field": "city", "op": "=", "value": "西安市"}, 13),
        ({"field": "id", "op": "in", "value": ["xian", "yanta", "beilin"]}, 1),
        ({"field": "id", "op": "in", "value": ["xian", "yanta", "qindu"]}, 2),
        ({"field": "level", "op": "=", "value": "city"}, 1),
        (None, 20),
    ],
)
def test_ground_counts_once(shipped, where, found):
    ref = LayerRef.model_validate({"layer": "districts", "where": where})
    rows = rows_in_metres(shipped, ref)
    assert len(rows) == found
    # neighbours overlap by slivers along the border that they share, no more
    assert rows.area.sum() == pytest.approx(rows.union_all().area, rel=1e-4)
