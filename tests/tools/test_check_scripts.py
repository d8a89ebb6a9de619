"""The scripts of the map are held to the same gate as the rest, and Leaflet stays in its folder."""

import re
import subprocess
from types import SimpleNamespace

import pytest

from tests.node import NODE
from tests.tools.test_bundle import TOOLS, loaded

setup = loaded("setup", "setup.py")
scripts = loaded("check_scripts_tool", "check_scripts.py")
ROOT = TOOLS.parent


def refused(text, file):
    """Run eslint on a made-up file; return the rules that it breaks."""
    eslint = [NODE, scripts.STEPS["eslint"][0], "--stdin", "--stdin-filename", file]
    told = subprocess.run(eslint, input=text, capture_output=True, text=True, cwd=ROOT, check=False)
    return re.findall(r"\S+$", told.stdout, re.MULTILINE)


def test_make_check_goes_through_linter_types_and_tests_of_the_scripts():
    recipes = (ROOT / "Makefile").read_text("utf8")
    assert re.search(r"^check: lint test$", recipes, re.MULTILINE)
    lint = recipes.partition("\nlint:")[2].partition("\n\n")[0]
    assert "tools/check_scripts.py || failed=1" in lint
    assert set(scripts.STEPS) == {"eslint", "tsc", "node --test"}
    tests = {path.name for path in (ROOT / "tests" / "js").glob("*.test.js")}
    assert {arg.rpartition("/")[2] for arg in scripts.STEPS["node --test"][1:]} == tests
    assert len(tests) >= 7


@pytest.mark.parametrize("failing", [None, "eslint", "tsc", "--test"])
def test_all_are_run_and_one_that_fails_fails_all(failing, monkeypatch):
    done = []

    def run(command, **_how):
        done.append(command)
        return SimpleNamespace(returncode=int(bool(failing) and failing in " ".join(command)))

    monkeypatch.setattr(scripts.subprocess, "run", run)
    monkeypatch.setattr(scripts, "node", lambda: "node")
    assert scripts.main() == int(bool(failing))
    assert len(done) == 3


@pytest.mark.parametrize(
    ("file", "text", "rule"),
    [
        ("map.js", 'L.map("x");', "no-restricted-globals"),
        (
            "names.js",
            'import { LeafletMap } from "./renderer/leaflet.js";',
            "no-restricted-imports",
        ),
        ("names.js", "document.body.innerHTML = name;", "no-restricted-properties"),
    ],
)
def test_the_linter_holds_what_the_renderer_and_the_page_are_kept_from(file, text, rule):
    assert rule in refused(f"{text}\n", f"atlas/output/webmap/js/{file}")


def test_the_renderer_alone_may_speak_to_leaflet():
    assert refused('L.map("x");\n', "atlas/output/webmap/js/renderer/leaflet.js") == []


def test_the_types_of_the_scripts_are_checked(tmp_path):
    wrong = tmp_path / "wrong.js"
    wrong.write_text('/** @type {number} */\nexport const a = "text";\n', "utf8")
    settings = (ROOT / "tsconfig.json").read_text("utf8")
    (tmp_path / "tsconfig.json").write_text(
        settings.replace("atlas/**/*.js", "*.js").replace('["leaflet"]', "[]"), "utf8"
    )
    tsc = [NODE, scripts.STEPS["tsc"][0], "--project", str(tmp_path / "tsconfig.json")]
    told = subprocess.run(tsc, capture_output=True, text=True, cwd=ROOT, check=False)
    assert told.returncode != 0
    assert "not assignable to type 'number'" in told.stdout
