"""What adding, closing and moving facilities changes: by hand in the tiny town."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import atlas
from atlas.errors import BadDefinition
from tests.questions.coverage.coverage_town import lonlat

# a circle of 300 m drawn with 64 corners, km2; at 300 m only inc-a is sure enough to serve
DISC = math.pi * 0.3**2 * math.sin(math.pi / 32) * 32 / math.pi


def ask(town, changes, **more):
    return atlas.coverage(
        town,
        {
            "facilities": {"layer": "incubators"},
            "zones": {"layer": "zones"},
            "demand": [{"layer": "schools"}],
            "radii_m": [300],
            "changes": changes,
            **more,
        },
    )


def row(finding, zone):
    return finding.table[finding.table["zone"] == zone].iloc[0]


def test_one_more_on_the_border_serves_half_a_disc_in_either_zone(town):
    finding = ask(town, {"add": [lonlat(2000, 1000)]})
    west, east = row(finding, "west"), row(finding, "east")
    assert west["share_before"] == pytest.approx(DISC / 4, rel=1e-4)
    assert west["share"] == pytest.approx(1.5 * DISC / 4, rel=1e-4)
    assert east["share_change"] == pytest.approx(0.5 * DISC / 4, rel=1e-4)
    assert row(finding, "")["gap_change_ha"] == pytest.approx(-100 * DISC, rel=1e-4)
    assert finding.values["share_change:300"].value == pytest.approx(DISC / 8, rel=1e-4)


def test_what_is_gained_is_drawn(town):
    gained = ask(town, {"add": [lonlat(2000, 1000)]}).layers["gained"].to_crs(4545)
    assert (gained.area / 1e6).tolist() == pytest.approx([DISC / 2, DISC / 2], rel=1e-4)
    # nothing is gained by closing
    assert "gained" not in ask(town, {"close": ["inc-a"]}).layers


def test_a_closed_one_serves_nobody(town):
    finding = ask(town, {"close": ["inc-a"]})
    assert row(finding, "west")["share"] == 0
    assert row(finding, "west")["share_before"] == pytest.approx(DISC / 4, rel=1e-4)
    assert finding.values["used"].value == 0


def test_a_moved_one_stands_exactly_where_it_is_put(town):
    # inc-b may err by 200 m and said nothing at 300 m; school-3 stands where it is moved to
    finding = ask(town, {"move": {"inc-b": lonlat(3800, 100)}})
    east = row(finding, "east")
    assert (east["schools_before"], east["schools_low"], east["schools_reached"]) == (0, 1, 1)


def test_one_without_a_place_can_be_given_one(town):
    finding = ask(town, {"move": {"inc-c": lonlat(3000, 1000)}})
    assert row(finding, "east")["share"] == pytest.approx(DISC / 4, rel=1e-4)
    shown = finding.layers["facilities"]
    assert list(shown.index) == ["inc-a", "inc-c"]
    assert shown.geometry["inc-c"].x == pytest.approx(lonlat(3000, 1000)[0], abs=1e-8)


def test_what_is_added_is_drawn_and_named(town):
    shown = ask(town, {"add": [lonlat(3000, 1000), lonlat(3500, 500)]}).layers["facilities"]
    assert list(shown.index) == ["inc-a", "added-1", "added-2"]
    assert list(shown["name_zh"])[1:] == ["+1", "+2"]


def test_the_sentence_says_what_was_done_and_what_it_does(town):
    # inc-a goes, two come: one disc more; the schools of both zones are counted together
    changes = {"add": [lonlat(3000, 1000), lonlat(3800, 100)], "close": ["inc-a"]}
    finding = ask(town, changes)
    said = finding.headline("zh")
    assert said.startswith("新增 2 处、关闭 1 处后，0.3 公里覆盖率由 3.5 % 变为")
    assert "学校由 0 条变为 1 条" in said
    # the west loses its only disc; the east gains one, and part of another at its corner
    assert "；东区变化最大，由 0.0 % 变为 " in said
    assert finding.headline("en").startswith("2 added, 1 closed: within 0.3 km the share goes")


def test_a_change_that_reaches_nobody_more_says_so(town):
    # inc-a moves by so little that its school stays within reach, and no tenth of a per cent shows
    finding = ask(town, {"move": {"inc-a": lonlat(1000.5, 1000)}})
    said = finding.headline("zh")
    assert "所选需求的覆盖不变" in said
    assert "变化最大" not in said


def test_without_changes_there_is_no_before(town):
    finding = ask(town, None)
    assert "share_before" not in finding.table
    assert "share_before:300" not in finding.values


def test_a_change_to_one_not_asked_for_is_told(town):
    only = {"layer": "incubators", "where": {"field": "class", "op": "=", "value": "makerspace"}}
    finding = atlas.coverage(
        town, {"facilities": only, "zones": {"layer": "zones"}, "changes": {"close": ["inc-a"]}}
    )
    (told,) = [c for c in finding.caveats if c.key == "caveat.change_without_effect"]
    assert [name.zh for name in told.parameters["names"]] == ["甲孵化器"]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({}, "nothing_changes"),
        ({"close": ["inc-a"], "move": {"inc-a": [108.6, 34.1]}}, "closed_and_moved"),
        ({"close": ["inc-z"]}, "unknown_feature"),
        ({"move": {"inc-z": [108.6, 34.1]}}, "unknown_feature"),
        ({"add": [[200.0, 34.1]]}, "less_than_equal"),
    ],
)
def test_changes_that_cannot_be_made_are_refused(town, changes, rule):
    with pytest.raises(BadDefinition) as caught:
        ask(town, changes)
    assert rule in [problem.rule for problem in caught.value.parameters["problems"]]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 2000)), min_size=1, max_size=4))
def test_more_facilities_never_cover_less(town, places):
    finding = ask(town, {"add": [lonlat(*place) for place in places]})
    assert (finding.table["share_change"] >= -1e-12).all()
    assert (finding.table["schools_reached"] >= finding.table["schools_before"]).all()
    ground = finding.parts["ground"].table
    assert (ground["overlap2_km2"] <= ground["covered_km2"] + 1e-9).all()
    assert (ground["overlap3_km2"] <= ground["overlap2_km2"] + 1e-9).all()
