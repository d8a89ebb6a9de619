import json

import pytest
import shapely

from atlas.errors import BadFile
from atlas.ingest.formats.pasted import read_pasted
from atlas.ingest.safety.limits import Limits

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}


def feature(shape, **told):
    return {"type": "Feature", "properties": told, "geometry": shape}


@pytest.mark.parametrize(
    ("text", "count", "crs"),
    [
        ("POINT (108.9 34.2)", 1, None),
        ("SRID=4545; POLYGON ((0 0, 1 0,\n 1 1, 0 0))", 1, "EPSG:4545"),
        ("POINT (1 2)\n\nPOINT (3 4)\n", 2, None),
        (json.dumps(SQUARE), 1, "EPSG:4326"),
        (json.dumps(feature(SQUARE, 名称="a")), 1, "EPSG:4326"),
        (
            json.dumps({"type": "FeatureCollection", "features": [feature(SQUARE), feature(None)]}),
            2,
            "EPSG:4326",
        ),
        (json.dumps([SQUARE, SQUARE, SQUARE]), 3, "EPSG:4326"),
    ],
)
def test_shapes_as_text(text, count, crs):
    table = read_pasted(text)
    assert list(table.frame.index) == list(range(1, count + 1))
    assert table.declared_crs == crs
    assert table.frame.crs is None


def test_what_is_said_of_features_comes_along():
    told = [feature(SQUARE, 名称="甲", n=1, inner={"a": [1]}), feature(None, 名称="乙")]
    frame = read_pasted(json.dumps({"type": "FeatureCollection", "features": told})).frame
    assert frame["名称"].tolist() == ["甲", "乙"]
    assert frame["inner"].tolist() == ['{"a": [1]}', ""]
    assert frame.geometry.iloc[0].equals(shapely.box(0, 0, 1, 1))
    assert frame.geometry.iloc[1] is None


def test_heights_and_impossible_places_are_left_out():
    frame = read_pasted("POINT Z (1 2 3)\nPOINT (1e300 0)").frame
    assert not frame.geometry.iloc[0].has_z
    assert frame.geometry.iloc[1] is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("  \n ", "empty"),
        ("hello", "not_a_geometry"),
        ("POINT (1 2)\nhello", "not_a_geometry"),
        ("{", "not_a_geometry"),
        ("[]", "nothing_to_read"),
        ("[1, 2]", "not_a_geometry"),
        ('{"type": "Point"}', "not_a_geometry"),
        ('{"type": "Point", "coordinates": ["a", NaN]}', "not_a_geometry"),
        ('{"type": "Feature", "properties": [], "geometry": 5}', "not_a_geometry"),
        ('{"type": "FeatureCollection"}', "not_a_geometry"),
        ("[" * 100_000, "shapes_too_deep"),
        ('{"type":"GeometryCollection","geometries":[' * 50_000, "shapes_too_deep"),
        ("GEOMETRYCOLLECTION(" * 300_000, "not_a_geometry"),
        ("POINT (1 2)" + " " * 6_000_000, "pasted_too_long"),
    ],
)
def test_what_is_refused(text, reason):
    with pytest.raises(BadFile) as caught:
        read_pasted(text, limits=Limits(pasted_characters=5_900_000))
    assert caught.value.parameters["reason"].partition(":")[0] == reason
