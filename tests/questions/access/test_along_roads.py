"""
Coverage along roads, by hand in the tiny town.

The main street runs at y = 1000 from end to end, with a vertex every 1000 m; a side street goes
from it at x = 1000 north to `school-1`. inc-a stands on the corner, inc-b at x = 3000.
"""

import geopandas
import numpy as np
import pytest
import shapely
from shapely.affinity import translate

import atlas
from atlas.domain.crs import MEASURING_CRS
from atlas.errors import BadDefinition, Refused
from atlas.output.language import say
from atlas.questions.access.definition import Along
from atlas.questions.access.roads import roads_of
from tests.questions.coverage.coverage_town import EAST, NORTH, layer, lonlat, point, with_layers

MAIN = [(x, 1000) for x in (0, 1000, 2000, 3000, 4000)]
SIDE = [(1000, 1000), (1000, 1500)]
ONLY_A = {"layer": "incubators", "id": "inc-a"}


def street(*places):
    return translate(shapely.LineString(places), EAST, NORTH)


def streets(town, *lines, **columns):
    """Return the town with roads; the main street and the side street where none are given."""
    shapes = lines or (street(*MAIN), street(*SIDE))
    named = {f"road-{number}": line for number, line in enumerate(shapes, start=1)}
    homes = layer("homes", {"home": point(2500, 1000)}, geometry="point")
    return with_layers(town, layer("streets", named, geometry="line", **columns), homes)


def ask(
    catalogue, radius=600, facilities=None, demand="schools", changes=None, advanced=None, **along
):
    return atlas.coverage(
        catalogue,
        {
            "facilities": facilities or {"layer": "incubators"},
            "zones": {"layer": "zones"},
            "demand": [{"layer": demand}],
            "radii_m": [radius],
            "distance": {"roads": {"layer": "streets"}, **along},
            "changes": changes,
            "advanced": advanced,
        },
    )


@pytest.fixture(scope="module")
def finding(town):
    return ask(streets(town))


def caveats(finding):
    return {caveat.key: caveat.parameters for caveat in finding.caveats}


def test_who_is_on_a_road_is_reached_along_it(finding):
    # school-1: 500 m up the side street; school-2: 500 m along the main street from inc-b, which
    # may err by 200 m; school-3: 900 m off the road
    west, east = finding.table.iloc[0], finding.table.iloc[1]
    assert (west["schools_low"], west["schools_reached"]) == (1, 1)
    assert (east["schools_low"], east["schools_reached"], east["schools_high"]) == (0, 1, 1)


def test_who_is_off_the_roads_is_listed_and_not_dropped(finding):
    told = caveats(finding)["caveat.off_road"]
    assert [name.zh for name in told["names"]] == ["三校"]
    assert finding.table.iloc[1]["schools_total"] == 2
    verdicts = finding.parts["detour"].table["verdict"]
    assert verdicts.to_dict() == {
        "school-1": "reached",
        "school-2": "reached",
        "school-3": "beyond",
    }


def test_minutes_stand_beside_metres(finding):
    # 600 m at 5 km/h
    assert finding.table["minutes"].tolist() == pytest.approx([7.2] * 3)
    assert "路网距离（步行 5 公里/小时）" in finding.headline("zh")
    assert finding.definition.distance.speed_kmh == 5
    assert "caveat.straight" not in caveats(finding)


def test_ground_is_that_beside_the_ways_reached(finding):
    # 600 m of main street on both sides of inc-a and the whole side street
    ways = shapely.union_all([shapely.LineString([(400, 1000), (1600, 1000)]), street_at(SIDE)])
    west = finding.table.iloc[0]
    assert west["covered_km2"] == pytest.approx(ways.buffer(100, quad_segs=4).area / 1e6, rel=1e-4)
    assert west["covered_km2"] + west["gap_ha"] / 100 == pytest.approx(west["area_km2"])
    assert finding.table["overlap2_km2"].tolist() == [0, 0, 0]
    assert "overlap" not in finding.layers


def test_ground_counts_twice_where_two_are_reached_from_the_way_beside_it(town):
    # inc-a reaches 1200 m east to x = 2200, inc-b as far west to x = 1800; x = 2000 is the border
    found = ask(streets(town), 1200)
    shared = shapely.LineString([(1800, 1000), (2200, 1000)]).buffer(100, quad_segs=4)
    twice = [shared.area / 2e6, shared.area / 2e6, shared.area / 1e6]
    assert found.table["overlap2_km2"].tolist() == pytest.approx(twice, rel=1e-4)
    assert found.table["overlap3_km2"].tolist() == [0, 0, 0]
    drawn = found.layers["overlap"].to_crs(MEASURING_CRS)
    assert drawn["facilities"].tolist() == [2]
    assert drawn.area.sum() == pytest.approx(shared.area, rel=1e-4)


