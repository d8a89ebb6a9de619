"""What candidates are measured by, on the schools and incubators of the tiny town."""

import pytest
import shapely

import atlas
from atlas.errors import BadDefinition, Refused
from atlas.questions.siting.measures import shared_industries
from tests.questions.siting.siting_town import ROADS, layer_of, parcels, with_layers

RISING = {"shape": "linear", "best": 1, "worst": 0}


def ask(town, criterion, *, layer="schools", **more):
    criterion = {"name": "c", "transform": RISING, "weight": 1, **criterion}
    return atlas.site(town, {"candidates": {"layer": layer}, "criteria": [criterion], **more})


def raw(finding):
    return finding.table.set_index("cell")["c:raw"].to_dict()


def test_a_sum_within_a_radius_is_inclusive(town):
    # school-2 is 1500 m from inc-a (10 000), 500 from inc-b (500), 1400 from inc-d (2000);
    # school-3 is 1204 m from inc-b and 906 from inc-d; school-1 is 500 from inc-a alone
    asked = {"measure": "sum", "of": {"layer": "incubators"}, "field": "floor_area_m2"}
    finding = ask(town, {**asked, "radius_m": 1500.01})
    assert raw(finding) == {"school-1": 10_000, "school-2": 12_500, "school-3": 2500, "school-4": 0}
    assert finding.columns["c:raw"].unit == "m2"


def test_industries_are_those_of_the_nearest_cluster(town):
    asked = {"measure": "industry", "of": {"layer": "incubators"}, "industries": ["光子", "芯片"]}
    finding = ask(town, {**asked, "radius_m": 2000})
    # school-1 by inc-a (both), school-2 by inc-b (one of two), school-3 by inc-d (none);
    # school-4 has no cluster within 2 km, which is not a match of nothing
    assert raw(finding) == {"school-1": 1, "school-2": 0.5, "school-3": 0}
    assert finding.values["removed_alone:0"].value == 1


@pytest.mark.parametrize(
    ("listed", "share"), [("光子;芯片", 2 / 3), (" 光子 ", 1 / 3), ("新材料", 0)]
)
def test_overlap_is_the_share_of_what_is_sought(listed, share):
    assert shared_industries(("光子", "芯片", "激光"), listed) == pytest.approx(share)


def test_a_cluster_that_names_no_industry_is_not_known_to_lack_one():
    assert shared_industries(("光子",), "") != shared_industries(("光子",), "")


def test_an_attribute_is_read_from_the_candidates(town):
    land = with_layers(town, parcels())
    finding = ask(land, {"measure": "attribute", "field": "far"}, layer="parcels")
    assert raw(finding) == {"p-a": 2, "p-b": 1, "p-c": 3, "p-d": 1.5}


def test_points_are_inside_or_not(town):
    asked = {"measure": "share", "of": {"layer": "zones", "id": "west"}}
    assert raw(ask(town, asked)) == {"school-1": 1, "school-2": 0, "school-3": 0, "school-4": 0}


def test_an_empty_layer_is_no_count_of_zero(town):
    asked = {"measure": "count", "of": {"layer": "red_line"}, "radius_m": 100}
    finding = ask(town, asked)
    assert finding.table.empty
    assert "c有数据" in finding.headline("zh")
    with pytest.raises(Refused, match="criterion_without_data"):
        ask(town, {**asked, "missing": "median"})


def test_what_is_not_known_is_left_out_or_stood_in_for(town):
    land = with_layers(town, parcels())
    # prices 50, 20, 40; p-c has none
    asked = {
        "measure": "attribute",
        "field": "price",
        "transform": {"shape": "linear", "best": 0, "worst": 100},
    }
    assert raw(ask(land, asked, layer="parcels")) == {"p-a": 50, "p-b": 20, "p-d": 40}
    assert raw(ask(land, {**asked, "missing": "median"}, layer="parcels"))["p-c"] == 40
    finding = ask(land, {**asked, "missing": "worst"}, layer="parcels")
    assert raw(finding)["p-c"] == 50
    assert finding.table.set_index("cell")["c:filled"].to_dict() == {
        "p-a": False, "p-b": False, "p-c": True, "p-d": False,
    }  # fmt: skip
    (told,) = [caveat for caveat in finding.caveats if caveat.key == "caveat.filled"]
    assert finding.say(told, "zh") == "因子“c”缺 1 处，以最差值代替。"


def test_a_travel_time_needs_a_network(town):
    asked = {"measure": "travel_time", "of": {"layer": "schools"}}
    with pytest.raises(Refused, match="no_network"):
        ask(town, {**asked, "network": {"roads": {"layer": "red_line"}}})


def test_a_travel_time_follows_the_roads(town):
    # from school-1 500 m down to inc-a; from school-2 500 up, 1500 along and 500 down: at 5 km/h
    # 83.3 m a minute; school-3 and school-4 are far from any road
    way = shapely.LineString([(1000, 1000), (1000, 1500), (2500, 1500), (2500, 1000)])
    asked = {
        "measure": "travel_time",
        "of": {"layer": "incubators", "id": "inc-a"},
        "network": {"roads": {"layer": "roads"}, "mode": "walk"},
        "transform": {"best": 0, "worst": 60},
    }
    finding = ask(with_layers(town, layer_of(ROADS, ["r-1"], [way])), asked)
    assert raw(finding) == pytest.approx({"school-1": 6, "school-2": 30}, abs=1e-4)
    assert finding.columns["c:raw"].unit == "min"
    assert "roads" in finding.versions
    told = {caveat.key for caveat in finding.caveats}
    assert "caveat.along_roads" in told
    assert "caveat.straight" not in told


@pytest.mark.parametrize(
    ("criterion", "rule"),
    [
        ({"measure": "distance"}, "settings_do_not_fit:distance"),
        ({"measure": "sum", "of": {"layer": "a"}, "radius_m": 1}, "settings_do_not_fit:sum"),
        ({"measure": "count", "of": {"layer": "a"}}, "radius_does_not_fit:count"),
        ({"measure": "attribute", "field": "a", "of": {"layer": "a"}}, "settings_do_not_fit"),
    ],
)
def test_a_measure_has_its_settings_and_no_others(town, criterion, rule):
    with pytest.raises(BadDefinition, match=rule):
        ask(town, criterion)


@pytest.mark.parametrize(
    ("criterion", "rule"),
    [
        ({"measure": "attribute", "field": "land_use"}, "not_a_number_column"),
        ({"measure": "attribute", "field": "fat"}, "unknown_column"),
        (
            {"measure": "industry", "of": {"layer": "schools"}, "industries": ["x"]},
            "unknown_column",
        ),
    ],
)
def test_columns_are_held_against_their_layer(town, criterion, rule):
    with pytest.raises(BadDefinition, match=rule):
        ask(with_layers(town, parcels()), criterion, layer="parcels")
