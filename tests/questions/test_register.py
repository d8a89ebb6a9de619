"""
The register of kinds: each entry keeps the contract, and none is looked at outside its folder.

That a kind is one folder and one line is proved by a made-up one, in a copy of the code.
"""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import atlas
from atlas.deliverables.register import DEFINITIONS
from atlas.domain.question import written
from atlas.output.language import merged_words
from atlas.questions import QUESTIONS, kind_of

CODE = Path(atlas.__file__).parent
MADE_UP = Path(__file__).resolve().parent.parent / "fixtures" / "nearest_three"
REGISTER = "QUESTIONS: tuple[Kind[Any, Any], ...] = ("
DOORS = (
    *("python", "names", "command_line_and_exports", "sheet", "briefing", "job_pool"),
    *("saved_studies", "links", "page", "form"),
)


def looked_at(module: ast.Module) -> list[int]:
    """Return the lines that ask whether something is a question of one kind."""
    kinds = {kind.definition.__name__ for kind in QUESTIONS}
    return [
        call.lineno
        for call in ast.walk(module)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "isinstance"
        and kinds & {getattr(n, "id", getattr(n, "attr", "")) for n in ast.walk(call.args[1])}
    ]


def test_no_kind_is_looked_at_outside_its_folder():
    found = {}
    for path in CODE.rglob("*.py"):
        lines = looked_at(ast.parse(path.read_text(encoding="utf8")))
        place = path.relative_to(CODE)
        own = place.parts[1] if place.parts[0] == "questions" and len(place.parts) > 2 else ""
        if lines and own not in {kind.name for kind in QUESTIONS}:
            found[str(place)] = lines
    assert found == {}
    # the walk sees such a look
    assert looked_at(ast.parse("x = 1\nisinstance(question, Coverage | Query)")) == [2]
    assert looked_at(ast.parse("isinstance(question, (definition.Siting,))")) == [1]


def test_each_kind_has_a_name_and_a_folder_of_its_own():
    names = [kind.name for kind in QUESTIONS]
    assert len(set(names)) == len(names)
    assert [*DEFINITIONS][: len(names)] == names
    for kind in QUESTIONS:
        assert kind.definition.__module__ == f"atlas.questions.{kind.name}.definition"


@pytest.mark.parametrize("kind", QUESTIONS, ids=lambda kind: kind.name)
def test_each_kind_describes_its_questions(kind):
    schema = kind.definition.model_json_schema(by_alias=True)
    assert schema["properties"]["kind"]["const"] == kind.name
    for stem in kind.examples:
        question = atlas.read_definition(atlas.SHIPPED / "examples" / f"{stem}.toml")
        assert kind_of(question) is kind
        assert atlas.make_definition(written(question)) == question
        assert kind_of(kind.preview(question)) is kind
        assert kind.limit_s(question) > 0


def test_what_is_no_kind_has_none():
    assert kind_of(None) is None
    assert kind_of(atlas.make_definition({"kind": "sheet"})) is None


def test_a_word_that_is_said_twice_is_refused(tmp_path):
    (tmp_path / "a.toml").write_text("[web]\nrun = 'A'\n", encoding="utf8")
    (tmp_path / "b.toml").write_text("[web]\nrun = 'B'\n", encoding="utf8")
    assert merged_words([tmp_path / "a.toml"]) == {"web.run": "A"}
    with pytest.raises(ValueError, match=r"b\.toml.*web\.run"):
        merged_words([tmp_path / "a.toml", tmp_path / "b.toml"])


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What went wrong at each door with a made-up kind: one folder and one line in a copy."""
    top = tmp_path_factory.mktemp("copy")
    shutil.copytree(CODE, top / "atlas", ignore=shutil.ignore_patterns("__pycache__", "_shipped"))
    for path in atlas.SHIPPED.iterdir():
        if path.name != "atlas":
            (top / path.name).symlink_to(path)
    shutil.copytree(MADE_UP, top / "atlas" / "questions" / "nearest_three")
    register = top / "atlas" / "questions" / "__init__.py"
    text = register.read_text(encoding="utf8")
    assert text.count(REGISTER) == 1
    line = f"from atlas.questions.nearest_three import NEAREST_THREE\n\n{REGISTER}NEAREST_THREE, "
    register.write_text(text.replace(REGISTER, line), encoding="utf8")
    folder = tmp_path_factory.mktemp("doors")
    script = MADE_UP.with_name("nearest_three_doors.py")
    environment = {**os.environ, "PYTHONPATH": str(top), "ATLAS_HOME": str(folder / "home")}
    command = [sys.executable, str(script), str(folder)]
    run = subprocess.run(command, cwd=top, env=environment, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    return json.loads((folder / "doors.json").read_text(encoding="utf8"))


@pytest.mark.parametrize("door", DOORS)
def test_a_made_up_kind_is_one_folder_and_one_line(told, door):
    assert sorted(told) == sorted(DOORS)
    assert told[door] == ""
