"""
The column: what stands beside or below the map and explains it.

Title and scale come first, then the legend, the table and the chart of the answer; the inset
takes what room they leave, and is left out where that is too little. What is left even then is
returned, for notes and sources.
"""

from dataclasses import replace
from functools import partial

from atlas.domain.messages import Language, message
from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.map.graticule import true_north
from atlas.output.sheet.model.content import Say
from atlas.output.sheet.model.frame import Frame
from atlas.output.sheet.model.sheet_model import SheetModel
from atlas.output.sheet.model.templates import Box
from atlas.output.sheet.page.chart import chart_height, draw_chart
from atlas.output.sheet.page.furniture import draw_north, draw_scale, draw_title
from atlas.output.sheet.page.inset import draw_inset, draw_standard_map
from atlas.output.sheet.page.legend_block import draw_legend
from atlas.output.sheet.page.table_block import draw_table
from atlas.output.sheet.page.title_box import draw_title_box

_INSET_MM = (50.0, 26.0)  # height wished for, and the least worth drawing


def draw_column(canvas: Canvas, model: SheetModel, frame: Frame, *, say: Say) -> tuple[Frame, Box]:
    """
    Draw title, scale, north, legend, table, chart, inset and title box.

    Parameters
    ----------
    canvas
        The page, with its map drawn.
    model
        The sheet.
    frame
        What was drawn of it so far.
    say
        Puts a text into words.

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
    content, around = model.content, model.marginalia
    is_warning = content.is_structure
    y = draw_title(canvas, around.title, around.subtitle, is_warning=is_warning)
    y = y - 4.0 * factor if page.head is page.column else page.column.top
    bar, bar_m = draw_scale(canvas, y, around.captions.scale, content.lang)
    angle = true_north(canvas.extent) if content.definition.north == "true" else 0.0
    foot = min(draw_north(canvas, y, around.captions.north, angle=angle), bar.y) - 5.0 * factor
    low = draw_title_box(canvas, around.title_box) + 4.0 * factor
    is_apart = page.side is not page.column
    floor = page.column.y if is_apart else low
    room = Box(page.column.x, floor, page.column.width, foot - floor)
    more = partial(_more, say=say, lang=content.lang)
    end, left_out = draw_legend(canvas, room, around.captions.legend, around.legend, more)
    top = page.side.top if is_apart else end - 3.0 * factor
    rest = _draw_table(canvas, model, Box(page.side.x, low, page.side.width, top - low))
    rest = _draw_chart(canvas, model, rest, leaves_inset=not is_apart)
    free = [rest]
    if is_apart:
        under = Box(room.x, room.y, room.width, end - 4.0 * factor - room.y)
        free = sorted((rest, under), key=lambda box: box.height, reverse=True)
    inset, free[0] = _draw_inset(canvas, model, free[0])
    drawn = replace(
        frame,
        bar=bar,
        bar_m=bar_m,
        legend=tuple(entry.text for entry in around.legend),
        legend_left_out=tuple(entry.text for entry in left_out),
        inset=inset,
    )
    return drawn, max(free, key=lambda box: box.height)


def _more(count: int, *, say: Say, lang: Language) -> str:
    return say(message("sheet.more", count=count), lang)


def _draw_table(canvas: Canvas, model: SheetModel, room: Box) -> Box:
    """Draw the table from the top of its room; return the room left below."""
    tables = model.marginalia.tables if "table" in model.content.definition.parts else ()
    ends = (draw_table(canvas, room, table) for table in tables)
    end = next((end for end in ends if end is not None), None)
    if end is None:
        return room
    return Box(room.x, room.y, room.width, end - 4.0 * canvas.template.sizes.factor - room.y)


def _draw_chart(canvas: Canvas, model: SheetModel, room: Box, *, leaves_inset: bool) -> Box:
    """Draw the chart from the top of its room, where it fits; return what is left."""
    bars = model.marginalia.bars
    factor = canvas.template.sizes.factor
    leaves_inset = leaves_inset and model.content.has_inset
    reserved = (_INSET_MM[1] + 4.0) * factor if leaves_inset else 0.0
    if bars is None or chart_height(canvas, bars) + reserved > room.height:
        return room
    end = draw_chart(canvas, room, bars)
    return Box(room.x, room.y, room.width, end - 4.0 * factor - room.y)


def _draw_inset(canvas: Canvas, model: SheetModel, room: Box) -> tuple[Box | None, Box]:
    """Draw the inset at the foot of its room; return where it stands and the room above it."""
    wish, least = (high * canvas.template.sizes.factor for high in _INSET_MM)
    content, captions = model.content, model.marginalia.captions
    if not content.has_inset or room.height < least:
        return None, room
    box = Box(room.x, room.y, room.width, min(wish, room.height))
    located, picture = content.definition.locator, content.supplied.locator
    if located is not None and picture is not None:
        inset = draw_standard_map(
            canvas,
            box,
            captions.inset,
            picture,
            number=captions.review_number,
            place=located.place,
        )
    elif content.districts is not None:
        inset = draw_inset(canvas, box, captions.inset, content.districts)
    air = 5.0 * canvas.template.sizes.factor
    return inset, Box(room.x, box.top + air, room.width, max(0.0, room.top - box.top - air))
