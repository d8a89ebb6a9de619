"""
Every shipped layer, table and slot keeps the contract; adding one needs two files.

That `inspect` finds nothing wrong is shown by opening the shipped atlas, which raises otherwise.
"""

import csv
import io
import json
import shutil
import tomllib

import numpy as np
import pandas
import pytest
import shapely

import atlas
from atlas.domain.crs import area_km2, to_measuring
from atlas.domain.ground import grounds
from atlas.domain.layer import POSITION_BASES, STATUSES
from atlas.domain.units import UNITS
from atlas.output.export import EXPORTERS
from atlas.output.language import has_words, words_of
from atlas.output.webmap.features import layer_json
from atlas.output.webmap.legend import symbol_svg
from atlas.reading.facts import QUOTE_MOST

LAYERS = {
    "science_city",
    "zones",
    "clusters",
    "belts",
    "development_zones",
    "districts",
    "parks",
    "incubators",
    "innovation_streets",
    "facilities",
    "platforms",
    "universities",
    "institutes",
    "enterprises",
    "projects",
    "metro_stations",
    "metro_lines",
}
TABLES = {
    "targets",
    "mentions",
    "belt_members",
    "synonyms",
    "relations",
    "industry_chains",
    "parties",
}
SLOTS = {
    "parcels",
    "roads",
    "population",
    "urban_growth_boundary",
    "farmland_protection",
    "ecological_redline",
    "industrial_land_line",
    "qinling_protection",
    "heritage_protection",
    "blue_line",
    "utility_corridors",
}
RED_LINES = SLOTS - {"parcels", "roads", "population"}
POLICY = ("plan-145", "ai-plan", "qcy-plan-2024", "hitech-news", "hardtech-report")
ZONES_KM2 = {"zone-cid": 50.5, "zone-eco": 21.82, "zone-hardtech": 147.7}  # 专栏13

declared = {
    path.stem: tomllib.loads(path.read_text(encoding="utf8"))
    for path in sorted((atlas.SHIPPED / "layers").glob("*.toml"))
}
filled = [name for name, given in declared.items() if "facts" in given]
placed = [name for name in filled if declared[name]["geometry"] != "none"]
every_layer = pytest.mark.parametrize("name", declared)
with_facts = pytest.mark.parametrize("name", filled)
with_places = pytest.mark.parametrize("name", placed)


def test_the_layers_of_the_contract_are_shipped(shipped):
    assert {v.id for v in shipped.spatial} >= LAYERS
    assert {v.id for v in shipped.values() if v.spec.is_table} >= TABLES
    assert {v.id for v in shipped.slots} == SLOTS


def test_the_red_lines_wait_for_their_data_and_bind(shipped):
    assert {v.id for v in shipped.unapplied_constraints} == RED_LINES
    binds = {name: shipped[name].spec.constraint for name in RED_LINES}
    inside = {name for name, constraint in binds.items() if constraint == "inside"}
    assert inside == {"urban_growth_boundary", "industrial_land_line"}


@every_layer
def test_a_declaration_says_what_it_means_in_both_languages(shipped, name):
    spec = shipped[name].spec
    assert spec.label.zh != spec.label.en
    assert len(spec.description.zh) > 10
    assert len(spec.description.en) > 20
    assert spec.each_row_is_a
    assert has_words(f"theme.{spec.theme}")
    assert spec.is_table or spec.style is not None
    for column in spec.columns.values():
        assert column.unit in UNITS
        assert column.label.zh
        assert column.label.en
        assert set(column.values_label) <= set(column.values)
        assert column.type != "category" or column.values


@every_layer
def test_a_declaration_has_a_file_of_facts_or_says_what_it_needs(shipped, name):
    layer = shipped[name]
    if layer.is_slot:
        assert layer.spec.needs is not None
    else:
        assert (atlas.SHIPPED / "geodata" / layer.spec.facts).is_file()


@every_layer
def test_every_column_and_code_has_a_heading_in_words(shipped, name):
    spec = shipped[name].spec
    for lang in ("zh", "en"):
        words = words_of(lang)
        for column, kind in spec.every_column.items():
            heading = spec.heading(column)
            assert getattr(heading, "key", None) is None or heading.key in words
            codes = ("yes", "no") if kind.type == "flag" else kind.values
            for code in codes:
                told = spec.value_text(column, code)
                assert getattr(told, "key", None) is None or told.key in words


@every_layer
def test_a_symbol_is_drawn_for_every_layer(shipped, name):
    picture = symbol_svg(shipped[name].spec)
    assert picture.startswith("<svg")
    assert picture.endswith("</svg>")


