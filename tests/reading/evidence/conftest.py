"""
A small plan in a text of our own: what a row may claim of it, and where each claim fails.

It is the tiny town with a longer text, a table of clauses and a table of figures. The text is
made up; the offsets of its clauses are counted when it is written down.
"""

import csv
import hashlib
import io

import pytest

from atlas.reading.assemble import inspect
from atlas.reading.evidence import bare, check_evidence, read_texts

# lines of one clause each: label, title, subjects, the clause itself
CLAUSES = (
    ("标题", "小城规划", "", "小城规划\n"),
    ("第一章", "现状", "west", "第一章 现状\n西区规划面积\n4 平方公里。\n"),
    (
        "第二章",
        "成绩",
        "east",
        "第二章 成绩\n2020年，东区建成孵化器 12 家，合同额达 3.5 亿元。\n"
        "东区人才近 1.3 万人，其中院士九位。2022年3月印发办法，企业达到 40 家。\n",
    ),
    (
        "第三章",
        "目标",
        "town",
        "第三章 目标\n主要指标\n序号\t指标\t单位\t2020年\t2025年\n"
        "1\t研发经费占比\t%\t5.05\t5.5\n2\t高新技术企业数\t家\t—\t300\n"
        "到2025年，孵化器不少于 3 家，西区东侧园区占地 76 亩。服务主体达到 20 家。\n"
        "每年组织 100 场活动。累计支持百家企业，力争突破 9 家。能量可到 1keV。\n",
    ),
    ("第四章", "保障", "town", "第四章 保障\n一批企业由西区管委会负责。\n"),
)
COLUMNS = [
    *("id", "entity", "beside", "basis", "evidence", "kind", "operator", "operator_text"),
    *("baseline_value", "baseline_year", "baseline_quote", "value", "unit", "year", "year_basis"),
    *("source", "clause", "quote", "responsible", "responsible_clause"),
]
TOLD = [
    *("entity", "basis", "evidence", "kind", "operator", "operator_text"),
    *("value", "unit", "year", "year_basis", "clause", "quote"),
]
# id: the cells of TOLD, a dash for an empty one; the rest of a row is empty
ROWS = {
    "built": "east stated - reached = - 12 家 2020 printed 第二章 东区建成孵化器12家",
    "contracts": "east subject - reached = 达 3.5 亿元 2020 printed 第二章 合同额达3.5亿元",
    "talent": "east stated - reached ~ 近 1.3 万人 2020 inferred 第二章 东区人才近1.3万人",
    "fellows": "east subject - reached = - 9 人 2020 inferred 第二章 其中院士九位",
    "firms": "east subject - reached = 达到 40 家 2020 inferred 第二章 企业达到40家",
    "rd": "town subject - aim = - 5.5 % 2025 printed 第三章 研发经费占比",
    "hitech": "town subject - aim = - 300 家 2025 printed 第三章 高新技术企业数",
    "least": "town subject - aim >= 不少于 3 家 2025 printed 第三章 孵化器不少于3家",
    "land": "west stated - project = - 76 亩 - - 第三章 西区东侧园区占地76亩",
    "served": "town subject - aim >= 达到 20 家 2025 printed 第三章 服务主体达到20家",
    "yearly": "town subject - aim = - 100 场/年 2025 inferred 第三章 组织100场活动",
    "hundred": "town subject - aim = - 100 家 2025 inferred 第三章 累计支持百家企业",
    "strive": "town subject - aim > 力争突破 9 家 2025 inferred 第三章 力争突破9家",
    "energy": "west inferred 西区东侧园区 project <= 可到 1 keV - - 第三章 能量可到1keV",
    "some": "west inferred 西区管委会 task - - - - - - 第四章 一批企业",
}
LAYER = """
id = "figures"
facts = "figures.csv"
geometry = "none"
each_row_is_a = "made up for the tests"
theme = "documents"
release = "public"
label = { zh = "数字", en = "Figures" }
description = { zh = "为测试虚构。", en = "Made up for the tests." }
[evidence]
entities = ["entity", "beside"]
words = "evidence"
aims = ["aim"]
reached = ["reached"]
"""
ROLES = [
    name
    for name in COLUMNS
    if name not in {"id", "entity", "beside", "evidence", "source", "clause", "quote"}
]
TABLE_OF_CLAUSES = """
id = "clauses"
facts = "clauses.csv"
geometry = "none"
each_row_is_a = "made up for the tests"
theme = "documents"
release = "public"
label = { zh = "条款", en = "Clauses" }
description = { zh = "为测试虚构。", en = "Made up for the tests." }
[columns.starts_at]
type = "integer"
label = { zh = "起", en = "Starts at" }
[columns.ends_at]
type = "integer"
label = { zh = "止", en = "Ends at" }
[columns.subject]
type = "list"
refers_to = "*"
label = { zh = "主体", en = "Subject" }
[evidence]
begins = "starts_at"
ends = "ends_at"
subjects = "subject"
"""


