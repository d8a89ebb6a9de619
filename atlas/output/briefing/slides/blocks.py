"""
Blocks: text, legend and chart as native parts of a slide.

Room is reckoned before anything is placed, in inches, from how wide letters are on the whole:
a Chinese character as wide as it is high, a Latin one half of that. It is a reckoning: another
face breaks lines a little sooner or later.
"""

import io
from collections.abc import Sequence
from math import ceil
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.slide import Slide
from pptx.util import Inches, Pt

from atlas.output.briefing.material import ACCENT, INK, POSSIBLE, REACHED, clean, sign_image
from atlas.output.sheet import Entry
from atlas.output.sheet.model.bars import Bars
from atlas.output.text_table import width

Box = tuple[float, float, float, float]
LEGEND_ROW, CHART_ROW, CHART_HEAD = 0.25, 0.3, 0.35
_POINTS = 72.0
_LEADING = 1.25
_LABEL_SHARE = 0.4
_LEGEND_IN_TWO = 8.5  # points, at which a legend stands in two columns


def size_that_fits(text: str, box: Box, *, largest: int, least: int) -> int:
    """
    Return the size of type, in points, at which a text fits its box, or the least.

    Parameters
    ----------
    text
        Lines are broken where the box ends.
    box
        Left, top, width and height, inches.
    largest, least
        Points.
    """
    _, _, wide, high = box
    for size in range(largest, least, -1):
        if lines_of(text, wide, size) * size * _LEADING <= high * _POINTS:
            return size
    return least


def lines_of(text: str, wide: float, size: float) -> int:
    """
    Return on how many lines a text stands.

    Parameters
    ----------
    text
        Line ends in it count.
    wide
        Inches.
    size
        Points.
    """
    room = max(1.0, wide * _POINTS / (size / 2) - 1)
    return sum(max(1, ceil(width(line) / room)) for line in text.split("\n"))


def add_text(
    slide: Slide,
    box: Box,
    text: str,
    *,
    size: float,
    color: str = INK,
    bold: bool = False,
    align: PP_ALIGN = PP_ALIGN.LEFT,
    anchor: MSO_ANCHOR = MSO_ANCHOR.TOP,
    name: str = "",
) -> Any:
    """
    Place a text box without inner margins; its lines wrap.

    Parameters
    ----------
    slide
        Where to.
    box
        Left, top, width and height, inches.
    text
        One paragraph for each of its lines.
    size, color, bold, align, anchor
        Of the type: points, six digits of red, green and blue, weight, edge and height in the box.
    name
        Of the shape, for those who edit the slide; its own if empty.
    """
    shape = slide.shapes.add_textbox(*(Inches(part) for part in box))
    shape.name = name or shape.name
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, anchor
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    write_frame(frame, text, size=size, color=color, bold=bold, align=align)
    return shape


def legend_columns(entries: Sequence[Entry], wide: float) -> int:
    """Return in how many columns a legend stands: two where every line is short enough."""
    room = (wide / 2 - 0.7) * _POINTS / (_LEGEND_IN_TWO / 2)
    return 2 if len(entries) > 4 and all(width(entry.text) <= room for entry in entries) else 1


def add_legend(slide: Slide, box: Box, entries: Sequence[Entry], *, columns: int) -> None:
    """
    Place signs and their words, line by line; the words can be edited.

    Parameters
    ----------
    slide
        Where to.
    box
        Left, top, width and height, inches.
    entries
        The lines of the legend.
    columns
        In how many columns they stand.
    """
    x, y, wide, _ = box
    per_column = ceil(len(entries) / columns)
    beside = (0.0, 0.0, wide / columns - 0.57, LEGEND_ROW)
    size = min(
        (size_that_fits(e.text, beside, largest=10, least=7) for e in entries if e.sign), default=10
    )
    for number, entry in enumerate(entries):
        left = x + wide / columns * (number // per_column)
        top = y + LEGEND_ROW * (number % per_column)
        room = (left + 0.52, top, wide / columns - 0.57, LEGEND_ROW)
        if entry.sign is not None:
            picture = io.BytesIO(sign_image(entry.sign))
            slide.shapes.add_picture(picture, Inches(left), Inches(top + 0.04), height=Inches(0.17))
        else:
            room = (left, top, wide / columns, LEGEND_ROW)
        add_text(slide, room, entry.text, size=size, anchor=MSO_ANCHOR.MIDDLE)


def chart_inches(bars: Bars) -> float:
    """Return the room a chart takes."""
    return CHART_HEAD + CHART_ROW * len(bars.bars)


def add_chart(slide: Slide, box: Box, bars: Bars) -> Any:
    """
    Place a bar chart: what is certain, and beside it what is possible, with its figure.

    Parameters
    ----------
    slide
        Where to.
    box
        Left, top, width and height, inches.
    bars
        What to draw.
    """
    data = CategoryChartData()
    data.categories = [clean(bar.name) for bar in bars.bars]
    data.add_series(clean(bars.heading), [bar.low for bar in bars.bars])
    data.add_series("–", [bar.high - bar.low for bar in bars.bars])
    # a part without colour, to write the figure beside the bar
    data.add_series(" ", [bars.top * _LABEL_SHARE] * len(bars.bars))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *(Inches(part) for part in box), data)
    chart = frame.chart
    chart.has_legend = False
    chart.has_title = False
    chart.font.size = Pt(10)
    names, axis = chart.category_axis, chart.value_axis
    names.reverse_order = True
    names.format.line.color.rgb = RGBColor.from_string(INK)
    names.major_tick_mark = XL_TICK_MARK.NONE
    axis.minimum_scale, axis.maximum_scale = 0, bars.top * (1 + _LABEL_SHARE)
    axis.has_major_gridlines = False
    axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    axis.visible = False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 60, 100
    is_reach = bars.color.lstrip("#").upper() == REACHED
    colors = (REACHED if is_reach else ACCENT, POSSIBLE)
    for series, color in zip(plot.series, colors, strict=False):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = RGBColor.from_string(color)
    plot.series[2].format.fill.background()
    _label(plot, bars)
    return frame


def _label(plot: Any, bars: Bars) -> None:
    for number, bar in enumerate(bars.bars):
        label = plot.series[2].points[number].data_label
        label.position = XL_LABEL_POSITION.INSIDE_BASE
        label.has_text_frame = True
        label.text_frame.text = clean(bar.text)
        label.text_frame._txBody.bodyPr.set("wrap", "none")
        label.text_frame.paragraphs[0].runs[0].font.size = Pt(10)


def write_frame(
    frame: Any, text: str, *, size: float, color: str, bold: bool, align: PP_ALIGN
) -> None:
    """
    Write a text into a frame, a paragraph for each of its lines.

    Parameters
    ----------
    frame
        Of a shape or a cell.
    text
        One paragraph for each of its lines.
    size, color, bold, align
        Of the type: points, six digits of red, green and blue, weight and edge.
    """
    for number, line in enumerate(clean(text).split("\n")):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = align
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = RGBColor.from_string(color)
