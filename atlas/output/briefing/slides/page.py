"""
A page of a briefing on a slide: map at the left, what explains it at the right.

The chart takes what room the table and the legend leave; where that is too little it follows on
a slide of its own with the same title. Caveats, method and sources stand whole in the notes.
"""

import io
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Show
from pptx.slide import Slide
from pptx.util import Inches, Pt

from atlas.domain.messages import message
from atlas.output.briefing.material import (
    ACCENT,
    INK,
    MAP_INCHES,
    QUIET,
    WARNING,
    Material,
    bar_of,
    clean,
    unbroken,
)
from atlas.output.briefing.slides.blocks import (
    LEGEND_ROW,
    add_chart,
    add_legend,
    add_text,
    chart_inches,
    legend_columns,
    size_that_fits,
)
from atlas.output.briefing.slides.house import MARGIN, WIDTH
from atlas.output.briefing.slides.number import add_number
from atlas.output.briefing.slides.table import Laid, add_table, laid_table
from atlas.output.sheet import Entry

_WIDE = WIDTH - 2 * MARGIN
_TOP, _FOOT = 1.72, 6.86
_COLUMN = MARGIN + MAP_INCHES[0] + 0.25
_COLUMN_WIDE = WIDTH - MARGIN - _COLUMN
_GAP, _HEAD = 0.16, 0.26
_TABLE_SIZES = (11, 10, 9)


def add_slides(show: Show, material: Material) -> Slide:
    """
    Add the slide of a page, and one for its chart where that finds no room beside the map.

    Parameters
    ----------
    show
        The presentation.
    material
        The page.

    Returns
    -------
    slide
        With the map.
    """
    slide = _begun(show, material)
    _headline(slide, material)
    _map(slide, material)
    rest = _column(slide, material, _TOP)
    bars = material.marginalia.bars
    if bars is not None and chart_inches(bars) <= _FOOT - rest:
        _chart(slide, material, (_COLUMN, rest, _COLUMN_WIDE, chart_inches(bars)))
    elif bars is not None:
        own = _begun(show, material)
        _headline(own, material)
        _chart(own, material, (MARGIN, _TOP, _WIDE, _FOOT - _TOP))
    return slide


def add_foot(slide: Slide, *, mark: str, note: str) -> None:
    """
    Place the mark of release, the note on geometry, and the page's number.

    Parameters
    ----------
    slide
        Where to.
    mark
        Whether it may leave the house, or its review number.
    note
        Whether geometry is schematic; may be empty.
    """
    box = (MARGIN, 7.06, 1.6, 0.3)
    size = size_that_fits(mark, (0, 0, 1.5, 0.3), largest=12, least=6)
    shape = add_text(
        slide,
        box,
        mark,
        size=size,
        color=WARNING,
        bold=True,
        align=PP_ALIGN.CENTER,
        anchor=MSO_ANCHOR.MIDDLE,
        name="mark",
    )
    shape.line.color.rgb = RGBColor.from_string(WARNING)
    shape.line.width = Pt(1)
    room = (MARGIN + 1.75, 7.04, WIDTH - 2 * MARGIN - 2.7, 0.36)
    size = size_that_fits(note, room, largest=10, least=6)
    add_text(slide, room, note, size=size, color=QUIET, anchor=MSO_ANCHOR.MIDDLE, name="note")
    add_number(slide)


def _begun(show: Show, material: Material) -> Slide:
    slide: Slide = show.slides.add_slide(show.slide_layouts[0])
    title = clean(material.title)
    holder = slide.shapes.title
    holder.text_frame.text = title
    box = (0.0, 0.0, _WIDE - 0.3, 0.5)
    size = size_that_fits(title, box, largest=24, least=10)
    holder.text_frame.paragraphs[0].runs[0].font.size = Pt(size)
    add_foot(slide, mark=material.marginalia.mark, note=material.schematic_note)
    slide.notes_slide.notes_text_frame.text = clean(_notes(material))
    return slide


def _headline(slide: Slide, material: Material) -> None:
    box = (MARGIN, 0.86, _WIDE, 0.72)
    text = unbroken(material.marginalia.headline)
    size = size_that_fits(text, box, largest=16, least=9)
    add_text(slide, box, text, size=size, color=ACCENT, bold=True, name="headline")


