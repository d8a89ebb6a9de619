"""GeoJSON with no more digits than the ground deserves."""

import geopandas
import pytest
import shapely

from atlas.output.geometry import CENTIMETRE, DECIMETRE, geojson_shapes


def frame(*shapes):
    return geopandas.GeoDataFrame(geometry=list(shapes), crs="EPSG:4326")


@pytest.mark.parametrize(
    ("grid", "place"),
    [(CENTIMETRE, [108.1234568, 34.7654321]), (DECIMETRE, [108.123457, 34.765432])],
)
def test_coordinates_are_rounded(grid, place):
    given = frame(shapely.Point(108.123456789, 34.765432111))
    (shape,) = geojson_shapes(given, grid=grid)
    assert shape == {"type": "Point", "coordinates": place}


def test_what_has_no_place_is_null():
    shapes = geojson_shapes(frame(None, shapely.Point(1, 2)), grid=DECIMETRE)
    assert shapes[0] is None
    assert shapes[1]["type"] == "Point"
    assert geojson_shapes(frame(), grid=DECIMETRE) == []


def test_a_polygon_stays_a_closed_polygon():
    (shape,) = geojson_shapes(frame(shapely.box(108, 34, 108.5, 34.5)), grid=DECIMETRE)
    ring = shape["coordinates"][0]
    assert ring[0] == ring[-1]
    assert len(ring) == 5
