"""The GeoPackage: read back by the driver that a GIS uses."""

import json
import sqlite3
from dataclasses import replace

import geopandas
import pyogrio
import pytest

import atlas
from atlas.domain.question import definition_hash, written
from atlas.output.export.to_geopackage import EXPORTER

HOSTILE = ["=1+1", "<script>", "quote ' \"", "a\nb", "丁\u2028", "'; DROP TABLE notes; --"]


@pytest.fixture
def saved(tmp_path):
    def save(finding, lang="zh"):
        path = tmp_path / f"finding{EXPORTER.suffix}"
        path.write_bytes(EXPORTER.write(finding, lang))
        return path

    return save


@pytest.fixture(scope="module")
def incubators(town):
    return atlas.query(town, {"layer": "incubators"})


@pytest.fixture(scope="module")
def reached(town):
    return atlas.coverage(
        town, {"facilities": {"layer": "incubators"}, "zones": {"layer": "zones"}, "radii_m": [500]}
    )


def layers(path):
    return {str(name): str(kind) for name, kind in pyogrio.list_layers(path)}


def test_each_role_is_a_layer_in_degrees(reached, saved):
    path = saved(reached)
    assert set(layers(path)) == {"reached", "gap", "facilities", "table", "notes"}
    for role, frame in reached.layers.items():
        read = geopandas.read_file(path, layer=role)
        assert read.crs == "EPSG:4326"
        assert list(read["id"].astype(str)) == list(frame.index.astype(str))
        assert read.geometry.geom_equals(frame.geometry.reset_index(drop=True)).all()


def test_a_row_without_a_place_is_kept_in_the_table(incubators, saved):
    path = saved(incubators)
    assert set(geopandas.read_file(path, layer="selected")["id"]) == {"inc-a", "inc-b", "inc-d"}
    table = pyogrio.read_dataframe(path, layer="table")
    assert list(table["id"]) == ["inc-a", "inc-b", "inc-c", "inc-d"]
    # inc-c has no uncertainty, inc-b may err by 200 m
    assert table["uncertainty_m"].isna().tolist() == [False, False, True, False]
    assert table["uncertainty_m"][1] == 200


def test_the_notes_defend_it(incubators, saved):
    notes = pyogrio.read_dataframe(saved(incubators), layer="notes")
    told = {key: list(rows["value"]) for key, rows in notes.groupby("key")}
    assert told["headline"] == [incubators.headline("zh")]
    assert told["sources"] == [source.citation("zh") for source in incubators.sources]
    assert told["definition_hash"] == [definition_hash(incubators.definition)]
    assert json.loads(told["definition"][0]) == written(incubators.definition)
    assert json.loads(told["data_versions"][0]) == dict(incubators.versions)


def test_hostile_names_are_only_names(incubators, saved):
    frame = incubators.layers["selected"]
    frame = frame.iloc[[0] * len(HOSTILE)].copy()
    frame["name_zh"] = HOSTILE
    path = saved(replace(incubators, layers={"selected": frame}))
    assert list(geopandas.read_file(path, layer="selected")["name_zh"]) == HOSTILE
    assert "notes" in layers(path)


def test_nothing_found_is_an_empty_layer(town, saved):
    where = {"field": "floor_area_m2", "op": ">", "value": 1e9}
    path = saved(atlas.query(town, {"layer": "incubators", "where": where}))
    assert len(geopandas.read_file(path, layer="selected")) == 0
    assert "name_zh" in geopandas.read_file(path, layer="selected")


def test_a_table_has_no_roles(town, saved):
    assert set(layers(saved(atlas.query(town, {"layer": "mentions"})))) == {"table", "notes"}


def test_nothing_in_it_tells_the_time(incubators, saved):
    with sqlite3.connect(saved(incubators)) as file:
        times = {time for (time,) in file.execute("SELECT last_change FROM gpkg_contents")}
    file.close()
    assert times == {"1970-01-01T00:00:00.000Z"}
