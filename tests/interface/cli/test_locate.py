"""`locate`: an assumption that cannot be met is explained and ends with its own exit code."""

import json

import pytest
from typer.testing import CliRunner

from atlas.interface.cli.main import app
from tests.conftest import TINY_TOWN

QUESTION = """
kind = "location"
model = "lscp"
candidates = { size_m = 1000, inside = { layer = "zones" } }
demand = [{ layer = "schools" }]
radius_m = RADIUS
curve_to = 0
"""


@pytest.fixture
def locate(tmp_path):
    def run(radius, *options):
        path = tmp_path / "location.toml"
        path.write_text(QUESTION.replace("RADIUS", str(radius)), encoding="utf8")
        return CliRunner().invoke(
            app, ["locate", str(path), "--root", str(TINY_TOWN), "--lang", "zh", *options]
        )

    return run


def test_who_cannot_be_reached_is_printed_and_the_code_says_so(locate):
    said = locate(3000)
    # the school outside the town lies 10 700.5 m from the nearest cell
    assert said.exit_code == 3
    assert "情景假设无解" in said.stdout
    assert "10,701 米" in said.stdout
    assert "四校" in said.stdout
    told = json.loads(locate(3000, "--format", "json").stdout)
    assert [row["id"] for row in told["parts"]["unreached"]] == ["school-4"]


def test_the_radius_it_names_works(locate):
    said = locate(10701)
    assert said.exit_code == 0
    assert "全部需求即在" in said.stdout


def test_another_kind_of_question_is_refused(tmp_path):
    path = tmp_path / "query.toml"
    path.write_text('kind = "query"\nlayer = "schools"\n', encoding="utf8")
    said = CliRunner().invoke(app, ["locate", str(path), "--root", str(TINY_TOWN)])
    assert said.exit_code == 2
