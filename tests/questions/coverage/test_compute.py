"""Coverage over the tiny town, by hand."""

import math

import pytest

import atlas
from atlas.errors import BadDefinition, Refused

# a circle drawn with 64 corners covers sin(2 pi / 64) * 32 / pi of its disc
DISC = math.sin(math.pi / 32) * 32 / math.pi


@pytest.fixture(scope="module")
def finding(town):
    return atlas.coverage(
        town,
        {
            "facilities": {"layer": "incubators"},
            "zones": {"layer": "zones"},
            "demand": [{"layer": "schools"}],
            "radii_m": [300, 600],
            "focus_m": 600,
        },
    )


def row(finding, zone, radius):
    table = finding.table
    return table[(table["zone"] == zone) & (table["radius_m"] == radius)].iloc[0]


def test_area_is_the_disc(finding):
    # inc-a alone in the west, exact; 600 m
    west = row(finding, "west", 600)
    disc = math.pi * 0.6**2 * DISC
    assert west["covered_km2"] == pytest.approx(disc, rel=1e-6)
    assert west["share"] == pytest.approx(disc / 4, rel=1e-6)
    assert west["share_low"] == west["share"] == west["share_high"]
    assert west["gap_ha"] == pytest.approx((4 - disc) * 100, rel=1e-6)


def test_uncertainty_makes_a_range(finding):
    # inc-b may err by 200 m: certain at 400 m, possible at 800 m
    east = row(finding, "east", 600)
    assert east["share_low"] == pytest.approx(math.pi * 0.4**2 * DISC / 4, rel=1e-6)
    assert east["share"] == pytest.approx(math.pi * 0.6**2 * DISC / 4, rel=1e-6)
    assert east["share_high"] == pytest.approx(math.pi * 0.8**2 * DISC / 4, rel=1e-6)


def test_places_are_counted_by_distance(finding):
    # school-1 is 500 m from inc-a; school-2 is 500 m from inc-b, not certain at 400 m
    west, east = row(finding, "west", 600), row(finding, "east", 600)
    assert (west["schools_total"], west["schools_low"], west["schools_reached"]) == (1, 1, 1)
    assert (east["schools_total"], east["schools_low"]) == (2, 0)
    assert (east["schools_reached"], east["schools_high"]) == (1, 1)


def test_who_is_too_uncertain_is_left_out_and_named(finding, town):
    # at 300 m a third is 100 m: inc-b (200 m) and inc-d (2000 m) say nothing
    assert row(finding, "east", 300)["share_high"] == 0
    told = [caveat for caveat in finding.caveats if caveat.key.startswith("caveat.left_out")]
    names = [[name.zh for name in caveat.parameters["names"]] for caveat in told]
    # the radius in focus first; of the other only who is left out there as well
    assert [caveat.parameters["radius"].value for caveat in told] == [0.6, 0.3]
    assert [caveat.key for caveat in told] == ["caveat.left_out", "caveat.left_out_more"]
    assert names == [["丁孵化器"], ["乙众创空间"]]
    assert finding.values["used"].value == 2


def test_who_is_left_out_of_less_is_told_once(town):
    asked = {"facilities": {"layer": "incubators"}, "zones": {"layer": "zones"}, "focus_m": 300}
    finding = atlas.coverage(town, {"radii_m": [300, 450, 600, 7000], **asked})
    told = [caveat for caveat in finding.caveats if caveat.key.startswith("caveat.left_out")]
    # a third of 450 m is less than 200 m as well; at 7 km all are sure enough
    keys = [caveat.key.removeprefix("caveat.") for caveat in told]
    assert keys == ["left_out", "left_out_same", "left_out_fewer"]
    assert [name.zh for name in told[2].parameters["names"]] == ["乙众创空间"]


def test_covered_and_gap_make_the_zone(finding):
    table = finding.table
    together = table["covered_km2"] + table["gap_ha"] / 100
    assert together.tolist() == pytest.approx(table["area_km2"].tolist(), rel=1e-9)


def test_the_last_row_is_the_sum(finding):
    whole, west, east = (row(finding, zone, 600) for zone in ("", "west", "east"))
    for name in ("area_km2", "covered_km2", "gap_ha", "schools_total", "schools_reached"):
        assert whole[name] == pytest.approx(west[name] + east[name])
    assert whole["share"] == pytest.approx(whole["covered_km2"] / whole["area_km2"])


