"""A slide is made up without a hand: nothing lies over anything else, no figure is broken."""

import io
from itertools import combinations

import pytest
import shapely
from pptx import Presentation
from pptx.util import Inches

import atlas
from atlas.deliverables.pages import Page
from atlas.deliverables.register import make_definition
from atlas.output.briefing import material
from atlas.output.briefing.material import material_of
from atlas.output.briefing.slides import slides_of
from atlas.output.briefing.slides.table import laid_table
from atlas.output.sheet.model.brief_table import SheetTable

NEAR = {"measure": "distance", "transform": {"best": 0, "worst": 3000}, "weight": 1}
SITING = {
    "kind": "siting",
    "candidates": {"size_m": 250, "inside": {"layer": "zones", "id": "west"}},
    "criteria": [
        {"name": "近学校的距离", "of": {"layer": "schools"}, **NEAR},
        {"name": "近孵化器的距离", "of": {"layer": "incubators"}, **NEAR},
    ],
    "top": 10,
}


@pytest.fixture(scope="module", params=["zh", "en"])
def slide(request, town):
    sheet = {"kind": "sheet", "layers": ["zones", "incubators"], "lang": request.param}
    asked = make_definition({**sheet, "shows": SITING})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(material, "_DPI", 60)
        page = material_of(town, Page(1, asked, ""), atlas.run(town, asked))
    show = Presentation(io.BytesIO(slides_of([page], title="", lang=request.param)))
    return page, show.slides[0]


def test_no_part_of_a_slide_lies_over_another(slide):
    _, shown = slide
    boxes = {}
    for shape in shown.shapes:
        low = (shape.left, shape.top)
        edges = (*low, low[0] + shape.width, low[1] + shape.height)
        boxes[f"{shape.name} {shape.shape_id}"] = shapely.box(*(e / Inches(1) for e in edges))
    over = [
        (one, other)
        for one, other in combinations(boxes, 2)
        if boxes[one].intersection(boxes[other]).area > 0.01
    ]
    assert over == []
    page = shapely.box(0, 0, 13.334, 7.5)
    assert all(page.covers(each) for each in boxes.values())


def test_table_and_legend_are_whole(slide):
    page, shown = slide
    texts = [shape.text_frame.text for shape in shown.shapes if shape.has_text_frame]
    assert {entry.text for entry in page.marginalia.legend} <= set(texts)
    (table,) = [shape.table for shape in shown.shapes if shape.has_table]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert len(rows) == 11
    assert [row[0] for row in rows[1:]] == [row[0] for row in page.marginalia.table.rows]
    for row in table.rows:
        size = row.cells[1].text_frame.paragraphs[0].runs[0].font.size.pt
        assert size >= 9


def test_figures_have_their_width_and_names_may_break():
    long = "一个很长的名称，长到一行放不下，只好分成两行来写才行"
    table = SheetTable(("名称", "甲指标 (公顷)", "乙指标 (公顷)"), ((long, "14,800", "1.9–2.0 %"),))
    laid = laid_table(table, 4.3, size=11)
    assert len(laid.rows[0]) == 3
    assert sum(laid.widths) == pytest.approx(4.3)
    # a figure of 9 letters at 11 points: 9 x 5.5 points are 0.69 inches
    assert laid.widths[2] > 0.69
    # the name stands on two lines, each 11 points high
    assert laid.heights[1] > 2 * 11 / 72
    # in half of the width the last column has no room, and the name keeps its share
    narrow = laid_table(table, 2.15, size=11)
    assert len(narrow.rows[0]) < 3
    assert narrow.widths[0] >= 0.34 * 2.15
