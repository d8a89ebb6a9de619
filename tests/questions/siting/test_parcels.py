"""Constraints on parcels, red lines that are loaded, hexagons, patches and their ground."""

import pytest
import shapely

import atlas
from atlas.domain.crs import to_measuring
from atlas.errors import BadDefinition, Refused
from atlas.questions.candidates.candidates import hexagons
from atlas.questions.siting.contiguity import large_enough
from tests.questions.siting.siting_town import ROWS, layer_of, parcels, red_line, with_layers

CHEAP = {
    "name": "地价",
    "measure": "attribute",
    "field": "price",
    "missing": "worst",
    "transform": {"shape": "linear", "best": 0, "worst": 100},
    "weight": 1,
}


def site(land, *constraints, criteria=(CHEAP,), **more):
    return atlas.site(
        land,
        {
            "candidates": {"layer": "parcels"},
            "constraints": list(constraints),
            "criteria": list(criteria),
            **more,
        },
    )


@pytest.fixture
def land(town):
    return with_layers(town, parcels())


def test_parcels_are_told_in_mu_and_by_name(land):
    finding = site(land)
    first = finding.table.iloc[0]
    assert first["cell"] == "p-b"
    assert first["area_mu"] == pytest.approx(90, abs=0.01)  # 60 000 m2
    assert finding.columns["area_mu"].unit == "mu"
    assert "p-b号" in finding.headline("zh")
    assert "“地块”图层 4 处备选地块" in finding.headline("zh")
    assert finding.table["own:land_use"].tolist()[0] == "科研"


@pytest.mark.parametrize(
    ("condition", "left", "told"),
    [
        (
            {"field": "area_mu", "op": "between", "value": [80, 120]},
            "abd",
            "面积介于（含）80 亩、120 亩",
        ),
        (
            {"field": "land_use", "op": "in", "value": ["工业", "科研"]},
            "abc",
            "用地为其一：工业、科研",
        ),
        ({"field": "supply_status", "op": "=", "value": "available"}, "abc", "供应为 净地"),
        (
            {"not": {"any": [{"field": "far", "op": "<", "value": 2}]}},
            "ac",
            "非（满足其一：容积率小于 2）",
        ),
    ],
)
def test_conditions_on_parcels(land, condition, left, told):
    finding = site(land, {"where": condition})
    assert sorted(finding.table["cell"]) == [f"p-{letter}" for letter in left]
    (removed,) = [caveat for caveat in finding.caveats if caveat.key == "caveat.removed"]
    assert told in finding.say(removed, "zh")


def test_all_conditions_together(land):
    finding = site(
        land,
        {"where": {"field": "area_mu", "op": "between", "value": [80, 120]}},
        {"where": {"field": "land_use", "op": "in", "value": ["工业", "科研"]}},
        {"where": {"field": "supply_status", "op": "=", "value": "available"}},
    )
    assert sorted(finding.table["cell"]) == ["p-a", "p-b"]
    # p-d is gone by its use, so that the last removes it alone and in its turn nobody
    assert finding.values["removed_alone:2"].value == 1
    assert finding.values["removed_in_order:2"].value == 0


def test_limits_on_a_criterion(land):
    finding = site(land, {"criterion": "地价", "at_most": 40})
    # prices 50, 20, none and 40: what is not known keeps no limit
    assert sorted(finding.table["cell"]) == ["p-b", "p-d"]


def test_a_condition_needs_columns(town):
    with pytest.raises(BadDefinition, match="candidates_have_no_columns"):
        atlas.site(
            town,
            {
                "candidates": {"inside": {"layer": "zones"}},
                "constraints": [{"where": {"field": "far", "op": "=", "value": 1}}],
                "criteria": [
                    {**CHEAP, "measure": "distance", "field": None, "of": {"layer": "schools"}}
                ],
            },
        )


