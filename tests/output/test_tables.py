"""A finding's table as it is read: headings with units, codes in words."""

from dataclasses import replace

import pandas
import pytest

import atlas
from atlas.domain.finding import TableColumn, computed
from atlas.domain.messages import Name
from atlas.output.tables import heading, reading_table, worded_table


@pytest.fixture
def finding(town):
    return atlas.query(town, {"layer": "incubators"})


def test_headings_and_codes_are_in_the_language_asked(finding):
    zh, en = reading_table(finding, "zh"), reading_table(finding, "en")
    assert list(zh["类别"]) == ["孵化器", "众创空间", "加速器", "孵化器"]
    assert list(en["Class"]) == ["Incubator", "Makerspace", "Accelerator", "Incubator"]
    assert list(en["Status"]) == ["existing", "planned", "existing", "existing"]
    assert "建筑面积（平方米）" in zh
    assert "Floor area (m²)" in en
    assert list(zh.index) == list(finding.table.index)


def test_a_name_stands_once_in_the_language_asked(finding):
    assert next(iter(reading_table(finding, "zh"))) == "名称"
    assert "甲孵化器" not in reading_table(finding, "en").to_numpy()


def test_details_are_for_downloads(finding):
    assert "敏感" not in reading_table(finding, "zh")
    assert any("敏感" in name for name in reading_table(finding, "zh", detail=True))


def test_an_empty_column_is_left_out(finding):
    # no incubator has another name, a clause or a phrase
    for name in ("Other names", "Clause", "Phrase"):
        assert name not in reading_table(finding, "en", detail=True)


def test_numbers_stay_numbers_and_are_rounded_as_their_unit_is(finding):
    table = pandas.DataFrame({"share": [0.12345, 0.5], "flag": [True, False], "km": [1.26, None]})
    columns = {
        "share": computed(Name("占比", "Share"), "share"),
        "flag": TableColumn(Name("是否", "Flag")),
        "km": computed(Name("距离", "Distance"), "km"),
    }
    read = reading_table(replace(finding, table=table, columns=columns), "en")
    assert list(read["Share (%)"]) == [12.3, 50.0]
    assert list(read["Flag"]) == ["yes", "no"]
    assert read["Distance (km)"][0] == 1.3
    assert pandas.isna(read["Distance (km)"][1])


def test_a_fact_is_never_rounded_and_a_year_has_no_thousands(finding):
    table = pandas.DataFrame({"value": [50.5, 1300.0], "year": [2025.0, None], "km": [1.26, 3]})
    columns = {
        "value": TableColumn(Name("目标值", "Value")),
        "year": TableColumn(Name("年份", "Year"), "year"),
        "km": TableColumn(Name("长度", "Length"), "km"),
    }
    given = replace(finding, table=table, columns=columns)
    assert list(reading_table(given, "en")["Value"]) == [50.5, 1300]
    told, figures = worded_table(given, "en")
    assert told.to_numpy().tolist() == [["50.5", "2025", "1.26"], ["1,300", "", "3"]]
    assert figures == {"Value", "Year", "Length (km)"}


def test_what_is_missing_or_without_end_is_told_by_nothing(finding):
    table = pandas.DataFrame({"m": [float("inf"), None, 12.4]})
    given = replace(finding, table=table, columns={"m": computed(Name("距离", "Distance"), "m")})
    told, _ = worded_table(given, "en")
    assert told["Distance (m)"].tolist() == ["", "", "12"]


def test_reading_leaves_the_finding_as_it_was(finding):
    before = finding.table.copy()
    reading_table(finding, "zh", detail=True)
    assert finding.table.equals(before)


def test_a_heading_without_a_unit_is_bare():
    assert heading(TableColumn(Name("占比", "Share")), "zh") == "占比"
    assert heading(TableColumn(Name("占比", "Share"), "ha"), "zh") == "占比（公顷）"
