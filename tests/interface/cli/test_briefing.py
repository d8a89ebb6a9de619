"""`run` makes a pack of a briefing; `verify` holds a receipt against today's data."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from atlas.interface.cli.main import app
from tests.conftest import TINY_TOWN

BRIEFING = """
kind = "briefing"
title = "小镇简报"
formats = ["xlsx"]
[[pages]]
layers = ["zones"]
shows = { kind = "coverage", facilities = { layer = "incubators" }, zones = { layer = "zones" } }
"""


def run(*words):
    said = CliRunner().invoke(app, [str(word) for word in words])
    return said.exit_code, said.output


@pytest.fixture
def made(tmp_path):
    file = tmp_path / "月报.toml"
    file.write_text(BRIEFING, encoding="utf8")
    code, said = run("run", file, "--out", tmp_path / "out", "--root", TINY_TOWN)
    assert code == 0
    assert "1 页" in said
    return tmp_path / "out"


def test_a_briefing_is_one_pack_and_its_receipt_and_nothing_else(made):
    assert sorted(path.name for path in made.iterdir()) == ["月报.receipt.json", "月报.zip"]


@pytest.mark.parametrize("name", ["月报.zip", "月报.receipt.json"])
def test_the_same_data_verify(made, name):
    code, said = run("verify", made / name, "--root", TINY_TOWN)
    assert code == 0
    assert "一致" in said


def test_a_receipt_with_one_figure_changed_fails(made):
    path = made / "月报.receipt.json"
    told = json.loads(path.read_text(encoding="utf8"))
    name = next(name for name in told["values"] if name != "pages")
    told["values"][name]["value"] += 1
    path.write_text(json.dumps(told), encoding="utf8")
    code, said = run("verify", path, "--root", TINY_TOWN)
    assert code == 1
    assert name in said


def test_data_that_moved_give_other_figures(made, tmp_path):
    root = tmp_path / "town"
    shutil.copytree(TINY_TOWN, root)
    facts = root / "geodata" / "incubators.csv"
    lines = facts.read_text(encoding="utf8").splitlines()
    facts.write_text("\n".join(lines[:-1]) + "\n", encoding="utf8")
    code, said = run("verify", made / "月报.zip", "--root", root, "--lang", "en")
    assert code == 1
    assert "data of incubators" in said


def test_what_is_no_receipt_is_refused(tmp_path):
    path = tmp_path / "x.json"
    path.write_text("{}", encoding="utf8")
    for given in (path, tmp_path / "missing.json"):
        assert run("verify", given, "--root", TINY_TOWN)[0] == 2


def test_what_is_missing_is_named_and_the_rest_is_written(tmp_path):
    page = '[[pages]]\ntitle = "远方"\nlayers = ["zones"]\nextent_m = [0, 0, 1000, 1000]\n'
    file = tmp_path / "two.toml"
    file.write_text(BRIEFING.replace('"xlsx"', '"png"') + page, encoding="utf8")
    code, said = run("run", file, "--out", tmp_path, "--root", TINY_TOWN)
    assert code == 3
    assert "远方" in said
    assert (tmp_path / "two.zip").is_file()


def test_a_folder_that_cannot_be_written_leaves_nothing(tmp_path):
    file = tmp_path / "one.toml"
    file.write_text(BRIEFING, encoding="utf8")
    (tmp_path / "out").write_text("a file where a folder should be", encoding="utf8")
    assert run("run", file, "--out", tmp_path / "out", "--root", TINY_TOWN)[0] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.toml", "out"]
