"""Files of roads in each format, and those that are none."""

import geopandas
import networkx
import pytest
import shapely

import atlas
from atlas.errors import BadFacts, BadFile
from atlas.ingest.networks.osm_tags import direction, grade, words
from atlas.ingest.networks.roads import read_roads

LINES = [
    shapely.LineString([(108.7, 34.1), (108.71, 34.1)]),
    shapely.LineString([(108.7, 34.1)] * 2),
]


@pytest.fixture
def frame():
    columns = {"oneway": ["yes", None], "maxspeed": ["60 km/h", None], "highway": ["trunk", "path"]}
    return geopandas.GeoDataFrame(columns, geometry=LINES, crs="EPSG:4326")


@pytest.mark.parametrize("suffix", ["parquet", "geojson"])
def test_lines_are_read_with_what_they_say(tmp_path, frame, suffix):
    path = tmp_path / f"roads.{suffix}"
    frame.to_parquet(path) if suffix == "parquet" else frame.to_file(path)
    roads = read_roads(path)
    assert roads["oneway"].tolist() == ["yes", "no"]
    assert roads["speed_kmh"].tolist()[0] == 60
    assert roads["speed_kmh"].isna().tolist() == [False, True]
    assert roads["grade"].tolist() == ["expressway", "path"]
    assert list(roads.attrs) == [f"roads.{suffix}"]


def in_the_form_of_osmnx(path):
    """Write nodes and edges as `osmnx.save_graph_geopackage` does: a square, lists as text."""
    at = {1: (108.7, 34.1), 2: (108.71, 34.1), 3: (108.71, 34.11), 4: (108.7, 34.11)}
    nodes = {"osmid": list(at), "street_count": [2, 2, 2, 2]}
    columns = {
        "u": [1, 2, 3, 4],
        "v": [2, 3, 4, 1],
        "key": [0, 0, 0, 0],
        "osmid": ["11", "[12, 13]", "14", "15"],
        "highway": ["primary", "['residential', 'tertiary']", "motorway", "footway"],
        "oneway": ["False", "True", "True", "-1"],
        "maxspeed": ["['40', '60']", "30 mph", None, "CN:urban"],
        "length": [922.4, 1109.0, 922.3, 1109.0],
    }
    lines = [
        shapely.LineString([at[u], at[v]]) for u, v in zip(columns["u"], columns["v"], strict=True)
    ]
    places = shapely.points(list(at.values()))
    geopandas.GeoDataFrame(nodes, geometry=places, crs=4326).to_file(path, layer="nodes")
    geopandas.GeoDataFrame(columns, geometry=lines, crs=4326).to_file(path, layer="edges")
    return path


def test_a_file_of_osmnx_is_read_from_its_edges(tmp_path):
    roads = read_roads(in_the_form_of_osmnx(tmp_path / "streets.gpkg"))
    assert roads["grade"].tolist() == ["arterial", "local", "expressway", "path"]
    assert roads["oneway"].tolist() == ["no", "yes", "yes", "yes"]
    # the mean of 40 and 60; 30 x 1.609344; two that say no number
    assert roads["speed_kmh"].tolist()[:2] == pytest.approx([50, 48.28032])
    assert roads["speed_kmh"].isna().tolist() == [False, False, True, True]
    # what goes against its drawing is turned: drawn from 4 to 1, open from 1 to 4
    assert roads.geometry.iloc[3].coords[0] == (108.7, 34.1)


def test_all_that_is_wrong_with_a_file_is_told_at_once(tmp_path, frame):
    far = [LINES[0], None, shapely.LineString([(500_000, 0), (500_000, 9)])]
    cells = {"oneway": ["sometimes", "no", None], "maxspeed": ["-30", None, "900"]}
    path = tmp_path / "roads.parquet"
    geopandas.GeoDataFrame(cells, geometry=far, crs=4326).to_parquet(path)
    with pytest.raises(BadFacts) as told:
        read_roads(path)
    problems = told.value.parameters["problems"]
    assert [(problem.rule, problem.place.rpartition(":")[2]) for problem in problems] == [
        ("without_place", "2"),
        ("coordinate_beyond", "3"),
        ("not_in_values", "1 oneway"),
        ("no_such_speed", "1 maxspeed"),
        ("no_such_speed", "3 maxspeed"),
    ]


def test_which_table_holds_the_roads_must_be_clear(tmp_path, frame):
    path = tmp_path / "roads.gpkg"
    for layer in ("rivers", "fences"):
        frame.head(1).to_file(path, layer=layer)
    with pytest.raises(BadFile, match="several_tables_of_lines"):
        read_roads(path)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("['primary', 'motorway']", ["primary", "motorway"]),
        ("50;60", ["50", "60"]),
        (["A", ["b"]], ["a", "b"]),
        ("60 km/h", ["60 km/h"]),
        ("nan", []),
        (None, []),
        (float("nan"), []),
    ],
)
def test_a_cell_may_say_several_things(cell, told):
    assert words(cell) == told


