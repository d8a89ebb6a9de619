"""Kept rows take the place of shipped ones: what follows them, what they may not break."""

import hashlib
import tomllib
from dataclasses import replace

import geopandas
import pytest
import shapely

import atlas
from atlas.domain.records.stored import StoredVersion
from atlas.domain.source import Source
from atlas.errors import BadFile
from atlas.reading.overlay import overlay

SOURCE = Source("kept-zones-1", "边界.zip", "李工", "", False, "", "2026-05-04", "", "internal", "")
BOW_TIE = shapely.Polygon([(109, 34), (109.1, 34.1), (109.1, 34), (109, 34.1)])
PONDS = """
id = "ponds"
geometry = "polygon"
each_row_is_a = "made up"
theme = "structure"
release = "public"
[label]
zh = "池塘"
en = "Ponds"
[description]
zh = "虚构"
en = "Made up"
[columns.depth_m]
type = "number"
label = { zh = "水深", en = "Depth" }
"""


def kept(frame, *, layer="zones", number=1, **said):
    # other rows have another hash: a layer that was made of the same rows is not made again
    digest = hashlib.sha256(frame.to_json().encode() if frame is not None else b"").hexdigest()
    said = {"level": "internal", "source": SOURCE, "digest": digest, **said}
    return StoredVersion(layer=layer, number=number, rows=lambda: frame, **said)


@pytest.fixture
def official(town):
    """The zones as an official map might have them, half a degree of longitude apart as ever."""
    frame = town["zones"].frame.copy()
    frame["position_basis"] = "official_map"
    frame["uncertainty_m"] = 1.0
    return frame


def laid(town, *versions):
    return overlay(town, versions)


def set_aside(catalogue, layer="zones"):
    """Return the rules that a version was set aside for."""
    standing = catalogue.kept[layer]
    assert standing.is_set_aside == bool(standing.problems)
    return sorted({problem.rule for problem in standing.problems})


def test_kept_rows_replace_the_shipped_ones_wholly(town, official):
    now = laid(town, kept(official.iloc[:1]))
    assert list(now["zones"].frame.index) == ["west"]
    assert now.has_feature("west")
    assert not now.has_feature("east")
    assert list(now) == list(town)
    assert now["schools"] is town["schools"]
    assert list(town["zones"].frame.index) == ["west", "east"]


def test_with_the_last_schematic_row_everything_schematic_goes(town, official):
    before, now = town["zones"], laid(town, kept(official))["zones"]
    assert (before.is_schematic, before.is_official) == (True, False)
    assert (before.spec.min_scale, before.spec.style.dash) == (100_000, "6 3")
    assert before.spec.expect.area_column == "plan_area_km2"
    assert (now.is_schematic, now.is_official) == (False, True)
    assert (now.spec.min_scale, now.spec.style.dash) == (None, "")
    assert now.spec.expect.area_column is None
    official.loc["east", "position_basis"] = "schematic"
    half = laid(town, kept(official, number=2))["zones"]
    assert (half.is_schematic, half.is_official) == (True, False)
    assert half.spec.min_scale == 100_000


def test_only_official_rows_open_statistics(shipped):
    text = (atlas.SHIPPED / "layers" / "clusters.toml").read_text(encoding="utf8")
    frame = shipped["clusters"].frame.assign(position_basis="sourced")
    shut = laid(shipped, kept(frame, layer="clusters", declaration=text))["clusters"]
    assert not shipped["clusters"].spec.statistics
    assert not shut.spec.statistics
    assert not shut.is_schematic
    frame = frame.assign(position_basis="surveyed")
    opened = laid(shipped, kept(frame, layer="clusters", number=2))["clusters"]
    assert opened.spec.statistics
    told = tomllib.loads(text)["description_official"]["zh"]
    assert opened.spec.description.zh == told


def test_an_answer_from_official_zones_no_longer_calls_them_schematic(town, official):
    asked = {
        "kind": "coverage",
        "facilities": {"layer": "incubators"},
        "zones": {"layer": "zones"},
        "demand": [{"layer": "schools"}],
        "radii_m": [500, 1000],
    }
    now = laid(town, kept(official))
    before, after = atlas.run(town, asked), atlas.run(now, asked)
    assert "caveat.schematic" in {caveat.key for caveat in before.caveats}
    assert "caveat.schematic" not in {caveat.key for caveat in after.caveats}
    assert before.columns["area_km2"].unit == "km2_schematic"
    assert after.columns["area_km2"].unit == "km2"
    assert before.versions["zones"] != after.versions["zones"]
    assert before.versions["schools"] == after.versions["schools"]


