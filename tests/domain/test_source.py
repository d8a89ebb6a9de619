"""A source is cited with its grade, in both languages, and the surest comes first."""

import dataclasses

import pytest

from atlas.domain.source import Source, surest_first

PLAN = Source(
    id="plan",
    title="规划",
    publisher="某市",
    document_no="某发〔2022〕1号",
    official=True,
    published="2022-01",
    accessed="",
    url="",
    licence="",
    grade="A",
)


@pytest.mark.parametrize("grade", ["A", "B", "C"])
def test_a_source_is_never_cited_without_its_grade(grade):
    source = dataclasses.replace(PLAN, grade=grade)
    assert source.citation("zh") == f"某市，《规划》，某发〔2022〕1号，2022-01〔{grade}〕"
    assert source.citation("en") == f"某市, 规划, 某发〔2022〕1号, 2022-01 [{grade}]"


def test_a_title_is_not_bracketed_twice():
    assert dataclasses.replace(PLAN, title="《规划》").titled("zh") == "《规划》"


def test_the_surest_come_first_and_equals_keep_their_order():
    given = [dataclasses.replace(PLAN, id=f"s{n}", grade=g) for n, g in enumerate("CABAC")]
    assert [source.id for source in surest_first(given)] == ["s1", "s3", "s2", "s0", "s4"]
