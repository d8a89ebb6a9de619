"""The KML: well-formed whatever it holds, and drawn where the facts say."""

from dataclasses import replace
from xml.etree import ElementTree

import geopandas
import pytest
import shapely

import atlas
from atlas.output.export.to_kml import EXPORTER

KML = {"k": "http://www.opengis.net/kml/2.2"}
HOSTILE = ["<script>alert(1)</script>", "]]>", "&amp;", 'quote " and, comma', "a\nb", "丁\u2028"]


def parsed(finding, lang="zh"):
    return ElementTree.fromstring(EXPORTER.write(finding, lang))


def texts(tree, path):
    return [found.text for found in tree.iterfind(path, KML)]


def drawn(finding, shapes):
    """Return the finding with these shapes in the place of its own."""
    frame = finding.layers["selected"].iloc[[0] * len(shapes)].copy()
    return replace(finding, layers={"selected": frame.set_geometry(shapes, crs="EPSG:4326")})


@pytest.fixture(scope="module")
def incubators(town):
    return atlas.query(town, {"layer": "incubators"})


def test_each_role_is_a_folder_named_in_words(town):
    finding = atlas.coverage(
        town, {"facilities": {"layer": "incubators"}, "zones": {"layer": "zones"}, "radii_m": [500]}
    )
    folders = texts(parsed(finding), "k:Document/k:Folder/k:name")
    assert folders == ["已覆盖", "盲区", "facilities"]


def test_names_follow_the_language(incubators):
    path = "k:Document/k:Folder/k:Placemark/k:name"
    assert texts(parsed(incubators, "zh"), path)[0] == "甲孵化器"
    assert texts(parsed(incubators, "en"), path)[0] == incubators.table["name_en"].iloc[0]


def test_facts_are_extended_data_and_missing_ones_are_left_out(incubators):
    mark = parsed(incubators).find("k:Document/k:Folder/k:Placemark", KML)
    facts = {
        data.get("name"): data.findtext("k:value", namespaces=KML)
        for data in mark.iterfind("k:ExtendedData/k:Data", KML)
    }
    assert facts["id"] == "inc-a"
    assert facts["status"] == incubators.table["status"].iloc[0]
    assert "geometry" not in facts
    assert "nan" not in facts.values()


def test_the_document_is_described_by_what_defends_it(incubators):
    (described,) = texts(parsed(incubators), "k:Document/k:description")
    for source in incubators.sources:
        assert source.citation("zh") in described
    assert incubators.headline("zh") in described


def test_hostile_names_are_only_names(incubators):
    frame = incubators.layers["selected"].iloc[[0] * len(HOSTILE)].copy()
    frame["name_zh"] = HOSTILE
    tree = parsed(replace(incubators, layers={"selected": frame}))
    assert texts(tree, "k:Document/k:Folder/k:Placemark/k:name") == HOSTILE


def test_what_xml_cannot_hold_is_left_out(incubators):
    frame = incubators.layers["selected"].iloc[[0]].copy()
    frame["name_zh"] = ["a\x00b\x0bc\ufffe"]
    tree = parsed(replace(incubators, layers={"selected": frame}))
    assert texts(tree, "k:Document/k:Folder/k:Placemark/k:name") == ["abc"]


def test_shapes_come_back_as_they_were(incubators, tmp_path):
    holed = shapely.Polygon(
        [(108, 34), (108, 35), (109, 35), (109, 34)],
        [[(108.2, 34.2), (108.4, 34.2), (108.4, 34.4), (108.2, 34.4)]],
    )
    shapes = [
        shapely.Point(108.1234567, 34),
        shapely.LineString([(108, 34), (109, 35)]),
        holed,
        shapely.MultiPolygon([shapely.box(108, 34, 109, 35), shapely.box(110, 34, 111, 35)]),
    ]
    path = tmp_path / "shapes.kml"
    path.write_bytes(EXPORTER.write(drawn(incubators, shapes), "zh"))
    read = shapely.force_2d(geopandas.read_file(path).geometry.array)
    assert shapely.equals(read, shapes).all()


def test_a_missing_shape_is_a_name_without_a_place(incubators):
    tree = parsed(drawn(incubators, [None, shapely.Point()]))
    marks = tree.findall("k:Document/k:Folder/k:Placemark", KML)
    assert len(marks) == 2
    assert not list(tree.iter("{http://www.opengis.net/kml/2.2}coordinates"))
