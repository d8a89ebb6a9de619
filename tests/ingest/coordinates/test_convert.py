"""Conversion: what a reading says, nothing else, and its record."""

from dataclasses import replace

import numpy as np
import pandas
import pytest
import shapely

from atlas.domain import crs as domain_crs
from atlas.domain.messages import message
from atlas.errors import Refused
from atlas.ingest.coordinates import Interpretation, convert
from tests.ingest.coordinates.files import LONLAT, gauss, points, shapes, to

WHY = message("guard.why_numbers", found="")


def reading(crs: str, *steps: str) -> Interpretation:
    return Interpretation(crs, steps, WHY, None, None, 1.0)


def test_without_steps_nothing_moves():
    frame, conversion = convert(points(LONLAT), reading("EPSG:4326"))
    assert shapely.get_coordinates(frame.geometry.array).tolist() == LONLAT.tolist()
    assert (conversion.found, conversion.steps, conversion.parameters) == ("EPSG:4326", (), {})


def test_the_bell_tower_comes_back_from_gcj02():
    # published: GCJ-02 108.94696, 34.25941 is WGS84 108.9423, 34.2610
    frame, _ = convert(points([[108.94696, 34.25941]]), reading("GCJ-02", "gcj02->wgs84"))
    assert frame.geometry.x[0] == pytest.approx(108.9423, abs=5e-6)
    assert frame.geometry.y[0] == pytest.approx(34.2610, abs=5e-6)


def test_the_zone_is_thirty_six_million_metres():
    # 4524 and 4545 differ by exactly that in easting
    zoned, plain = to(4524), to(4545)
    np.testing.assert_allclose(zoned - plain, [[36_000_000.0, 0.0]] * len(plain), atol=1e-6)
    one, _ = convert(points(zoned), reading("EPSG:4524", "epsg:4524->epsg:4326"))
    other, _ = convert(points(plain), reading("EPSG:4545", "epsg:4545->epsg:4326"))
    assert np.abs(shapely.get_coordinates(one.geometry.array) - LONLAT).max() < 1e-9
    assert one.geom_equals_exact(other, 1e-9).all()


def test_rows_columns_and_index_stay():
    file = points(to(4545)[:3], names=["甲", "乙", "丙"])
    file.frame.index = pandas.Index(["a", "b", "c"])
    frame, _ = convert(file, reading("EPSG:4545", "epsg:4545->epsg:4326"))
    assert list(frame.index) == ["a", "b", "c"]
    assert frame["名称"].tolist() == ["甲", "乙", "丙"]
    assert file.frame.crs is None
    assert file.frame.geometry.x.iloc[0] == to(4545)[0, 0]


def test_a_geometry_of_another_name_and_rows_of_the_same_index_stay():
    file = points(to(4545)[:2])
    frame = file.frame.rename_geometry("geom")
    frame.index = pandas.Index([7, 7])
    placed, _ = convert(replace(file, frame=frame), reading("EPSG:4545", *gauss(4545)))
    assert list(placed.columns) == ["名称", "geom"]
    assert list(placed.index) == [7, 7]
    assert np.abs(shapely.get_coordinates(placed.geometry.array) - LONLAT[:2]).max() < 1e-9


def test_polygons_with_holes_and_parts_are_taken_whole():
    east, north = to(4545)[0]
    outer = shapely.box(east, north, east + 100, north + 100)
    hole = shapely.box(east + 40, north + 40, east + 60, north + 60)
    shape = shapely.MultiPolygon(
        [shapely.difference(outer, hole), shapely.box(east + 200, north, east + 300, north + 100)]
    )
    frame, _ = convert(shapes([shape]), reading("EPSG:4545", "epsg:4545->epsg:4326"))
    assert frame.geom_type[0] == "MultiPolygon"
    # 100 x 100 - 20 x 20 + 100 x 100
    assert domain_crs.planar_area_km2(frame.geometry)[0] == pytest.approx(0.0196, rel=1e-6)


def test_heights_are_dropped_only_by_their_step():
    file = shapes([shapely.Point(108.9, 34.2, 400.0)])
    kept, _ = convert(file, reading("EPSG:4326"))
    dropped, _ = convert(file, reading("EPSG:4326", "drop_height"))
    assert kept.has_z[0]
    assert not dropped.has_z[0]


def test_rows_that_lose_their_place_are_counted():
    file = points([[np.nan, 34.0], [0, 0], [5.0, 5.0], [108.9, 34.2]])
    steps = ("unlocate_broken", "unlocate_zeros", "unlocate_strays")
    frame, conversion = convert(file, reading("EPSG:4326", *steps))
    assert frame.geometry.isna().tolist() == [True, True, True, False]
    assert conversion.parameters == {"unlocated_rows": 3.0}


def test_degrees_minutes_and_seconds_are_taken_apart():
    # 108 45 30 and 34 00 00; 59 59 stays below the next minute; 12 00 has no stray second
    file = points([[108.4530, 34.0], [108.5959, 34.12]])
    frame, _ = convert(file, reading("EPSG:4490", "unpack_dms"))
    expected = [[108 + 45.5 / 60, 34], [109 - 1 / 3600, 34.2]]
    np.testing.assert_allclose(shapely.get_coordinates(frame.geometry.array), expected, atol=1e-9)


def test_a_shift_abroad_is_refused():
    with pytest.raises(Refused, match="outside_china"):
        convert(points([[2.35, 48.86]]), reading("GCJ-02", "gcj02->wgs84"))
