"""What finds no room below the map stands in the column, or is counted; nothing is counts twice."""

import pytest

from atlas.output.language import say
from atlas.output.sheet import TEMPLATES
from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.model.templates import Box
from atlas.output.sheet.page.continued import continued
from atlas.output.sheet.page.notes import draw_notes

PAGE = TEMPLATES["a4-landscape"]
NOTES = [
    f"第{k:02d}条说明，讲清楚数据从哪里来、不能用来做什么，以及为什么不能。" for k in range(14)
]
SOURCES = [f"虚构局，《第{k:02d}号规划》" for k in range(12)]


def noted(spare, notes=NOTES, sources=SOURCES):
    canvas = Canvas(PAGE, (0, 0, 202, 162), dpi=50)
    how = {"mark": "内部资料", "is_internal": True, "say": say, "lang": "zh"}
    draw_notes(canvas, notes, sources, spare=spare, **how)
    return canvas


def text_of(canvas):
    return "".join(line.text for line in canvas.written)


def test_with_room_to_spare_every_note_and_source_is_told_once():
    room = Box(215, 60, 73, 110)
    canvas = noted(room)
    counts = text_of(canvas)
    for item in (*NOTES, *SOURCES):
        assert counts.count(item) == 1
    assert "见“说明（续）”" in counts
    assert "见计算结果" not in counts
    for line in canvas.written:
        inside = line.box.x >= 215
        assert not inside or room.y - 1e-6 <= line.box.y + line.size * 0.05 < room.top


def test_what_even_that_has_no_room_for_is_counted():
    counts = text_of(noted(Box(215, 60, 73, 30)))
    first = sum(item in counts for item in NOTES)
    assert 0 < first < len(NOTES)
    assert f"另有说明 {len(NOTES) - first} 条，见计算结果" in counts
    assert "其余" in counts


@pytest.mark.parametrize("spare", [None, Box(215, 60, 73, 8)])
def test_without_room_the_sheet_says_how_many_more_there_are(spare):
    counts = text_of(noted(spare))
    first = sum(item in counts for item in NOTES)
    assert f"另有说明 {len(NOTES) - first} 条，见计算结果" in counts
    assert "（续）" not in counts


def test_few_notes_leave_the_column_alone():
    assert "（续）" not in text_of(noted(Box(215, 60, 73, 110), NOTES[:1], SOURCES[:1]))


def test_sources_come_after_notes_and_only_where_these_are_whole():
    laid = continued(Box(0, 0, 73, 60), PAGE.sizes, NOTES[:3], SOURCES, say=say, lang="zh")
    assert laid.counts[0] == 3
    assert [head for head, _ in laid.blocks] == ["说明（续）", "资料来源（续）"]
