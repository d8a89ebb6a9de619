"""Overlaps, gaps and what leaves the parent, against areas worked out by hand."""

import geopandas
import pytest
import shapely

from atlas.domain.crs import MEASURING_CRS, to_storage
from atlas.ingest.checks import check_incoming
from tests.ingest.checks.checked_rows import EAST, NORTH, SPEC, rows, square, told


def degrees(shape):
    return to_storage(geopandas.GeoSeries([shape], crs=MEASURING_CRS)).iloc[0]


def parts(shapes, **more):
    return check_incoming(rows(shapes), SPEC, parts_of_whole=True, **more)


def test_squares_that_share_an_edge_make_a_whole():
    assert told(parts([square(0, 0), square(100, 0), square(0, 100), square(100, 100)])) == []


def test_an_overlap_is_told_once_with_its_ground():
    checks = parts([square(0, 0), square(90, 0)])  # 10 m x 100 m in common
    assert told(checks) == [("parts_overlap", 0)]
    fault = checks.table.iloc[0]
    assert (fault["found"], fault["allowed"]) == ("1,000.0 m2", "#2")
    west, _, east, _ = geopandas.GeoSeries([fault.geometry], crs=4326).to_crs(4545).total_bounds
    assert east - west == pytest.approx(10, abs=0.01)


@pytest.mark.parametrize(
    "inside",
    [square(0, 0), square(20, 20, 10), square(0, 0, 50)],
    ids=["the same", "within", "in a corner"],
)
def test_a_part_within_another_overlaps_it(inside):
    checks = parts([square(0, 0), inside])
    assert ("parts_overlap", 0) in told(checks)


def test_a_file_of_blocks_over_the_parcels_they_are_made_of_overlaps():
    # the block has the same corners as its two parcels together
    block = shapely.segmentize(square(0, 0, 200, 100), 100)
    checks = parts([square(0, 0), square(100, 0), block])
    assert told(checks) == [("parts_overlap", 0), ("parts_overlap", 1)]


def test_less_than_a_square_metre_is_let_be():
    assert told(parts([square(0, 0), square(99.995, 0)])) == []  # half a square metre


def test_an_enclosed_gap_is_found_and_an_open_one_only_with_a_parent():
    ring = [square(x, y) for x in (0, 100, 200) for y in (0, 100, 200) if (x, y) != (100, 100)]
    checks = parts(ring)
    assert told(checks) == [("gap_between_parts", -1)]
    assert checks.table.iloc[0]["found"] == "10,000.0 m2"
    assert [caveat.key for caveat in checks.finding().caveats][1] == "check.gaps_enclosed_only"
    open_gap = [square(0, 0), square(200, 0)]
    assert told(parts(open_gap)) == []
    whole = degrees(square(0, 0, 300, 100))
    assert told(parts(open_gap, parent=whole)) == [("gap_between_parts", -1)]


def test_an_island_in_a_gap_is_no_gap():
    ring = [square(x, y) for x in (0, 100, 200) for y in (0, 100, 200) if (x, y) != (100, 100)]
    checks = parts([*ring, square(120, 120, 60)])
    assert checks.table["found"].tolist() == ["6,400.0 m2"]  # 100 x 100 - 60 x 60


def test_what_leaves_the_parent_is_told_with_the_ground_outside():
    parent = degrees(square(0, 0, 150, 100))
    checks = check_incoming(rows([square(0, 0), square(100, 0)]), SPEC, parent=parent)
    assert told(checks) == [("outside_parent", 1)]
    assert checks.table.iloc[0]["found"] == "5,000.0 m2"


def test_points_and_lines_outside_are_told_too():
    parent = degrees(square(0, 0))
    spec = SPEC.model_copy(update={"geometry": "point"})
    points = [square(x, 50, 2).centroid for x in (10, 300)]
    assert told(check_incoming(rows(points), spec, parent=parent)) == [("outside_parent", 1)]


def test_an_invalid_part_is_told_as_such_and_held_against_nothing():
    at = [(EAST + x, NORTH + y) for x, y in [(0, 0), (100, 100), (100, 0), (0, 100)]]
    checks = parts([shapely.Polygon(at), square(50, 0)])
    assert told(checks) == [("invalid_geometry", 0)]


def test_a_check_can_be_stopped_between_its_stages():
    seen = []

    def stop(done, total, stage):
        seen.append(stage)
        if stage == "overlaps":
            raise InterruptedError

    with pytest.raises(InterruptedError):
        parts([square(0, 0), square(90, 0)], progress=stop)
    assert list(dict.fromkeys(seen)) == ["cells", "shapes", "parts", "overlaps"]
