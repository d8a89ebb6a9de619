"""The README shows what the commands really print, and its Python really runs."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

import atlas
from atlas.interface.cli.main import app

README = (atlas.SHIPPED / "README.md").read_text(encoding="utf8")
CHINESE = (atlas.SHIPPED / "README.zh-CN.md").read_text(encoding="utf8")
BOTH = pytest.mark.parametrize("text", [README, CHINESE], ids=["en", "zh"])
CONSOLE = re.findall(r"```console\n\$ python -m atlas (.+?)\n(.*?)```", README + CHINESE, re.DOTALL)


@pytest.mark.parametrize(("command", "shown"), CONSOLE, ids=[c for c, _ in CONSOLE])
def test_a_command_prints_what_is_shown(command, shown, tmp_path, monkeypatch):
    arguments = shlex.split(command)
    if "--out" in arguments:
        monkeypatch.chdir(tmp_path)
    asked = [str(atlas.SHIPPED / a) if a.startswith("examples/") else a for a in arguments]
    result = CliRunner().invoke(app, [*asked, "--lang", "zh"])
    assert result.exit_code == 0
    wanted = shown.rstrip("\n").removesuffix("...").rstrip("\n")
    assert result.stdout.startswith(wanted)


@BOTH
def test_the_python_prints_what_is_shown(text, capsys):
    code, shown = re.search(r"```python\n(.*?)```\n\n```\n(.*?)```", text, re.DOTALL).groups()
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out == shown


@BOTH
def test_every_file_named_exists(text):
    named = re.findall(r"\]\(([^)#:]+)\)", text)
    named += re.findall(r"\bexamples/\w+\.toml", text)
    assert {"LICENSE"} <= {path.name for path in Path(atlas.SHIPPED).iterdir()}
    assert [name for name in named if not (atlas.SHIPPED / name).exists()] == []


def test_both_languages_name_commands_that_there_are():
    known = {command.name or command.callback.__name__ for command in app.registered_commands}
    for text in (README, CHINESE):
        named = set(re.findall(r"python -m atlas (\w+)", text))
        assert len(named) > 5
        assert named - known == set()


@BOTH
def test_it_is_short_and_has_three_pictures(text):
    assert len(text.splitlines()) < 150
    assert len(re.findall(r"!\[.+\]\(docs/handbook/images/\w+\.png\)", text)) == 3


def test_both_languages_have_the_same_parts():
    def outline(text):
        links = re.findall(r"\]\(([^)#:]+)\)", text)
        rows = len(re.findall(r"^\|", text, re.MULTILINE))
        named = {re.sub(r"_?(?:zh|en)\b", "", one) for one in links if "README" not in one}
        return text.count("\n## "), rows, named

    assert outline(README) == outline(CHINESE)
