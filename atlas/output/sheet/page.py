"""
The page: one sheet composed from its definition, checked, and written whole or not at all.

The same question about the same data gives the same bytes in PNG and SVG: no clock, no random
ids. Drawing is one at a time in a process, because the drawing library keeps its settings
globally.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray

from atlas.domain.catalogue import Catalogue
from atlas.domain.definition import Sheet
from atlas.domain.finding import Finding
from atlas.domain.source import Source
from atlas.errors import BadInput, Refused
from atlas.output.sheet.answer import draw_answer
from atlas.output.sheet.canvas import Canvas
from atlas.output.sheet.chart import bars_of, chart_height, draw_chart
from atlas.output.sheet.content import Say, Shown, chosen_layers, measured, sources_of
from atlas.output.sheet.encoding import METADATA, SETTINGS, Format, encoded, written
from atlas.output.sheet.frame import Frame, framed, pixel_box
from atlas.output.sheet.furniture import (
    draw_headline,
    draw_map_frame,
    draw_north,
    draw_scale,
    draw_title,
    draw_title_box,
    shown_scale,
)
from atlas.output.sheet.inset import draw_inset
from atlas.output.sheet.labels import place_names
from atlas.output.sheet.legend import entries_of
from atlas.output.sheet.legend_block import draw_legend
from atlas.output.sheet.marks import draw_layers, kind_of
from atlas.output.sheet.north import draw_graticule, true_north
from atlas.output.sheet.notes import draw_notes, notes_of
from atlas.output.sheet.release import check_release
from atlas.output.sheet.spreading import MOST_SPREAD, spread
from atlas.output.sheet.subject import Subject, gathered
from atlas.output.sheet.table import Table, draw_table, table_of, table_of_layer
from atlas.output.sheet.templates import Box, Template, template_named

_INSET_MM = (50.0, 26.0)  # height wished for, and the least worth drawing
_DRAWING = Lock()


def draw_sheet(
    catalogue: Catalogue,
    definition: Sheet,
    finding: Finding | None,
    *,
    to: Path | BinaryIO,
    format: Format,
    say: Say,
) -> Frame:
    """
    Draw a briefing sheet.

    Parameters
    ----------
    catalogue
        The layers.
    definition
        What to draw.
    finding
        The answer that is drawn over the layers, or None.
    to
        A file, which is replaced only when the whole sheet is ready; or a stream.
    format
        `png` at the definition's resolution, `pdf` with its fonts, `svg` with text as outlines.
    say
        Puts a text into words.

    Returns
    -------
    frame
        What was really drawn.

    Raises
    ------
    UnknownName
        If a layer, template or feature is not there.
    Refused
        If the sheet may not be public, the scale is too large for schematic zones, an extent
        does not fit, a text is too long, or the face has no sign for a character.
    BadInput
        If the format is none of the three.
    """
    if format not in METADATA:
        raise BadInput(argument="format", reason="unknown_format")
    with drawing():
        template = template_named(definition.template)
        canvas, subject = prepared(catalogue, definition, finding, template=template, say=say)
        frame = _compose(canvas, subject)
        canvas.check_glyphs()
        content = encoded(canvas, format)
    written(content, to)
    return frame


@contextmanager
def drawing() -> Iterator[None]:
    """Let one page at a time be drawn, with the library's settings as pages need them."""
    with _DRAWING, mpl.rc_context(SETTINGS):
        yield


def prepared(
    catalogue: Catalogue,
    definition: Sheet,
    finding: Finding | None,
    *,
    template: Template,
    say: Say,
) -> tuple[Canvas, Subject]:
    """
    Return an empty page of the right frame, and all that goes onto it.

    Raises
    ------
    UnknownName
        If a layer or feature is not there.
    Refused
        If the sheet may not be public, the frame cannot be had, or there is nothing in it.
    """
    layers = chosen_layers(catalogue, definition)
    check_release(catalogue, definition, finding)
    rows = measured(layers)
    page, extent = framed(definition, template, catalogue, rows, finding)
    subject = gathered(catalogue, definition, finding, rows, page=page, extent=extent, say=say)
    if not subject.shown and not subject.answer:
        raise Refused(reason="nothing_in_frame", layers=[layer.name for layer in layers])
    return Canvas(page, extent, dpi=definition.dpi), subject


def draw_map(canvas: Canvas, subject: Subject) -> tuple[Frame, int]:
    """
    Draw what stands in the map frame.

    Returns
    -------
    frame, moved
        What was really drawn, and how many points do not stand at their place.
    """
    factor = canvas.template.sizes.factor
    places, moved = spread(
        subject.shown, canvas.extent, metres_per_mm=canvas.metres_per_mm, factor=factor
    )
    if subject.definition.graticule:
        draw_graticule(canvas)
    draw_layers(canvas, subject.shown, places)
    draw_answer(canvas, subject.answer, _drawn_at(subject.shown, places))
    left_out = place_names(canvas, subject.shown, subject.answer, places, lang=subject.lang)
    frame = Frame(
        extent=canvas.extent,
        scale=canvas.metres_per_mm * 1000,
        map=canvas.template.map,
        pixel_box=pixel_box(canvas.template.map, dpi=canvas.dpi, height=canvas.pixels[1]),
        scale_is_printed=canvas.template.is_paper and not subject.is_structure,
        layers=tuple(part.layer.id for part in subject.shown),
        labels_left_out=left_out,
    )
    return frame, moved