@with_facts
def test_every_row_names_sources_that_exist(shipped, name):
    frame = shipped[name].frame
    assert len(frame)
    assert frame.index.is_unique
    named = {one for cell in frame["source"] for one in cell.split()}
    assert named
    assert named <= set(shipped.sources)
    assert (frame["source"].str.strip() != "").all()


@with_facts
def test_clause_and_short_phrase_come_together(shipped, name):
    frame = shipped[name].frame
    assert ((frame["clause"] == "") == (frame["quote"] == "")).all()
    assert frame["quote"].str.len().max() <= QUOTE_MOST


@with_places
def test_every_place_says_how_it_is_known_and_how_sure(shipped, name):
    layer = shipped[name]
    located, rest = layer.located, layer.frame.drop(grounds(layer).index)
    assert len(located)
    assert located["position_basis"].isin(POSITION_BASES).all()
    assert (located["uncertainty_m"] >= 0).all()
    # only what was surveyed is exact
    exact = located[located["uncertainty_m"] == 0]
    assert exact["position_basis"].isin(["surveyed", "official_map"]).all()
    assert (rest["position_basis"] == "").all()
    assert located.geometry.is_valid.all()


@with_places
def test_every_row_has_names_status_and_release(shipped, name):
    frame = shipped[name].frame
    assert (frame["name_zh"] != "").all()
    assert (frame["name_en"] != "").all()
    assert frame["status"].isin(STATUSES).all()
    assert frame["sensitive"].isin(["yes", "no"]).all()
    assert frame["release"].isin(["public", "internal"]).all()


@with_places
def test_a_sensitive_place_is_never_public(shipped, name):
    located = shipped[name].located
    public = located[(located["sensitive"] == "yes") & (located["release"] == "public")]
    assert list(public.index) == []


def test_ids_are_unique_over_all_layers(shipped):
    ids = [i for v in shipped.values() if v.spec.names_things for i in v.frame.index]
    assert len(ids) == len(set(ids))


def test_the_zones_measure_what_the_plan_says_and_tile_the_whole(shipped):
    zones, city = shipped["zones"].frame, shipped["science_city"].frame
    drawn = area_km2(zones.geometry)
    assert set(drawn.index) == set(ZONES_KM2)
    for name, planned in ZONES_KM2.items():
        assert zones.loc[name, "plan_area_km2"] == planned
        assert abs(drawn[name] / planned - 1) < 0.001
    # 50.5 + 21.82 + 147.7 = 220.02, printed as 220
    assert drawn.sum() == pytest.approx(220.02, rel=0.001)
    shapes = to_measuring(zones).geometry
    whole = to_measuring(city).geometry.union_all()
    assert shapely.union_all(shapes.array).symmetric_difference(whole).area < 1
    assert sum(shapes.area) == pytest.approx(whole.area, abs=1)


def test_there_are_ten_clusters_that_stand_apart_and_are_not_counted(shipped):
    clusters = shipped["clusters"]
    centres = to_measuring(clusters.frame).geometry
    radii = clusters.frame["radius_m"].to_numpy()
    assert len(centres) == 10
    assert not clusters.spec.statistics
    for first in range(10):
        for second in range(first + 1, 10):
            apart = centres.iloc[first].distance(centres.iloc[second])
            assert apart > radii[first] + radii[second], (first, second)


def test_schematic_polygons_say_so_and_how_large_they_may_be_drawn(shipped):
    for name in ("science_city", "zones", "belts"):
        layer = shipped[name]
        assert layer.is_schematic
        assert layer.spec.min_scale == 100_000


@pytest.mark.parametrize("name", ["mentions", "targets", "belt_members"])
def test_what_documents_say_is_said_of_things_that_exist(shipped, name):
    frame = shipped[name].frame
    for cell in frame["entity"]:
        for feature in filter(None, cell.split(";")):
            assert shipped.has_feature(feature), feature


def test_every_policy_document_is_official_or_a_report_and_says_which(shipped):
    assert tuple(shipped.sources)[: len(POLICY)] == POLICY
    official = [name for name in POLICY if shipped.sources[name].official]
    assert official == ["plan-145", "ai-plan", "qcy-plan-2024"]
    for name in POLICY:
        source = shipped.sources[name]
        assert source.publisher
        assert source.licence
        assert source.grade == ("A" if source.official else source.grade)
        assert not source.title.endswith(".txt")
    texts = pandas.read_csv(atlas.SHIPPED / "geodata" / "texts.csv")
    assert set(texts["source"]) == set(POLICY)
    assert texts["sha256"].str.fullmatch("[0-9a-f]{64}").all()


