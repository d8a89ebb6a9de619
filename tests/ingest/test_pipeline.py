"""From a table to rows: ids and cells of the rows replaced, what stands, what is kept."""

import gc
import weakref

import geopandas
import pandas
import pytest
import shapely

import atlas
from atlas.domain.conditions import LayerRef
from atlas.domain.records.imported import ImportedTable
from atlas.errors import Refused, UnknownName
from atlas.ingest import pipeline
from atlas.ingest.column_memory import fields_for, remembered
from atlas.ingest.coordinates import recognise
from atlas.ingest.pipeline import Choices, SourceFile
from atlas.output.language import has_words
from atlas.questions.candidates.reference_trees import targets_of
from atlas.questions.query.definition import Query
from atlas.questions.selection.search import search_layers
from atlas.store.workspace import open_workspace

FACTS = {
    "status": "planned",
    "source": "city plan",
    "position_basis": "official_map",
    "uncertainty_m": "5",
}
FILE = SourceFile("zones.zip", "0" * 64, 10)


def table(names, shapes=None, **cells):
    """A table as a reader would hand it on, its shapes in degrees already."""
    index = pandas.Index(range(1, len(names) + 1), name="row")
    frame = geopandas.GeoDataFrame(
        {"名称": names, **cells}, geometry=shapes or [None] * len(names), index=index
    )
    return ImportedTable("t", frame, "EPSG:4490")


@pytest.fixture(scope="module")
def zones(shipped):
    return shipped["zones"]


def choices(**more):
    given = {"fields": {"name_zh": "名称"}, "facts": FACTS, "who": "li"}
    return Choices(**{**given, **more})


def rows(shipped, names, *, layer="incubators", **more):
    known = shipped[layer]
    spec = pipeline.declared(known)
    return pipeline.mapped_rows(table(names), None, spec, choices(**more), known), spec


def test_rows_of_a_known_name_take_its_id_and_the_cells_that_are_carried(shipped):
    known = shipped["incubators"].frame
    feature = known.index[0]
    made, _ = rows(shipped, [known.loc[feature, "name_zh"], "某新孵化器"], carried=("class",))
    assert made.renamed == 1
    assert made.frame.index[0] == feature
    assert made.frame.loc[feature, "class"] == known.loc[feature, "class"]
    assert made.frame["class"].iloc[1] == ""
    assert made.frame["name_en"].iloc[1] == "某新孵化器"  # nobody gave another


def test_a_name_that_two_new_rows_have_takes_no_id(shipped):
    name = shipped["incubators"].frame["name_zh"].iloc[0]
    made, _ = rows(shipped, [name, name])
    assert made.renamed == 0
    assert not set(made.frame.index) & set(shipped["incubators"].frame.index)


def test_adding_keeps_the_other_rows_and_replacing_does_not(shipped):
    known = shipped["incubators"].frame
    name = known["name_zh"].iloc[0]
    added, _ = rows(shipped, [name, "某新孵化器"], adds=True)
    assert len(added.frame) == len(known) + 1
    replaced, _ = rows(shipped, [name, "某新孵化器"])
    assert len(replaced.frame) == 2


def test_what_is_carried_by_default_is_figures_codes_and_links_and_no_free_text(zones):
    carried = pipeline.carried_by_default(zones.spec)
    assert {"name_en", "aliases", "plan_area_km2", "industries", "parent"} <= set(carried)
    assert "edges" not in carried  # it speaks of the schematic border


def test_a_parent_that_is_not_there_is_named(shipped):
    made, spec = rows(shipped, ["某新孵化器"])
    with pytest.raises(UnknownName):
        pipeline.checks_of(made, spec, choices(parent="nowhere"), shipped)


def test_cells_that_fit_nothing_are_warnings_and_accepted_by_storing(shipped):
    spec = pipeline.declared(shipped["incubators"])
    given = table(["某新孵化器"], 类别=["百货商场"])
    fields = {"name_zh": "名称", "class": "类别"}
    level = shipped["incubators"].frame["level"].iloc[0]
    chosen = choices(fields=fields, facts={**FACTS, "level": level})
    made = pipeline.mapped_rows(given, None, spec, chosen, shipped["incubators"])
    checks = pipeline.checks_of(made, spec, chosen, shipped)
    found = checks.table[checks.table["found"] == "百货商场"].iloc[0]
    assert (found["level"], found["rule"], found["row"]) == ("warning", "not_in_values", 0)