def test_the_level_says_what_may_be_published(town, official):
    for level, release in (("public", "public"), ("internal", "internal"), ("secret", "internal")):
        assert laid(town, kept(official, level=level))["zones"].spec.release == release
    # without a release of its own, a row has that of its layer
    bare = official.drop(columns="release")
    assert set(laid(town, kept(bare, number=3))["zones"].frame["release"]) == {"internal"}


def test_a_slot_is_filled(town, official):
    lines = official.rename(index={"west": "line-1", "east": "line-2"})
    now = laid(town, kept(lines, layer="red_line"))
    assert not now["red_line"].is_slot
    assert now.unapplied_constraints == []
    assert [layer.id for layer in town.unapplied_constraints] == ["red_line"]
    # a column that the slot does not declare is left out, and told
    assert "plan_area_km2" not in now["red_line"].frame
    assert not now.kept["red_line"].is_set_aside
    assert [p.rule for p in now.kept["red_line"].problems] == ["undeclared_column"]


def test_a_layer_of_its_own_needs_nothing_but_its_declaration(town):
    shape = shapely.box(108.66, 34.10, 108.67, 34.11)
    frame = geopandas.GeoDataFrame(
        {
            "id": ["pond-1"],
            "name_zh": ["一号塘"],
            "position_basis": "surveyed",
            "uncertainty_m": 2,
            "depth_m": ["1.5"],
        },
        geometry=[shape],
        crs=4326,
    ).set_index("id")
    now = laid(town, kept(frame, layer="ponds", declaration=PONDS))
    row = now["ponds"].frame.loc["pond-1"]
    assert row["depth_m"] == 1.5
    # what every row needs is filled, and nothing is made up
    assert (row["name_en"], row["status"], row["sensitive"]) == ("一号塘", "unknown", "no")
    assert (row["clause"], row["as_of"], row["source"]) == ("", "", "kept-zones-1")
    found = atlas.run(now, {"kind": "query", "layer": "ponds"})
    assert found.values["matched"].value == 1
    assert [source.title for source in found.sources] == ["边界.zip"]
    assert set_aside(laid(town, kept(frame, layer="ponds")), "ponds") == ["declaration_missing"]


def test_what_rows_say_of_their_source_is_a_source(town, official):
    official["source"] = ["plan", "区规划局 2025 年测"]
    now = laid(town, kept(official))
    assert list(now["zones"].frame["source"]) == ["plan", "kept-zones-1-1"]
    assert now.sources["kept-zones-1-1"].title == "区规划局 2025 年测"
    assert now.sources["kept-zones-1-1"].publisher == "李工"
    assert list(now.sources) == ["plan", "kept-zones-1-1"]


def point(frame):
    return frame.set_geometry(frame.geometry.representative_point())


def without_basis(frame):
    return frame.assign(position_basis="")


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (lambda f: f.assign(plan_area_km2="four"), "not_a_number"),
        (lambda f: f.assign(plan_area_km2=float("inf")), "not_a_number"),
        (lambda f: f.assign(status="maybe"), "not_in_values"),
        (lambda f: f.assign(sensitive="perhaps"), "not_in_values"),
        (lambda f: f.assign(as_of="spring"), "not_a_date"),
        (lambda f: f.rename(index={"west": "West 1"}), "bad_id"),
        (lambda f: f.rename(index={"west": "east"}), "duplicate_id"),
        (lambda f: f.rename(index={"west": "inc-a"}), "id_in_two_layers"),
        (point, "wrong_geometry"),
        (without_basis, "place_without_basis"),
        (lambda f: f.assign(uncertainty_m=float("nan")), "place_without_uncertainty"),
        (lambda f: f.set_geometry([None, None]), "basis_without_place"),
        (lambda f: f.set_geometry(f.geometry.translate(-20)), "outside_shaanxi"),
        (lambda f: f.set_geometry([BOW_TIE, BOW_TIE]), "invalid_geometry"),
    ],
)
def test_a_version_that_breaks_a_rule_is_set_aside_and_the_atlas_opens(
    town, official, damage, rule
):
    now = laid(town, kept(damage(official)))
    assert rule in set_aside(now)
    assert now["zones"] is town["zones"]
    (problem, *_) = [p for p in now.kept["zones"].problems if p.rule == rule]
    assert problem.place.startswith(("versions/zones-000001", "geodata/"))