def street_at(places):
    return shapely.LineString(places)


def test_the_ways_reached_are_drawn_once(finding):
    # 1200 m about inc-a and 500 m of side street; 600 m on both sides of inc-b
    assert finding.layers["ways"].to_crs(4545).length.sum() == pytest.approx(2900, rel=1e-4)


def test_the_way_round_is_told_beside_the_straight_line(town):
    # from the home a street goes south 500, west 1500 and north 500 to inc-a: 2500 for 1500
    round_about = street((2500, 1000), (2500, 500), (1000, 500), (1000, 1000))
    finding = ask(streets(town, round_about), 2000, ONLY_A, "homes")
    (row,) = finding.parts["detour"].table.to_dict("records")
    assert row["verdict"] == "falls_out"
    assert (row["straight_m"], row["way_m"]) == pytest.approx((1500, 2500), abs=0.1)
    assert row["factor"] == pytest.approx(5 / 3, rel=1e-4)
    assert finding.values["lost_by_way:homes"].value == 1
    assert finding.values["detour:homes"].value == pytest.approx(5 / 3, rel=1e-4)
    whole = finding.parts["side_by_side"].table.iloc[-1]
    assert (whole["total"], whole["straight"], whole["way"], whole["lost"]) == (1, 1, 0, 1)


def test_a_one_way_street_binds_wheels_and_not_feet(town):
    # eastwards only, so that nobody at x = 2500 can drive to inc-a at x = 1000
    east_only = streets(town, street(*MAIN), oneway=["yes"])
    driven = ask(east_only, 1600, ONLY_A, "homes", mode="drive")
    assert driven.values["share_of:homes:1600"].value == 0
    assert driven.parts["detour"].table["verdict"].tolist() == ["no_way"]
    # of a line that can only be left, no stretch is free to come and go
    assert caveats(driven)["caveat.roads_trapped"]["share"].value == 1
    walked = ask(east_only, 1600, ONLY_A, "homes")
    assert walked.values["share_of:homes:1600"].value == 1


def test_a_road_has_its_own_speed_for_drivers(town):
    # 1500 m at 60 km/h take as long as 750 m at 30
    fast = streets(town, street(*MAIN), speed_kmh=[60.0])
    assert ask(fast, 800, ONLY_A, "homes", mode="drive").values["share_of:homes:800"].value == 1
    assert ask(fast, 700, ONLY_A, "homes", mode="drive").values["share_of:homes:700"].value == 0
    assert ask(fast, 800, ONLY_A, "homes", mode="cycle").values["share_of:homes:800"].value == 0


def test_expressways_are_closed_to_walkers_and_told(town):
    ways = (street(*MAIN), street(*SIDE))
    catalogue = streets(town, *ways, grade=["expressway", "local"])
    walked = ask(catalogue, 1600, ONLY_A, "homes")
    assert caveats(walked)["caveat.roads_closed"]["count"].value == 1
    assert walked.values["share_of:homes:1600"].value == 0
    assert ask(catalogue, 1600, ONLY_A, "homes", mode="drive").table["homes_reached"].iloc[-1] == 1


def test_cars_keep_off_paths_and_keep_the_speeds_that_roads_declare():
    # 100 m of path are closed; of 400 m of street 100 m declare 60 km/h, twice the usual speed
    lines = [street((0, 0), (100, 0)), street((0, 0), (0, 100)), street((0, 100), (0, 400))]
    made = roads(*lines, grade=["path", "local", "local"], speed_kmh=[None, 60, None])
    assert made.faults.closed == 1
    assert made.faults.own_speed == pytest.approx(0.25)
    assert made.cost.sum() == pytest.approx(2 * (50 + 300))


def test_without_a_speed_of_its_own_a_road_is_driven_at_that_of_its_grade():
    # 100 m each: 60 km/h of its own; an arterial at 60; a local street at the usual 30
    lines = [street((0, n), (100, n)) for n in (0, 500, 1000)]
    columns = {"grade": ["arterial", "arterial", "local"], "speed_kmh": [60, None, None]}
    made = roads(*lines, along={"grade_kmh": {"arterial": 60}}, **columns)
    assert made.cost.sum() == pytest.approx(2 * (50 + 50 + 100))
    assert made.faults.own_speed == pytest.approx(1 / 3)


def test_speeds_by_grade_are_told(town):
    # 1500 m of arterial at 60 km/h take as long as 750 m at 30
    catalogue = streets(town, street(*MAIN), grade=["arterial"])
    driven = ask(catalogue, 800, ONLY_A, "homes", mode="drive", grade_kmh={"arterial": 60})
    assert driven.values["share_of:homes:800"].value == 1
    (told,) = caveats(driven)["caveat.roads_grade_speed"]["speeds"]
    assert told.key == "road_grade.arterial"
    assert say(told, "en") == "arterials 60 km/h"
    with pytest.raises(BadDefinition, match="grades_are_driven"):
        ask(catalogue, 800, ONLY_A, "homes", mode="walk", grade_kmh={"arterial": 60})


