"""The workbook: what a planner opens first, and nothing in it that runs."""

import io
import json
import zipfile
from dataclasses import replace

import openpyxl
import pandas
import pytest

import atlas
from atlas.deliverables.register import make_definition
from atlas.domain.finding import Part
from atlas.domain.messages import message
from atlas.domain.question import definition_hash, written
from atlas.interface.cli.printing import finding_text
from atlas.output.export.to_json import EXPORTER as JSON
from atlas.output.export.to_xlsx import EXPORTER
from atlas.output.language import say

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")', "#N/A", "a\nb"]


def opened(finding, lang="zh"):
    return openpyxl.load_workbook(io.BytesIO(EXPORTER.write(finding, lang)))


def named(finding, names):
    table = finding.table.loc[[finding.table.index[0]] * len(names)].copy()
    table["name_zh"] = names
    return replace(finding, table=table)


@pytest.fixture(scope="module")
def incubators(town):
    return atlas.query(town, {"layer": "incubators"})


def test_the_first_sheet_is_the_table_as_it_is_read(incubators):
    sheet = opened(incubators).worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    assert headings[:2] == ["id", "名称"]
    assert "点位误差（米）" in headings
    assert sheet.freeze_panes == "C2"
    assert sheet.max_row == 1 + 4
    assert [cell.value for cell in sheet["A"]][1:] == ["inc-a", "inc-b", "inc-c", "inc-d"]


def test_each_further_table_has_a_sheet(incubators):
    name, heads = message("column.rank"), {"rank": incubators.columns["floor_area_m2"]}
    part = Part(name, pandas.DataFrame({"rank": [1.0, 2.0]}), heads)
    empty = replace(part, table=part.table.head(0))
    told = replace(incubators, parts={"first": part, "none": empty})
    assert opened(told).sheetnames == ["表格", "位次", "说明与来源"]
    assert [cell.value for cell in opened(told)["位次"]["A"]] == ["建筑面积（平方米）", 1, 2]
    written_json = json.loads(JSON.write(told, "zh"))
    assert written_json["parts"] == {"first": [{"rank": 1.0}, {"rank": 2.0}], "none": []}
    assert "位次\n建筑面积" in finding_text(told, "zh")


def test_numbers_are_numbers_and_missing_ones_are_empty(incubators):
    sheet = opened(incubators).worksheets[0]
    place = [cell.value for cell in sheet[1]].index("点位误差（米）")
    # inc-b may err by 200 m, inc-c has no place
    assert sheet[3][place].value == 200
    assert sheet[3][place].data_type == "n"
    assert sheet[4][place].value is None


def test_no_cell_is_a_formula_or_an_error_and_nothing_is_lost(incubators):
    book = opened(named(incubators, HOSTILE))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}
    names = [row[1] for row in book.worksheets[0].iter_rows(min_row=2)]
    assert [cell.value for cell in names] == HOSTILE
    assert all(cell.quotePrefix for cell in names)


def test_a_hostile_heading_is_text_too(town):
    best = {"shape": "linear", "best": 0, "worst": 2000}
    finding = atlas.site(
        town,
        {
            "candidates": {"inside": {"layer": "zones", "id": "west"}},
            "criteria": [
                {
                    "name": "=1+1",
                    "measure": "distance",
                    "of": {"layer": "schools"},
                    "transform": best,
                    "weight": 1,
                }
            ],
        },
    )
    assert {cell.data_type for cell in opened(finding).worksheets[0][1]} == {"s"}


def test_what_the_format_cannot_hold_is_left_out(incubators):
    sheet = opened(named(incubators, ["a\x00b\x0bc"])).worksheets[0]
    assert sheet["B2"].value == "abc"


def test_the_second_sheet_defends_the_first(incubators):
    sheet = opened(incubators).worksheets[1]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == (None, incubators.title("zh"))
    assert rows[1] == (None, incubators.headline("zh"))
    assert ("方法", say(incubators.method, "zh")) in rows
    assert rows.count(("来源", incubators.sources[0].citation("zh"))) == 1
    assert ("定义编号", definition_hash(incubators.definition)) in rows
    version = f"incubators {incubators.versions['incubators']}"
    assert ("数据版本", version) in rows


def test_a_long_definition_is_kept_whole(incubators):
    ring = [[108 + i / 10_000, 34] for i in range(3_000)] + [[108.1, 35], [108, 34]]
    where = {"spatial": "within", "of": {"geometry": {"type": "Polygon", "coordinates": [ring]}}}
    asked = make_definition({"kind": "query", "layer": "incubators", "where": where})
    sheet = opened(replace(incubators, definition=asked)).worksheets[1]
    texts = [row[1] for row in sheet.iter_rows(values_only=True)]
    start = texts.index(definition_hash(asked)) + 1
    assert len(json.dumps(written(asked))) > 32_767  # more than one cell can hold
    whole = "".join(texts[start : start + 2])
    assert json.loads(whole) == written(asked)


def test_rows_without_an_id_are_not_numbered(town):
    finding = atlas.coverage(
        town, {"facilities": {"layer": "incubators"}, "zones": {"layer": "zones"}, "radii_m": [500]}
    )
    sheet = opened(finding, "en").worksheets[0]
    assert "id" not in [cell.value for cell in sheet[1]]
    assert sheet.freeze_panes == "B2"


def test_nothing_in_it_tells_the_time(incubators):
    book = EXPORTER.write(incubators, "zh")
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
    assert core.count("1980-01-01T00:00:00Z") == 2
