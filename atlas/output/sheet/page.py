"""
The page: one sheet composed from its definition, checked, and written whole or not at all.

The same question about the same data gives the same bytes in PNG and SVG: no clock, no random
ids. Text of a PDF can be searched. Drawing is one at a time in a process, because the drawing
library keeps its settings globally.
"""

import io
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, Literal

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from numpy.typing import NDArray
from PIL import Image

from atlas.domain.catalogue import Catalogue
from atlas.domain.definition import Sheet
from atlas.domain.finding import Finding
from atlas.errors import BadInput, Refused
from atlas.output.sheet.answer import draw_answer
from atlas.output.sheet.canvas import Canvas
from atlas.output.sheet.content import (
    Say,
    Shown,
    check_release,
    chosen_layers,
    measured,
    sources_of,
)
from atlas.output.sheet.frame import Frame, extent_of, pixel_box
from atlas.output.sheet.furniture import (
    draw_headline,
    draw_inset,
    draw_map_frame,
    draw_north,
    draw_scale,
    draw_title,
    draw_title_box,
    shown_scale,
)
from atlas.output.sheet.labels import place_names
from atlas.output.sheet.legend import draw_legend, entries_of
from atlas.output.sheet.marks import draw_layers, kind_of
from atlas.output.sheet.notes import draw_notes, notes_of
from atlas.output.sheet.spreading import MOST_SPREAD, spread
from atlas.output.sheet.subject import Subject, gathered
from atlas.output.sheet.table import Table, draw_table, table_of, table_of_layer
from atlas.output.sheet.templates import Box, template_named

Format = Literal["png", "pdf", "svg"]
_INSET_MM = (50.0, 26.0)  # height wished for, and the least worth drawing
_DRAWING = Lock()
_SETTINGS = {
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "atlas",
    "text.hinting": "none",  # letters as far apart as measured, at every resolution
    "axes.unicode_minus": False,
}
_METADATA: dict[str, dict[str, Any]] = {
    "png": {},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "svg": {"Date": None},
}


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
    if format not in _METADATA:
        raise BadInput(argument="format", reason="unknown_format")
    with _DRAWING, mpl.rc_context(_SETTINGS):
        frame, content = _drawn(catalogue, definition, finding, format, say)
    _write(to, content)
    return frame


def _drawn(
    catalogue: Catalogue, definition: Sheet, finding: Finding | None, kind: Format, say: Say
) -> tuple[Frame, bytes]:
    template = template_named(definition.template)
    layers = chosen_layers(catalogue, definition)
    check_release(definition, layers, finding, catalogue)
    rows = measured(layers)
    extent = extent_of(definition, template, catalogue, rows, finding)
    canvas = Canvas(template, extent, dpi=definition.dpi)
    subject = gathered(catalogue, definition, finding, rows, extent=extent, say=say)
    frame = _compose(canvas, subject)
    canvas.check_glyphs()
    return frame, encoded(canvas, kind)


def encoded(canvas: Canvas, kind: Format) -> bytes:
    """Return a drawn page as the bytes of a file: no clock, no author, no program in them."""
    buffer = io.BytesIO()
    if kind == "png":
        agg = FigureCanvasAgg(canvas.figure)
        agg.draw()
        # a page is opaque: without its alpha it is written a third faster
        picture = Image.frombuffer("RGBA", canvas.pixels, agg.buffer_rgba()).convert("RGB")
        picture.save(buffer, format="png", compress_level=1, dpi=(canvas.dpi, canvas.dpi))
    else:
        canvas.figure.savefig(buffer, format=kind, metadata=_METADATA[kind])
    return buffer.getvalue()


