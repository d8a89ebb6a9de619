import pandas
import pytest
import shapely

from atlas.errors import UnknownName
from atlas.ingest.formats.tables import incoming
from atlas.ingest.mapping.location_columns import LocationColumns, guess_places, with_places
from atlas.ingest.safety.limits import LIMITS


def table(**columns):
    """Return a table read from a file whose first row of data is row 2."""
    series = [pandas.Series(cells) for cells in columns.values()]
    rows = range(2, 2 + len(series[0]))
    return incoming("t", list(columns), series, rows=rows, limits=LIMITS)


def told(problems):
    return [(p.rule, p.place, p.found) for p in problems]


@pytest.mark.parametrize(
    ("columns", "places"),
    [
        ({"名称": ["a"], "经度": ["108.9"], "纬度": ["34.2"]}, LocationColumns("经度", "纬度")),
        ({"LON": [108.9], "Lat": [34.2]}, LocationColumns("LON", "Lat")),
        (
            {"经度（东经）": ["108°54′30″"], "纬度": ["34 10 0"]},
            LocationColumns("经度（东经）", "纬度", "dms"),
        ),
        ({"X坐标": ["3782345.1"], "Y坐标": ["36584210.2"]}, LocationColumns("X坐标", "Y坐标")),
        ({"经纬度": ["108.9,34.2", ""]}, LocationColumns("经纬度", "经纬度")),
        ({"wkt_geom": ["POINT (108.9 34.2)"]}, LocationColumns("wkt_geom", "wkt_geom", "wkt")),
        # nothing but the values tells
        ({"a": [1.0], "b": [34.2], "c": [108.9]}, LocationColumns("c", "b")),
        ({"名称": ["a"], "面积": ["12.5"]}, None),
        ({"x": ["left"], "y": ["right"]}, None),
        ({"经度": ["", ""], "纬度": ["", ""]}, None),
    ],
)
def test_columns_of_coordinates_are_guessed(columns, places):
    assert guess_places(table(**columns).frame) == places


def test_points_keep_the_numbers_of_the_file():
    given = table(a=["108.9", "584,210.5", ""], b=["34.2", "3 782 345.1", ""])
    placed, problems = with_places(given, LocationColumns("a", "b"))
    first, second, third = placed.frame.geometry
    assert first.equals(shapely.Point(108.9, 34.2))
    assert second.equals(shapely.Point(584210.5, 3782345.1))
    assert third is None  # not located, which is no fault
    assert problems == []
    assert given.frame.geometry.isna().all()  # the caller's frame is as it was


def test_degrees_minutes_and_seconds():
    placed, problems = with_places(
        table(a=["108°54′30″", "108.5"], b=["34°30′", "34 15 0"]), LocationColumns("a", "b", "dms")
    )
    assert placed.frame.geometry.iloc[0].x == pytest.approx(108 + 54 / 60 + 30 / 3600)
    assert placed.frame.geometry.iloc[1].equals(shapely.Point(108.5, 34.25))
    assert problems == []


def test_every_cell_that_is_no_coordinate_is_told_at_once():
    cells = {
        "a": ["x", "", "0", "1e300", "nan", "=1+1", "108.9"],
        "b": ["34.2", "34.2", "0", "34.2", "34.2", "34.2", "34.2"],
    }
    placed, problems = with_places(table(**cells), LocationColumns("a", "b"))
    assert sorted(told(problems)) == sorted(
        [
            ("not_a_coordinate", "2:a", "x"),
            ("half_a_place", "3:a", ""),
            ("zero_coordinates", "4:a", "0"),
            ("coordinate_beyond", "5:a", "1e300"),
            ("not_a_coordinate", "6:a", "nan"),
            ("not_a_coordinate", "7:a", "=1+1"),
        ]
    )
    assert placed.frame.geometry.notna().tolist() == [False] * 6 + [True]


@pytest.mark.parametrize("cell", ["108.9,34.2", "108.9 34.2", "（108.9，34.2）", "108.9、34.2"])
def test_one_cell_may_hold_both(cell):
    placed, problems = with_places(table(坐标=[cell, "108.9"]), LocationColumns("坐标", "坐标"))
    assert placed.frame.geometry.iloc[0].equals(shapely.Point(108.9, 34.2))
    assert told(problems) == [("half_a_place", "3:坐标", "")]


def test_shapes_as_text():
    cells = ["POINT (108.9 34.2)", "", "POINT (", "POLYGON ((0 0, 1 0, 1 1, 0 0))", "(" * 100_000]
    placed, problems = with_places(table(wkt=cells), LocationColumns("wkt", "wkt", "wkt"))
    assert placed.frame.geometry.notna().tolist() == [True, False, False, True, False]
    assert [(p.rule, p.place) for p in problems] == [
        ("not_a_geometry", "4:wkt"),
        ("not_a_geometry", "6:wkt"),
    ]


def test_an_unknown_column_lists_the_known():
    with pytest.raises(UnknownName) as caught:
        with_places(table(a=["1"], b=["2"]), LocationColumns("a", "c"))
    assert caught.value.parameters["known"] == ["a", "b"]
