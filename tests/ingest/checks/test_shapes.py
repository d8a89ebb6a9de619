"""Shapes that cannot be drawn or measured, stand twice, or are too narrow to be meant."""

import numpy as np
import pytest
import shapely

from atlas.domain.crs import to_measuring
from atlas.ingest.checks import check_incoming
from atlas.ingest.checks.shapes import _REASONS, widths_m
from atlas.output.language import has_words
from tests.ingest.checks.checked_rows import EAST, NORTH, SPEC, rows, square, told


def bow_tie(x=0.0):
    at = [(0, 0), (100, 100), (100, 0), (0, 100)]
    return shapely.Polygon([(EAST + x + e, NORTH + n) for e, n in at])


def test_a_bow_tie_is_told_with_its_reason_and_the_place_of_the_fault():
    checks = check_incoming(rows([square(200, 0), bow_tie()]), SPEC)
    assert told(checks) == [("invalid_geometry", 1)]
    assert checks.table.iloc[0]["found"] == "self_intersection"
    place = to_measuring(checks.table.geometry).iloc[0]
    assert place.distance(shapely.Point(EAST + 50, NORTH + 50)) < 0.01  # where the edges cross


def test_what_has_no_shape_is_told_apart_from_an_empty_one():
    shapes = [square(0, 0), shapely.Polygon(), None]
    assert told(check_incoming(rows(shapes), SPEC)) == [
        ("empty_geometry", 1),
        ("without_place", 2),
    ]


@pytest.mark.parametrize(
    ("shape", "found"),
    [
        (shapely.Point(EAST, NORTH), "point"),
        (shapely.LineString([(EAST, NORTH), (EAST, NORTH + 9)]), "line"),
        (shapely.GeometryCollection([square(0, 0)]), "mixed"),
    ],
)
def test_another_kind_of_geometry_is_wrong(shape, found):
    checks = check_incoming(rows([square(200, 0), shape]), SPEC)
    assert told(checks) == [("wrong_geometry", 1)]
    assert (checks.table.iloc[0]["found"], checks.table.iloc[0]["allowed"]) == (found, "polygon")


def test_the_same_shape_twice_is_found_wherever_its_ring_begins():
    turned = shapely.Polygon(np.roll(np.array(square(0, 0).exterior.coords[:-1]), 1, axis=0))
    checks = check_incoming(rows([square(0, 0), square(200, 0), turned]), SPEC)
    assert told(checks) == [("duplicate_geometry", 2)]
    assert checks.table.iloc[0]["found"] == "#1"


def test_points_may_share_a_place_and_it_is_only_noted():
    spec = SPEC.model_copy(update={"geometry": "point"})
    point = shapely.Point(EAST, NORTH)
    checks = check_incoming(rows([point, point]), spec)
    assert told(checks) == [("same_point", 1)]
    assert checks.is_storable


def test_width_is_four_areas_by_perimeter():
    # a square: 4 * 100^2 / 400 = 100; a strip of 1 x 99: 4 * 99 / 200 = 1.98
    np.testing.assert_allclose(widths_m(np.array([square(0, 0), square(0, 0, 1, 99)])), [100, 1.98])
    assert np.isnan(widths_m(np.array([shapely.Point(0, 0)]))).all()


def test_a_sliver_is_told_below_the_stated_width_only():
    strip = square(300, 0, 1, 99)  # width 1.98 m
    assert told(check_incoming(rows([square(0, 0), strip]), SPEC)) == [("sliver", 1)]
    assert told(check_incoming(rows([square(0, 0), strip]), SPEC, sliver_m=1.9)) == []


def test_every_reason_has_words_and_a_hole_outside_is_told_as_one():
    assert [one for one in _REASONS if not has_words(f"check.invalid_{one}")] == []
    outside = shapely.Polygon(square(0, 0).exterior, [square(300, 0).exterior])
    checks = check_incoming(rows([outside, square(600, 0)]), SPEC)
    assert checks.table.iloc[0]["found"] == "hole_lies_outside_shell"