def _compose(canvas: Canvas, subject: Subject) -> Frame:
    scale = canvas.metres_per_mm * 1000
    factor = canvas.template.sizes.factor
    places, moved = spread(
        subject.shown, canvas.extent, metres_per_mm=canvas.metres_per_mm, factor=factor
    )
    draw_layers(canvas, subject.shown, places)
    draw_answer(canvas, subject.answer, _drawn_at(subject.shown, places))
    left_out = place_names(canvas, subject.shown, subject.answer, places, lang=subject.lang)
    draw_map_frame(canvas)
    draw_headline(canvas, subject.headline)
    _draw_notes(canvas, subject, left_out, moved)
    frame = Frame(
        extent=canvas.extent,
        scale=scale,
        map=canvas.template.map,
        pixel_box=pixel_box(canvas.template.map, dpi=canvas.dpi, height=canvas.pixels[1]),
        scale_is_printed=canvas.template.is_paper and not subject.is_structure,
        layers=tuple(part.layer.id for part in subject.shown),
        labels_left_out=left_out,
    )
    return _draw_column(canvas, subject, frame)


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
    column, factor = canvas.template.column, canvas.template.sizes.factor
    subtitle = [subject.definition.subtitle] if subject.definition.subtitle else []
    if subject.is_structure:
        subtitle.insert(0, subject.words("structure"))
    y = draw_title(canvas, subject.title, " · ".join(subtitle), is_warning=subject.is_structure)
    y -= 4.0 * factor
    printed = subject.words("scale", n=shown_scale(frame.scale)) if frame.scale_is_printed else ""
    bar, bar_m = draw_scale(canvas, y, printed, subject.lang)
    foot = min(draw_north(canvas, y, subject.words("north")), bar.y) - 5.0 * factor
    low = draw_title_box(canvas, subject.title_box) + 4.0 * factor
    legend = entries_of(subject.shown, subject.answer, say=subject.say, lang=subject.lang)
    _fill_column(canvas, subject, Box(column.x, low, column.width, foot - low), legend)
    return replace(
        frame,
        bar=bar,
        bar_m=bar_m,
        legend=tuple(entry.text for entry in legend),
        texts=tuple(canvas.written),
    )


def _fill_column(canvas: Canvas, subject: Subject, box: Box, legend: list[Any]) -> None:
    """Draw legend, table and inset: what there is no room for is left out, the legend last."""
    factor = canvas.template.sizes.factor
    end = draw_legend(canvas, box, subject.words("legend"), legend)
    if end is None:
        raise Refused(reason="legend_too_long", entries=len(legend))
    rest = Box(box.x, box.y, box.width, end - 3.0 * factor - box.y)
    table = _table(subject)
    if table is not None:
        end = draw_table(canvas, rest, table)
        if end is not None:
            rest = Box(box.x, box.y, box.width, end - 4.0 * factor - box.y)
    wish, least = (high * factor for high in _INSET_MM)
    if subject.districts is not None and rest.height >= least:
        inset = Box(box.x, box.y, box.width, min(wish, rest.height))
        draw_inset(canvas, inset, subject.words("inset"), subject.districts)


def _table(subject: Subject) -> Table | None:
    if subject.answered is not None:
        return table_of(subject.answered, say=subject.say, lang=subject.lang)
    zones = [p for p in subject.shown if kind_of(p) == "zone" and not p.is_whole.all()]
    tables = (table_of_layer(part, say=subject.say, lang=subject.lang) for part in zones)
    return next((table for table in tables if table), None)


def _draw_notes(canvas: Canvas, subject: Subject, left_out: int, moved: int) -> None:
    frames: list[Any] = [part.rows for part in subject.shown]
    if subject.districts is not None:
        frames.append(subject.districts)
    notes = notes_of(
        subject.shown,
        subject.layers,
        subject.finding,
        left_out=left_out,
        moved=moved,
        say=subject.say,
        lang=subject.lang,
    )
    draw_notes(
        canvas,
        notes,
        sources_of(subject.catalogue, frames, subject.answered),
        is_public=subject.definition.release == "public",
        say=subject.say,
        lang=subject.lang,
    )


def _write(to: Path | BinaryIO, content: bytes) -> None:
    if not isinstance(to, Path):
        to.write(content)
        return
    beside = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(to)
    finally:
        beside.unlink(missing_ok=True)
