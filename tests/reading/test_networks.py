"""Files of roads in each format, and those that are none."""

import geopandas
import networkx
import pytest
import shapely

import atlas
from atlas.errors import BadFile
from atlas.reading.networks import read_roads

LINES = [
    shapely.LineString([(108.7, 34.1), (108.71, 34.1)]),
    shapely.LineString([(108.7, 34.1)] * 2),
]


@pytest.fixture
def frame():
    columns = {"oneway": ["yes", None], "maxspeed": ["60 km/h", None], "highway": ["trunk", "path"]}
    return geopandas.GeoDataFrame(columns, geometry=LINES, crs="EPSG:4326")


@pytest.mark.parametrize("suffix", ["gpkg", "parquet", "geojson"])
def test_lines_are_read_with_what_they_say(tmp_path, frame, suffix):
    path = tmp_path / f"roads.{suffix}"
    frame.to_parquet(path) if suffix == "parquet" else frame.to_file(path)
    roads = read_roads(path)
    assert roads["oneway"].tolist() == ["yes", "no"]
    assert roads["speed_kmh"].tolist()[0] == 60
    assert roads["speed_kmh"].isna().tolist() == [False, True]
    assert roads["grade"].tolist() == ["expressway", "path"]
    assert list(roads.attrs) == [f"roads.{suffix}"]


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


def test_a_file_that_is_none_is_refused(tmp_path, frame):
    with pytest.raises(BadFile, match="not_found"):
        read_roads(tmp_path / "none.gpkg")
    for name in ("a.gpkg", "a.parquet", "a.graphml", "a.geojson"):
        (tmp_path / name).write_text("nothing of the kind")
        with pytest.raises(BadFile, match="not_roads"):
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
        atlas.coverage(town, **asked)
    (tmp_path / "networks").mkdir()
    # from inc-a north to school-1, and on
    a, school = (
        town["incubators"].frame.geometry["inc-a"],
        town["schools"].frame.geometry["school-1"],
    )
    line = geopandas.GeoDataFrame(geometry=[shapely.LineString([a, school])], crs="EPSG:4326")
    line.to_file(tmp_path / "networks" / "streets.gpkg")
    finding = atlas.coverage(town, **asked)
    assert finding.table.iloc[0]["schools_reached"] == 1
    assert len(finding.versions["streets.gpkg"]) == 12