def _compose(canvas: Canvas, subject: Subject) -> Frame:
    frame, moved = draw_map(canvas, subject)
    draw_map_frame(canvas)
    draw_headline(canvas, subject.headline)
    frame = _draw_column(canvas, subject, frame)
    notes = notes_of(subject, left_out=frame.labels_left_out, moved=moved)
    _draw_notes(canvas, subject, notes)
    return replace(frame, texts=tuple(canvas.written))


def _drawn_at(
    shown: list[Shown], places: Mapping[str, NDArray[np.float64]]
) -> dict[str, tuple[float, float]]:
    """Return where each point was drawn, by feature id, for layers small enough to be moved."""
    return {
        str(name): (float(x), float(y))
        for part in shown
        if part.layer.id in places and len(part.rows) <= MOST_SPREAD
        for name, (x, y) in zip(part.rows.index, places[part.layer.id], strict=True)
    }


def _draw_column(canvas: Canvas, subject: Subject, frame: Frame) -> Frame:
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
    entries = entries_of(
        subject.shown, subject.answer, say=subject.say, lang=subject.lang, factor=factor
    )
    is_apart = page.side is not page.column
    floor = page.column.y if is_apart else low
    room = Box(page.column.x, floor, page.column.width, foot - floor)
    end, left_out = draw_legend(
        canvas, room, subject.words("legend"), entries, lambda n: subject.words("more", count=n)
    )
    top = page.side.top if is_apart else end - 3.0 * factor
    rest = _draw_table(canvas, subject, Box(page.side.x, low, page.side.width, top - low))
    rest = _draw_chart(canvas, subject, rest, leaves_inset=not is_apart)
    if is_apart:
        under = Box(room.x, room.y, room.width, end - 4.0 * factor - room.y)
        rest = max((rest, under), key=lambda box: box.height)
    _draw_inset(canvas, subject, rest)
    return replace(
        frame,
        bar=bar,
        bar_m=bar_m,
        legend=tuple(entry.text for entry in entries),
        legend_left_out=len(left_out),
    )


def _draw_table(canvas: Canvas, subject: Subject, room: Box) -> Box:
    """Draw the table from the top of its room; return the room left below."""
    table = subject_table(subject) if "table" in subject.definition.parts else None
    end = draw_table(canvas, room, table) if table is not None else None
    if end is None:
        return room
    return Box(room.x, room.y, room.width, end - 4.0 * canvas.template.sizes.factor - room.y)


def _draw_chart(canvas: Canvas, subject: Subject, room: Box, *, leaves_inset: bool) -> Box:
    """Draw the chart from the top of its room, where it fits; return what is left."""
    wanted = "chart" in subject.definition.parts and subject.answered is not None
    bars = bars_of(subject.answered, say=subject.say, lang=subject.lang) if wanted else None
    factor = canvas.template.sizes.factor
    leaves_inset = leaves_inset and "inset" in subject.definition.parts
    kept = (_INSET_MM[1] + 4.0) * factor if leaves_inset else 0.0
    if bars is None or chart_height(canvas, bars) + kept > room.height:
        return room
    end = draw_chart(canvas, room, bars)
    return Box(room.x, room.y, room.width, end - 4.0 * factor - room.y)


def _draw_inset(canvas: Canvas, subject: Subject, room: Box) -> None:
    wish, least = (high * canvas.template.sizes.factor for high in _INSET_MM)
    wanted = subject.districts is not None and "inset" in subject.definition.parts
    if wanted and subject.districts is not None and room.height >= least:
        inset = Box(room.x, room.y, room.width, min(wish, room.height))
        draw_inset(canvas, inset, subject.words("inset"), subject.districts)


def subject_table(subject: Subject) -> Table | None:
    """Return the small table of the answer, or of the zones where there is no answer."""
    if subject.answered is not None:
        return table_of(subject.answered, say=subject.say, lang=subject.lang)
    zones = [p for p in subject.shown if kind_of(p) == "zone" and not p.is_whole.all()]
    tables = (table_of_layer(part, say=subject.say, lang=subject.lang) for part in zones)
    return next((table for table in tables if table), None)


def sources_shown(subject: Subject, *, has_inset: bool) -> list[Source]:
    """Return the sources of all that is drawn, the official ones first."""
    frames: list[Any] = [part.rows for part in subject.shown]
    if has_inset and subject.districts is not None:
        frames.append(subject.districts)
    return sources_of(subject.catalogue, frames, subject.answered)


def _draw_notes(canvas: Canvas, subject: Subject, notes: list[str]) -> None:
    mark, is_internal = subject.mark
    draw_notes(
        canvas,
        notes,
        sources_shown(subject, has_inset="inset" in subject.definition.parts),
        mark=mark,
        is_internal=is_internal,
        say=subject.say,
        lang=subject.lang,
    )
