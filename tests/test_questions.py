"""
A planner's questions of the documents get right answers, in Python and on the command line.

`questions.toml` holds them with the answers worked out by hand. Whatever differs is told of all
questions at once. Where `ATLAS_TEXTS` names the documents, the phrases that an answer rests on are
looked up too; that a wrong expectation is told is shown on questions changed on purpose.
"""

import json
import os
import tomllib
from copy import deepcopy
from pathlib import Path

import pytest
from typer.testing import CliRunner

import atlas
from atlas.interface.cli import app
from atlas.output.export import EXPORTERS
from atlas.reading.evidence import bare, read_texts

FILE = Path(__file__).with_name("questions.toml")
COMMANDS = {"query": "query", "coverage": "coverage", "siting": "site", "location": "locate"}
KEYS = {"zh", "stands", "ask", "search", "expect"}
EXPECTED = {"ids", "exact", "column", "figures", "values"}
EVERYTHING = 10_000  # rows of a search: more than there are


def questions():
    return tomllib.loads(FILE.read_text(encoding="utf8"))["question"]


def by_python(catalogue, question):
    """Return an answer as its JSON says it: rows and values."""
    if "search" in question:
        finding = atlas.search(catalogue, question["search"], limit=EVERYTHING)
    else:
        finding = atlas.run(catalogue, {"kind": "query", **question["ask"]})
    return json.loads(EXPORTERS["json"].write(finding, "zh"))


def by_command(question, folder):
    """Return the same of the command line, whose definition is a file."""
    options = ["--format", "json", "--lang", "zh"]
    if "search" in question:
        arguments = ["search", question["search"], "--limit", str(EVERYTHING)]
    else:
        asked = {"kind": "query", **question["ask"]}
        file = folder / "asked.json"
        file.write_text(json.dumps(asked, ensure_ascii=False), encoding="utf8")
        arguments = [COMMANDS[asked["kind"]], str(file)]
    result = CliRunner().invoke(app, [*arguments, *options])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def faults_of_form(question):
    """Return what is wrong with how a question is written: it might otherwise hold of anything."""
    told = [f"unknown key {key}" for key in question.keys() - KEYS]
    told += [f"unknown key expect.{key}" for key in question["expect"].keys() - EXPECTED]
    if ("ask" in question) == ("search" in question):
        told.append("neither or both of ask and search")
    if not question["expect"].get("ids") and not question["expect"].get("values"):
        told.append("expects nothing")
    return told


def differences(question, answer):
    """Return how an answer differs from what is expected of it."""
    expect, rows = question["expect"], {row["id"]: row for row in answer["table"]}
    told = [f"lacks {name}" for name in expect.get("ids", ()) if name not in rows]
    if "ids" in expect and expect.get("exact", True):
        told += [f"has also {name}" for name in rows if name not in expect["ids"]]
    column = expect.get("column", "value")
    for name, figure in expect.get("figures", {}).items():
        found = rows.get(name, {}).get(column)
        told += [f"{name}.{column} is {found}, not {figure}"] if found != figure else []
    for name, figure in expect.get("values", {}).items():
        found = answer["values"].get(name, {}).get("value")
        told += [f"{name} is {found}, not {figure}"] if found != figure else []
    return told


def told_of(question, *answers):
    told = [difference for answer in answers for difference in differences(question, answer)]
    return [f"{question['zh']} {line}" for line in (*faults_of_form(question), *told)]


def test_every_question_gets_its_right_answer(shipped, tmp_path, monkeypatch):
    monkeypatch.setattr(atlas, "open_atlas", lambda root=None: shipped)
    told = []
    for question in questions():
        told += told_of(question, by_python(shipped, question), by_command(question, tmp_path))
    assert told == []


def test_every_answer_stands_in_its_document(shipped):
    texts = os.environ.get("ATLAS_TEXTS")
    read = read_texts(atlas.CHECKOUT / "geodata", Path(texts))[0] if texts else {}
    clauses = shipped["clauses"].frame.set_index(["source", "clause"])
    told = []
    for question in questions():
        stands = question["stands"]
        assert stands["phrases"]
        clause = clauses.loc[(stands["document"], stands["clause"])]
        begins, ends = int(clause["starts_at"]), int(clause["ends_at"])
        text = read[stands["document"]].bare[begins:ends] if read else ""
        missing = [p for p in stands["phrases"] if read and bare(p) not in text]
        told += [f"{question['zh']} {stands['clause']} lacks {phrase}" for phrase in missing]
    assert told == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda q: q["expect"]["ids"].append("nowhere"), "lacks nowhere"),
        (lambda q: q["expect"]["ids"].remove("eco-area"), "has also eco-area"),
        (
            lambda q: q["expect"]["figures"].update({"cid-area": 50}),
            "cid-area.value is 50.5, not 50",
        ),
        (lambda q: q["expect"].update(values={"matched": 4}), "matched is 3, not 4"),
        (lambda q: q["expect"].update(exakt=False), "unknown key expect.exakt"),
        (lambda q: q.pop("ask"), "neither or both of ask and search"),
        (lambda q: q.update(expect={}), "expects nothing"),
    ],
)
def test_a_wrong_expectation_is_told(shipped, change, said):
    first = questions()[0]
    answer = by_python(shipped, first)
    assert told_of(first, answer) == []
    wrong = deepcopy(first)
    change(wrong)
    assert f"{first['zh']} {said}" in told_of(wrong, answer)