def _map(slide: Slide, material: Material) -> None:
    wide, high = MAP_INCHES
    picture = slide.shapes.add_picture(
        io.BytesIO(material.picture.content),
        *(Inches(part) for part in (MARGIN, _TOP, wide, high)),
    )
    picture.name = "map"
    picture.line.color.rgb = RGBColor.from_string(INK)
    picture.line.width = Pt(1)
    # what a reader who cannot see it is told
    picture._element.find(f".//{qn('p:cNvPr')}").set("descr", clean(material.marginalia.headline))
    y = _TOP + high + 0.14
    share, words = bar_of(material.picture, material.lang)
    length = share * wide
    bar = slide.shapes.add_connector(
        MSO_CONNECTOR.STRAIGHT, *(Inches(v) for v in (MARGIN, y, MARGIN + length, y))
    )
    _plain(bar)
    bar.name, bar.line.width = "scale bar", Pt(3)
    bar.line.color.rgb = RGBColor.from_string(INK)
    add_text(slide, (MARGIN + length + 0.1, y - 0.1, 1.2, 0.2), words, size=10)
    _north(slide, material, MARGIN + wide, y)
    subtitle = material.marginalia.subtitle
    room = (MARGIN + 4.0, y - 0.1, 2.9, 0.2)
    size = size_that_fits(subtitle, room, largest=10, least=7)
    if subtitle:
        add_text(slide, room, subtitle, size=size, color=WARNING, align=PP_ALIGN.RIGHT)


def _north(slide: Slide, material: Material, right: float, y: float) -> None:
    arrow = slide.shapes.add_shape(
        MSO_SHAPE.ISOSCELES_TRIANGLE, *(Inches(v) for v in (right - 0.16, y - 0.1, 0.13, 0.2))
    )
    _plain(arrow)
    arrow.fill.solid()
    arrow.fill.fore_color.rgb = RGBColor.from_string(INK)
    arrow.line.fill.background()
    # the picture is drawn in the grid, whichever north a sheet's arrow would show
    text = material.say(message("sheet.north"))
    add_text(slide, (right - 1.05, y - 0.1, 0.8, 0.2), text, size=10, align=PP_ALIGN.RIGHT)


def _plain(shape: Any) -> None:
    """Take away the shadow that the theme gives to shapes."""
    for style in shape._element.findall(qn("p:style")):
        shape._element.remove(style)


def _column(slide: Slide, material: Material, y: float) -> float:
    """Place table and legend below each other; return where the room left begins."""
    entries = list(material.marginalia.legend)
    columns = legend_columns(entries, _COLUMN_WIDE)
    legend = _HEAD + LEGEND_ROW * -(-len(entries) // columns)
    laid = _table_over(material, _FOOT - y - _GAP - legend)
    if laid is not None:
        add_table(slide, _COLUMN, y, laid)
        y += laid.height + _GAP
    head = material.say(message("sheet.legend"))
    add_text(slide, (_COLUMN, y, _COLUMN_WIDE, _HEAD), head, size=11, color=QUIET, bold=True)
    y += _HEAD
    most = max(1, int((_FOOT - y) / LEGEND_ROW)) * columns
    if len(entries) > most:
        rest = material.say(message("sheet.more", count=len(entries) - most + 1))
        entries = [*entries[: most - 1], Entry(rest, None)]
    add_legend(slide, (_COLUMN, y, _COLUMN_WIDE, 0), entries, columns=columns)
    return y + LEGEND_ROW * -(-len(entries) // columns) + _GAP


def _table_over(material: Material, room: float) -> Laid | None:
    """Return the table, smaller where that leaves the legend its room."""
    if material.marginalia.table is None:
        return None
    laid = [laid_table(material.marginalia.table, _COLUMN_WIDE, size=size) for size in _TABLE_SIZES]
    return next((fits for fits in laid if fits.height <= room), laid[-1])


def _chart(slide: Slide, material: Material, box: tuple[float, float, float, float]) -> None:
    bars = material.marginalia.bars
    if bars is None:
        return
    x, y, wide, high = box
    add_text(slide, (x, y, wide, _HEAD), bars.heading, size=11, color=QUIET, bold=True)
    most = 0.6 * len(bars.bars) + 0.2
    add_chart(slide, (x, y + _HEAD, wide, min(high - _HEAD, most)), bars)


def _notes(material: Material) -> str:
    head = material.say(message("sheet.notes"))
    sources = [f"[{n}] {text}" for n, text in enumerate(material.marginalia.sources(), start=1)]
    lines = [
        material.marginalia.headline,
        "",
        f"{material.say(message('web.method'))} {material.method}",
        "",
    ]
    lines += [head, *(f"· {note}" for note in material.marginalia.notes), ""]
    lines += [material.say(message("web.sources_graded")), *sources, "", material.marks]
    return "\n".join(lines)