def test_rows_with_errors_are_not_kept_and_others_are_with_their_manifest(shipped, tmp_path):
    workspace = open_workspace(tmp_path)
    made, spec = rows(shipped, ["某新孵化器"])
    checks = pipeline.checks_of(made, spec, choices(), shipped)
    with pytest.raises(Refused) as refused:
        pipeline.keep(workspace, made, checks, choices(), FILE, on=0)
    assert refused.value.parameters["reason"] == "checks_failed"
    assert workspace.versions.in_force() == {}

    level = shipped["incubators"].frame["level"].iloc[0]
    chosen = choices(facts={**FACTS, "level": level, "class": "incubator"})
    made = pipeline.mapped_rows(table(["某新孵化器"]), None, spec, chosen, shipped["incubators"])
    checks = pipeline.checks_of(made, spec, chosen, shipped)
    assert not pipeline.would_stand(made, checks, chosen, shipped).is_set_aside
    version = pipeline.keep(workspace, made, checks, chosen, FILE, on=0)
    manifest = workspace.versions.manifest(version)
    assert (manifest.who, manifest.file_name, manifest.rows) == ("li", "zones.zip", 1)
    assert remembered(workspace.versions, "incubators") == {"name_zh": "名称"}
    assert remembered(workspace.versions, "zones") == {}


def test_a_file_with_the_same_columns_is_mapped_as_the_last_one_was(shipped, tmp_path):
    workspace = open_workspace(tmp_path)
    spec = pipeline.declared(shipped["incubators"])
    given = table(["某新孵化器"], 类别=["孵化器"], 简称=["某"], 备注=["x"])
    guessed = fields_for(workspace, given, spec)
    assert guessed["class"] == "类别"  # nothing was kept yet
    level = shipped["incubators"].frame["level"].iloc[0]
    # the planner takes the short name for the other name, and leaves the class out
    fields = {"name_zh": "名称", "aliases": "简称"}
    chosen = choices(fields=fields, facts={**FACTS, "level": level, "class": "incubator"})
    made = pipeline.mapped_rows(given, None, spec, chosen, shipped["incubators"])
    pipeline.keep(
        workspace, made, pipeline.checks_of(made, spec, chosen, shipped), chosen, FILE, on=0
    )

    again = table(["另一个"], 备注=["y"], 类别=["孵化器"], 简称=["另"])  # in another order
    assert fields_for(workspace, again, spec) == fields
    other = table(["第三个"], 类别=["孵化器"], 电话=["1"])
    assert fields_for(workspace, other, spec) == {"name_zh": "名称", "class": "类别"}
    assert "class" in fields_for(workspace, again, pipeline.declared(shipped["parks"]))


def test_rows_that_are_kept_stay_so_where_the_mapping_cannot_be(shipped, tmp_path):
    workspace = open_workspace(tmp_path)
    (tmp_path / "mappings").write_text("in the way")
    level = shipped["incubators"].frame["level"].iloc[0]
    chosen = choices(facts={**FACTS, "level": level, "class": "incubator"})
    made, spec = rows(shipped, ["某新孵化器"], facts=chosen.facts)
    pipeline.keep(
        workspace, made, pipeline.checks_of(made, spec, chosen, shipped), chosen, FILE, on=0
    )
    assert workspace.versions.in_force()["incubators"].number == 1


def test_rows_checked_before_somebody_edited_do_not_undo_the_edit(tmp_path):
    known = atlas.open_atlas(workspace=tmp_path)
    layer, workspace = known["incubators"], open_workspace(tmp_path)
    level = layer.frame["level"].iloc[0]
    chosen = choices(adds=True, facts={**FACTS, "level": level, "class": "incubator"})
    made, spec = rows(known, ["某新孵化器"], adds=True, facts=chosen.facts)
    checks = pipeline.checks_of(made, spec, chosen, known)  # 甲 checks
    feature = str(layer.frame.index[0])
    edit = atlas.Edit(feature, {"name_zh": "乙改的名"})
    atlas.edit_rows(known, "incubators", [edit], who="乙", workspace=tmp_path)
    with pytest.raises(Refused) as refused:  # 甲 keeps
        pipeline.keep(workspace, made, checks, chosen, FILE, on=known.number_of("incubators"))
    assert refused.value.parameters["reason"] == "changed_meanwhile"
    now = atlas.open_atlas(workspace=tmp_path)
    assert now["incubators"].frame.loc[feature, "name_zh"] == "乙改的名"
    # checked again on the rows of now, both stay
    made, _ = rows(now, ["某新孵化器"], adds=True, facts=chosen.facts)
    pipeline.keep(workspace, made, checks, chosen, FILE, on=now.number_of("incubators"))
    both = atlas.open_atlas(workspace=tmp_path)["incubators"].frame["name_zh"]
    assert {"乙改的名", "某新孵化器"} <= set(both)


