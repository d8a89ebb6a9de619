"""Which year governs a place in a text."""

import pytest

from atlas.reading.evidence.texts import Period, Text
from atlas.reading.evidence.years import governing_year, is_of_the_year_published

# text with a bar where it is asked, the year that governs there
CASES = [
    ("2020年，企业|12家。", 2020),
    ("到2025年，企业|12家。", 2025),
    ("企业|12家，到2025年完成。", None),
    ("2020年不错。企业|12家。", None),  # a year that is no term ends with its sentence
    ("到2025年完成。企业|12家。", 2025),  # a term holds for its paragraph
    ("到2025年完成。\n企业|12家。", None),
    ("到2025年完成；到2030年，企业|12家。", 2030),
    ("2022年3月印发，企业|12家。", None),  # an event
    ("截至2023年5月底，企业|12家。", 2023),
    ("2022年底，企业|12家。", 2022),
    ("五年之内企业|12家。", None),
    ("2023全球大会，企业|12家。", None),
]


@pytest.mark.parametrize(("marked", "year"), CASES)
def test_the_year_that_governs(marked, year):
    before, _, after = marked.partition("|")
    text = Text(before + after, Period())
    at = len("".join(before.split()))
    assert governing_year(text, at) == year


def test_a_term_does_not_reach_into_the_next_clause():
    text = Text("到2025年完成。企业12家。", Period())
    assert governing_year(text, 9, clause_start=8) is None


def test_this_year_is_the_year_of_the_document():
    text = Text("今年7月发行。去年没有。", Period(published_year=2023))
    assert is_of_the_year_published(text, 3)
    assert not is_of_the_year_published(text, 9)