def test_a_loaded_red_line_is_applied_and_named(town):
    # the eastern half is closed: p-c and p-d lie in it, and p-b's east side 0.5 m2 does not count
    line = red_line(town, shapely.box(1999.9975, 0, 4000, 2000))
    finding = site(with_layers(town, parcels(), line))
    assert sorted(finding.table["cell"]) == ["p-a", "p-b"]
    assert finding.title("zh") == "选址排序"
    assert "初筛" not in finding.headline("zh")
    assert "red_line" in finding.versions


def test_a_sliver_over_a_red_line_is_no_ground(town):
    # 200 m by 4 mm is 0.8 m2; by 6 mm it is 1.2
    for reach, kept in ((0.004, 4), (0.006, 3)):
        line = red_line(town, shapely.box(300 - reach, 0, 400, 2000))
        assert len(site(with_layers(town, parcels(), line)).table) == kept


def test_within_is_stricter_than_inside(town):
    # the area ends in the middle of p-b's right half: its centre lies inside, not all of it
    area = red_line(town, shapely.box(0, 0, 1200, 2000))
    inside = {"layer": "red_line"}
    spec = area.spec.model_copy(update={"constraint": None})
    land = with_layers(town, parcels(), layer_of(spec, ["x"], [shapely.box(0, 0, 1200, 2000)]))
    assert sorted(site(land, {"inside": inside}).table["cell"]) == ["p-a", "p-b"]
    assert sorted(site(land, {"within": inside}).table["cell"]) == ["p-a"]


def test_an_empty_slot_has_no_candidates(town):
    asked = {**CHEAP, "measure": "distance", "field": None, "of": {"layer": "schools"}}
    with pytest.raises(Refused, match="no_features"):
        atlas.site(town, {"candidates": {"layer": "red_line"}, "criteria": [asked]})


def test_hexagons_cover_the_area_about_once(town):
    zone = to_measuring(town["zones"].frame.loc[["west"]]).geometry
    cells = hexagons(zone, resolution=9)
    # 4 km2, each cell of which the centre lies inside
    assert cells.area.sum() == pytest.approx(4e6, rel=0.1)
    assert zone.iloc[0].contains(cells.union_all().centroid)


def test_hexagons_are_ranked_like_squares(town):
    finding = atlas.site(
        town,
        {
            "candidates": {"cells": "h3", "resolution": 9,
                           "inside": {"layer": "zones", "id": "west"}},
            "criteria": [{**CHEAP, "measure": "distance", "field": None,
                          "of": {"layer": "schools"}, "transform": {"best": 0, "worst": 3000}}],
            "top": 3,
        },
    )  # fmt: skip
    assert len(finding.table) == 3
    assert "备选六边形" in finding.headline("zh")
    assert finding.table[
        "c:raw" if "c:raw" in finding.table else "地价:raw"
    ].is_monotonic_increasing


def test_patches_join_along_edges_only(town):
    # a and b share an edge, c meets b at a corner: 6 + 6 ha, and 6 ha alone
    row = ROWS["p-a"][4:]
    rows = {
        "a": (0, 0, 300, 200, *row),
        "b": (300, 0, 300, 200, *row),
        "c": (600, 200, 300, 200, *row),
    }
    land = with_layers(town, parcels(rows))
    assert sorted(site(land, contiguous_ha=12).table["cell"]) == ["a", "b"]
    assert len(site(land, contiguous_ha=6).table) == 3
    assert site(land, contiguous_ha=13).table.empty
    # without b the patch is gone
    finding = site(land, {"where": {"field": "id", "op": "!=", "value": "b"}}, contiguous_ha=12)
    assert finding.table.empty
    assert finding.values["removed_in_order:1"].value == 2


def test_points_have_no_ground(town):
    schools = to_measuring(town["schools"].located)
    with pytest.raises(Refused, match="points_have_no_ground"):
        large_enough(schools, schools["name_zh"] != "", least_ha=1)
