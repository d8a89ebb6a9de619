"""Columns that stand straight in a terminal, Chinese and Latin mixed."""

import pandas
import pytest

from atlas.output.text_table import bullet, plain_table, width


@pytest.mark.parametrize(
    ("text", "wide"), [("", 0), ("ab", 2), ("光子", 4), ("a光b", 4), ("，", 2)]
)
def test_a_chinese_character_is_as_wide_as_two(text, wide):
    assert width(text) == wide


def test_columns_are_straight_and_numbers_to_the_right():
    table = pandas.DataFrame({"名称": ["光", "光电子"], "n": [5, 12345]}, index=["a", "bb"])
    table.index.name = "id"
    assert plain_table(table).splitlines() == [
        "id  名称         n",
        "a   光           5",
        "bb  光电子  12,345",
    ]


def test_the_index_may_be_left_out_and_gaps_stay_blank():
    table = pandas.DataFrame({"a": [1.5, None], "b": ["x", None]})
    assert plain_table(table, index=False).split("\n") == ["  a  b", "1.5  x", ""]


def test_a_long_cell_is_cut_to_a_width_not_a_count():
    (_, cell) = plain_table(pandas.DataFrame({"a": ["光" * 30]}), index=False).splitlines()
    assert cell == "光" * 17 + "…"
    assert width(cell) <= 36


def test_an_empty_table_is_its_heading():
    assert plain_table(pandas.DataFrame({"a": [], "b": []}), index=False) == "a  b"


def test_a_list_has_the_language_s_own_dot():
    assert bullet(["a", "b"], "zh") == "· a\n· b"
    assert bullet(["a"], "en") == "- a"
