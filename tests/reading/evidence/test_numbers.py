"""Numbers with their units, as documents write them; each reading done by hand."""

import pytest

from atlas.reading.evidence.numbers import printed_numbers, value_of
from atlas.reading.evidence.wording import parsed_unit

# text, value in whole units, unit, operator of something reached
READINGS = [
    ("规划面积50.5平方公里", 50.5, "km2", "="),
    ("建筑面积16.6万平方米", 166_000, "m2", "="),
    ("占地76亩", 76, "亩", "="),
    ("达到1.6万亿元", 1.6e12, "元", "="),
    ("近1.3万人", 13_000, "人", "~"),
    ("9位院士", 9, "人", "="),
    ("40余位领军人才", 40, "人", ">"),
    ("平台80余家", 80, "家", ">"),
    ("10家以上企业", 10, "家", ">="),
    ("30个左右载体", 30, "个", "~"),
    ("千亿级集群", 1e11, "元", "~"),
    ("千亿元级集群", 1e11, "元", "~"),
    ("支持百家企业", 100, "家", "="),
    ("等六大产品", 6, "个", "="),
    ("小于100as", 100, "as", "<"),
    ("可到1keV", 1, "keV", "<="),
    ("已超1.6万家", 16_000, "家", ">"),
    ("不低于八项", 8, "项", ">="),
    ("年均增长13.5%", 13.5, "%", "="),
    ("周期5年", 5, "年", "="),
    ("两年之内翻了一番", 2, "年", "="),
]


@pytest.mark.parametrize(("text", "value", "unit", "operator"), READINGS)
def test_a_number_is_read_with_its_unit_and_its_limit(text, value, unit, operator):
    first = printed_numbers(text)[0]
    assert (first.value, first.unit, first.operator(is_aim=False)) == (value, unit, operator)


def test_doubling_is_twice():
    assert [(n.value, n.unit) for n in printed_numbers("两年之内翻了一番")] == [
        (2, "年"),
        (2, "倍"),
    ]


@pytest.mark.parametrize("text", ["到2025年", "第三代半导体", "5G基站", "一批企业", "新舟700飞机"])
def test_what_has_no_unit_is_no_number(text):
    assert printed_numbers(text) == []


def test_to_reach_is_a_floor_of_an_aim_and_a_figure_of_what_is_reached():
    (number,) = printed_numbers("达到500家")
    assert number.operator(is_aim=True) == ">="
    assert number.operator(is_aim=False) == "="


@pytest.mark.parametrize(
    ("numerals", "value"),
    [
        ("十", 10),
        ("五十", 50),
        ("百", 100),
        ("二百五十", 250),
        ("千亿", 10**11),
        ("万亿", 10**12),
        ("三万五千", 35_000),
        ("两", 2),
        ("一百零三", 103),
    ],
)
def test_a_numeral_is_worth_its_signs(numerals, value):
    assert value_of(numerals) == value


def test_a_unit_of_the_facts_is_taken_apart():
    assert parsed_unit("亿元") == (1e8, "元", False)
    assert parsed_unit("万亿元") == (1e12, "元", False)
    assert parsed_unit("场/年") == (1, "场", True)
    assert parsed_unit("箱") is None
    assert parsed_unit("") is None
