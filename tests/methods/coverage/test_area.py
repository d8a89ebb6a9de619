"""Ground within reach: squares and discs by hand, and conservation against random points."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from atlas.errors import BadInput
from atlas.methods.coverage import covered_area

# two zones of 100 m by 100 m, side by side
TOWN = [box(0, 0, 100, 100), box(100, 0, 200, 100)]

# the polygon of 64 corners in a circle of radius 1: half of 64 sine of (a turn / 64)
DISC_M2 = 32 * np.sin(2 * np.pi / 64)


def test_a_disc_inside_a_zone() -> None:
    areas = covered_area(TOWN, [(50, 50)], radius_m=10)
    assert areas["area_m2"].tolist() == [10_000, 10_000]
    assert areas["covered_m2"].tolist() == pytest.approx([100 * DISC_M2, 0])
    assert areas["overlap2_m2"].tolist() == [0, 0]
    assert areas.index.tolist() == [0, 1]


def test_a_disc_on_the_border_is_shared() -> None:
    areas = covered_area(TOWN, [(100, 50)], radius_m=10)
    assert areas["covered_m2"].tolist() == pytest.approx([50 * DISC_M2, 50 * DISC_M2])


def test_covered_and_gap_make_the_zone() -> None:
    areas = covered_area(TOWN, [(30, 30), (60, 60), (130, 20)], radius_m=45)
    assert (areas["covered_m2"] + areas["gap_m2"]).tolist() == pytest.approx([10_000, 10_000])
    assert areas.geometry.area.tolist() == pytest.approx(areas["gap_m2"].tolist())


def test_stacked_facilities_overlap_wholly() -> None:
    areas = covered_area(TOWN[:1], [(50, 50)] * 2, radius_m=10)
    assert areas.loc[0, "overlap2_m2"] == pytest.approx(100 * DISC_M2)
    assert areas.loc[0, "overlap3_m2"] == 0
    areas = covered_area(TOWN[:1], [(50, 50)] * 4, radius_m=10)
    assert areas.loc[0, "covered_m2"] == pytest.approx(100 * DISC_M2)
    assert areas.loc[0, "overlap3_m2"] == pytest.approx(100 * DISC_M2)


def test_touching_discs_do_not_overlap() -> None:
    areas = covered_area(TOWN[:1], [(40, 50), (60, 50)], radius_m=10)
    assert areas.loc[0, "overlap2_m2"] == pytest.approx(0, abs=1e-9)
    assert areas.loc[0, "covered_m2"] == pytest.approx(200 * DISC_M2)


def test_squares_for_discs_overlap_by_hand() -> None:
    # one segment a quarter makes a diamond of diagonal 20: 200 m2; the second, shifted by 10
    # along the diagonal, shares a diamond of diagonal 10: 50 m2; the third shares it too
    sites = [(40, 50), (50, 50), (45, 50)]
    two = covered_area(TOWN[:1], sites[:2], radius_m=10, quad_segs=1)
    assert two.loc[0, "covered_m2"] == pytest.approx(350)
    assert two.loc[0, "overlap2_m2"] == pytest.approx(50)
    three = covered_area(TOWN[:1], sites, radius_m=10, quad_segs=1)
    # the third shares a diamond of diagonal 15, 112.5 m2, with each of the others
    assert three.loc[0, "overlap3_m2"] == pytest.approx(50)
    assert three.loc[0, "overlap2_m2"] == pytest.approx(2 * 112.5 - 50)


def test_a_zone_wholly_covered_has_an_empty_gap() -> None:
    areas = covered_area(TOWN, [(50, 50)], radius_m=80)
    assert areas.loc[0, "gap_m2"] == 0
    assert areas.geometry[0].is_empty
    assert areas.loc[1, "gap_m2"] > 0


def test_the_gap_is_where_nothing_serves() -> None:
    areas = covered_area(TOWN, [(50, 50)], radius_m=10)
    assert not areas.geometry[0].contains(shapely.Point(50, 50))
    assert areas.geometry[0].contains(shapely.Point(50, 61))
    assert areas.geometry[1].equals(TOWN[1])


def test_without_facilities_all_is_gap() -> None:
    areas = covered_area(TOWN, [], radius_m=10)
    assert areas["gap_m2"].tolist() == [10_000, 10_000]
    assert areas["covered_m2"].tolist() == [0, 0]
    assert areas.geometry[0].equals(TOWN[0])


def test_without_zones_there_are_no_rows() -> None:
    areas = covered_area([], [(0, 0)], radius_m=10)
    assert len(areas) == 0
    assert "overlap3_m2" in areas


def test_each_facility_has_its_own_radius() -> None:
    areas = covered_area(TOWN, [(50, 50), (150, 50), (20, 20)], radius_m=[10, 20, -5])
    assert areas["covered_m2"].tolist() == pytest.approx([100 * DISC_M2, 400 * DISC_M2])


def test_facilities_too_uncertain_to_serve_leave_all_a_gap() -> None:
    areas = covered_area(TOWN, [(50, 50), (150, 50)], radius_m=[-1, 0])
    assert areas["gap_m2"].tolist() == [10_000, 10_000]


def test_the_frame_keeps_the_reference_system() -> None:
    zones = gpd.GeoSeries(TOWN, index=["w", "e"], crs="EPSG:4545")
    areas = covered_area(zones, [(50, 50)], radius_m=10)
    assert areas.crs == zones.crs
    assert areas.index.tolist() == [0, 1]
    assert zones.iloc[0].equals(TOWN[0])


@pytest.mark.parametrize(
    ("changed", "argument", "reason", "rows"),
    [
        ({"radius_m": 0}, "radius_m", "not_positive", []),
        ({"quad_segs": 0}, "quad_segs", "not_positive", []),
        ({"radius_m": np.nan}, "radius_m", "not_positive", []),
        ({"radius_m": [np.inf]}, "radius_m", "not_finite", [0]),
        ({"radius_m": [1, 2]}, "radius_m", "wrong_shape", []),
        ({"zones": [Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])]}, "zones", "self_crossing", [0]),
        ({"zones": gpd.GeoSeries(TOWN, crs="EPSG:4326")}, "zones", "not_metres", []),
    ],
)
def test_bad_input_is_named(changed, argument, reason, rows) -> None:
    asked = {"zones": TOWN, "facility_xy": [(0, 0)], "radius_m": 10} | changed
    with pytest.raises(BadInput) as caught:
        covered_area(**asked)
    assert caught.value.parameters == {"argument": argument, "reason": reason, "rows": rows}


metre = st.integers(0, 40).map(float)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    sites=st.lists(st.tuples(metre, metre), max_size=12),
    radius=st.sampled_from([3.0, 5.0, 10.0, 30.0]),
)
def test_depths_agree_with_an_arrangement_of_all_discs(sites, radius) -> None:
    zones = [box(x, y, x + 20, y + 20) for x in (0, 20) for y in (0, 20)]
    areas = covered_area(zones, sites, radius_m=radius, quad_segs=4)
    discs = shapely.buffer(shapely.points(np.reshape(sites, (-1, 2))), radius, quad_segs=4)
    faces = _faces(discs)
    inner = shapely.point_on_surface(faces)
    depth = shapely.covers(discs[:, np.newaxis], inner[np.newaxis]).sum(axis=0)
    for column, least in (("covered_m2", 1), ("overlap2_m2", 2), ("overlap3_m2", 3)):
        deep = faces[depth >= least]
        expected = [shapely.area(shapely.intersection(zone, deep)).sum() for zone in zones]
        np.testing.assert_allclose(areas[column], expected, atol=1e-6)


def _faces(discs: np.ndarray) -> np.ndarray:
    """Cut the plane along the rims of all discs."""
    rims = shapely.union_all(shapely.boundary(discs))
    return shapely.get_parts(shapely.polygonize(shapely.get_parts(rims)))
