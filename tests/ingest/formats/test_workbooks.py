import datetime
import zipfile

import openpyxl
import pytest

from atlas.errors import BadFile
from atlas.ingest.mapping.location_columns import guess_places, with_places
from atlas.ingest.safety.limits import Limits
from tests.ingest.files import keys, only, opened, rows, workbook, zipped

BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'


def rewritten(path, **changed):
    """Write a workbook again with parts of it replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml"}
    for part, data in changed.items():
        parts[names[part]] = data(parts[names[part]]) if callable(data) else data
    return zipped(path, parts)


def test_a_list_as_a_bureau_writes_it(tmp_path):
    path = workbook(
        tmp_path / "名单.xlsx",
        [
            ["附件1  孵化器名单"],
            ["序号", "名称", "坐标", None, "认定日期", "在用"],
            [None, None, "经度", "纬度"],
            [1, "甲", 108.9, 34.2, datetime.date(2024, 5, 1), True],
            [],
            [2, "乙", None, None, datetime.datetime(2024, 5, 2, 8, 30), False],
        ],
    )
    table = only(path)
    assert table.name == "名单"
    assert list(table.frame.index) == [4, 6]
    assert rows(table)[0] == {
        "序号": 1,
        "名称": "甲",
        "经度": 108.9,
        "纬度": 34.2,
        "认定日期": "2024-05-01",
        "在用": "yes",
    }
    assert rows(table)[1]["认定日期"] == "2024-05-02T08:30:00"
    assert keys(table) == ["incoming.header_at", "incoming.header_of_two_rows"]


def test_a_form_with_units_below_a_header_of_two_rows_and_a_foot(tmp_path):
    path = workbook(
        tmp_path / "统计表.xlsx",
        [
            ["孵化器基本情况统计表（2024年）"],
            ["填报单位：科技局", None, None, None, None],
            ["序号", "名称", "坐标", None, "孵化面积"],
            [None, None, "经度", "纬度", None],
            [None, None, "（度）", "（度）", "（平方米）"],
            [1, "甲", 108.9, 34.2, 12000],
            [2, "乙", "108°50′12″", "34°12′30″", 3000],
            ["合计", None, None, None, "=SUM(E6:E7)"],
            ["注：不含民营载体。"],
        ],
    )
    table = only(path)
    assert list(table.frame.columns[:-1]) == [
        *("序号", "名称", "经度（度）", "纬度（度）", "孵化面积（平方米）")
    ]
    assert list(table.frame.index) == [6, 7]
    placed, problems = with_places(table, guess_places(table.frame))
    assert problems == []
    found = [(round(at.x, 5), round(at.y, 5)) for at in placed.frame.geometry]
    assert found == [(108.9, 34.2), (108.83667, 34.20833)]


def test_every_visible_sheet_is_a_table_and_hidden_ones_are_told(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["a"], [1]], [["b"], [2]], [["c"], [3]])
    book = openpyxl.load_workbook(path)
    book["表2"].sheet_state = "hidden"
    book.save(path)
    tables = opened(path)
    assert [table.name for table in tables] == ["表1", "表3"]
    assert tables[0].notes[0].parameters == {"names": ("表2",)}


def test_a_formula_is_never_computed_and_text_like_one_is_text(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["名称", "n"], ["甲", "=1+1"]])
    book = openpyxl.load_workbook(path)
    cell = book.active["A2"]
    cell.value = "=cmd|'/c calc'!A0"
    cell.data_type = "s"
    book.save(path)
    table = only(path)
    assert rows(table)[0] == {"名称": "=cmd|'/c calc'!A0", "n": ""}


def test_a_row_beyond_the_last_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["a"], [1]])
    rewritten(path, sheet=lambda xml: xml.replace(b'r="2"', b'r="99999999"'))
    with pytest.raises(BadFile) as caught:
        opened(path)
    assert caught.value.parameters["reason"] == "damaged"


def test_what_a_sheet_says_of_its_size_is_not_believed(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["a", "b"], [1, 2]])
    rewritten(path, sheet=lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'))
    assert rows(only(path)) == [{"a": 1, "b": 2}]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        ({"sheet": BOMB}, "xml_entities"),
        ({"strings": BOMB}, "xml_entities"),
        ({"sheet": BOMB.decode().encode("utf-16")}, "xml_entities"),
        ({"sheet": b"\x00\x01garbage"}, "not_xml"),
        ({"sheet": b"<worksheet><sheetData><row"}, "damaged"),
        ({"sheet": b"<a>" + b" " * 70_000_000 + b"</a>"}, "zip_bomb"),
    ],
)
def test_a_hostile_workbook_is_refused(tmp_path, spoil, reason):
    path = rewritten(workbook(tmp_path / "a.xlsx", [["a"], ["b"]]), **spoil)
    with pytest.raises(BadFile) as caught:
        opened(path)
    assert caught.value.parameters["reason"] == reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04" + b"garbage" * 40, "damaged_archive"),
        (b"no zip", "not_its_format"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "save_as_xlsx"),
    ],
)
def test_garbage_under_a_workbooks_name(tmp_path, data, reason):
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(BadFile) as caught:
        opened(path)
    assert caught.value.parameters["reason"] == reason


def test_too_many_rows_are_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["a"], *([n] for n in range(30))])
    with pytest.raises(BadFile, match="too_many_rows"):
        opened(path, limits=Limits(rows=20))


def test_an_archive_that_is_no_workbook(tmp_path):
    with pytest.raises(BadFile) as caught:
        opened(zipped(tmp_path / "a.xlsx", {"hello.txt": b"hello"}))
    assert caught.value.parameters["reason"] == "damaged"
