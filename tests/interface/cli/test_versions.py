"""Versions at the command line: listed, undone, redone, handed on, and what is amiss told."""

import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

import atlas
from atlas.deliverables.register import make_definition
from atlas.interface.cli.main import app
from atlas.store.folder.versions import FolderVersions
from atlas.store.workspace import open_workspace
from tests.store.folder.looks import seen

TINY_TOWN = atlas.SHIPPED / "tests" / "fixtures" / "tiny_town"
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def versions(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ATLAS_ROOT", str(TINY_TOWN))
    return FolderVersions(tmp_path / "home", now=lambda: NOON)


def added(versions, town, *, layer="zones", **columns):
    frame = town[layer].frame.assign(**columns)
    manifest = atlas.Manifest("李工", NOON, file_name="边界.zip")
    return versions.add(layer, frame, manifest=manifest)


def told(code, *arguments, lang="en"):
    result = CliRunner().invoke(app, [*arguments, "--lang", lang])
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output


def test_an_untouched_workspace_has_no_versions(versions):
    assert "No versions are kept" in told(0, "versions")
    assert "No versions are kept" in told(0, "versions", "zones")
    assert "zones" in told(2, "versions", "zonse")
    assert "nothing to undo" in told(3, "undo", "zones")


def test_versions_are_listed_walked_and_told(versions, town):
    added(versions, town, name_en="One")
    added(versions, town, name_en="Two")
    said = told(0, "versions", "zones")
    assert "边界.zip" in said
    assert [line.split()[:3] for line in said.splitlines()[1:]] == [
        ["zones", "1", "import"],
        ["zones", "2", "✓"],
    ]
    assert "at version 1 now" in told(0, "undo", "zones")
    assert "as it was shipped" in told(0, "undo", "zones")
    # what was undone is listed all the same
    assert "边界.zip" in told(0, "versions")
    assert "at version 1 now" in told(0, "redo", "zones", "--who", "王工")
    assert versions.moves("zones")[-1].who == "王工"
    assert "One" in told(0, "show", "zones", "west", "--root", str(TINY_TOWN))


def test_a_version_is_written_with_its_manifest(versions, town, tmp_path):
    added(versions, town)
    added(versions, town, name_en="Two")
    path = tmp_path / "first.zip"
    assert str(path) in told(0, "export-version", "zones", "1", "--out", str(path))
    with zipfile.ZipFile(path) as whole:
        assert json.loads(whole.read("manifest.json"))["who"] == "李工"
        assert 'id = "zones"' in whole.read("layer.toml").decode()
    told(0, "export-version", "zones", "--out", str(tmp_path))
    assert (tmp_path / "zones-2.zip").is_file()
    assert "1" in told(2, "export-version", "zones", "7", "--out", str(path))
    told(2, "export-version", "lake", "--out", str(path))


@pytest.mark.parametrize(("lang", "said"), [("zh", "已搁置"), ("en", "was set aside")])
def test_what_was_set_aside_is_told_with_the_reason(versions, town, lang, said):
    added(versions, town, status="maybe")
    output = told(0, "versions", lang=lang)
    assert said in output
    assert "maybe" in output
    assert "zones-000001:west:status" in output


def test_what_a_crash_left_is_told(versions, town):
    kept = added(versions, town)
    begun = versions.root / ".new-zones-000002.12345678"
    begun.mkdir()
    (begun / "manifest.json").write_bytes((versions.folder_of(kept) / "manifest.json").read_bytes())
    output = told(0, "versions")
    assert "not written to its end" in output
    assert "李工, 边界.zip" in output


def test_a_question_is_answered_from_the_data_of_a_version(versions, town, tmp_path):
    first = added(versions, town, name_zh="甲")
    added(versions, town, name_zh="乙")
    asked = tmp_path / "all.toml"
    asked.write_text('version = 1\nkind = "query"\nlayer = "zones"\n', encoding="utf8")

    def names(*options):
        out = tmp_path / "-".join(("out", *options))
        told(0, "run", str(asked), "--out", str(out), "--root", str(TINY_TOWN), *options)
        table = json.loads(next(out.glob("*.json")).read_text(encoding="utf8"))
        return {row["name_zh"] for row in table["table"]}

    assert names() == {"乙"}
    assert names("--at", "zones=1") == names("--at", f"zones={first.mark}") == {"甲"}
    assert names("--at", "zones=0") == set(town["zones"].frame["name_zh"])
    assert "1, 2" in told(2, "run", str(asked), "--at", "zones=9")
    assert "NAME=VALUE" in told(2, "run", str(asked), "--at", "zones")


def test_nothing_is_written_into_a_workspace_of_a_newer_atlas(versions, town, tmp_path):
    added(versions, town, name_en="One")
    pointer = versions.root / "current.json"
    pointer.write_text(json.dumps({"format": 9, "moves": []}), encoding="utf8")
    table = tmp_path / "zones.csv"
    table.write_text("名称\n甲\n", encoding="utf8")
    before = seen(versions.root.parent)
    for command in (
        ("undo", "zones"),
        ("redo", "zones"),
        ("export-version", "zones", "--out", str(tmp_path / "out")),
        ("import", str(table), "--layer", "zones", "--yes"),
        ("versions",),
        ("query", "--layer", "zones", "--root", str(TINY_TOWN)),  # nor answered without its rows
    ):
        said = told(2, *command)
        assert str(pointer) in said
        assert "written by a newer version" in said
        assert "ATLAS_HOME" in said
    assert "由更新版本的图集写成" in told(2, "undo", "zones", lang="zh")
    assert seen(versions.root.parent) == before


def test_a_damaged_version_hides_no_other_and_can_be_undone(versions, town):
    added(versions, town, name_en="One")
    second = added(versions, town, name_en="Two")
    (versions.folder_of(second) / "manifest.json").write_bytes(b"{")
    said = told(0, "versions", "zones")
    assert "damaged or missing" in said
    assert "边界.zip" in said
    assert "at version 1 now" in told(0, "undo", "zones")
    assert "One" in told(0, "show", "zones", "west", "--root", str(TINY_TOWN))


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", "你依据的是第 1 版，现行的是第 2 版"), ("en", "You rest on version 1")],
)
def test_what_was_not_shown_is_not_undone(versions, town, lang, said):
    added(versions, town, name_en="One")
    added(versions, town, name_en="Two")
    refused = told(3, "undo", "zones", "--on", "1", lang=lang)
    assert said in refused
    assert "李工" in refused  # who stored what since then
    assert versions.in_force()["zones"].number == 2
    assert told(0, "undo", "zones", "--on", "2", lang=lang)
    assert said.partition("2")[0][:4] in told(3, "redo", "zones", "--on", "2", lang=lang)


