import json
import sqlite3

import pytest

from atlas.errors import BadFile
from atlas.ingest.safety.limits import Limits
from atlas.ingest.safety.sanitising import prepare_geojson, prepare_geopackage, prepare_kml

KML = '<?xml version="1.0" encoding="{0}"?><kml><Document><name>{1}</name></Document></kml>'
LAUGHS = (
    "<!DOCTYPE a ["
    + '<!ENTITY l0 "ha">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + "]><kml>&l9;</kml>"
)


def written(folder, data, name="a.kml"):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (LAUGHS, "xml_entities"),
        (LAUGHS.encode("utf-16"), "xml_entities"),
        ('<!DOCTYPE a SYSTEM "http://x.example/a.dtd"><kml/>', "xml_entities"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml>&x;</kml>', "xml_entities"),
        ("<kml>" + "<Folder>" * 100_000, "xml_too_deep"),
        ("<kml>&x;</kml>", "not_xml"),
        ("<kml><Document>", "not_xml"),
        ("", "not_xml"),
        (b"\x00\xff" * 100, "not_xml"),
        (KML.format("latin-99", "x"), "not_xml"),
    ],
)
def test_what_a_kml_has_no_need_of_is_refused(tmp_path, text, reason):
    with pytest.raises(BadFile) as caught:
        prepare_kml(written(tmp_path, text), "a")
    assert caught.value.parameters["reason"] == reason


def test_a_kml_in_gbk_becomes_utf8(tmp_path):
    path = written(tmp_path, KML.format("GB2312", "科学城").encode("gbk"))
    assert prepare_kml(path, "a") == ((), {})
    assert path.read_text(encoding="utf8") == KML.format("UTF-8", "科学城")


def test_links_are_counted_and_not_followed(tmp_path):
    link = "<NetworkLink><Link><href>http://x.example/b.kml</href></Link></NetworkLink>"
    ((note,), _) = prepare_kml(written(tmp_path, f"<kml>{link * 2}</kml>"), "a")
    assert (note.key, note.parameters) == ("incoming.links_not_followed", {"count": 2})


@pytest.mark.parametrize(("codec", "encoding"), [("gb18030", "GBK"), ("utf-16", "UTF-16")])
def test_geojson_of_another_encoding_becomes_utf8(tmp_path, codec, encoding):
    text = '{"type": "Feature", "properties": {"名称": "硬科技产业区"}, "geometry": null}'
    path = written(tmp_path, text.encode(codec), "a.geojson")
    (note,), found = prepare_geojson(path, "a")
    assert (found, note.key) == (encoding, "incoming.encoding_assumed")
    assert path.read_text(encoding="utf8") == text
    assert prepare_geojson(path, "a") == ((), None)
    with pytest.raises(BadFile) as caught:
        prepare_geojson(written(tmp_path, bytes(range(256)) * 9), "a")
    assert caught.value.parameters["reason"] == "not_text"


def database(folder, *statements):
    path = folder / "a.gpkg"
    connection = sqlite3.connect(path)
    for statement in ("CREATE TABLE t (a TEXT)", *statements):
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def left_in(path):
    connection = sqlite3.connect(path)
    try:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    finally:
        connection.close()


def test_views_and_triggers_are_taken_out(tmp_path):
    path = database(
        tmp_path,
        'CREATE VIEW "v""; x" AS SELECT a FROM t',
        "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t; END",
    )
    (note,) = prepare_geopackage(path, "a")
    assert note.parameters["names"] == ('v"; x',)
    assert left_in(path) == {"t"}


def test_an_index_of_shapes_is_let_be(tmp_path):
    path = database(tmp_path, "CREATE VIRTUAL TABLE rtree_t USING rtree(id, x0, x1)")
    assert prepare_geopackage(path, "a") == ()
    assert "rtree_t" in left_in(path)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE u (a TEXT, b TEXT AS (hex(zeroblob(9))))",
        "CREATE TABLE u (a TEXT, b TEXT GENERATED ALWAYS AS (a || a) STORED)",
        "CREATE TABLE u (a TEXT, b TEXT GENERATED/* */ALWAYS/* */AS/* */(a || a))",
        "CREATE TABLE u (a TEXT, b TEXT as/* using rtree( */(a || a))",
        'CREATE TABLE u (a TEXT, "--" TEXT, b TEXT AS -- x\n (a || a))',
        "CREATE VIRTUAL TABLE u USING dbstat",
        "CREATE VIRTUAL TABLE u USING/* using rtree( */dbstat",
    ],
)
def test_a_table_that_is_computed_is_refused(tmp_path, statement):
    with pytest.raises(BadFile) as caught:
        prepare_geopackage(database(tmp_path, statement), "a")
    assert caught.value.parameters["reason"] == "database_with_code"


def test_a_database_that_declares_too_much_is_refused(tmp_path):
    views = [f"CREATE VIEW v{n} AS SELECT a FROM t" for n in range(4)]
    path = database(tmp_path, *views)
    for limits, reason in (
        (Limits(tables=3), "too_many_views: 3"),
        (Limits(schema_entries=4), "schema_too_large"),
        (Limits(schema_characters=20), "schema_too_large"),
    ):
        with pytest.raises(BadFile) as caught:
            prepare_geopackage(path, "a", limits)
        assert caught.value.parameters["reason"] == reason
    assert len(left_in(path)) == 5  # nothing was begun


LINK = '{"TYPE": "link", "properties": {"href": "http://x.example/a", "type": "ogcwkt"}}'


@pytest.mark.parametrize(
    "crs", [f'"crs": {LINK}', '"c\\u0072s": ' + LINK.replace("link", "l\\u0069nk")]
)
@pytest.mark.parametrize("inner", [True, False])
def test_coordinates_of_a_geojson_are_not_fetched(tmp_path, crs, inner):
    place = f'{{"type": "Point", "coordinates": [1, 2]{", " + crs if inner else ""}}}'
    text = f'{{"type": "Feature", {"" if inner else crs + ","} "properties": {{"名": "link"}}, '
    path = written(tmp_path, f'{text} "geometry": {place}}}', "a.geojson")
    ((note,), _) = prepare_geojson(path, "a")
    assert (note.key, note.parameters) == ("incoming.links_not_followed", {"count": 1})
    left = json.loads(path.read_text(encoding="utf8"))
    assert left["properties"] == {"名": "link"}
    assert left["geometry"] == {"type": "Point", "coordinates": [1, 2]}
    assert "crs" not in left


def test_a_named_system_of_a_geojson_stays(tmp_path):
    text = '{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "link"}}}'
    path = written(tmp_path, text, "a.geojson")
    assert prepare_geojson(path, "a") == ((), None)
    assert path.read_text() == text


def test_a_damaged_database_is_refused(tmp_path):
    path = written(tmp_path, b"SQLite format 3\0" + b"\xff" * 5_000, "a.gpkg")
    with pytest.raises(BadFile) as caught:
        prepare_geopackage(path, "a")
    assert caught.value.parameters["reason"] == "damaged"
