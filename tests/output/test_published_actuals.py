"""Published actuals in words: exact, graded, and told apart where they are defined otherwise."""

import pandas
import pytest

from atlas.output.published_actuals import latest_value, published_lines, published_value


@pytest.mark.parametrize(
    ("operator", "value", "told"),
    [("=", 2881.3, "2,881.3 亿元"), (">", 4500.0, "> 4,500 亿元"), (">=", 1.0, "≥ 1 亿元")],
)
def test_a_value_is_told_as_it_was_printed(operator, value, told):
    row = pandas.Series({"operator": operator, "value": value, "unit": "亿元"})
    assert published_value(row, "zh") == told


def test_the_last_value_is_told_with_its_grade(shipped):
    told = {
        target: latest_value(shipped.published_of(target), shipped.sources, "zh")
        for target in ("rd-gdp", "s-rd", "nat-tic", "tech-sme", "makerspaces")
    }
    assert told == {
        "rd-gdp": "5.56 %（2023）〔C〕",
        "s-rd": "2.61 %（2024）〔B〕",
        "nat-tic": "≥ 1 家（2025-11-20）〔B〕",
        "tech-sme": "> 19,000 家（2024，口径不同）〔B〕",
        "makerspaces": "",
    }


def test_every_value_is_listed_with_definition_source_and_note(shipped):
    lines = published_lines(shipped, "tech-contract", "zh")
    assert len(lines) == 5
    assert lines[0] == (
        "输出技术成交额：1,648.56 亿元（2020）。西安发布（转载），"
        "《西安2022年输出技术成交额2881.30亿元》，2023-03-14〔B〕。与规划基数 1648 相合"
    )
    assert "成交额，与输出技术成交额未必相同" in lines[3]
    assert published_lines(shipped, "makerspaces", "zh") == []


def test_a_town_without_published_actuals_has_none(town):
    assert published_lines(town, "t-1", "zh") == []


def test_every_published_value_names_a_dated_source(shipped):
    frame = shipped["actuals"].frame
    for _, row in frame.iterrows():
        source = shipped.sources[row["source"]]
        assert source.url
        assert source.grade in {"B", "C"}
        assert row["published"] >= "2023"
        # what is not defined as the target says why
        assert row["comparable"] == "yes" or row["note"]