def test_a_secret_is_listed_and_not_handed_on_where_the_atlas_is_shared(
    versions, town, tmp_path, monkeypatch
):
    frame = town["zones"].frame
    secret = atlas.Manifest("李工", NOON, file_name="机密.zip", level="secret")
    versions.add("zones", frame, manifest=secret)
    told(0, "export-version", "zones", "--out", str(tmp_path / "own.zip"))  # of one's own machine
    monkeypatch.setenv("ATLAS_SHARED", "1")
    listed = told(0, "versions", "zones")
    assert "secret, and not shown where the atlas is shared" in listed
    assert "机密" not in listed
    refused = told(3, "export-version", "zones", "--out", str(tmp_path / "shared.zip"))
    assert "is secret" in refused
    assert not (tmp_path / "shared.zip").exists()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_damaged_store_is_told_with_the_versions(versions, town, lang):
    studies = open_workspace(versions.root.parent).studies
    studies.save("三片区", make_definition({"kind": "query", "layer": "zones"}), {})
    added(versions, town)
    assert "三片区" not in told(0, "versions", lang=lang)
    with closing(sqlite3.connect(versions.root.parent / "atlas.sqlite3")) as file:
        file.execute("UPDATE save SET saved_by = 'x'")
        file.commit()
    assert {"zh": "“三片区”的第 1 次保存已损坏", "en": "save 1 of “三片区” is damaged"}[
        lang
    ] in told(0, "versions", lang=lang)
    (versions.root.parent / "atlas.sqlite3").unlink()
    gone = told(0, "versions", lang=lang)
    assert {"zh": "文件不见了或被清空", "en": "the file is gone or was emptied"}[lang] in gone
    assert "zones" in gone
