"""A layer as the browser gets it: what is drawn, what is told, and nothing that could run."""

import json
import re

import geopandas
import numpy as np
import pytest
import shapely

import atlas
from atlas.domain.catalogue import Catalogue
from atlas.domain.crs import to_measuring
from atlas.domain.layer import Layer
from atlas.output.webmap import Overlay, base_map, layer_address, overlay_group, symbol_address
from atlas.output.webmap.features import answer_features, layer_json, sharing
from atlas.output.webmap.legend import symbol_svg
from tests.output.webmap.scripts import script_of


def drawn(catalogue, name):
    return json.loads(layer_json(catalogue, catalogue[name]))


def test_only_what_has_a_place_is_sent(town):
    sent = drawn(town, "schools")
    assert [f["properties"]["id"] for f in sent["features"]] == [
        f"school-{n}" for n in (1, 2, 3, 4)
    ]
    assert sent["id"] == "schools"
    assert sent["kind"] == "point"
    assert sent["style"]["color"] == "#1F3A93"


def test_a_feature_tells_how_sure_its_place_is(town):
    told = {f["properties"]["id"]: f["properties"] for f in drawn(town, "incubators")["features"]}
    assert told["inc-b"]["basis"] == "sourced"
    assert told["inc-b"]["uncertainty"] == 200
    assert told["inc-b"]["planned"] is True
    assert "planned" not in told["inc-a"]


def test_a_name_stands_inside_its_shape(town):
    shapes = town["zones"].located.geometry
    for feature in drawn(town, "zones")["features"]:
        properties = feature["properties"]
        places = shapely.points(np.array(properties["labels"]))
        assert shapes[properties["id"]].buffer(1e-6).contains(places).all()
    # the middle of the largest circle in a rectangle of 2 km: 1 km from its sides
    best = drawn(town, "zones")["features"][0]["properties"]["labels"][0]
    there = geopandas.GeoSeries([shapely.Point(*best)], crs="EPSG:4326")
    boundary = to_measuring(town["zones"].located).geometry.iloc[0].boundary
    assert to_measuring(there).iloc[0].distance(boundary) == pytest.approx(1000, abs=60)


def test_things_that_share_a_point_take_turns(shipped):
    turns = sharing(shipped)
    assert turns
    together = {}
    for feature, (count, turn) in turns.items():
        point = shipped.home_of(feature).frame.geometry[feature]
        together.setdefault((round(point.x, 5), round(point.y, 5)), []).append((count, turn))
    for members in together.values():
        assert {count for count, _ in members} == {len(members)}
        assert sorted(turn for _, turn in members) == list(range(len(members)))


@pytest.mark.parametrize("name", ["zones", "clusters", "metro_lines", "incubators", "belts"])
def test_a_shipped_layer_is_sent_whole_and_small(shipped, name):
    text = layer_json(shipped, shipped[name])
    assert len(json.loads(text)["features"]) == len(shipped[name].located)
    assert len(text) < 1_000_000
    assert not re.search(r"\d\.\d{8,}", text)  # a decimetre is six decimals


def test_an_answer_tells_names_and_scores_only(town):
    found = atlas.query(town, {"layer": "incubators"})
    sent = answer_features(found.layers["selected"])
    assert [f["properties"]["id"] for f in sent["features"]] == ["inc-a", "inc-b", "inc-d"]
    assert set(sent["features"][0]["properties"]) <= {"id", "name_zh", "name_en", "score", "rank"}


def test_hostile_names_cannot_leave_the_script(town):
    hostile = "</script><script>alert(1)</script>${alert(2)}`\\'\"\u2028"
    layer = town["schools"]
    frame = layer.frame.copy()
    frame["name_zh"] = hostile
    layers = [v for v in town.values() if v.id != "schools"]
    made = Catalogue([*layers, Layer(layer.spec, frame, version="x")], town.sources.values())
    # over the layer's own address it is data, kept letter by letter
    assert drawn(made, "schools")["features"][0]["properties"]["name_zh"] == hostile
    # within the page it must not end the script it stands in
    found = atlas.query(made, {"layer": "schools"})
    overlay = Overlay(layers=(), answers=found.layers, selected=None, lang="zh")
    canvas = base_map(home=(108.6, 34.0, 108.8, 34.2))
    overlay_group(overlay).add_to(canvas)
    page = script_of(canvas)
    assert "<script>alert" not in page
    (line,) = [line for line in page.splitlines() if "alert(1)" in line]
    # and the words arrive as they were, within one string of the script
    filled = re.search(r"atlasMap\.fill\(\w+, (.*)\);", line)[1]
    names = [
        f["properties"]["name_zh"] for f in json.loads(filled)["answers"][0]["features"]["features"]
    ]
    assert set(names) == {hostile}


def test_addresses_change_with_the_version(town):
    zones = town["zones"]
    assert layer_address(zones) == f"/layers/zones/{zones.version}.json"
    assert symbol_address(zones) == f"/layers/zones/{zones.version}.svg"


@pytest.mark.parametrize("name", ["incubators", "schools", "zones"])
def test_a_symbol_has_the_layer_s_colour(town, name):
    picture = symbol_svg(town[name].spec)
    assert town[name].spec.style.color in picture
    assert picture.count("<svg") == 1


def test_a_map_says_when_not_all_of_an_answer_is_drawn(town):
    points = geopandas.GeoDataFrame(
        {"name_zh": ["x"] * 10_000},
        geometry=geopandas.points_from_xy(np.linspace(108, 109, 10_000), np.full(10_000, 34.1)),
        index=[f"p{i}" for i in range(10_000)],
        crs=4326,
    )
    overlay = Overlay(layers=(), answers={"selected": points}, selected=None, lang="zh")
    canvas = base_map(home=(108, 34, 109, 35))
    overlay_group(overlay).add_to(canvas)
    page = script_of(canvas)
    told = json.loads(re.search(r"atlasMap\.fill\(\w+, (\{.*?\})\);", page, re.S)[1])
    assert told["notice"] == "结果太多，图上只画前 4,000 条；表格与下载是全部"
    assert len(told["answers"][0]["features"]["features"]) == 4_000


def test_many_things_have_one_place_each_for_their_names(town, monkeypatch):
    monkeypatch.setattr("atlas.output.webmap.features._MOST_NAMED", 1)
    shapes = town["zones"].located.geometry
    for feature in drawn(town, "zones")["features"]:
        (place,) = feature["properties"]["labels"]
        assert shapes[feature["properties"]["id"]].contains(shapely.Point(place))
