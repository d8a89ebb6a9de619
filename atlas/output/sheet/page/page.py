"""
The page: one sheet composed from its definition, checked, and written whole or not at all.

The same question about the same data gives the same bytes in PNG and SVG: no clock, no random
ids. Drawing is one at a time in a process, because the drawing library keeps its settings
globally.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import BinaryIO

import matplotlib as mpl

from atlas.deliverables.sheet import Sheet
from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.records.pictures import NOTHING, Supplied
from atlas.errors import BadInput
from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.drawing.encoding import METADATA, SETTINGS, Format, encoded, write_file
from atlas.output.sheet.drawing.typesetting import lacking
from atlas.output.sheet.map.answer import draw_answer
from atlas.output.sheet.map.basemap import check_supplied, draw_base
from atlas.output.sheet.map.displacement import drawn_at, spread
from atlas.output.sheet.map.focus import draw_focus
from atlas.output.sheet.map.graticule import draw_graticule
from atlas.output.sheet.map.labels import place_names
from atlas.output.sheet.map.marks import draw_layers
from atlas.output.sheet.model.content import (
    Extent,
    Say,
    SheetContent,
    drawn_in_metres,
    likely_letters,
    sheet_layers,
)
from atlas.output.sheet.model.frame import MM_PER_METRE, Frame, fit_frame, pixel_box
from atlas.output.sheet.model.release import check_release
from atlas.output.sheet.model.sheet_model import SheetModel, build_model
from atlas.output.sheet.model.templates import Template, lowered, template_named
from atlas.output.sheet.page.column import draw_column
from atlas.output.sheet.page.furniture import draw_headline, draw_map_frame, headline_lacks
from atlas.output.sheet.page.notes import draw_notes, with_page_notes

_DRAWING = Lock()


def render_sheet(
    catalogue: Catalogue,
    definition: Sheet,
    finding: Finding | None,
    *,
    supplied: Supplied = NOTHING,
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
    supplied
        The pictures that the definition names.
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
        does not fit, or a text is too long.
    BadInput
        If the format is none of the three, or a picture is named and not supplied.
    BadFile
        If nothing of the base lies in the frame.
    """
    if format not in METADATA:
        raise BadInput(argument="format", reason="unknown_format")
    with drawing():
        template = template_named(definition.template)
        canvas, model = prepared(
            catalogue, definition, finding, supplied=supplied, template=template, say=say
        )
        frame = _compose(canvas, model, say)
        likely = likely_letters(catalogue, model.content.layers, model.content.lang)
        content = encoded(canvas, format, likely=likely)
    write_file(content, to)
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
    supplied: Supplied,
    template: Template,
    say: Say,
) -> tuple[Canvas, SheetModel]:
    """
    Return an empty page of the right frame, and the model of the sheet.

    Parameters
    ----------
    catalogue, definition, finding, supplied, say
        As `draw_sheet` takes them.
    template
        The page; its map frame may change.

    Raises
    ------
    UnknownName
        If a layer or feature is not there.
    Refused
        If the sheet may not be public, the frame cannot be had, or there is nothing in it.
    """
    layers = sheet_layers(catalogue, definition)
    check_supplied(definition, supplied)
    check_release(catalogue, definition, finding)
    rows = drawn_in_metres(layers)

    def laid_out(page: Template) -> tuple[Template, Extent, SheetModel]:
        page, extent = fit_frame(definition, page, catalogue, rows, finding)
        model = build_model(
            catalogue,
            definition,
            finding,
            rows,
            supplied=supplied,
            page=page,
            extent=extent,
            say=say,
        )
        return page, extent, model

    page, extent, model = laid_out(template)
    if more := headline_lacks(template, model.marginalia.headline):
        page, extent, model = laid_out(lowered(template, more))
    return Canvas(page, extent, dpi=definition.dpi), model


def draw_map(canvas: Canvas, content: SheetContent) -> tuple[Frame, int]:
    """
    Draw what stands in the map frame.

    Returns
    -------
    frame, moved
        What was really drawn, and how many points do not stand at their place.
    """
    factor = canvas.template.sizes.factor
    places, moved = spread(
        content.shown, canvas.extent, metres_per_mm=canvas.metres_per_mm, factor=factor
    )
    if content.supplied.base is not None:
        draw_base(canvas, content.supplied.base)
    if content.definition.graticule:
        draw_graticule(canvas)
    draw_layers(canvas, content.shown, places)
    draw_answer(canvas, content.answer, drawn_at(content.shown, places))
    draw_focus(canvas, content.focus)
    left_out = place_names(canvas, content.shown, content.answer, places, lang=content.lang)
    frame = Frame(
        extent=canvas.extent,
        scale=canvas.metres_per_mm * MM_PER_METRE,
        map=canvas.template.map,
        pixel_box=pixel_box(canvas.template.map, dpi=canvas.dpi, height=canvas.pixels[1]),
        scale_is_printed=canvas.template.is_paper and not content.is_structure,
        layers=tuple(part.layer.id for part in content.shown),
        labels_left_out=left_out,
    )
    return frame, moved


def _compose(canvas: Canvas, model: SheetModel, say: Say) -> Frame:
    content, around = model.content, model.marginalia
    frame, moved = draw_map(canvas, content)
    draw_map_frame(canvas)
    draw_headline(canvas, around.headline)
    frame, spare = draw_column(canvas, model, frame, say=say)
    lacks_locator = content.has_inset and content.supplied.locator and frame.inset is None
    cited = around.sources(has_inset=frame.inset is not None)
    notes = with_page_notes(
        around.notes,
        left_out=frame.labels_left_out,
        moved=moved,
        lacks_locator=bool(lacks_locator),
        unlisted=frame.legend_left_out,
        replaced=canvas.replaced | lacking("".join(cited)),
        say=say,
        lang=content.lang,
    )
    draw_notes(
        canvas,
        notes,
        cited,
        mark=around.mark,
        is_internal=around.is_internal,
        say=say,
        lang=content.lang,
        spare=spare,
    )
    return replace(
        frame,
        texts=tuple(canvas.written),
        title=around.title,
        headline=around.headline,
        mark=around.mark,
        is_internal=around.is_internal,
    )
