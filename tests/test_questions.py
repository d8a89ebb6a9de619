"""
A planner's questions of the documents get right answers, in Python and on the command line.

`questions.toml` holds them with the answers worked out by hand. Whatever differs is told of all
questions at once. Where `ATLAS_TEXTS` names the documents, the phrases that an answer rests on are
looked up too; that a wrong expectation is told is shown on questions changed on purpose.
"""

import json
import os
import tomllib
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from typer.main import get_command

import atlas
from atlas.interface.cli.main import app
from atlas.output.export import EXPORTERS
from atlas.reading.evidence import bare, read_texts

FILE = Path(__file__).with_name("questions.toml")
COMMANDS = {"query": "query", "coverage": "coverage", "siting": "site", "location": "locate"}
KEYS = {"zh", "stands", "ask", "search", "expect", "note"}
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


def by_command(command, question, folder, printed):
    """Return the same of the command line, whose definition is a file."""
    options = ["--format", "json", "--lang", "zh"]
    if "search" in question:
        arguments = ["search", question["search"], "--limit", str(EVERYTHING)]
    else:
        asked = {"kind": "query", **question["ask"]}
        file = folder / "asked.json"
        file.write_text(json.dumps(asked, ensure_ascii=False), encoding="utf8")
        arguments = [COMMANDS[asked["kind"]], str(file)]
    with pytest.raises(SystemExit) as ended:
        command([*arguments, *options])
    out, err = printed.readouterr()
    assert ended.value.code == 0, f"{question['zh']} {out}{err}"
    return json.loads(out)


def faults_of_form(question):
    """Return what is wrong with how a question is written: it might otherwise hold of anything."""
    expect = question["expect"]
    told = [f"unknown key {key}" for key in question.keys() - KEYS]
    told += [f"unknown key expect.{key}" for key in expect.keys() - {"exact", *EXPECTED}]
    told += [f"expect.{key} is empty" for key in expect.keys() & EXPECTED if not expect[key]]
    if ("ask" in question) == ("search" in question):
        told.append("neither or both of ask and search")
    if not expect.keys() & EXPECTED:
        told.append("expects nothing")
    return told


def clause_of(row):
    """Return the document a row rests on, its first source, and the clause."""
    return f"{(row.get('document') or row['source']).split()[0]} {row['clause']}"


def set_apart(expected, found, *, exact):
    """Return what is not among what was found, and where that matters what is beside it."""
    told = [f"lacks {name}" for name in expected if name not in found]
    beside = [f"has also {name}" for name in dict.fromkeys(found) if name not in expected]
    return told + beside if exact else told


def of_ids(expected, answer, *, exact):
    return set_apart(expected, [row["id"] for row in answer["table"]], exact=exact)


def of_entities(expected, answer, *, exact):
    return set_apart(expected, [row["entity"] for row in answer["table"]], exact=exact)


def of_clauses(expected, answer, *, exact):
    return set_apart(expected, [clause_of(row) for row in answer["table"]], exact=exact)


def of_rows(expected, answer, *, exact):
    """Hold each row that is expected, as far as it is told, against one of its own."""
    left, told = list(answer["table"]), []
    for cells in expected:
        met = [row for row in left if all(says(row[key], cells[key]) for key in cells)]
        told += [] if met else [f"lacks {cells}"]
        left = [row for row in left if row is not met[0]] if met else left
    return told + [f"has also {row['id']}" for row in left if exact]


def says(cell, expected):
    """Tell whether a cell is what is expected; of a list the order does not matter."""
    if isinstance(expected, list):
        return set(cell.split(";")) == set(expected)
    return ("" if cell is None else cell) == expected


def of_words(expected, answer, *, exact):
    cells = [str(cell) for row in answer["table"] for cell in row.values()]
    return [f"lacks {word}" for word in expected if not any(word in cell for cell in cells)]


def of_values(expected, answer, *, exact):
    found = {name: answer["values"].get(name, {}).get("value") for name in expected}
    return [f"{n} is {found[n]}, not {value}" for n, value in expected.items() if found[n] != value]


def of_nothing(expected, answer, *, exact):
    return [f"has {row['id']}" for row in answer["table"]]


EXPECTED: dict[str, Callable[..., list[str]]] = {
    "ids": of_ids,
    "entities": of_entities,
    "clauses": of_clauses,
    "rows": of_rows,
    "words": of_words,
    "values": of_values,
    "none": of_nothing,
}


def differences(question, answer):
    """Return how an answer differs from what is expected of it."""
    expect = question["expect"]
    exact = expect.get("exact", True)
    kinds = [kind for kind in EXPECTED if kind in expect]
    return [told for k in kinds for told in EXPECTED[k](expect[k], answer, exact=exact)]


def told_of(question, *answers):
    told = [difference for answer in answers for difference in differences(question, answer)]
    return [f"{question['zh']} {line}" for line in (*faults_of_form(question), *told)]


def test_every_question_gets_its_right_answer(shipped, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(atlas, "open_atlas", lambda root=None: shipped)
    command, told = get_command(app), []  # built once: that takes as long as an answer
    for question in questions():
        commanded = by_command(command, question, tmp_path, capsys)
        told += told_of(question, by_python(shipped, question), commanded)
    assert told == []


def test_no_question_is_asked_twice():
    asked = [question["zh"] for question in questions()]
    assert sorted(set(asked)) == sorted(asked)


def test_every_answer_stands_in_its_document(shipped):
    texts = os.environ.get("ATLAS_TEXTS")
    read = read_texts(atlas.SHIPPED / "geodata", Path(texts))[0] if texts else {}
    clauses = shipped["clauses"].frame.set_index(["source", "clause"])
    told = []
    for question in questions():
        assert question["stands"]
        for place in question["stands"]:
            assert place["phrases"]
            clause = clauses.loc[(place["document"], place["clause"])]
            begins, ends = int(clause["starts_at"]), int(clause["ends_at"])
            text = read[place["document"]].bare[begins:ends] if read else ""
            missing = [p for p in place["phrases"] if read and bare(p) not in text]
            told += [f"{question['zh']} {place['clause']} lacks {phrase}" for phrase in missing]
    assert told == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda q: q["expect"]["ids"].append("nowhere"), "lacks nowhere"),
        (lambda q: q["expect"]["ids"].remove("eco-area"), "has also eco-area"),
        (lambda q: q["expect"]["rows"][0].update(value=50), "lacks {'id': 'cid-area', 'value': 50"),
        (lambda q: q["expect"]["rows"].pop(), "has also ht-area"),
        (lambda q: q["expect"].update(entities=["zone-cid"]), "has also zone-eco"),
        (lambda q: q["expect"].update(clauses=["plan-145 第三章"]), "lacks plan-145 第三章"),
        (lambda q: q["expect"].update(words=["人口"]), "lacks 人口"),
        (lambda q: q["expect"].update(values={"matched": 4}), "matched is 3, not 4"),
        (lambda q: q["expect"].update(none=True), "has cid-area"),
        (lambda q: q["expect"].update(exakt=False), "unknown key expect.exakt"),
        (lambda q: q["expect"].update(rows=[]), "expect.rows is empty"),
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
    assert any(line.startswith(f"{first['zh']} {said}") for line in told_of(wrong, answer))
