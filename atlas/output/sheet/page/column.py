"""
The column: what stands beside or below the map and explains it.

Title and scale come first, then the legend, the table and the chart of the answer; the inset
takes what room they leave, and is left out where that is too little. What is left even then is
handed back, for notes and sources.
"""

from dataclasses import replace

from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.map.graticule import true_north
from atlas.output.sheet.model.bars import Bars, bars_of, bars_of_division
from atlas.output.sheet.model.brief_table import MOST_ROWS, Table, table_of, table_of_layer
from atlas.output.sheet.model.frame import Frame
from atlas.output.sheet.model.sheet_model import SheetModel
from atlas.output.sheet.model.symbology import kind_of
from atlas.output.sheet.model.templates import Box
from atlas.output.sheet.page.chart import chart_height, draw_chart
from atlas.output.sheet.page.furniture import draw_north, draw_scale, draw_title, shown_scale
from atlas.output.sheet.page.inset import draw_inset, draw_standard_map
from atlas.output.sheet.page.legend_block import draw_legend
from atlas.output.sheet.page.table_block import draw_table
from atlas.output.sheet.page.title_box import draw_title_box

_ROWS = (MOST_ROWS, 8, 6, 4)  # of a table: as many as the room takes
_INSET_MM = (50.0, 26.0)  # height wished for, and the least worth drawing


def draw_column(canvas: Canvas, subject: SheetModel, frame: Frame) -> tuple[Frame, Box]:
    """
    Draw title, scale, north, legend, table, chart, inset and title box.

    Parameters
    ----------
    canvas
        The page, with its map drawn.
    subject
        What is drawn.
    frame
        What was drawn of it so far.

    Returns
    -------
    frame, spare
        With the bar, the legend and the inset; and the largest room where nothing stands.

    Raises
    ------
    Refused
        If a text is too long for its block.
    """
    page, factor = canvas.template, canvas.template.sizes.factor
    is_warning = subject.is_structure
    y = draw_title(canvas, subject.title, subject.subtitle, is_warning=is_warning)
    y = y - 4.0 * factor if page.head is page.column else page.column.top
    printed = subject.words("scale", n=shown_scale(frame.scale)) if frame.scale_is_printed else ""
    bar, bar_m = draw_scale(canvas, y, printed, subject.lang)
    is_true = subject.definition.north == "true"
    name, angle = subject.words("north_true" if is_true else "north"), 0.0
    if is_true:
        angle = true_north(canvas.extent)
    foot = min(draw_north(canvas, y, name, angle=angle), bar.y) - 5.0 * factor
    low = draw_title_box(canvas, subject.title_box) + 4.0 * factor
    entries = subject.legend
    is_apart = page.side is not page.column
    floor = page.column.y if is_apart else low
    room = Box(page.column.x, floor, page.column.width, foot - floor)
    end, left_out = draw_legend(
        canvas, room, subject.words("legend"), entries, lambda n: subject.words("more", count=n)
    )
    top = page.side.top if is_apart else end - 3.0 * factor
    rest = _draw_table(canvas, subject, Box(page.side.x, low, page.side.width, top - low))
    rest = _draw_chart(canvas, subject, rest, leaves_inset=not is_apart)
    free = [rest]
    if is_apart:
        under = Box(room.x, room.y, room.width, end - 4.0 * factor - room.y)
        free = sorted((rest, under), key=lambda box: box.height, reverse=True)
    inset, free[0] = _draw_inset(canvas, subject, free[0])
    drawn = replace(
        frame,
        bar=bar,
        bar_m=bar_m,
        legend=tuple(entry.text for entry in entries),
        legend_left_out=tuple(entry.text for entry in left_out),
        inset=inset,
    )
    return drawn, max(free, key=lambda box: box.height)


def _draw_table(canvas: Canvas, subject: SheetModel, room: Box) -> Box:
    """Draw the table from the top of its room; return the room left below."""
    tables = (subject_table(subject, most) for most in _ROWS if "table" in subject.definition.parts)
    ends = (draw_table(canvas, room, table) for table in tables if table is not None)
    end = next((end for end in ends if end is not None), None)
    if end is None:
        return room
    return Box(room.x, room.y, room.width, end - 4.0 * canvas.template.sizes.factor - room.y)


def _draw_chart(canvas: Canvas, subject: SheetModel, room: Box, *, leaves_inset: bool) -> Box:
    """Draw the chart from the top of its room, where it fits; return what is left."""
    bars = subject_bars(subject)
    factor = canvas.template.sizes.factor
    leaves_inset = leaves_inset and subject.has_inset
    kept = (_INSET_MM[1] + 4.0) * factor if leaves_inset else 0.0
    if bars is None or chart_height(canvas, bars) + kept > room.height:
        return room
    end = draw_chart(canvas, room, bars)
    return Box(room.x, room.y, room.width, end - 4.0 * factor - room.y)


def _draw_inset(canvas: Canvas, subject: SheetModel, room: Box) -> tuple[Box | None, Box]:
    """Draw the inset at the foot of its room; return where it stands and the room above it."""
    wish, least = (high * canvas.template.sizes.factor for high in _INSET_MM)
    if not subject.has_inset or room.height < least:
        return None, room
    box = Box(room.x, room.y, room.width, min(wish, room.height))
    located, given = subject.definition.locator, subject.supplied.locator
    if located is not None and given is not None:
        number = subject.words("map_number", number=located.number.strip())
        caption = subject.words("standard_map")
        how = {"number": number, "place": located.place}
        inset = draw_standard_map(canvas, box, caption, given, **how)  # type: ignore[arg-type]
    elif subject.districts is not None:
        inset = draw_inset(canvas, box, subject.words("inset"), subject.districts)
    air = 5.0 * canvas.template.sizes.factor
    return inset, Box(room.x, box.top + air, room.width, max(0.0, room.top - box.top - air))


def subject_table(subject: SheetModel, most: int = MOST_ROWS) -> Table | None:
    """Return the small table of the answer, or of the zones where there is no answer."""
    if subject.answered is not None:
        return table_of(subject.answered, say=subject.say, lang=subject.lang, most=most)
    zones = [p for p in subject.shown if kind_of(p) == "zone" and not p.is_whole.all()]
    tables = (table_of_layer(part, say=subject.say, lang=subject.lang) for part in zones)
    return next((table for table in tables if table), None)


def subject_bars(subject: SheetModel) -> Bars | None:
    """Return the chart of the answer, or of the parts of a whole; None where none is wanted."""
    if "chart" not in subject.definition.parts:
        return None
    if subject.divided is not None:
        part, division = subject.divided
        return bars_of_division(part.layer, division, say=subject.say, lang=subject.lang)
    return bars_of(subject.answered, say=subject.say, lang=subject.lang)
