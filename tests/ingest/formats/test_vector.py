"""Formats that a child process reads; each test starts one or two, so each shows several things."""

import json
import shutil
import sqlite3
import struct

import pytest
import shapely

from atlas.errors import BadFile
from atlas.ingest.safety.limits import Limits
from tests.ingest.files import (
    SQUARE,
    TRIANGLE,
    geoparquet,
    keys,
    nested,
    only,
    opened,
    parcels,
    point,
    rows,
    shapefile,
    zipped,
)

PARCELS = [
    {"名称": "一区", "面积亩": 15.0, "编号": 1},
    {"名称": "硬科技产业区", "面积亩": 7.5, "编号": 2},
    {"名称": "待定", "面积亩": 0.0, "编号": 3},
]


def assert_parcels(table):
    assert rows(table) == PARCELS
    assert list(table.frame.index) == [1, 2, 3]
    assert table.frame.crs is None
    first, second, third = table.frame.geometry
    assert first.equals(SQUARE)
    assert second.equals(TRIANGLE)
    assert third is None


@pytest.mark.parametrize(
    ("encoding", "codepage", "note"),
    [("GBK", "UTF-8", ["incoming.encoding_wrong"]), ("UTF-8", "", ["incoming.encoding_assumed"])],
)
def test_a_shapefile_is_read_by_its_bytes(tmp_path, encoding, codepage, note):
    path = shapefile(tmp_path / "in", encoding=encoding, codepage=codepage)
    table = only(path)
    assert_parcels(table)
    assert table.encoding == encoding
    assert keys(table) == note
    assert table.declared_crs.startswith('PROJCS["CGCS2000_3_Degree_GK_CM_108E"')
    assert sorted(p.suffix for p in path.parent.iterdir()) == sorted(
        [".dbf", ".prj", ".shp", ".shx", *([".cpg"] if codepage else [])]
    )  # nothing was written beside it


def test_a_zipped_shapefile_without_index_and_prj(tmp_path):
    path = shapefile(tmp_path / "in", codepage="GBK")
    parts = {f"图/红线{s.upper()}": path.with_suffix(s) for s in (".shp", ".dbf", ".cpg")}
    table = only(zipped(tmp_path / "a.zip", parts))
    assert_parcels(table)
    assert table.name == "红线"
    assert table.declared_crs is None
    (note,) = table.notes
    assert note.parameters["parts"] == (".prj", ".shx")


def test_a_geopackage_with_a_view_a_trigger_and_curves(tmp_path):
    path = tmp_path / "a.gpkg"
    parcels().iloc[:2].to_file(path, layer='红线"; DROP TABLE x;--', SPATIAL_INDEX="NO")
    with sqlite3.connect(path) as database:
        (name,) = database.execute("SELECT table_name FROM gpkg_contents").fetchone()
        quoted = '"' + name.replace('"', '""') + '"'
        (packed,) = database.execute(f"SELECT geom FROM {quoted}").fetchone()
        # a half circle of radius 1 over (0, 0) to (2, 0), closed below by a line
        arc = struct.pack("<BII6d", 1, 8, 3, 0, 0, 1, 1, 2, 0)
        line = struct.pack("<BII4d", 1, 2, 2, 2, 0, 0, 0)
        ring = struct.pack("<BII", 1, 9, 2) + arc + line
        curve = packed[:40] + struct.pack("<BII", 1, 10, 1) + ring
        database.execute(f"UPDATE {quoted} SET geom = ? WHERE 编号 = 2", (curve,))
        gbk = "硬科技".encode("gbk")  # where the format promises UTF-8
        database.execute(f"UPDATE {quoted} SET 名称 = CAST(? AS TEXT) WHERE 编号 = 1", (gbk,))
        database.execute(f"CREATE VIEW v AS SELECT * FROM {quoted}")
        database.execute(f"CREATE TRIGGER g AFTER UPDATE ON {quoted} BEGIN SELECT 1; END")
    database.close()
    table = only(path)
    assert table.name == name
    assert table.declared_crs == "EPSG:4545"
    assert keys(table) == ["incoming.views_left_out"]
    assert table.frame["名称"].tolist() == ["硬科技", "硬科技产业区"]
    square, half = table.frame.geometry
    assert square.equals(SQUARE)
    assert half.area == pytest.approx(3.14159 / 2, rel=0.01)


def test_a_geodatabase_as_folder_and_zipped(tmp_path):
    folder = tmp_path / "a.gdb"
    parcels().astype({"编号": "int32"}).to_file(folder, driver="OpenFileGDB", layer="hongxian")
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    loose = only(folder)
    members = {f"x/a.gdb/{p.name}": p for p in folder.iterdir()}
    members["x/a.gdb/evil name.sh"] = b"#!"
    packed = only(zipped(tmp_path / "a.zip", members))
    assert loose.name == packed.name == "hongxian"
    assert loose.declared_crs == "EPSG:4545"
    assert [row["名称"] for row in rows(packed)] == ["一区", "硬科技产业区", "待定"]
    assert packed.frame.geometry.iloc[0].equals(SQUARE)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_geojson_of_mixed_shapes_is_parted(tmp_path):
    features = [
        {
            "type": "Feature",
            "properties": {"名称": "<b>${x}", "时间": "2024-05-01T07:00:00+08:00"},
            "geometry": shape,
        }
        for shape in (
            {"type": "Point", "coordinates": [108.9, 34.2, 400]},
            {"type": "LineString", "coordinates": [[108.9, 34.2], [109, 34.3]]},
            None,
        )
    ]
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    points, lines = opened(path)
    assert (points.name, lines.name) == ("a [point]", "a [line]")
    assert list(points.frame.index) == [1, 3]  # a row without a place goes with the first
    assert list(lines.frame.index) == [2]
    assert rows(lines)[0] == {"名称": "<b>${x}", "时间": "2024-05-01T07:00:00+08:00"}
    assert not points.frame.geometry.iloc[0].has_z
    assert points.declared_crs == "EPSG:4326"


