"""What is said of coordinates, understood."""

import pyproj
import pytest

from atlas.ingest.coordinates.numbers import NumberKind
from atlas.ingest.coordinates.systems import gauss_kruger, stated, system_of
from tests.ingest.coordinates.files import ESRI, OWN


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("EPSG:4545", "EPSG:4545", NumberKind.METRES),
        ("epsg:4524", "EPSG:4524", NumberKind.ZONED),
        (" 4490 ", "EPSG:4490", NumberKind.DEGREES),
        ("urn:ogc:def:crs:EPSG::4546", "EPSG:4546", NumberKind.METRES),
        ("CGCS2000", "EPSG:4490", NumberKind.DEGREES),
        ("2000国家大地坐标系", "EPSG:4490", NumberKind.DEGREES),
        ("WGS 84", "EPSG:4326", NumberKind.DEGREES),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", NumberKind.DEGREES),
        ("EPSG:900913", "EPSG:3857", NumberKind.MERCATOR),
        ("GCJ02", "GCJ-02", NumberKind.DEGREES),
        ("高德坐标", "GCJ-02", NumberKind.DEGREES),
        ("百度 BD-09", "BD-09", NumberKind.DEGREES),
        ("EPSG:4545+GCJ-02", "EPSG:4545+GCJ-02", NumberKind.METRES),
        (ESRI[4524], "EPSG:4524", NumberKind.ZONED),
        (ESRI[4490], "EPSG:4490", NumberKind.DEGREES),
        (pyproj.CRS.from_epsg(4508).to_wkt("WKT1_GDAL"), "EPSG:4508", NumberKind.METRES),
    ],
)
def test_a_system_is_understood(text, name, kind):
    system = stated(text)
    assert (system.name, system.kind) == (name, kind)
    assert system.is_read
    assert not system.is_refused


def test_a_belt_is_known_by_its_parameters_whatever_it_is_called():
    wkt = ESRI[4524].replace("CGCS2000_3_Degree_GK_Zone_36", "Project1").replace("China", "Cn")
    assert stated(wkt).name == "EPSG:4524"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("EPSG:4610", "xian_1980"),
        ("1980西安坐标系", "xian_1980"),
        ("Xian_1980_3_Degree_GK_Zone_36", "xian_1980"),
        (pyproj.CRS.from_epsg(2360).to_wkt("WKT1_ESRI"), "xian_1980"),
        ("EPSG:4214", "beijing_1954"),
        ("EPSG:4555", "beijing_1954"),  # New Beijing, on the same ellipsoid
        ("北京54", "beijing_1954"),
        ("西安地方坐标系", "local_grid"),
        ("西安城市坐标系", "local_grid"),
        ('LOCAL_CS["x",UNIT["metre",1]]', "local_grid"),
        ("BD09MC", "baidu_mercator"),
        ("+proj=longlat +ellps=clrk66", "other_datum"),
    ],
)
def test_what_has_no_formula_is_refused(text, name):
    system = stated(text)
    assert (system.name, system.is_refused) == (name, True)
    assert stated(text, by_planner=True).is_refused


def test_what_is_not_understood_is_told():
    assert not stated("见附件").is_read
    assert not stated("EPSG:99999").is_read
    assert stated("  ") is None
    assert stated(None) is None


def test_a_file_is_believed_of_survey_systems_and_a_planner_of_any():
    texts = ("EPSG:4545", "EPSG:4490", "GCJ-02", "EPSG:4326", "EPSG:3857", "EPSG:32649", OWN)
    assert [stated(text).is_trusted for text in texts] == [True, True, True, *[False] * 4]
    assert all(stated(text, by_planner=True).is_trusted for text in texts)


@pytest.mark.parametrize(
    ("meridian", "belt", "zoned", "name"),
    [
        (108, 3, False, "CGCS2000 / 3-degree Gauss-Kruger CM 108E"),
        (108, 3, True, "CGCS2000 / 3-degree Gauss-Kruger zone 36"),
        (111, 6, False, "CGCS2000 / Gauss-Kruger CM 111E"),
        (111, 6, True, "CGCS2000 / Gauss-Kruger zone 19"),
        (75, 3, True, "CGCS2000 / 3-degree Gauss-Kruger zone 25"),
        (135, 3, False, "CGCS2000 / 3-degree Gauss-Kruger CM 135E"),
        (75, 6, True, "CGCS2000 / Gauss-Kruger zone 13"),
        (135, 6, False, "CGCS2000 / Gauss-Kruger CM 135E"),
    ],
)
def test_codes_of_belts_are_the_register_s(meridian, belt, zoned, name):
    code = gauss_kruger(meridian, belt_degrees=belt, zoned=zoned)
    assert pyproj.CRS.from_user_input(code).name == name
    system = system_of(code)
    assert (system.meridian, system.belt_degrees) == (meridian, belt)