def roads(*lines, along=(), **columns):
    frame = geopandas.GeoDataFrame(columns, geometry=list(lines), crs=MEASURING_CRS)
    return roads_of(frame, Along(file="a.gpkg", mode="drive", **dict(along)))


def test_lines_that_cross_without_a_vertex_do_not_meet():
    # 200 m and 100 m crossing at (100, 0): two parts, a third of the length in the lesser
    faults = roads(street((0, 0), (200, 0)), street((130, -50), (130, 50))).faults
    assert faults.parts == 2
    assert faults.stranded == pytest.approx(1 / 3)
    assert faults.trapped == 0


def test_a_blind_alley_of_one_way_is_a_trap():
    # a loop of four sides of 100 m is free; 100 m lead out of it one way
    loop = street((0, 0), (100, 0), (100, 100), (0, 100), (0, 0))
    faults = roads(loop, street((100, 0), (200, 0)), oneway=["no", "yes"]).faults
    assert faults.parts == 1
    assert faults.trapped == pytest.approx(100 / 500)


def test_a_line_without_length_is_left_out_and_counted():
    made = roads(street((0, 0), (100, 0)), street((5, 5), (5, 5)))
    assert made.faults.empty == 1
    assert made.network.nodes_xy.shape == (3, 2)  # 50 m apart at most
    assert np.isfinite(made.cost).all()


def test_a_zone_without_roads_is_named(town):
    finding = ask(streets(town, street((0, 1000), (1000, 1000))))
    assert [name.zh for name in caveats(finding)["caveat.zones_without_roads"]["zones"]] == ["东区"]


@pytest.mark.parametrize(
    ("distance", "reason"),
    [
        ({"roads": {"layer": "schools"}}, "roads_are_not_lines"),
        (
            {"roads": {"layer": "streets", "where": {"field": "id", "op": "=", "value": "x"}}},
            "no_roads",
        ),
    ],
)
def test_roads_must_be_lines_that_are_there(town, distance, reason):
    with pytest.raises(Refused, match=reason):
        atlas.coverage(
            streets(town), {"facilities": ONLY_A, "zones": {"layer": "zones"}, "distance": distance}
        )


@pytest.mark.parametrize(
    ("distance", "rule"),
    [
        ({"mode": "walk"}, "roads_or_file"),
        ({"file": "../secret.gpkg"}, "string_pattern_mismatch"),
        ({"roads": {"layer": "street"}}, "unknown_layer"),
        ({"file": "a.gpkg", "speed_kmh": 0}, "greater_than"),
        ("crow", "literal_error"),
    ],
)
def test_a_distance_is_well_formed_or_refused(town, distance, rule):
    with pytest.raises(BadDefinition) as caught:
        atlas.coverage(
            streets(town), {"facilities": ONLY_A, "zones": {"layer": "zones"}, "distance": distance}
        )
    assert rule in [problem.rule for problem in caught.value.parameters["problems"]]


def test_without_facilities_nobody_is_reached_along_roads(town):
    none = {"layer": "incubators", "where": {"field": "name_zh", "op": "=", "value": "无"}}
    finding = ask(streets(town), facilities=none)
    assert finding.values["share_of:schools:600"].value == 0
    assert finding.values["gap:600"].value == pytest.approx(800, rel=1e-3)


def test_where_no_road_may_be_used_nobody_is_reached(town):
    closed = streets(town, street(*MAIN), grade=["expressway"])
    finding = ask(closed, 1600, ONLY_A, "homes")
    assert finding.values["share_of:homes:1600"].value == 0
    assert finding.parts["detour"].table["verdict"].tolist() == ["no_road"]
    assert len(caveats(finding)["caveat.zones_without_roads"]["zones"]) == 2


def test_changes_are_measured_along_roads_as_well(town):
    # one more at the east end of the street: 600 m of it, widened by 100 m
    finding = ask(streets(town), 600, ONLY_A, changes={"add": [lonlat(4000, 1000)]})
    east = finding.table.iloc[1]
    end = shapely.LineString([(3400, 1000), (4000, 1000)]).buffer(100, quad_segs=4)
    held = end.intersection(shapely.box(2000, 0, 4000, 2000)).area
    assert east["share_change"] == pytest.approx(held / 4e6, rel=1e-3)


def test_access_is_measured_along_roads_as_well(town):
    finding = ask(streets(town), 1600, ONLY_A, "homes", advanced={})
    access = finding.parts["access"].table.set_index("zone")["access"]
    # one home 1500 m along the street from one facility
    assert access["east"] == pytest.approx(1)