OVITAL = """<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>我的收藏</name>
<Folder><name>孵化载体</name>
<Placemark><name>一号</name><visibility>1</visibility><description><![CDATA[<table><tr><td>类别</td>
<td>孵化器 &amp; 园区</td></tr></table>]]></description>
<Point><coordinates>108.9,34.2,4</coordinates></Point></Placemark>
<Placemark><name>二号</name><description>面积 &lt; 3 亩</description><Point>
<coordinates>108.8,34.1</coordinates></Point></Placemark></Folder></Folder></Document></kml>"""


def test_folders_of_folders_and_markup_of_a_kml_are_no_data(tmp_path):
    path = tmp_path / "标签.kml"
    path.write_text(OVITAL, encoding="utf8")
    table = only(path)  # the folder around the folder holds nothing
    assert table.name == "孵化载体"
    assert list(table.frame.columns) == ["Name", "description", "geometry"]
    assert table.frame["description"].tolist() == ["类别 孵化器 & 园区", "面积 < 3 亩"]


def test_kml_with_links_and_kmz(tmp_path):
    body = (
        "<kml xmlns='http://www.opengis.net/kml/2.2'><Document><Folder><name>红线</name>"
        "<Placemark><name>=cmd</name><ExtendedData><Data name='面积'><value>5</value></Data>"
        "</ExtendedData><Point><coordinates>108.9,34.2,0</coordinates></Point></Placemark>"
        "<NetworkLink><Link><href>b.kml</href></Link></NetworkLink></Folder></Document></kml>"
    )
    archive = zipped(tmp_path / "a.kmz", {"doc.kml": body.encode(), "files/x.png": b"1"})
    table = only(archive)
    assert table.name == "红线"
    assert rows(table)[0]["Name"] == "=cmd"
    assert rows(table)[0]["面积"] == "5"
    assert "visibility" not in table.frame
    assert table.frame.geometry.iloc[0].equals(shapely.Point(108.9, 34.2))
    assert keys(table) == ["incoming.links_not_followed"]


def test_places_that_cannot_be_are_taken_off_their_rows(tmp_path):
    nan = float("nan")
    flat = struct.pack("<BIddd", 1, 1001, 108.9, 34.2, 400)
    shapes = [b"\x01\x02", None, point(nan, 1), point(1e300, 1), point(108.9, 34.2), flat]
    table = only(geoparquet(tmp_path / "a.parquet", shapes))
    assert [shape is None for shape in table.frame.geometry] == [True] * 4 + [False] * 2
    assert len(table.frame) == 6
    told = {note.key: note.parameters for note in table.notes}
    assert told["incoming.shapes_damaged"] == {"count": 1}
    assert told["incoming.places_dropped"] == {"count": 2, "rows": ("3", "4")}


def test_shapes_nested_too_deep_are_refused(tmp_path):
    for depth, reason in ((50, "shapes_too_deep"), (100_000, "damaged")):
        path = geoparquet(tmp_path / f"{depth}.parquet", [nested(depth)])
        with pytest.raises(BadFile) as caught:
            opened(path)
        assert caught.value.parameters["reason"] == reason


def test_too_much_is_refused_by_the_child(tmp_path):
    path = geoparquet(tmp_path / "a.parquet", [point(1, 1)] * 20)
    for limits, reason in (
        (Limits(rows=19), "too_many_rows: 19"),
        (Limits(vertices=19), "too_many_vertices: 19"),
    ):
        with pytest.raises(BadFile) as caught:
            opened(path, limits=limits)
        assert caught.value.parameters["reason"] == reason


@pytest.mark.parametrize(
    ("name", "data"),
    [
        # what GDAL would open by its content, if it had those drivers: other files and commands
        (
            "a.geojson",
            b'{"type":"gdal_streamed_alg","command_line":"gdal vector pipeline ! read /etc/x"}',
        ),
        ("a.gpkg", b"SQLite format 3\0" + b"\x10\0" + b"\1" * 4_000),
        ("a.shp", b"\0\0\x27\x0a" + b"\xff" * 200),
    ],
)
def test_garbage_under_a_right_name_is_refused(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadFile) as caught:
        opened(path)
    assert caught.value.parameters["reason"] == "damaged"


def test_a_shapefile_of_another_stem_is_not_mixed_in(tmp_path):
    folder = tmp_path / "in"
    path = shapefile(folder)
    shutil.copy(path.with_suffix(".dbf"), folder / "other.dbf")
    path.with_suffix(".dbf").unlink()
    table = only(path)
    assert list(table.frame.columns) == ["geometry"] or len(table.frame.columns) <= 2
    assert table.frame.geometry.iloc[0].equals(SQUARE)
