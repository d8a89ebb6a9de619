"""Diagrams say what the answer says, from both ends, and run nothing that stands in it."""

import re
from base64 import b64decode

import pytest

import atlas
from atlas.domain.relations import chain
from atlas.output import diagrams

HOSTILE = "<script>alert(1)</script>"


def texts(html):
    return re.sub(r"<[^>]+>", "|", html)


def example(catalogue, name):
    path = atlas.SHIPPED / "examples" / "systems" / f"{name}.toml"
    return atlas.run(catalogue, atlas.read_definition(path))


def test_a_matrix_tells_what_is_stated_from_what_is_inferred(shipped):
    found = example(shipped, "chains")
    clusters = diagrams.placement(shipped, found, "zh", of="clusters")
    # 7 + 7 + 4 + 6 + 16 by their names; no text places a chain in a cluster
    marks = clusters.marks.to_numpy().ravel().tolist()
    assert (marks.count("○"), marks.count("●")) == (40, 0)
    assert clusters.marks.loc["光子", "光电子产业"] == "○"
    assert clusters.marks.loc["光子", "汽车产业"] == ""
    assert len(clusters.places) == 10
    others = diagrams.placement(shipped, found, "zh", of="")
    assert others.marks.loc["光子", "西安高新区"] == "●"
    assert not set(others.places) & set(clusters.places)


def test_a_chosen_cell_asks_for_its_relation_and_a_column_for_all_of_a_place(shipped):
    matrix = diagrams.placement(shipped, example(shipped, "chains"), "zh", of="clusters")
    row = list(matrix.marks.index).index("光子")
    cell = atlas.query(shipped, {"layer": "relations", "where": matrix.query(row, "光电子产业")})
    assert cell.table[["subject", "object"]].to_numpy().tolist() == [["ch-photonics", "cl-opto"]]
    column = atlas.query(shipped, {"layer": "relations", "where": matrix.query(None, "光电子产业")})
    assert len(column.table) == 7
    assert set(column.table["object"]) == {"cl-opto"}


def test_a_network_has_a_box_for_each_thing_and_a_line_to_the_nearer_one(tied):
    drawn = diagrams.layered(tied, chain(tied, "pj-hall"), "zh")
    assert drawn.left_out == 0
    assert drawn.html.count('class="box"') == 3
    # the project is built by inc-b, which lies in east
    assert "建设单位|" in texts(drawn.html)
    assert re.findall(r"位于\|+东区", texts(drawn.html))
    lines = b64decode(re.search(r"base64,([^\"]+)", drawn.html)[1]).decode()
    assert lines.count("<path") == 2


def test_what_does_not_fit_is_counted(shipped):
    network = chain(shipped, "hitech-zone")
    drawn = diagrams.layered(shipped, network, "en")
    boxes = drawn.html.count('class="box"')
    assert drawn.left_out + boxes == sum(len(step) for step in network.steps)
    assert drawn.left_out > 0


@pytest.mark.parametrize(("name", "by"), [("duties", "object"), ("enclaves", "relation")])
def test_a_list_has_every_relation_once_under_its_heading(shipped, name, by):
    found = example(shipped, name)
    html = diagrams.grouped(shipped, found, "zh", by=by)
    assert html.count("<li>") == len(found.table)
    assert html.count("<h5>") == found.table[by].nunique()


def test_the_pattern_is_listed_by_the_part_each_plays_and_as_inferred(shipped):
    said = texts(diagrams.grouped(shipped, example(shipped, "pattern"), "zh", by="role"))
    assert re.search(r"中心驱动 \|+1\|.*板块联动 \|+6\|.*多点支撑 \|+8\|", said, re.S)
    assert said.count("推断") == 15


def test_a_calendar_counts_targets_by_document_and_year_and_yearly_quotas_apart(shipped):
    found = example(shipped, "schedule")
    html = diagrams.schedule(shipped, found, "zh")
    due = found.table[found.table["source"] == "ai-plan"]["year"].value_counts()
    assert {int(year): count for year, count in due.items()} == {2025: 1, 2030: 1, 2035: 4}
    assert html.count('class="due"') == len(found.table.groupby(["source", "year"]))
    assert "逐年任务（每年） |6" in texts(html)
    assert "不少于 100 场/年" in texts(html)


def test_projects_tell_figures_as_printed_and_who_has_no_place(shipped):
    html = diagrams.projects(shipped, example(shipped, "projects"), "zh")
    fusion = next(row for row in html.split("<tr>") if "电磁驱动聚变项目" in row)
    said = texts(fusion)
    for figure in ("5 年", "15 亿元", "100 亩", "规划", "未定位"):
        assert figure in said
    city = next(row for row in html.split("<tr>") if "丝路科学城建设" in row)
    assert "220 平方公里" in texts(city)
    assert "图上为面" in texts(city)


def test_scenarios_name_bodies_only_where_the_text_does(shipped):
    html = diagrams.scenarios(shipped, example(shipped, "scenarios"), "zh")
    rows = html.split("<tr>")[2:]
    assert len(rows) == 14
    assert "西安电子科技大学" in rows[13]
    assert "未点名" in rows[6]


def test_carriers_are_counted_and_the_list_is_said_to_be_partial(shipped):
    frame = shipped["incubators"].frame
    told = (frame["clause"] != "").sum()
    said = texts(diagrams.carriers(shipped, "zh"))
    assert f"{len(frame)} 家孵化载体中 {told} 家出自五份文件" in said
    assert "285" in said


def test_no_text_of_a_fact_runs(tied):
    frame = tied["incubators"].frame.assign(name_zh=HOSTILE, name_en=HOSTILE)
    told = atlas.dry_run(tied, "incubators", frame)
    found = atlas.query(told, {"layer": "relations"})
    drawn = diagrams.layered(told, chain(told, "inc-a"), "zh").html
    for html in (drawn, diagrams.grouped(told, found, "zh", by="object")):
        assert "<script" not in html
        assert "&lt;script&gt;" in html
