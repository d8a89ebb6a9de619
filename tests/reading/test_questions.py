"""A question from a file: the same from TOML and from JSON, refused with a reason otherwise."""

import json
import tomllib

import pytest

import atlas
from atlas.deliverables.files import read_definition
from atlas.domain.question import definition_hash, written
from atlas.errors import BadDefinition, BadFile, UnknownName
from atlas.interface.outcomes import describe

TOML = """
kind = "query"
title = "含光的"
layer = "incubators"
where = { any = [{ field = "industries", op = "has", value = "光子" }] }
"""
EXAMPLES = sorted((atlas.SHIPPED / "examples").glob("*.toml"))


def saved(tmp_path, name, text, encoding="utf8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def test_toml_and_json_ask_the_same(tmp_path):
    one = read_definition(saved(tmp_path, "q.toml", TOML))
    two = read_definition(saved(tmp_path, "q.json", json.dumps(tomllib.loads(TOML))))
    assert one == two
    assert definition_hash(one) == definition_hash(two)
    # what is written out again is the same question
    again = read_definition(saved(tmp_path, "r.json", json.dumps(written(one))))
    assert definition_hash(again) == definition_hash(one)


def test_a_file_saved_by_notepad_is_read(tmp_path):
    assert read_definition(saved(tmp_path, "q.toml", TOML, "utf-8-sig")).title == "含光的"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_asks_what_its_kind_says(path):
    kinds = {"query", "coverage", "siting", "location", "sheet", "briefing"}
    assert read_definition(path).kind in kinds


@pytest.mark.parametrize(
    ("name", "text", "encoding", "reason", "said"),
    [
        ("q.toml", "kind = query", "utf8", "not_toml_or_json", "line 1"),
        ("q.toml", '{"kind": "query"}', "utf8", "not_toml_or_json", "line 1"),
        ("q.json", "kind = 'query'", "utf8", "not_toml_or_json", "line 1"),
        ("q.json", "[1, 2]", "utf8", "not_a_question", "keys and values"),
        ("q.json", "", "utf8", "not_toml_or_json", "line 1"),
        ("q.json", "[" * 200_000, "utf8", "nested_too_deep", "64 levels"),
        ("q.json", '{"kind":' + "[" * 70 + "]" * 70 + "}", "utf8", "nested_too_deep", "64 levels"),
        ("q.toml", "kind = " + "[" * 50_000, "utf8", "nested_too_deep", "64 levels"),
        ("q.json", '{"kind": "\\ud800"}', "utf8", "half_a_character", "half a character"),
        ("q.json", '{"kind": "query", "\\udc00": 1}', "utf8", "half_a_character", "character"),
        # Chinese text as an old Windows saves it must not turn into other characters
        ("q.toml", TOML, "gbk", "not_utf8", "UTF-8"),
        ("q.json", '{"kind": "query", "layer": "园区"}', "gbk", "not_utf8", "UTF-8"),
        ("q.toml", TOML, "utf-16", "not_utf8", "UTF-8"),
    ],
)
def test_what_is_no_question_is_refused_with_the_place(
    tmp_path, name, text, encoding, reason, said
):
    path = saved(tmp_path, name, text, encoding)
    with pytest.raises(BadFile) as raised:
        read_definition(path)
    assert raised.value.parameters["path"] == str(path)
    assert raised.value.parameters["reason"].partition(":")[0] == reason
    assert said in describe(raised.value, "en")


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_file_that_is_not_there_is_named(tmp_path, name):
    with pytest.raises(BadFile) as raised:
        read_definition(tmp_path / name)
    assert raised.value.parameters["reason"] == "not_found"


@pytest.mark.parametrize("kind", ["[]", "{}", "[[]]", "null", "1"])
def test_a_kind_that_is_no_word_is_unknown(tmp_path, kind):
    with pytest.raises(UnknownName):
        read_definition(saved(tmp_path, "q.json", f'{{"kind": {kind}}}'))


def test_an_unknown_kind_lists_the_known(tmp_path):
    with pytest.raises(UnknownName) as raised:
        read_definition(saved(tmp_path, "q.toml", 'kind = "qurey"'))
    assert raised.value.parameters["known"] == [
        "query",
        "coverage",
        "siting",
        "location",
        "sheet",
        "briefing",
    ]


def test_every_fault_of_form_is_told_with_the_file(tmp_path):
    text = 'kind = "query"\nlayr = "parks"\nlimit = 0\n[where]\nfield = "a"\nop = "~"\nvalue = 1\n'
    with pytest.raises(BadDefinition) as raised:
        read_definition(saved(tmp_path, "q.toml", text))
    assert raised.value.parameters["where"] == "q.toml"
    told = {p.place: (p.rule, p.found) for p in raised.value.parameters["problems"]}
    assert told == {
        "layer": ("missing", ""),
        "layr": ("extra_forbidden", "parks"),
        "limit": ("greater_than_equal", "0"),
        "where.op": ("literal_error", "~"),
    }
    (typo,) = [p for p in raised.value.parameters["problems"] if p.place == "layr"]
    assert list(typo.allowed) == ["layer", "layers"]