def test_the_headline_names_what_it_rests_on(finding):
    # 7 % of the west; 3-13 % of the east by position; together 5-10 %
    said = finding.headline("zh")
    assert said.startswith(
        "按入库 2 处（其中规划、在建 1 处；2026 年全市孵化器 10 家）、直线距离、示意边界，"
        "0.6 公里覆盖分区面积的"
    )
    low, high = (finding.values["share:600"].low * 100, finding.values["share:600"].high * 100)
    assert f"{low:.1f}–{high:.1f} %" in said
    assert "最大盲区在" in said
    assert f"{low:.1f}–{high:.1f} %" in finding.headline("en")


def test_what_is_drawn_is_the_radius_in_focus(finding):
    gap = finding.layers["gap"].to_crs(4545)
    assert gap.area.sum() / 1e6 == pytest.approx(row(finding, "", 600)["gap_ha"] / 100, rel=1e-6)
    assert list(finding.layers["facilities"].index) == ["inc-a", "inc-b"]
    assert "overlap" not in finding.layers


def test_ground_reached_twice_is_drawn(town):
    # discs of 1500 m about inc-a and inc-b, 2000 m apart, overlap
    found = atlas.coverage(
        town,
        {"facilities": {"layer": "incubators"}, "zones": {"layer": "zones"}, "radii_m": [1500]},
    )
    twice = found.layers["overlap"].to_crs(4545)
    assert twice["facilities"].tolist() == [2]
    assert twice.area.sum() / 1e6 == pytest.approx(found.table["overlap2_km2"].iloc[-1], rel=1e-6)
    assert found.table["overlap2_km2"].iloc[-1] > 0.1


def test_places_without_or_outside_are_told(finding):
    keys = [caveat.key for caveat in finding.caveats]
    assert keys.count("caveat.unlocated") == 2
    assert "caveat.outside_zones" in keys
    assert "caveat.schematic" in keys


def test_without_facilities_all_is_gap(town):
    none = {"layer": "incubators", "where": {"field": "name_zh", "op": "=", "value": "无"}}
    finding = atlas.coverage(
        town, {"facilities": none, "zones": {"layer": "zones"}, "radii_m": [500]}
    )
    assert finding.values["share:500"].value == 0
    assert finding.values["gap:500"].value == pytest.approx(800, rel=1e-3)


def test_more_reach_never_covers_less(town):
    finding = atlas.coverage(
        town,
        {
            "facilities": {"layer": "schools"},
            "zones": {"layer": "zones"},
            "radii_m": [100, 300, 900, 2700],
        },
    )
    whole = finding.table[finding.table["zone"] == ""]
    # the third of four is in the middle: it is what the headline speaks of, and comes first
    assert whole["radius_m"].tolist() == [900, 100, 300, 2700]
    assert whole.sort_values("radius_m")["share"].is_monotonic_increasing
    assert whole["share"].max() <= 1


@pytest.mark.parametrize(
    ("zones", "reason"), [("schools", "zones_are_not_polygons"), ("red_line", "no_zones")]
)
def test_zones_must_be_areas_that_are_there(town, zones, reason):
    with pytest.raises(Refused, match=reason):
        atlas.coverage(town, {"facilities": {"layer": "incubators"}, "zones": {"layer": zones}})


def test_facilities_are_held_against_the_thresholds_of_their_class(shipped):
    finding = atlas.coverage(
        shipped,
        {
            "facilities": {"layer": "incubators"},
            "zones": {"layer": "zones"},
            "standards": "incubator_standards",
        },
    )
    table = finding.parts["standards"].table
    # no list of carriers gives their floor area or tenants: nothing is met and nothing failed
    assert set(table["verdict"]) == {"unknown"}
    assert len(set(table.index)) == len(shipped["incubators"].frame)
    assert (table["missing_zh"] != "").any()
    assert "guokefaqu-2018-300" in {source.id for source in finding.sources}
    assert "incubator_standards" in finding.versions


def test_standards_must_be_a_table_of_them(shipped):
    for name, rule in (("targets", "not_standards"), ("standard", "unknown_layer")):
        with pytest.raises(BadDefinition, match=rule):
            atlas.coverage(
                shipped,
                {
                    "facilities": {"layer": "incubators"},
                    "zones": {"layer": "zones"},
                    "standards": name,
                },
            )