def test_a_grade_is_no_better_than_where_it_was_read(shipped):
    for source in shipped.sources.values():
        # only an authority's own page or document is of the first grade
        assert source.official or source.grade != "A", source.id
        # what has no publisher but us, or was copied without a name, is of the last
        if source.publisher == "本图集" or source.publisher.endswith("转载"):
            assert source.grade == "C" or source.publisher == "人民网转载", source.id


# --- two files and no code ------------------------------------------------------------------

CLINICS_TOML = """
id = "clinics"
facts = "clinics.csv"
geometry = "point"
each_row_is_a = "made up for the test"
theme = "people"
release = "public"
label = { zh = "诊所", en = "Clinics" }
description = { zh = "为测试虚构。", en = "Made up for the test." }

[columns.beds]
type = "integer"
label = { zh = "床位", en = "Beds" }

[style]
color = "#0F766E"
symbol = "square"
"""
COLUMNS = (
    "id,name_zh,name_en,aliases,status,as_of,position_basis,uncertainty_m,sensitive,release,"
    "source,clause,quote,beds,lon,lat"
)
# the places of inc-a (1000, 1000) and inc-b (3000, 1000) of the tiny town
CLINICS_CSV = f"""{COLUMNS}
clinic-1,东诊所,East Clinic,,existing,2026,surveyed,0,no,public,plan,,,20,108.682800489,34.109337131
clinic-2,西诊所,West Clinic,,existing,2026,surveyed,0,no,public,plan,,,5,108.661125571,34.109455709
"""


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """The tiny town with one more layer: a declaration and a file of facts."""
    root = tmp_path_factory.mktemp("grown")
    shutil.copytree(atlas.SHIPPED / "tests/fixtures/tiny_town", root, dirs_exist_ok=True)
    (root / "layers" / "clinics.toml").write_text(CLINICS_TOML, encoding="utf8")
    (root / "geodata" / "clinics.csv").write_text(CLINICS_CSV, encoding="utf8")
    return atlas.open_atlas(root)


def test_a_new_layer_is_queried(grown):
    large = {"field": "beds", "op": ">=", "value": 10}
    near = {"spatial": "within", "of": {"layer": "zones", "id": "west"}}
    assert list(atlas.query(grown, {"layer": "clinics", "where": large}).table.index) == [
        "clinic-1"
    ]
    assert list(atlas.query(grown, {"layer": "clinics", "where": near}).table.index) == ["clinic-2"]


def test_a_new_layer_serves_and_needs(grown):
    # either clinic covers a circle of pi x 0.5^2 = 0.785 km2 in its zone of 4 km2
    asked = {"zones": {"layer": "zones"}, "radii_m": [500]}
    found = atlas.coverage(grown, {"facilities": {"layer": "clinics"}, **asked})
    share = found.table.set_index("zone")["share"]
    assert share["west"] == pytest.approx(np.pi * 0.25 / 4, rel=0.01)
    found = atlas.coverage(
        grown, {"facilities": {"layer": "incubators"}, "demand": [{"layer": "clinics"}], **asked}
    )
    assert found.table.set_index("zone").loc["west", "clinics_reached"] == 1


def test_a_new_layer_is_a_criterion(grown):
    found = atlas.site(
        grown,
        {
            "candidates": {"size_m": 500, "inside": {"layer": "zones", "id": "west"}},
            "criteria": [
                {
                    "name": "beds",
                    "measure": "distance",
                    "of": {"layer": "clinics", "id": "clinic-2"},
                    "transform": {"best": 0, "worst": 2000},
                    "weight": 1,
                }
            ],
            "top": 1,
        },
    )
    best = found.layers["chosen"].geometry.iloc[0]
    # a cell whose centre is 250 m east and north of the clinic at most: 354 m
    assert (
        to_measuring(found.layers["chosen"])
        .geometry.iloc[0]
        .centroid.distance(to_measuring(grown["clinics"].frame).geometry["clinic-2"])
        < 354
    )
    assert best.is_valid


def test_a_new_layer_is_exported_and_drawn(grown):
    found = atlas.query(grown, {"layer": "clinics"})
    text = EXPORTERS["csv"].write(found, "zh").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert "床位" in rows[0]
    assert rows[1][0] == "clinic-1"
    drawn = json.loads(layer_json(grown, grown["clinics"]))
    assert [f["properties"]["name_zh"] for f in drawn["features"]] == ["东诊所", "西诊所"]
    # it shares its places with two incubators, and the map is told so
    assert {f["properties"]["sharing"] for f in drawn["features"]} == {2}
