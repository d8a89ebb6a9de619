"""
The location question along roads and under constraints, by hand in the tiny town.

The main street runs at y = 1000 from end to end; a side street goes from it at x = 1000 north to
`school-1` (1000, 1500). inc-a stands on the corner, inc-b at x = 3000, `school-2` at x = 2500.
`school-3` (3800, 100) is 900 m from the street and `school-4` outside: both farther than 300 m.
Cells of 1000 m have their centres at 500, 1500, 2500, 3500 x 500, 1500.
"""

import h3
import pytest

import atlas
from atlas.errors import BadDefinition, Refused
from tests.questions.access.test_along_roads import streets

ALONG = {"roads": {"layer": "streets"}, "mode": "walk", "speed_kmh": 6}
CELLS = {"size_m": 1000, "inside": {"layer": "zones"}}
EITHER = {
    "layer": "incubators",
    "where": {"field": "id", "op": "in", "value": ["inc-a", "inc-b"]},
}
QUESTION = {
    "kind": "location",
    "candidates": EITHER,
    "demand": [{"layer": "schools"}],
    "additional": 1,
    "radius_m": 1600,
    "curve_to": 0,
}


def asked(town, **changes):
    question = {**QUESTION, **changes}
    return atlas.run(town, {key: value for key, value in question.items() if value is not None})


def caveats(finding):
    return {caveat.key: caveat.parameters for caveat in finding.caveats}


def test_the_way_along_roads_decides(town):
    roads = streets(town)
    # straight, inc-b reaches school-2 (500 m) and school-3 (hypot(800, 900) = 1204 m); along the
    # street only school-2, and inc-a school-1 (500 m) and school-2 (1500 m)
    found = asked(roads, distance=ALONG)
    assert found.table["cell"].tolist() == ["inc-a"]
    assert found.values["row_share_after"].value == 0.5
    assert found.values["mean_after"].value == pytest.approx((0.5 + 1.5) / 2)
    assert found.values["longest_after"].value == pytest.approx(1.5)
    assert caveats(found)["caveat.no_way"]["count"].value == 2
    assert "caveat.straight" not in caveats(found)
    assert "路网距离（步行 6 公里/小时）" in found.headline("zh")
    assert "streets" in found.versions
    both = asked(roads, candidates={"layer": "incubators", "id": "inc-b"})
    assert both.values["row_share_after"].value == 0.5
    assert "直线距离" in both.headline("zh")


def test_ground_is_reached_by_cells_and_not_by_discs(town):
    # with a snap of 600 m each centre is 500 m from a street: inc-a (x = 1000) is 500 m further
    # from the cells about x = 500 and 1500, 1000 m in all, and 2000 m from the next
    ground = {"cells": "square", **CELLS}
    along = ALONG | {"snap_m": 600}
    only_a = {"layer": "incubators", "id": "inc-a"}
    found = asked(streets(town), candidates=only_a, demand=[ground], radius_m=1100, distance=along)
    assert found.values["row_share_after"].value == 0.5
    drawn = found.layers["gained"].to_crs("EPSG:4545").area.sum()
    assert drawn == pytest.approx(4e6, rel=1e-6)


def test_without_any_way_no_radius_works(town):
    found = asked(streets(town), model="lscp", additional=None, distance=ALONG)
    assert found.table.empty
    assert found.values["unreachable"].value == 2
    assert "smallest_radius" not in found.values
    assert found.parts["unreached"].table.index.tolist() == ["school-3", "school-4"]
    assert "没有路通到" in found.headline("zh")


def test_roads_must_be_there(town):
    with pytest.raises(Refused, match="roads_are_not_lines"):
        asked(town, distance={"roads": {"layer": "schools"}, "mode": "walk"})


def test_constraints_take_candidates_away_and_are_told(town):
    near = {"at_most_m": 700, "of": {"layer": "schools", "id": "school-3"}}
    # only the cell about (3500, 500) is within 700 m of (3800, 100): 500 m
    found = asked(town, candidates=CELLS, constraints=[near])
    assert found.table["cell"].tolist() == ["c563r3775"]
    assert found.values["candidates"].value == 1
    assert caveats(found)["caveat.removed_cells"]["count"].value == 7
    # the red line still waits for its data, and is named
    assert "caveat.not_applied" in caveats(found)
    with pytest.raises(Refused, match="constraints_leave_none"):
        asked(town, candidates=CELLS, constraints=[near, {"at_least_m": 5000, **_of(near)}])
    with pytest.raises(BadDefinition, match="unknown_constraint"):
        asked(town, constraints=[{"criterion": "near", "at_most": 1}])


def _of(constraint):
    return {"of": constraint["of"]}


def test_constraints_hold_for_features_too(town):
    clear = {"at_least_m": 1300, "of": {"layer": "schools", "id": "school-3"}}
    # inc-b is 1204 m from school-3, inc-a is hypot(2800, 900) = 2941 m away
    found = asked(town, constraints=[clear])
    assert found.table["cell"].tolist() == ["inc-a"]


def test_hexagons_may_be_chosen(town):
    hexagons = {"cells": "h3", "resolution": 8, "inside": {"layer": "zones"}}
    found = asked(town, candidates=hexagons, radius_m=1000)
    (cell,) = found.table["cell"]
    assert h3.get_resolution(cell) == 8
    assert "name_zh" not in found.table
    assert found.values["row_share_after"].value > 0