def test_what_the_planner_accepted_is_not_held_against_a_version(town, official):
    far = official.set_geometry(official.geometry.translate(-20))
    now = laid(town, kept(far, accepted=("outside_shaanxi",)))
    assert not now.kept["zones"].is_set_aside


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (('theme = "structure"', 'theme = "mine"'), "not_in_values"),
        (('id = "ponds"', 'id = "pools"'), "id_is_not_file_name"),
        (('theme = "structure"', 'them = "structure"'), "missing"),
        (("[label]", "[label"), "not_toml"),
        (('type = "number"', 'type = "text"\nrefers_to = "lakes"'), "unknown_layer"),
        (('type = "number"', 'type = "number"\nrequired = true'), "required"),
    ],
)
def test_a_declaration_that_is_none_sets_its_version_aside(town, official, change, rule):
    frame = official.rename(index={"west": "pond-1", "east": "pond-2"})
    text = PONDS.replace(*change)
    now = laid(town, kept(frame, layer="ponds", declaration=text))
    assert rule in set_aside(now, "ponds")
    assert "ponds" not in now


def test_a_known_total_needs_its_source(town, official):
    total = '[known_total]\ncount = 3\nas_of = "2026"\nsource = "nobody"\nclause = ""\nquote = ""\n'
    frame = official.rename(index={"west": "pond-1", "east": "pond-2"})
    now = laid(town, kept(frame, layer="ponds", declaration=PONDS + total))
    assert set_aside(now, "ponds") == ["unknown_source"]


def test_rows_that_cannot_be_read_are_set_aside(town):
    def gone():
        raise BadFile(path="versions/zones-000001/rows.parquet", reason="not_readable")

    now = laid(town, replace(kept(None), rows=gone))
    assert set_aside(now) == ["damaged_version"]
    assert now["zones"] is town["zones"]


def test_features_that_are_gone_are_told_where_others_name_them(town, official):
    renamed = official.rename(index={"west": "zone-1"})
    now = laid(town, kept(renamed))
    standing = now.kept["zones"]
    assert not standing.is_set_aside
    told = [(p.rule, p.place, p.found) for p in standing.problems]
    assert told == [
        ("unknown_reference", "mentions:m-1:entity", "west"),
        ("unknown_reference", "targets:t-1:entity", "west"),
    ]


def test_of_two_versions_with_the_same_ids_the_first_stands(town, official):
    ponds = official.rename(index={"west": "pond-1", "east": "pond-2"})
    now = laid(
        town,
        kept(ponds, layer="ponds", declaration=PONDS),
        kept(ponds, layer="red_line"),
    )
    assert not now.kept["ponds"].is_set_aside
    assert set_aside(now, "red_line") == ["id_in_two_layers"]
    assert now["red_line"].is_slot


def test_the_version_names_rows_and_declaration(town, official):
    one, same = (laid(town, kept(official))["zones"].version for _ in range(2))
    rows = laid(town, kept(official.iloc[:1], number=2))["zones"].version
    level = laid(town, kept(official, level="public"))["zones"].version
    assert one == same
    assert len({one, rows, level}) == 3
    assert one.split("-")[0] == level.split("-")[0] != rows.split("-")[0]


def test_a_layer_that_is_still_held_is_not_made_again(town, official):
    held = laid(town, kept(official))
    assert laid(town, kept(official))["zones"] is held["zones"]
    # over a catalogue with versions the shipped declaration still counts
    again = laid(held, kept(official.assign(position_basis="schematic"), number=2))
    assert again["zones"].spec == town["zones"].spec.model_copy(update={"release": "internal"})


def test_the_marks_of_catalogues_differ_with_their_layers(town, official):
    assert town.mark == laid(town).mark != laid(town, kept(official)).mark
