"""Modules as one script: what is exported is there, each ran once, in the order of its imports."""

import json
import subprocess

import pytest

from atlas.output.standalone_map import page
from atlas.output.webmap.scripts import MODULES, linked
from tests.node import NODE

ENTRIES = {
    "map": MODULES / "map.js",
    "worker": MODULES / "tiles" / "worker.js",
    "hand-over": page._HERE / "handover.js",
}
# the worker's own page, and Leaflet's classes, as far as a script needs them while it loads
LOADS = """
globalThis.self = globalThis;
globalThis.document = { currentScript: { src: "http://localhost/assets/atlas/scripts.js" } };
globalThis.L = { GridLayer: class {} };
"""


def ran(script):
    """Run a script under node; return what it printed, as JSON."""
    asked = [NODE, "--eval", script]
    return json.loads(subprocess.run(asked, capture_output=True, check=True).stdout)


@pytest.fixture
def modules(tmp_path):
    def write(**texts):
        for name, text in texts.items():
            (tmp_path / f"{name}.js").write_text(text, "utf8")
        return tmp_path / "entry.js"

    return write


def test_exports_reach_whoever_imports_them_and_a_module_runs_once(modules):
    entry = modules(
        ran="export const ran = [];\n",
        leaf='import { ran } from "./ran.js";\nran.push("leaf");\n'
        "export function two() {\n  return 2;\n}\n",
        branch='import { two as pair } from "./leaf.js";\nexport const four = pair() + pair();\n',
        entry='import { four } from "./branch.js";\nimport { two } from "./leaf.js";\n'
        'import { ran } from "./ran.js";\nexport const six = four + two();\nexport { ran };\n',
    )
    script = linked(entry, name="made")
    assert ran(f"{script}; console.log(JSON.stringify(made))") == {"six": 6, "ran": ["leaf"]}


def test_a_name_that_two_modules_have_inside_is_not_shared(modules):
    entry = modules(
        leaf='const own = "leaf";\nexport const told = own;\n',
        entry='import { told } from "./leaf.js";\nconst own = "entry";\n'
        "export const all = [told, own];\n",
    )
    script = linked(entry, name="made")
    assert ran(f"{script}; console.log(JSON.stringify(made.all))") == ["leaf", "entry"]


def test_a_circle_is_refused_with_its_way(modules):
    entry = modules(
        leaf='import { b } from "./entry.js";\nexport const a = b;\n',
        entry='import { a } from "./leaf.js";\nexport const b = a;\n',
    )
    with pytest.raises(ValueError, match=r"entry\.js > leaf\.js > entry\.js"):
        linked(entry)


@pytest.mark.parametrize(
    "line",
    [
        "export default 1;",
        "export let a = 1;",
        'export * from "./leaf.js";',
        'import all from "./leaf.js";',
        'import * as all from "./leaf.js";',
        'import { a } from "leaflet";',
        'import "./leaf.js";',
    ],
)
def test_another_form_is_refused_and_not_left_in_the_script(modules, line):
    entry = modules(leaf="export const a = 1;\n", entry=f"{line}\n")
    with pytest.raises(ValueError, match=r"entry\.js"):
        linked(entry)


@pytest.mark.parametrize("entry", ENTRIES)
def test_each_script_that_is_served_parses(entry, tmp_path):
    file = tmp_path / "script.js"
    file.write_text(linked(ENTRIES[entry]), "utf8")
    assert subprocess.run([NODE, "--check", str(file)], check=False).returncode == 0


def test_what_python_calls_is_exported():
    script = linked(ENTRIES["map"], name="atlasMap")
    kinds = "Object.fromEntries(Object.entries(atlasMap).map(([k, v]) => [k, typeof v]))"
    told = ran(f"{LOADS}{script}; console.log(JSON.stringify({kinds}))")
    assert told == {
        "start": "function",
        "fill": "function",
        "lookAt": "function",
        "state": "object",
    }


def test_every_module_is_in_one_of_the_scripts():
    whole = "".join(linked(entry) for entry in ENTRIES.values())
    types_alone = {"renderer"}
    names = {path.stem for path in MODULES.rglob("*.js")}
    assert {name for name in names if f"const ${name} =" not in whole} == types_alone
