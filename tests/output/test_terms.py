"""Terms: what the shipped facts say in short words has English, and the rest stays as written."""

import re

import pytest

import atlas
from atlas.output.language.terms import term, terms
from atlas.output.tables import reading_table

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("column", ["industries", "unit"])
def test_every_word_of_the_facts_has_english(shipped, column):
    found = {
        member.strip()
        for layer in shipped.values()
        if column in layer.frame
        for cell in layer.frame[column].dropna()
        for member in str(cell).split(";")
    }
    written = {word for word in found if CHINESE.search(word)}
    assert written
    assert sorted(written - terms()[column].keys()) == []


def test_terms_are_chinese_and_their_english_is_not():
    for known in terms().values():
        assert all(english and not CHINESE.search(english) for english in known.values())
        assert len(set(known)) == len(known)


def test_members_are_told_one_by_one_and_unknown_words_stay():
    assert term("industries", "光子;龙虾养殖", "en") == "Photonics, 龙虾养殖"
    assert term("industries", "光子;半导体", "zh") == "光子;半导体"
    assert term("note", "光子", "en") == "光子"


def test_a_table_is_read_in_english(shipped):
    asked = {"kind": "query", "layer": "clusters"}
    table = reading_table(atlas.run(shipped, asked), "en")
    assert "Photonics" in " ".join(table["Industries"])
    assert not any(CHINESE.search(cell) for cell in table["Industries"])
