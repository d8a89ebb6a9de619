"""Selection by shape: by hand on five features, and against every exact test."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

from atlas.errors import BadInput, UnknownName
from atlas.methods.predicates import prepare_geometries

# row: 0 a unit square, 1 a point on its east border, 2 a line through it, 3 empty, 4 missing,
# 5 a square that holds the first, 6 a point 3 east and 4 north of (1, 1)
STREET = LineString([(-1, 0.5), (9, 0.5)])
FEATURES = gpd.GeoSeries(
    [box(0, 0, 1, 1), Point(1, 0.5), STREET, Point(), None, box(-5, -5, 5, 5), Point(4, 5)],
    crs="EPSG:4545",
)
UNIT = box(0, 0, 1, 1)


@pytest.mark.parametrize(
    ("predicate", "rows"),
    [
        ("intersects", [0, 1, 2, 5]),
        ("within", [0]),  # the point on the border is not within, as the OGC has it
        ("contains", [0, 5]),
    ],
)
def test_relations_to_a_square(predicate, rows) -> None:
    assert prepare_geometries(FEATURES).select(UNIT, predicate).tolist() == rows


def test_within_distance_counts_the_ring() -> None:
    # the last feature is the hypotenuse of 3 and 4 from the corner of the square
    prepared = prepare_geometries(FEATURES)
    assert 6 in prepared.select(UNIT, "within_distance", distance_m=5)
    assert 6 not in prepared.select(UNIT, "within_distance", distance_m=4.9999)


def test_within_no_distance_is_touching() -> None:
    rows = prepare_geometries(FEATURES).select(UNIT, "within_distance", distance_m=0)
    assert rows.tolist() == [0, 1, 2, 5]


def test_mask_leaves_out_rows() -> None:
    mask = np.array([False, True, True, True, True, False, True])
    assert prepare_geometries(FEATURES).select(UNIT, "intersects", mask=mask).tolist() == [1, 2]


def test_mask_may_be_a_function_of_near_rows() -> None:
    asked = []

    def even(rows):
        asked.extend(rows)
        return rows % 2 == 0

    assert prepare_geometries(FEATURES).select(UNIT, "intersects", mask=even).tolist() == [0, 2]
    assert sorted(asked) == [0, 1, 2, 5]


def test_a_frame_serves_as_well_as_a_series() -> None:
    frame = gpd.GeoDataFrame({"name": list("abcdefg")}, geometry=FEATURES)
    assert prepare_geometries(frame).select(UNIT, "within").tolist() == [0]


def test_row_numbers_are_not_labels() -> None:
    labelled = gpd.GeoSeries([Point(9, 9), Point(0, 0)], index=["b", "a"], crs="EPSG:4545")
    assert prepare_geometries(labelled).select(UNIT, "intersects").tolist() == [1]


def test_an_empty_or_missing_shape_matches_nothing() -> None:
    assert prepare_geometries(FEATURES).select(Polygon(), "intersects").tolist() == []
    assert prepare_geometries(FEATURES).select(None, "intersects").tolist() == []


def test_an_empty_layer_has_no_rows() -> None:
    prepared = prepare_geometries(gpd.GeoSeries([], crs="EPSG:4545"))
    assert prepared.select(UNIT, "intersects").tolist() == []
    assert prepared.select(UNIT, "nearest", k=2).tolist() == []


def test_nearest_of_points_in_a_row() -> None:
    row = gpd.GeoSeries([Point(x, 0) for x in (50, 10, 30, 20, 40)], crs="EPSG:4545")
    prepared = prepare_geometries(row)
    assert prepared.select(Point(21, 0), "nearest").tolist() == [3]
    assert prepared.select(Point(21, 0), "nearest", k=3).tolist() == [1, 2, 3]
    assert prepared.select(Point(21, 0), "nearest", k=9).tolist() == [0, 1, 2, 3, 4]


def test_nearest_prefers_the_lowest_of_equals() -> None:
    corners = gpd.GeoSeries([Point(9, 9), Point(1, 0), Point(0, 1), Point(-1, 0)], crs="EPSG:4545")
    assert prepare_geometries(corners).select(Point(0, 0), "nearest", k=2).tolist() == [1, 2]


def test_nearest_among_the_allowed_only() -> None:
    row = gpd.GeoSeries([Point(x, 0) for x in (1, 2, 3)], crs="EPSG:4545")
    mask = np.array([False, True, True])
    assert prepare_geometries(row).select(Point(0, 0), "nearest", mask=mask).tolist() == [1]


def test_nearest_measures_to_the_shape_not_its_box() -> None:
    # the corner of the line's box is at (10, 10), the line itself stays 7 away
    slanted = LineString([(0, 20), (20, 0)])
    features = gpd.GeoSeries([slanted, Point(10, 4)], crs="EPSG:4545")
    assert prepare_geometries(features).select(Point(5, 5), "nearest").tolist() == [1]


BOWTIE = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])


@pytest.mark.parametrize(
    ("asked", "argument", "reason"),
    [
        ({"geometry": BOWTIE}, "geometry", "self_crossing"),
        ({"predicate": "within_distance"}, "distance_m", "missing"),
        ({"predicate": "within_distance", "distance_m": -1}, "distance_m", "negative"),
        ({"predicate": "within_distance", "distance_m": np.nan}, "distance_m", "negative"),
        ({"mask": np.ones(3, dtype=bool)}, "mask", "wrong_shape"),
        ({"predicate": "nearest", "k": 0}, "k", "not_positive"),
    ],
)
def test_bad_questions_are_named(asked, argument, reason) -> None:
    question = {"geometry": UNIT, "predicate": "intersects"} | asked
    with pytest.raises(BadInput) as caught:
        prepare_geometries(FEATURES).select(**question)
    assert caught.value.parameters == {"argument": argument, "reason": reason, "rows": []}


def test_an_unknown_predicate_lists_the_known() -> None:
    with pytest.raises(UnknownName) as caught:
        prepare_geometries(FEATURES).select(UNIT, "touches")
    assert "within_distance" in caught.value.parameters["known"]


def test_a_feature_that_crosses_itself_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        prepare_geometries(gpd.GeoSeries([UNIT, None, BOWTIE], crs="EPSG:4545"))
    assert caught.value.parameters == {"argument": "frame", "reason": "self_crossing", "rows": [2]}


def test_degrees_are_refused() -> None:
    with pytest.raises(BadInput) as caught:
        prepare_geometries(FEATURES.set_crs("EPSG:4326", allow_override=True))
    assert caught.value.parameters["reason"] == "not_metres"


metre = st.integers(0, 20).map(float)
corner = st.tuples(metre, metre)
points = corner.map(Point)
boxes = st.tuples(corner, st.integers(1, 6), st.integers(1, 6)).map(
    lambda drawn: box(*drawn[0], drawn[0][0] + drawn[1], drawn[0][1] + drawn[2])
)
shapes = st.one_of(points, boxes)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(rows=st.lists(st.one_of(shapes, st.none()), max_size=25), shape=shapes, data=st.data())
def test_every_exact_test_agrees(rows, shape, data) -> None:
    series = gpd.GeoSeries(rows, crs="EPSG:4545")
    mask = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))), bool
    )
    prepared, every = prepare_geometries(series), np.array(rows, dtype=object)
    expected = {
        "intersects": shapely.intersects(every, shape),
        "within": shapely.within(every, shape),
        "contains": shapely.contains(every, shape),
        "within_distance": shapely.distance(every, shape) <= 5 + 1e-6,
    }
    for predicate, stands in expected.items():
        rows_found = prepared.select(shape, predicate, distance_m=5, mask=mask)
        np.testing.assert_array_equal(rows_found, np.flatnonzero(stands & mask))
    distance = np.where(mask, np.nan_to_num(shapely.distance(every, shape), nan=np.inf), np.inf)
    ranked = np.argsort(distance, kind="stable")[: min(3, np.isfinite(distance).sum())]
    found = prepared.select(shape, "nearest", k=3, mask=mask)
    np.testing.assert_array_equal(found, np.sort(ranked))
