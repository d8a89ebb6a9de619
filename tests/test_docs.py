"""The documents: links lead somewhere, samples run, names in them exist, records are complete."""

import ast
import importlib
import re
import tomllib

import pytest

import atlas
from atlas.interface.cli.main import app

DOCS = atlas.SHIPPED / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
RECORDS = sorted((DOCS / "decisions").glob("*.md"))
ROOMS = {path.stem for path in (atlas.SHIPPED / "atlas").iterdir()} - {"__init__", "__main__"}


def blocks(page, language):
    found = re.findall(rf"^( *)```{language}\n(.*?)```", page.read_text("utf8"), re.DOTALL | re.M)
    return [re.sub(rf"^{indent}", "", text, flags=re.M) for indent, text in found]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_to_files_and_samples_can_be_read(page):
    named = re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf8"))
    assert [name for name in named if not (page.parent / name).exists()] == []
    for text in blocks(page, "python"):
        ast.parse(text)
    for text in blocks(page, "toml"):
        tomllib.loads(text)


def test_commands_that_are_named_exist():
    existing = {command.name or command.callback.__name__ for command in app.registered_commands}
    named = {
        name
        for page in PAGES
        for name in re.findall(r"python -m atlas (\w+)", page.read_text("utf8"))
    }
    assert len(named) >= 3
    assert named - existing == set()


def test_the_glossary_names_modules_and_classes_that_exist():
    text = (DOCS / "glossary.md").read_text("utf8")
    names = {name for name in re.findall(r"`(\w+(?:\.\w+)+)`", text) if name.split(".")[0] in ROOMS}
    assert len(names) > 15
    for name in names:
        module, _, last = f"atlas.{name}".rpartition(".")
        if last[0].isupper():
            assert hasattr(importlib.import_module(module), last), name
        else:
            importlib.import_module(f"atlas.{name}")


def test_the_sample_of_an_export_format_writes_an_answer(shipped):
    sample = {}
    exec(
        compile(blocks(DOCS / "how-to" / "add-an-export.md", "python")[0], "sample", "exec"), sample
    )
    finding = atlas.run(shipped, atlas.read_definition(atlas.SHIPPED / "examples" / "query.toml"))
    heading, *rows = sample["EXPORTER"].write(finding, "en").decode().splitlines()
    assert heading.split("\t")[0] == "English name"
    assert sum(not row.startswith("#") for row in rows) == len(finding.table) == 9


def test_records_of_decisions_are_numbered_dated_and_whole():
    for number, page in enumerate(RECORDS, 1):
        text = page.read_text("utf8")
        assert page.name.startswith(f"{number:04}-")
        assert re.match(rf"# {number}\. \S.*\n\n20\d\d-\d\d-\d\d\n", text), page.name
        for part in ("Context", "Decision", "Consequence"):
            assert f"**{part}.** " in text, page.name