def test_a_street_of_several_is_what_all_its_parts_are():
    assert direction("[True, True]") == "yes"
    assert direction("[True, False]") == "no"
    assert direction("reversible") == "no"
    assert direction("up") is None
    assert grade("['motorway', 'residential']") == "local"
    assert grade("['steps', 'residential']") == "local"
    assert grade("['footway', 'steps']") == "path"


def graph(kind, path, **edge):
    made = kind(crs="EPSG:4326")
    made.add_node(1, x=108.7, y=34.1)
    made.add_node(2, x=108.71, y=34.1)
    made.add_edge(1, 2, **edge)
    networkx.write_graphml(made, path)
    return read_roads(path)


def test_each_edge_of_a_directed_graph_is_a_one_way_line(tmp_path):
    bent = "LINESTRING (108.7 34.1, 108.705 34.2, 108.71 34.1)"
    roads = graph(networkx.MultiDiGraph, tmp_path / "a.graphml", oneway="False", geometry=bent)
    assert roads["oneway"].tolist() == ["yes"]
    assert shapely.get_num_coordinates(roads.geometry.iloc[0]) == 3


def test_an_edge_of_an_undirected_graph_goes_both_ways(tmp_path):
    roads = graph(networkx.Graph, tmp_path / "a.graphml", maxspeed="50")
    assert roads["oneway"].tolist() == ["no"]
    assert roads["speed_kmh"].tolist() == [50]
    assert roads.geometry.iloc[0].wkt == "LINESTRING (108.7 34.1, 108.71 34.1)"


def test_a_graph_with_broken_parts_names_them(tmp_path):
    (tmp_path / "a.graphml").write_text(
        """<graphml><key id="d0" attr.name="x"/><key id="d1" attr.name="y"/>
        <key id="d2" attr.name="geometry"/><graph edgedefault="directed">
        <node id="1"><data key="d0">108.7</data><data key="d1">34.1</data></node>
        <node id="2"><data key="d0">nan</data><data key="d1">34.1</data></node>
        <edge source="1" target="3"/>
        <edge source="1" target="1"><data key="d2">LINESTRING (nonsense</data></edge>
        </graph></graphml>"""
    )
    with pytest.raises(BadFacts) as told:
        read_roads(tmp_path / "a.graphml")
    problems = told.value.parameters["problems"]
    assert [(problem.rule, problem.found) for problem in problems[:3]] == [
        ("not_a_coordinate", "x = nan, y = 34.1"),
        ("unknown_reference", "3"),
        ("not_a_geometry", "LINESTRING (nonsense"),
    ]


def test_a_file_that_is_none_is_refused(tmp_path, frame):
    with pytest.raises(BadFile, match="not_found"):
        read_roads(tmp_path / "none.gpkg")
    for name in ("a.gpkg", "a.parquet", "a.graphml", "a.geojson"):
        (tmp_path / name).write_text("nothing of the kind")
        with pytest.raises(BadFile, match=r"not_its_format|not_readable|not_roads|damaged"):
            read_roads(tmp_path / name)
    (tmp_path / "b.graphml").write_text('<!DOCTYPE a [<!ENTITY b "c">]><graphml/>')
    with pytest.raises(BadFile, match="xml_entities"):
        read_roads(tmp_path / "b.graphml")
    frame.set_geometry(shapely.points([[0, 0]] * 2), crs=4326).to_parquet(
        tmp_path / "points.parquet"
    )
    with pytest.raises(BadFile, match="no_lines"):
        read_roads(tmp_path / "points.parquet")


def test_a_question_names_a_file_that_the_user_keeps(town, tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    asked = {
        "facilities": {"layer": "incubators"},
        "zones": {"layer": "zones"},
        "demand": [{"layer": "schools"}],
        "radii_m": [600],
        "distance": {"file": "streets.gpkg"},
    }
    with pytest.raises(BadFile, match="not_found"):
        atlas.coverage(town, asked)
    (tmp_path / "networks").mkdir()
    # from inc-a north to school-1, and on
    a, school = (
        town["incubators"].frame.geometry["inc-a"],
        town["schools"].frame.geometry["school-1"],
    )
    line = geopandas.GeoDataFrame(geometry=[shapely.LineString([a, school])], crs="EPSG:4326")
    line.to_file(tmp_path / "networks" / "streets.gpkg")
    finding = atlas.coverage(town, asked)
    assert finding.table.iloc[0]["schools_reached"] == 1
    assert len(finding.versions["streets.gpkg"]) == 12
