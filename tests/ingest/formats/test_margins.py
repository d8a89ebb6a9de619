"""Units under a header, totals and notes at the foot: known for what they are, and nothing else."""

import pytest

from atlas.ingest.formats.margins import foot_of, units_below


@pytest.mark.parametrize(
    ("texts", "units"),
    [
        (["", "（平方米）", "（家）"], ["", "（平方米）", "（家）"]),
        (["", "亩", "万元"], ["", "(亩)", "(万元)"]),
        (
            ["（度）", "（度）", "（平方米）"],
            ["（度）", "（度）", "（平方米）"],
        ),  # degrees are no unit
        (["（注）", "（略）"], None),
        (["甲", "（平方米）"], None),
        (["", ""], None),
        (["12", "30"], None),
    ],
)
def test_a_line_of_units_says_units_and_nothing_else(texts, units):
    assert units_below(texts) == units


ROW = ["1", "甲", "100", "200", "300", "说明"]


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([ROW, ["合  计", "", "100"]], 1),
        ([ROW, ["", "总计", "100"], ["注：截至2024年底", ""], ["填表人：张三", "审核人：李四"]], 3),
        ([ROW, ["合计", "100"], ROW], 0),  # between the rows it is one
        ([ROW, ["注释中心", "5"]], 0),
        ([ROW, ["说明：", *ROW]], 0),  # too many cells for a note
        ([["合计", "100"]], 0),  # nothing would be left
        ([], 0),
    ],
)
def test_totals_and_notes_are_told_at_the_very_end_only(rows, count):
    assert foot_of(rows) == count
