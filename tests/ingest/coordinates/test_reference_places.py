"""Known places: which of them can be compared with, and how rows are paired."""

import geopandas
import numpy as np
import pytest
import shapely

from atlas.domain.crs import xy
from atlas.ingest.coordinates.numbers import read_numbers
from atlas.ingest.coordinates.reference_places import (
    distance_to_outlines,
    named_rows,
    nearest_points,
    reference_places,
)


def layer(**columns: list[object]) -> geopandas.GeoDataFrame:
    """Return three points, 0.01 degrees apart, in EPSG:4326."""
    geometry = geopandas.GeoSeries.from_xy([108.90, 108.91, 108.92], [34.2] * 3)
    return geopandas.GeoDataFrame(columns, geometry=geometry, crs=4326)


def test_only_sure_places_are_known():
    frame = layer(
        name_zh=["甲", "乙", "丙"],
        uncertainty_m=[300, 301, np.nan],
        position_basis=["sourced", "sourced", "schematic"],
    )
    places = reference_places({"a": frame})
    assert set(places.points) == {"甲"}
    assert len(places.xy) == 0  # 300 m is not enough without a name
    exact = reference_places({"a": frame.assign(uncertainty_m=[100, 101, 60])})
    assert exact.xy == pytest.approx(xy(frame)[:1])
    # the area is that of all of them, and a tenth of a degree around
    assert places.area == pytest.approx((108.80, 34.10, 109.02, 34.30))


def test_names_are_those_of_one_place():
    frame = layer(name_zh=["甲", "甲", "丙"], name_en=["A", "B", ""], aliases=["", "", "C; 丙站"])
    assert set(reference_places({"a": frame}).points) == {"A", "B", "C", "丙", "丙站"}


def test_rows_are_paired_by_any_column_of_text():
    places = reference_places({"a": layer(name_zh=["甲", "乙", "丙"])})
    file = geopandas.GeoDataFrame(
        {"序号": [1, 2, 3, 4], "备注": ["x", " 乙 ", "丙", "丙"], "名": ["甲", "", None, "无"]},
        geometry=geopandas.GeoSeries.from_xy([1.0, 2.0, 3.0, 4.0], [0.5] * 4),
    )
    file.columns = ["序号", "名称", "名称", "geometry"]  # twice the same name
    raw, target = named_rows(file, read_numbers(file.geometry), places)
    # 丙 stands twice in the file and is no pair
    assert raw.tolist() == [[1.0, 0.5], [2.0, 0.5]]
    assert target[0] == pytest.approx(places.points["甲"])
    assert target[1] == pytest.approx(places.points["乙"])


def test_points_are_not_paired_with_areas():
    square = geopandas.GeoDataFrame(
        {"name_zh": ["甲"]}, geometry=[shapely.box(108.9, 34.2, 108.91, 34.21)], crs=4326
    )
    places = reference_places({"a": square})
    point = geopandas.GeoDataFrame({"名": ["甲"]}, geometry=[shapely.Point(1, 1)])
    raw, _ = named_rows(point, read_numbers(point.geometry), places)
    assert len(raw) == 0
    assert set(places.polygons) == {"甲"}


def test_nearest_points_and_outlines():
    corner = shapely.Point(569_000, 3_773_000)
    square = shapely.box(569_000, 3_773_000, 570_000, 3_774_000)
    known = geopandas.GeoDataFrame(geometry=[corner, square], crs=4545)
    places = reference_places({"a": known})
    here = np.array([[568_997.0, 3_772_996.0], [569_500.0, 3_773_100.0]])
    assert nearest_points(here[:1], places)[0] == pytest.approx([569_000, 3_773_000], abs=1e-3)
    # 3 and 4 make 5 to the corner; 100 m to the southern side
    assert distance_to_outlines(here, places) == pytest.approx([5, 100], abs=1e-3)


def test_without_layers_the_area_is_shaanxi():
    places = reference_places({})
    assert (places.points, len(places.xy), len(places.outlines)) == ({}, 0, 0)
    assert places.area[0] < 105.5
