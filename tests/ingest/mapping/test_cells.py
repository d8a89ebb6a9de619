import pandas
import pytest

from atlas.domain.layer import Column, ColumnKind, Label
from atlas.ingest.mapping.cells import converted, date_of

CLASS = Column(
    type="category",
    values=("incubator", "makerspace"),
    label=Label(zh="类别", en="Class"),
    values_label={"incubator": Label(zh="孵化器", en="Incubator")},
)


def read(cells, kind, *, column="c", factor=1.0):
    given = pandas.Series(cells, index=range(2, 2 + len(cells)))
    out, problems = converted(given, kind, column=column, heading="栏", factor=factor)
    return out.tolist(), [(p.rule, p.place, p.found) for p in problems]


def test_a_category_is_its_value_or_one_of_its_labels():
    cells = ["incubator", "孵化器", "Incubator", " MAKERSPACE ", "", "加速器"]
    values, problems = read(cells, CLASS)
    assert values == ["incubator"] * 3 + ["makerspace", "", ""]
    assert problems == [("not_in_values", "7:栏", "加速器")]


def test_a_status_may_be_said_in_words_people_use():
    kind = ColumnKind(type="category", values=("planned", "operating"))
    values, problems = read(["拟建", "运营中", "在建"], kind, column="status")
    assert values == ["planned", "operating", ""]
    assert problems == [("not_in_values", "4:栏", "在建")]  # a value this column does not have


def test_numbers_are_multiplied_and_what_is_none_is_told():
    kind = ColumnKind(type="number", unit="m2")
    values, problems = read(["1.5", "2,000", "", "约3", "nan", "-"], kind, factor=10_000)
    assert values[:2] == [15_000, 20_000_000]
    assert [pandas.isna(v) for v in values[2:]] == [True] * 4
    assert problems == [
        ("not_a_number", "5:栏", "约3"),
        ("not_a_number", "6:栏", "nan"),
        ("not_a_number", "7:栏", "-"),
    ]


def test_whole_numbers_are_whole():
    values, problems = read([1.0, 2.5, float("inf")], ColumnKind(type="integer"))
    assert values[0] == 1
    assert [rule for rule, _, _ in problems] == ["not_a_number", "not_an_integer"]


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        ("2024年5月1日", "2024-05-01"),
        ("2024/5/1", "2024-05-01"),
        ("2024.05", "2024-05"),
        ("2024年5月", "2024-05"),
        ("2024年", "2024"),
        ("2024", "2024"),
        ("20240501", "2024-05-01"),
        ("2024-05-01T08:30:00", "2024-05-01"),
        ("２０２４－０５", "2024-05"),
        ("", ""),
        ("1/5/2024", None),
        ("2024-13", None),
        ("2024-05-32", None),
        ("五月", None),
        ("45413", None),
    ],
)
def test_dates_as_written(cell, date):
    assert date_of(cell) == date


def test_flags_and_lists_and_text():
    assert read(["是", "否", "√", "TRUE", "也许"], ColumnKind(type="flag")) == (
        ["yes", "no", "yes", "yes", ""],
        [("not_in_values", "6:栏", "也许")],
    )
    assert read(["光子、芯片；氢能", ""], ColumnKind(type="list"))[0] == ["光子;芯片;氢能", ""]
    assert read(["a\n b", None, "=cmd"], ColumnKind(type="text"))[0] == ["a b", "", "=cmd"]
    assert read([1.0, 2.5], ColumnKind(type="text"))[0] == ["1", "2.5"]
