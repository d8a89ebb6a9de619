"""A workspace of version 0.1 opens with all that was stored in it; receipts and links hold."""

import json
import shutil
from urllib.parse import parse_qsl

import pytest
from typer.testing import CliRunner

import atlas
from atlas.deliverables.register import make_definition
from atlas.interface.cli.main import app
from atlas.interface.web.session.linking import read_link
from atlas.store.workspace import open_workspace

TINY_TOWN = atlas.SHIPPED / "tests" / "fixtures" / "tiny_town"
OLD = atlas.SHIPPED / "tests" / "fixtures" / "workspace-0.1"
RECEIPT = OLD / "question.receipt.json"
STUDY = "孵化器覆盖研究"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A copy, which the atlas takes for the user's own workspace."""
    home = shutil.copytree(OLD / "home", tmp_path / "home")
    monkeypatch.setenv("ATLAS_HOME", str(home))
    return home


@pytest.fixture
def workspace(home):
    return open_workspace(home)


@pytest.fixture
def catalogue(home):
    return atlas.open_atlas(TINY_TOWN, home)


def test_every_version_is_there_with_its_history(workspace):
    versions = workspace.versions
    assert [(move.what, move.number, move.who) for move in versions.moves("incubators")] == [
        ("import", 1, "李工"),
        ("place", 2, "王工"),
        ("edit", 3, "王工"),
        ("undo", 2, "李工"),
    ]
    imported, placed, deleted = versions.history("incubators")
    assert [len(versions.rows(one)) for one in (imported, placed, deleted)] == [3, 3, 2]
    manifest = versions.manifest(placed)
    assert (manifest.file_name, manifest.note, manifest.rows) == ("in.csv", "按竣工图", 3)
    assert manifest.edits[0].after == {"floor_area_m2": 900.0, "lon": 108.6829, "lat": 34.1094}
    assert workspace.recovery.lost() == ()
    assert workspace.integrity.fault() is None
    assert workspace.newer() is None


def test_the_atlas_shows_the_version_in_force_and_those_before(catalogue, home, workspace):
    layer = catalogue["incubators"]
    assert not catalogue.kept["incubators"].is_set_aside
    assert layer.frame.loc["incubators-2", "floor_area_m2"] == 900
    first = workspace.versions.version("incubators", 1).mark
    before = atlas.open_atlas(TINY_TOWN, home, at={"incubators": first})
    assert before["incubators"].frame.loc["incubators-2", "floor_area_m2"] == 800


def test_the_next_version_follows_those_of_0_1(home, catalogue, workspace):
    edit = atlas.Edit("incubators-1", {"floor_area_m2": 13000})
    version = atlas.edit_rows(catalogue, "incubators", [edit], who="赵工", workspace=home)
    assert version.number == 4
    assert workspace.versions.undo("incubators").number == 2


def test_a_saved_study_is_found_and_answered_with_the_figures_of_then(workspace, catalogue):
    (study,) = workspace.studies.list()
    assert (study.name, study.revision, study.saved_by) == (STUDY, 2, "王工")
    first = workspace.studies.load(STUDY, revision=1)
    assert (first.saved_as, first.saved_by) == ("孵化器覆盖", "李工")
    finding = atlas.run(catalogue, first.definition)
    assert first.changed(finding.versions) == ()
    then = json.loads(RECEIPT.read_text(encoding="utf8"))["values"]
    assert {key: one.value for key, one in finding.values.items()} == {
        key: one["value"] for key, one in then.items()
    }
    narrow = atlas.run(catalogue, study.definition)
    assert set(narrow.values) >= {"share:300", "share:600"}
    workspace.studies.save(STUDY, make_definition(first.definition), first.versions, revision=2)
    assert [one.revision for one in workspace.studies.history(STUDY)] == [3, 2, 1]


def test_an_actual_value_and_a_mapping_are_found(workspace):
    actual = workspace.actuals.current()["t-1"]
    assert (actual.value, actual.date, actual.responsible) == (12.5, "2026-03", "管委会")
    head = ["名称", "类型", "面积", "经度", "纬度", "编号"]
    fields = workspace.mappings.recall("incubators", head)
    assert fields == {"id": "编号", "name_zh": "名称", "class": "类型", "floor_area_m2": "面积"}


def test_a_receipt_verifies(home):
    command = ["verify", str(RECEIPT), "--root", str(TINY_TOWN), "--lang", "en"]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output


def test_a_link_opens_as_it_was(catalogue):
    link = read_link(catalogue, dict(parse_qsl((OLD / "link.txt").read_text().strip())))
    assert link.faults == ()
    assert (link.lang, link.layers, link.beside) == ("en", ("zones", "incubators"), ("schools",))
    assert link.selected == "incubators-2"
    then = json.loads(RECEIPT.read_text(encoding="utf8"))
    assert atlas.run(catalogue, link.question).versions == then["data_versions"]
