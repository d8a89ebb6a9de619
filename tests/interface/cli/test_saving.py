"""A file is written whole or not at all."""

import json
from pathlib import Path

import pytest

import atlas
from atlas.deliverables.register import make_definition
from atlas.errors import BadFile, UnknownName
from atlas.interface.cli import saving
from atlas.interface.cli.saving import save_all, save_bytes, save_sheet

SHEET = {"kind": "sheet", "layers": ["town"], "dpi": 50}


def test_a_file_is_written_and_replaced(tmp_path):
    path = tmp_path / "new" / "deep" / "a.txt"
    assert save_bytes(path, b"one") == path
    assert save_bytes(path, b"two").read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("step", ["write_bytes", "replace"])
def test_a_crash_leaves_what_was_there_and_nothing_else(tmp_path, monkeypatch, step):
    path = tmp_path / "a.txt"
    path.write_bytes(b"before")
    plain = Path.write_bytes

    def broken(self, content):
        # the disk is full when half of it is written
        if step == "write_bytes":
            plain(self, content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, step, broken)
    with pytest.raises(BadFile) as raised:
        save_bytes(path, b"after, and longer")
    monkeypatch.undo()
    assert raised.value.parameters == {"path": str(path), "reason": "not_writable"}
    assert path.read_bytes() == b"before"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("below", ["file/a.txt", "file/deep/a.txt"])
def test_a_folder_that_is_a_file_is_told(tmp_path, below):
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadFile):
        save_bytes(tmp_path / below, b"content")
    assert (tmp_path / "file").read_text() == "x"


def test_a_folder_in_the_file_s_place_is_told(tmp_path):
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(BadFile):
        save_bytes(tmp_path / "a.txt", b"content")
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_result_is_saved_with_its_receipt_last(town, tmp_path):
    asked = make_definition({"kind": "query", "layer": "schools"})
    finding, paths = save_all(town, asked, tmp_path, "zh", name="学校")
    assert paths[-1].name == "学校.receipt.json"
    assert len(finding.table) == 5
    receipt = json.loads(paths[-1].read_text(encoding="utf8"))
    assert [p.name for p in paths[:-1]] == list(receipt["files"])


def test_a_sheet_of_another_kind_or_format_is_refused(town, tmp_path):
    with pytest.raises(UnknownName) as raised:
        save_sheet(town, SHEET, tmp_path / "a.bmp")
    assert raised.value.parameters["known"] == ["png", "pdf", "svg", "html"]
    with pytest.raises(UnknownName) as raised:
        save_sheet(town, {"kind": "query", "layer": "schools"}, tmp_path / "a.png")
    assert raised.value.parameters["kind"] == "kind"
    assert list(tmp_path.iterdir()) == []


def test_the_ending_may_be_in_capitals(town, tmp_path):
    path = save_sheet(town, SHEET, tmp_path / "A.PNG")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_a_sheet_is_saved_as_a_map_to_hand_over(town, tmp_path):
    path = save_sheet(town, SHEET, tmp_path / "map.html")
    assert path.read_bytes().startswith(b"<!doctype html>")
    assert town["town"].name.zh.encode() in path.read_bytes()


def test_a_sheet_is_saved_in_every_format(town, tmp_path, monkeypatch):
    # drawing is the sheet's own tests' business
    monkeypatch.setattr(atlas, "draw_sheet", lambda _catalogue, _finding, form: form.encode())
    _, paths = saving.save_all(town, make_definition(SHEET), tmp_path, "en", name="s")
    assert [p.name for p in paths] == ["s.png", "s.pdf", "s.svg", "s.receipt.json"]
