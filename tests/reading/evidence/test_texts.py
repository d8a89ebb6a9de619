"""Phrases are looked up in documents that are known by their hash, white space apart."""

import pytest

from atlas.errors import BadFile
from atlas.reading.assemble import read_catalogue
from atlas.reading.evidence import bare, check_evidence, read_texts


def test_white_space_of_every_kind_is_left_out():
    assert bare("西区 规划\n面积\t4\u3000平方\u00a0公里\r\n") == "西区规划面积4平方公里"


def test_a_text_is_known_by_its_hash_whatever_its_name(copy):
    texts = copy.root / "texts"
    (texts / "anything.txt").rename(texts / "renamed")
    (texts / "stranger.txt").write_text("不相干", encoding="utf8")
    (texts / "folder").mkdir()
    found, problems = read_texts(copy.root / "geodata", texts)
    assert problems == []
    assert set(found) == {"plan"}
    assert "西区规划面积4平方公里" in found["plan"].bare


def test_a_text_with_other_line_breaks_is_the_same_text(copy):
    path = copy.root / "texts" / "anything.txt"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n\r\n"))
    assert set(read_texts(copy.root / "geodata", copy.root / "texts")[0]) == {"plan"}


def test_a_changed_text_is_not_found(copy):
    copy.damage("texts/anything.txt", "4 平方公里", "5 平方公里")
    found, problems = read_texts(copy.root / "geodata", copy.root / "texts")
    assert found == {}
    assert [(p.rule, p.place, p.found) for p in problems] == [
        ("text_not_found", "geodata/texts.csv:2:sha256", "plan")
    ]


def test_a_phrase_that_does_not_stand_there_is_told(copy):
    copy.damage("geodata/mentions.csv", "西区规划面积4平方公里", "西区规划面积40平方公里")
    texts, _ = read_texts(copy.root / "geodata", copy.root / "texts")
    held = check_evidence(read_catalogue(copy.root), texts)
    assert held.found == 2
    assert [(p.rule, p.place, p.found) for p in held.problems] == [
        ("quote_not_in_text", "geodata/mentions.csv:m-1:quote", "西区规划面积40平方公里")
    ]


def test_a_phrase_is_looked_up_in_the_documents_its_row_names(copy):
    copy.damage("geodata/sources.csv", "\nplan,", "\nother,别的,,,no,,,,none,B\nplan,")
    copy.damage("geodata/mentions.csv", ",plan,", ",other,")
    texts, _ = read_texts(copy.root / "geodata", copy.root / "texts")
    held = check_evidence(read_catalogue(copy.root), texts)
    assert [p.place for p in held.problems] == ["geodata/mentions.csv:m-1:quote"]


def test_a_phrase_may_be_written_with_spaces(copy):
    copy.damage("geodata/mentions.csv", "西区规划面积4平方公里", "西区规划面积 4 平方公里")
    texts, _ = read_texts(copy.root / "geodata", copy.root / "texts")
    held = check_evidence(read_catalogue(copy.root), texts)
    assert (held.found, held.problems) == (3, [])


def test_a_year_of_the_list_that_is_none_is_told(copy):
    copy.damage("geodata/texts.csv", "characters\nplan", "end_year\nplan")
    copy.damage("geodata/texts.csv", ",31", ",soon")
    _, problems = read_texts(copy.root / "geodata", copy.root / "texts")
    assert [(p.rule, p.place, p.found) for p in problems] == [
        ("not_an_integer", "geodata/texts.csv:2:end_year", "soon")
    ]


def test_a_folder_of_texts_that_is_not_there_is_named(copy):
    with pytest.raises(BadFile) as raised:
        read_texts(copy.root / "geodata", copy.root / "nowhere")
    assert raised.value.parameters == {
        "path": str(copy.root / "nowhere"),
        "reason": "not_a_folder",
    }


def test_without_a_list_of_texts_the_check_says_so(copy):
    (copy.root / "geodata" / "texts.csv").unlink()
    texts, problems = read_texts(copy.root / "geodata", copy.root / "texts")
    assert texts == {}
    assert [(p.rule, p.place) for p in problems] == [("not_readable", "geodata/texts.csv")]


def test_a_list_of_texts_without_hashes_is_told(copy):
    copy.damage("geodata/texts.csv", "source,sha256", "source,sha512")
    _, problems = read_texts(copy.root / "geodata", copy.root / "texts")
    assert [(p.rule, p.place) for p in problems] == [
        ("missing_column", "geodata/texts.csv:1:sha256")
    ]