def _table(header, rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _figures():
    rows = []
    for name, told in ROWS.items():
        cells = ["" if cell == "-" else cell for cell in told.split(" ")]
        row = dict(zip(TOLD, cells, strict=True), id=name, source="plan")
        if name == "rd":
            row |= {"baseline_value": "5.05", "baseline_year": "2020"}
        if name == "least":
            row |= {"baseline_value": "12", "baseline_year": "2020", "baseline_quote": "孵化器12家"}
            row |= {"responsible": "西区管委会", "responsible_clause": "第四章"}
        rows.append(row)
    return _table(COLUMNS, rows)


def _declaration():
    numbers = {"value", "baseline_value", "year", "baseline_year"}
    roles = "".join(f'{role} = "{role}"\n' for role in ROLES)
    columns = "".join(
        f'[columns.{name}]\ntype = "{"number" if name in numbers else "text"}"\n'
        f'label = {{ zh = "{name}", en = "{name}" }}\n'
        + ('refers_to = "*"\n' if name in {"entity", "beside"} else "")
        for name in [*ROLES, "entity", "beside", "evidence"]
    )
    return LAYER + roles + columns


def _clauses():
    rows, position = [], 0
    for number, (label, _title, subjects, text) in enumerate(CLAUSES):
        length = len(bare(text))
        rows.append(
            {
                "id": f"c-{number}",
                "source": "plan",
                "clause": label,
                "starts_at": position,
                "ends_at": position + length,
                "subject": subjects,
                "quote": bare(text)[:6],
            }
        )
        position += length
    return _table(list(rows[0]), rows)


@pytest.fixture
def plan(copy):
    """The tiny town with the plan above; `told()` says what does not hold."""
    text = "".join(clause[3] for clause in CLAUSES)
    digest = hashlib.sha256(bare(text).encode()).hexdigest()
    copy.damage("texts/anything.txt", "", text)
    listed = "source,sha256,base_year,end_year,published_year,subjects\n"
    copy.damage("geodata/texts.csv", "", f"{listed}plan,{digest},2020,2025,2026,town\n")
    copy.damage("layers/clauses.toml", "", TABLE_OF_CLAUSES)
    copy.damage("geodata/clauses.csv", "", _clauses())
    copy.damage("layers/figures.toml", "", _declaration())
    copy.damage("geodata/figures.csv", "", _figures())
    # the town's own target is of another text
    copy.damage(
        "geodata/targets.csv",
        "t-1,west,孵化器数,Incubators,不少于,3,家,2030,plan,第二章,孵化器不少于3家\n",
    )

    def told(*, with_texts=True):
        catalogue, problems = inspect(copy.root)
        assert problems == []
        texts, missing = read_texts(copy.root / "geodata", copy.root / "texts")
        held = check_evidence(catalogue, texts if with_texts else {})
        return [(p.rule, p.place, p.found) for p in missing + held.problems]

    def change(table, row, column, value):
        path = copy.root / "geodata" / f"{table}.csv"
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf8"))))
        named = [cells for cells in rows if cells["id"] == row]
        named[0][column] = value
        path.write_text(_table(list(rows[0]), rows), encoding="utf8")

    copy.told, copy.change = told, change
    return copy
