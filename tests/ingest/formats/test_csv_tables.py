import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from atlas.errors import BadFile
from atlas.ingest.formats.csv_tables import even_columns
from atlas.ingest.formats.header_detection import Line, table_below_header, table_of_columns
from atlas.ingest.safety.limits import LIMITS, Limits
from tests.ingest.files import keys, only, rows

TABLE = "名称,经度,纬度\n一园,108.9,34.2\n二园,108.8,34.1\n"


def written(folder, data, name="表.csv"):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_delimiter_in_any_encoding(tmp_path, sign, codec):
    table = only(written(tmp_path, TABLE.replace(",", sign).encode(codec)))
    assert rows(table)[1] == {"名称": "二园", "经度": "108.8", "纬度": "34.1"}
    assert list(table.frame.index) == [2, 3]  # as a spreadsheet numbers them
    assert table.name == "表"
    assert table.declared_crs is None
    assert table.frame.geometry.isna().all()
    assert ("incoming.encoding_assumed" in keys(table)) == (codec in {"gb18030", "utf-16"})


def test_a_comma_within_quotes_and_a_break_within_a_cell(tmp_path):
    table = only(written(tmp_path, '名称,说明\n"甲,乙","一\n二"\n丙,丁\n'))
    assert rows(table)[0] == {"名称": "甲,乙", "说明": "一\n二"}
    assert list(table.frame.index) == [2, 3]


def test_a_formula_comes_in_as_text(tmp_path):
    cells = ["=cmd|'/c calc'!A0", "+1", "@SUM(A1)", "-2+3", "<script>", "${x}"]
    table = only(written(tmp_path, "名称\n" + "\n".join(cells) + "\n"))
    assert [row["名称"] for row in rows(table)] == cells


def test_a_code_keeps_its_nought(tmp_path):
    assert rows(only(written(tmp_path, "用地,n\n0701,1\n")))[0]["用地"] == "0701"


def test_titles_above_the_header_are_skipped_and_told(tmp_path):
    table = only(written(tmp_path, "孵化器名单,,\n,,\n序号,名称,面积\n1,甲,5\n2,乙,6\n"))
    assert list(table.frame.columns) == ["序号", "名称", "面积", "geometry"]
    assert list(table.frame.index) == [4, 5]
    assert [(n.key, n.parameters) for n in table.notes] == [("incoming.header_at", {"row": 3})]


def test_a_table_without_a_header_has_numbered_columns(tmp_path):
    table = only(written(tmp_path, "108.9,34.2\n108.8,34.1\n"))
    assert rows(table)[0] == {"column_1": "108.9", "column_2": "34.2"}
    assert keys(table) == ["incoming.no_header"]


def test_headings_that_stand_twice_or_are_endless_are_made_to_differ(tmp_path):
    long = "长" * 300
    table = only(written(tmp_path, f"名称,名称,geometry,{long}\na,b,c,d\n"))
    names = ["名称", "名称_2", "geometry_2", "长" * 100]
    assert [str(c) for c in table.frame.columns] == [*names, "geometry"]
    assert keys(table) == ["incoming.columns_twice", "incoming.names_cut"]


def test_names_that_look_like_code_are_only_text(tmp_path):
    hostile = ['x"; DROP TABLE a;--', "../../etc/passwd", "a\x07b", "{0}"]
    table = only(
        written(
            tmp_path,
            "|".join(f'"{h.replace(chr(34), chr(34) * 2)}"' for h in hostile) + "\n1|2|3|4\n",
        )
    )
    assert [str(c) for c in table.frame.columns][:4] == [*hostile[:2], "ab", "{0}"]


def test_rows_longer_than_the_header_keep_their_cells(tmp_path):
    table = only(written(tmp_path, "a,b\n1,2\n3,4,5\n"))
    assert rows(table)[1] == {"a": "3", "b": "4", "column_3": "5"}
    assert "incoming.rows_beyond_header" in keys(table)


def test_units_below_the_header_go_to_its_names_and_a_foot_is_told(tmp_path):
    text = "名称,面积\n,（公顷）\n甲,1\n乙,2\n合计,3\n注：截至年底,\n"
    table = only(written(tmp_path, text))
    assert rows(table) == [{"名称": "甲", "面积（公顷）": "1"}, {"名称": "乙", "面积（公顷）": "2"}]
    assert list(table.frame.index) == [3, 4]
    told = {note.key: dict(note.parameters) for note in table.notes}
    assert told["incoming.units_below"] == {"row": 2}
    assert told["incoming.foot_left_out"] == {"rows": ("5", "6")}


def test_cells_lose_what_cannot_be_seen_and_what_is_endless(tmp_path):
    table = only(written(tmp_path, "a,b\nx\x01y," + "长" * 40_000 + "\n"))
    assert rows(table)[0]["a"] == "xy"
    assert len(rows(table)[0]["b"]) == 32_767
    assert keys(table) == ["incoming.unseen_removed", "incoming.cells_cut"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\n\n\n", "empty"),
        (bytes(range(256)) * 40, "not_text"),
        (b"a,b\n1,\0\n", "not_text"),
        ('a,b\n"' + "x" * 200_000 + '",2\n', "not_a_csv"),
        ("a,b\n" + "1,2\n" * 30, "too_many_rows"),
        (",".join(f"c{n}" for n in range(30)) + "\n", "too_many_columns"),
    ],
)
def test_what_is_refused(tmp_path, data, reason):
    with pytest.raises(BadFile) as caught:
        only(written(tmp_path, data), limits=Limits(rows=20, columns=20))
    assert caught.value.parameters["reason"].partition(":")[0] == reason


PIECES = [
    "甲",
    "合计",
    "（亩）",
    "注：",
    "1",
    "2.5",
    "",
    " ",
    '"',
    '""',
    "\n",
    "\r\n",
    "\r",
    ",",
    ",",
    "\u3000",
    "\x1c",
]
QUOTED = ['"a,b"', '"a\nb"', '"a""b"', '"a"b', "x\n", "1,2\n", "1,2\n", "3,4\n"]


@settings(max_examples=80, deadline=None, database=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES + QUOTED), max_size=25).map("".join))
def test_even_rows_are_read_at_once_as_they_are_one_by_one(text):
    columns = even_columns(text, ",")
    if columns is None:  # uneven, or in doubt: read one by one
        return
    lines = [Line(n, row) for n, row in enumerate(rows_of(text), start=1) if row]
    told = {"encoding": None, "notes": (), "limits": LIMITS}
    slowly, at_once = table_below_header("t", lines, **told), table_of_columns("t", columns, **told)
    assert (slowly is None) == (at_once is None)
    if slowly is not None and at_once is not None:
        cells = [table.frame.drop(columns="geometry") for table in (slowly, at_once)]
        assert_frame_equal(*cells, check_index_type=False)
        assert slowly.notes == at_once.notes


def test_even_rows_beyond_a_block_keep_quotes_and_line_ends():
    text = "\r\n".join(['甲,"a,b",1', '乙,"x\ny",2', '丙,"q""q",a"b'] * 60_000)  # over a megabyte
    columns = even_columns(text, ",")
    assert list(zip(*(column.to_pylist() for column in columns), strict=True)) == rows_of(text)


def test_a_cell_beyond_what_the_row_by_row_reader_takes_is_left_to_it():
    assert even_columns("a,b\n1," + "x" * 200_000, ",") is None


def rows_of(text):
    """Return what Python's own reader makes of a text."""
    return [tuple(row) for row in csv.reader(io.StringIO(text, newline=""))]
