"""Weighted demand, its classes, how far it is from a facility: by hand in the tiny town."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import atlas
from atlas.errors import BadDefinition, Refused
from atlas.questions.access.demand import _cut
from atlas.questions.coverage.nearest_facility import weighted_quantile
from tests.questions.coverage.coverage_town import inhabited, layer, point, with_layers

DISC = math.sin(math.pi / 32) * 32 / math.pi
INC_B = math.hypot(800, 900)  # from home-3 to inc-b


def ask(catalogue, demand, radius=600, **more):
    return atlas.coverage(
        catalogue,
        {
            "facilities": {"layer": "incubators"},
            "zones": {"layer": "zones"},
            "demand": [demand],
            "radii_m": [radius],
            **more,
        },
    )


@pytest.fixture(scope="module")
def inhabited_town(town):
    return inhabited(town)


@pytest.fixture(scope="module")
def finding(inhabited_town):
    return ask(inhabited_town, {"layer": "people", "weight": "heads", "by": "sort"})


def rows(finding, part, **cells):
    table = finding.parts[part].table
    for name, cell in cells.items():
        table = table[table[name] == cell]
    return table


def test_people_are_summed_and_not_homes(finding):
    # home-1 (10) is 500 m from inc-a; home-2 (30) is 500 m from inc-b, which may err by 200 m
    row = finding.table.iloc[-1]
    names = ("total", "low", "reached", "high")
    assert [row[f"people_heads_{name}"] for name in names] == [100, 10, 40, 40]
    share = finding.values["share_of:people_heads:600"]
    assert (share.value, share.low, share.high) == (0.4, 0.1, 0.4)
    assert finding.values["share_of:people_heads:600:west"].value == 1
    assert "虚构people·数heads 10.0–40.0 %" in finding.headline("zh")


def test_each_class_is_told_and_all_of_them(finding):
    young = rows(finding, "demand", zone="", **{"class": "people_heads:young"}).iloc[0]
    old = rows(finding, "demand", zone="", **{"class": "people_heads:old"}).iloc[0]
    every = rows(finding, "demand", zone="", **{"class": ""}).iloc[0]
    assert (young["total"], young["reached"]) == (70, 10)
    assert (old["total"], old["reached"], old["low"]) == (30, 30, 0)
    assert every["share"] == 0.4


def test_what_is_held_adds_up(finding):
    told = finding.parts["demand"].table
    zones = told[(told["zone"] != "") & (told["class"] == "")]
    classes = told[(told["zone"] == "") & (told["class"] != "")]
    assert zones["total"].sum() == classes["total"].sum() == 100
    assert zones["reached"].sum() == classes["reached"].sum() == 40


def test_distances_are_weighted_by_who_goes_them(finding):
    # east: 30 people 500 m from inc-b, 60 people 1204 m; half of 90 and 90 % of 90 need the latter
    east = rows(finding, "nearest", zone="east").iloc[0]
    assert east["mean"] == pytest.approx((30 * 500 + 60 * INC_B) / 90, abs=0.01)
    assert east["median"] == east["p90"] == east["max"] == pytest.approx(INC_B, abs=0.01)
    assert east["max_low"] == pytest.approx(INC_B - 200, abs=0.01)
    assert east["max_high"] == pytest.approx(INC_B + 200, abs=0.01)
    west = rows(finding, "nearest", zone="west").iloc[0]
    assert west["mean"] == west["mean_low"] == pytest.approx(500, abs=0.01)
    everyone = finding.values["median_distance:people_heads"]
    assert everyone.value == pytest.approx(INC_B, abs=0.01)


def test_the_worst_served_come_first_with_their_nearest(finding):
    worst = finding.parts["worst"].table
    assert list(worst.index) == ["home-3", "home-1", "home-2"]
    assert list(worst["rank"]) == [1, 2, 3]
    assert list(worst["nearest_zh"]) == ["乙众创空间", "甲孵化器", "乙众创空间"]
    assert list(worst["weight"]) == [60, 10, 30]


def test_a_place_without_a_count_is_told_and_counts_nothing(finding):
    (told,) = [c for c in finding.caveats if c.key == "caveat.unweighed"]
    assert told.parameters["count"].value == 1


def test_areas_are_shared_out_by_ground(inhabited_town):
    # half of the block and of its 200 people lie in either zone; inc-a stands on its edge and
    # reaches half a disc of 300 m of its 2 km2; inc-b says nothing at 300 m
    finding = ask(inhabited_town, {"layer": "blocks", "weight": "heads"}, radius=300)
    west, east, whole = (finding.table.iloc[number] for number in range(3))
    assert (west["blocks_heads_total"], east["blocks_heads_total"]) == pytest.approx((100, 100))
    half_a_disc = math.pi * 0.3**2 * DISC / 2
    assert west["blocks_heads_reached"] == pytest.approx(200 * half_a_disc / 2, rel=1e-4)
    assert east["blocks_heads_high"] == 0
    assert whole["blocks_heads_reached"] == west["blocks_heads_reached"]
    assert "caveat.apportioned" in {caveat.key for caveat in finding.caveats}


def test_without_anybody_there_is_no_share_and_the_zone_is_named(town):
    lonely = layer("people", {"home": point(1000, 1500)}, geometry="point", heads=[5.0])
    finding = ask(with_layers(town, lonely), {"layer": "people", "weight": "heads"})
    assert rows(finding, "demand", zone="east")["share"].isna().all()
    assert "share_of:people_heads:600:east" not in finding.values
    (told,) = [c for c in finding.caveats if c.key == "caveat.no_demand"]
    assert [name.zh for name in told.parameters["zones"]] == ["东区"]


def test_without_facilities_nobody_is_near(inhabited_town):
    none = {"layer": "incubators", "where": {"field": "name_zh", "op": "=", "value": "无"}}
    finding = atlas.coverage(
        inhabited_town,
        {
            "facilities": none,
            "zones": {"layer": "zones"},
            "demand": [{"layer": "people"}],
            "radii_m": [500],
        },
    )
    assert finding.values["share_of:people:500"].value == 0
    assert finding.parts["worst"].table.empty
    assert finding.parts["nearest"].table["mean"].isna().all()
    assert finding.parts["gaps"].table["nearest_zh"].tolist() == ["", ""]


def test_a_negative_weight_is_refused_by_name(town):
    owing = layer("people", {"home": point(1, 1)}, geometry="point", heads=[-5.0])
    with pytest.raises(Refused, match="weight_is_no_count") as caught:
        ask(with_layers(town, owing), {"layer": "people", "weight": "heads"})
    assert caught.value.parameters["names"][0].zh == "home号"


@pytest.mark.parametrize(
    ("demand", "rule"),
    [
        ({"layer": "people", "weight": "head"}, "unknown_column"),
        ({"layer": "people", "weight": "sort"}, "weight_is_not_a_number"),
        ({"layer": "people", "by": "heads"}, "not_a_class"),
        ({"layer": "people", "by": "source"}, "not_a_class"),
    ],
)
def test_columns_must_be_there_and_fit(inhabited_town, demand, rule):
    with pytest.raises(BadDefinition) as caught:
        ask(inhabited_town, demand)
    assert [problem.rule for problem in caught.value.parameters["problems"]] == [rule]


def test_the_same_demand_twice_is_refused(inhabited_town):
    twice = [{"layer": "people"}, {"layer": "people", "by": "sort"}]
    with pytest.raises(BadDefinition, match="demand_named_twice"):
        atlas.coverage(
            inhabited_town,
            {"facilities": {"layer": "incubators"}, "zones": {"layer": "zones"}, "demand": twice},
        )


def test_a_quantile_is_the_least_distance_that_holds_so_many():
    # ten people: the ninth holds 90 %; the fifth holds half
    ten = np.arange(1.0, 11.0)
    assert weighted_quantile(ten, np.ones(10), 0.9) == 9
    assert weighted_quantile(ten, np.ones(10), 0.5) == 5
    # nine of ten live at 1
    assert weighted_quantile(np.array([7.0, 1.0]), np.array([1.0, 9.0]), 0.9) == 1
    assert math.isnan(weighted_quantile(np.empty(0), np.empty(0), 0.5))


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 20)] * 4), min_size=1, max_size=4))
def test_ground_in_two_zones_is_given_away_once(corners):
    zones = np.array([shapely.box(x, y, x + w + 1, y + h + 1) for x, y, w, h in corners])
    area = np.array([shapely.box(5, 5, 25, 25)])
    _, zone, pieces, share = _cut(area, zones)
    together = shapely.union_all(zones).intersection(area[0]).area
    assert shapely.area(pieces).sum() == pytest.approx(together, abs=1e-6)
    assert share.sum() == pytest.approx(together / 400, abs=1e-9)
    for number, piece in zip(zone, pieces, strict=True):
        assert piece.difference(zones[number]).area == pytest.approx(0, abs=1e-9)