class StopError(Exception):
    """Nobody wants it any more."""


def test_every_stage_tells_how_far_it_is_and_ends_at_any_word(shipped, zones):
    known, spec = pipeline.reference_layers(shipped), pipeline.declared(zones)
    given = table(list(zones.frame["name_zh"]), list(zones.frame.geometry))
    chosen = choices(parts_of_whole=True)
    reading = recognise(given, known).readings[0]
    made = pipeline.mapped_rows(given, reading, spec, chosen, zones)
    works = {
        "recognising": lambda tell: recognise(given, known, progress=tell),
        "rows": lambda tell: pipeline.mapped_rows(
            given, reading, spec, chosen, zones, progress=tell
        ),
        "gaps": lambda tell: pipeline.checks_of(made, spec, chosen, shipped, progress=tell),
    }
    for stage, work in works.items():
        told: list[tuple[int, int, str]] = []
        work(lambda *said, told=told: told.append(said))
        shares = [done / total for done, total, _ in told]
        assert len(told) >= 3
        assert shares == sorted(shares)
        assert 0 <= shares[0] < shares[-1] <= 1
        assert stage in {name for _, _, name in told}
        assert all(has_words(f"web.stage_{name}") for _, _, name in told)
        for last in range(1, len(told) + 1):
            said = iter(range(1, len(told) + 1))

            def stop(*_told, said=said, last=last):
                if next(said) == last:
                    raise StopError

            with pytest.raises(StopError):
                work(stop)
            assert next(said, last + 1) == last + 1  # nothing was told after


def test_rows_whose_id_another_layer_has_would_be_set_aside(shipped):
    spec = pipeline.declared(shipped["parks"])
    zone = shipped["zones"].frame.index[0]
    chosen = choices(fields={"name_zh": "名称", "id": "号"})
    made = pipeline.mapped_rows(table(["某"], 号=[zone]), None, spec, chosen, shipped["parks"])
    checks = pipeline.checks_of(made, spec, chosen, shipped)
    standing = pipeline.would_stand(made, checks, chosen, shipped)
    assert standing.is_set_aside
    assert {problem.rule for problem in standing.problems} >= {"id_in_two_layers"}


def test_rows_that_were_replaced_are_let_go_with_all_that_was_derived_from_them(shipped):
    near = {"spatial": "within_distance", "distance_m": 3000, "of": {"layer": "parks"}}
    asked = Query(layer="parks", where={"all": [near]})
    alive = []
    for number in range(3):
        frame = shipped["parks"].frame.assign(name_en=f"park {number}")
        now = atlas.dry_run(shipped, "parks", frame)
        alive.append(weakref.ref(now["parks"]))
        assert len(atlas.run(now, asked).table)
        assert search_layers(now, "park")
        assert targets_of(now, LayerRef(layer="parks")).shapes is not None
    del now, frame
    gc.collect()
    assert [layer() for layer in alive] == [None, None, None]


def test_the_plans_figures_are_known_of_a_layer_that_was_replaced(shipped, tmp_path, zones):
    spec = pipeline.declared(zones)
    frame = zones.frame.assign(position_basis="official_map", uncertainty_m=5.0)
    official = atlas.dry_run(shipped, "zones", frame)["zones"]
    assert official.spec.expect.area_column is None  # drawn areas are measured now
    assert pipeline.declared(official).expect.area_column == spec.expect.area_column


def test_whether_a_table_has_places():
    assert not pipeline.has_places(table(["a"]))
    assert pipeline.has_places(table(["a", "b"], [None, shapely.Point(108.9, 34.2)]))


def test_a_file_is_remembered_by_name_hash_and_size(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"abc")
    told = pipeline.describe_file(path, "y.csv")
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert told == SourceFile("y.csv", digest, 3)
