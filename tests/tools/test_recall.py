"""What the documents name has a row, and what they count has one: counted by the tools."""

import os
import sys
from pathlib import Path

import pytest

import atlas
from atlas.reading.assemble import read_catalogue
from atlas.reading.evidence import Index, read_texts

sys.path.insert(0, str(atlas.SHIPPED / "tools"))

import figures
import recall

TEXTS = os.environ.get("ATLAS_TEXTS")
needs_texts = pytest.mark.skipif(not TEXTS, reason="the documents are not here: set ATLAS_TEXTS")


@pytest.fixture(scope="module")
def index(shipped):
    texts, missing = read_texts(atlas.SHIPPED / "geodata", Path(TEXTS))
    assert missing == []
    return Index(shipped, texts)


@needs_texts
def test_what_a_clause_names_has_a_row(shipped, index):
    lacking, count = recall.missing(shipped, index)
    assert count > 500
    assert 1 - len(lacking) / count >= recall.LEAST, lacking


@needs_texts
def test_a_clause_says_whether_it_names_a_place_and_then_has_rows(shipped, index):
    named = {(asked.source, asked.clause) for asked in recall.asked(index)}
    clauses = shipped["clauses"].frame
    says = {
        (source, clause): flag == "yes"
        for source, clause, flag in zip(
            clauses["source"], clauses["clause"], clauses["names_place"], strict=True
        )
    }
    assert set(clauses["names_place"]) == {"yes", "no"}
    assert {place for place, flag in says.items() if flag} == named
    mentions = shipped["mentions"].frame
    assert named <= set(zip(mentions["source"], mentions["clause"], strict=True))


@needs_texts
def test_every_number_of_the_documents_has_a_row_or_a_reason(shipped, index):
    assert list(figures.unheld(shipped, index.texts)) == []


def test_a_name_without_a_row_is_missing(town):
    """The town's plan names 西区 in its first chapter, where m-1 and the zone itself tell it."""
    folder = atlas.SHIPPED / "tests" / "fixtures" / "tiny_town"
    texts, _ = read_texts(folder / "geodata", folder / "texts")
    index = Index(town, texts)
    # the town has no table of clauses: each name is asked for under no label, where no row is
    lacking, count = recall.missing(town, index)
    assert (count, {asked.name for asked in lacking}) == (2, {"小城", "西区"})
    assert ("plan", "第一章", "west") in recall.told(town)


def test_a_number_without_a_row_is_listed(town):
    """The town has no layer that declares its values: 4 平方公里 and 3 家 are held by none."""
    folder = atlas.SHIPPED / "tests" / "fixtures" / "tiny_town"
    texts, _ = read_texts(folder / "geodata", folder / "texts")
    listed = [around for _, around in figures.unheld(read_catalogue(folder), texts)]
    assert len(listed) == 2
    assert "4平方公里" in listed[0]
