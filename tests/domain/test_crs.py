"""Coordinates: against published values, and there and back again."""

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from atlas.domain import crs as domain_crs
from atlas.errors import Refused

LON = st.floats(105.4, 111.3)
LAT = st.floats(31.7, 39.6)
METRES_PER_DEGREE = 111_320.0
PAIRS = [
    (domain_crs.wgs84_to_gcj02, domain_crs.gcj02_to_wgs84),
    (domain_crs.gcj02_to_bd09, domain_crs.bd09_to_gcj02),
    (domain_crs.wgs84_to_bd09, domain_crs.bd09_to_wgs84),
]


def test_the_bell_tower_moves_as_published():
    # WGS84 108.9423, 34.2610 is GCJ-02 108.94696, 34.25941 (463 m away)
    lon, lat = domain_crs.wgs84_to_gcj02(108.9423, 34.2610)
    assert lon == pytest.approx(108.94696, abs=5e-6)
    assert lat == pytest.approx(34.25941, abs=5e-6)


@pytest.mark.parametrize(("there", "back"), PAIRS)
@given(lon=LON, lat=LAT)
def test_there_and_back_within_a_centimetre(there, back, lon, lat):
    again = back(*there(lon, lat))
    assert abs(again[0] - lon) * METRES_PER_DEGREE < 0.01
    assert abs(again[1] - lat) * METRES_PER_DEGREE < 0.01


@pytest.mark.parametrize(("there", "back"), PAIRS)
def test_arrays_keep_their_shape_and_nan_stays_nan(there, back):
    lon = np.array([[108.9, np.nan], [109.0, 108.0]])
    for convert in (there, back):
        x, y = convert(lon, np.full_like(lon, 34.2))
        assert x.shape == y.shape == (2, 2)
        assert np.isnan(x).tolist() == [[False, True], [False, False]]
        assert np.isfinite(x[~np.isnan(lon)]).all()


@pytest.mark.parametrize("convert", [f for pair in PAIRS for f in pair])
def test_outside_china_is_refused(convert):
    with pytest.raises(Refused, match="outside_china"):
        convert([108.9, 2.35], [34.2, 48.86])


def test_shift_has_the_size_it_has_in_xian():
    lon, lat = domain_crs.wgs84_to_bd09(108.75, 34.10)
    points = geopandas.GeoSeries.from_xy([108.75, lon], [34.10, lat], crs=4326)
    first, second = domain_crs.to_measuring(points)
    assert 1050 < first.distance(second) < 1200


def test_a_square_kilometre_measures_one():
    # 1 km x 1 km in the plane is 1 / 1.000118 km2 on the ellipsoid at 108.75 E
    square = shapely.box(569_000, 3_773_000, 570_000, 3_774_000)
    planar = geopandas.GeoSeries([square], crs="EPSG:4545")
    assert domain_crs.planar_area_km2(planar).iloc[0] == pytest.approx(1.0)
    assert domain_crs.area_km2(planar).iloc[0] == pytest.approx(1 / 1.000118, abs=2e-6)


def test_area_leaves_out_holes_and_what_is_missing():
    outer, hole = shapely.box(0, 0, 3000, 1000), shapely.box(1000, 0, 2000, 1000)
    frame = geopandas.GeoSeries(
        [shapely.difference(outer, hole), None], index=["a", "b"], crs="EPSG:4545"
    ).translate(560_000, 3_775_000)
    areas = domain_crs.area_km2(frame)
    assert list(areas.index) == ["a", "b"]
    assert areas["a"] == pytest.approx(2.0, rel=2e-4)
    assert areas["b"] == 0


def test_storage_and_measuring_undo_each_other():
    points = geopandas.GeoSeries.from_xy([108.75], [34.10], crs=4326)
    again = domain_crs.to_storage(domain_crs.to_measuring(points))
    assert again.iloc[0].distance(points.iloc[0]) < 1e-9


def test_cgcs2000_is_taken_as_wgs84():
    points = geopandas.GeoSeries.from_xy([108.75], [34.10], crs=4490)
    stored = domain_crs.to_storage(points)
    assert stored.crs == "EPSG:4326"
    assert (stored.x.iloc[0], stored.y.iloc[0]) == (108.75, 34.10)


def test_coordinates_of_unknown_kind_are_refused():
    with pytest.raises(Refused, match="unknown_crs"):
        domain_crs.to_measuring(geopandas.GeoSeries([shapely.Point(1, 1)]))


def test_xy_stands_in_for_areas_and_leaves_gaps():
    shapes = geopandas.GeoSeries(
        [shapely.Point(1, 2), shapely.box(0, 0, 2, 2), None, shapely.Point()], crs="EPSG:4545"
    ).translate(560_000, 3_775_000)
    places = domain_crs.xy(shapes)
    assert places.shape == (4, 2)
    assert places[0].tolist() == [560_001, 3_775_002]
    assert shapely.box(560_000, 3_775_000, 560_002, 3_775_002).contains(shapely.Point(places[1]))
    assert np.isnan(places[2:]).all()


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4490", "EPSG:4545", "EPSG:4524"])
def test_bare_coordinates_go_where_points_of_them_go(crs):
    points = geopandas.GeoSeries.from_xy([108.75, 108.9], [34.10, 34.3], crs=4326).to_crs(crs)
    found = domain_crs.xy_of(shapely.get_coordinates(points), crs)
    assert found.tolist() == domain_crs.xy(points).tolist()
    assert domain_crs.xy_of(np.empty((0, 2)), crs).shape == (0, 2)
