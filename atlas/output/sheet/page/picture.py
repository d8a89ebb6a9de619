"""
A picture: the map frame alone, with all that has to be said of it as data.

For a slide or a document that sets title, legend, table and notes as its own, editable text. The
words are those of the sheet, from the same finding, so that picture, table and sentence agree.
"""

from dataclasses import dataclass, replace

from atlas.deliverables.sheet import Sheet
from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.records.pictures import NOTHING, Supplied
from atlas.errors import BadInput
from atlas.output.sheet.drawing.canvas import MM_PER_INCH, Canvas
from atlas.output.sheet.drawing.encoding import encoded
from atlas.output.sheet.model.content import Say
from atlas.output.sheet.model.frame import Frame
from atlas.output.sheet.model.sheet_model import Marginalia
from atlas.output.sheet.model.sign import Sign
from atlas.output.sheet.model.templates import picture_template
from atlas.output.sheet.page.notes import with_page_notes
from atlas.output.sheet.page.page import draw_map, drawing, prepared
from atlas.output.sheet.page.signs import draw_sign

_PIXELS = (50, 8000)
_SIGN_HIGH_MM, _LEAST_SIGN_PX = 4.4, 8


@dataclass(frozen=True)
class MapPicture:
    """
    The map frame as a picture, and what stands round it on a sheet as data.

    Parameters
    ----------
    content
        PNG.
    frame
        What was really drawn; `frame.extent` in metres, EPSG:4545.
    marginalia
        Title, headline, legend, table, chart, notes and sources.
    metres_per_pixel
        For a bar beside the picture.
    """

    content: bytes
    frame: Frame
    marginalia: Marginalia
    metres_per_pixel: float


def map_picture(
    catalogue: Catalogue,
    definition: Sheet,
    finding: Finding | None,
    *,
    supplied: Supplied = NOTHING,
    width_px: int,
    height_px: int,
    say: Say,
) -> MapPicture:
    """
    Draw the map frame of a sheet alone.

    Type and symbols are as large as on a slide of 16:9 when the picture is shown at the
    definition's `dpi`; the definition's `template` is not used. An extent without a scale
    keeps its shape, with white beside it.

    Parameters
    ----------
    catalogue, definition, finding, supplied, say
        As `draw_sheet` takes them.
    width_px, height_px
        Of the picture, 50 to 8000 each.

    Returns
    -------
    picture
        The map and its words.

    Raises
    ------
    BadInput
        If the picture would be too small or too large.
    UnknownName, Refused, BadFile
        As `draw_sheet` does.
    """
    for name, pixels in (("width_px", width_px), ("height_px", height_px)):
        if not _PIXELS[0] <= pixels <= _PIXELS[1]:
            raise BadInput(argument=name, reason="picture_size")
    mm = MM_PER_INCH / definition.dpi
    template = picture_template(width_px * mm, height_px * mm, factor=1.1)
    with drawing():
        canvas, model = prepared(
            catalogue, definition, finding, supplied=supplied, template=template, say=say
        )
        frame, moved = draw_map(canvas, model.content)
        content = encoded(canvas, "png")
    notes = with_page_notes(
        model.marginalia.notes,
        left_out=frame.labels_left_out,
        moved=moved,
        replaced=canvas.replaced,
        say=say,
        lang=definition.lang,
    )
    citations = tuple(one for one in model.marginalia.citations if not one.is_of_inset)
    return MapPicture(
        content=content,
        frame=frame,
        marginalia=replace(model.marginalia, notes=notes, citations=citations),
        metres_per_pixel=frame.metres_per_mm * mm,
    )


def sign_picture(sign: Sign, *, height_px: int) -> bytes:
    """
    Draw the sign of a legend's line alone, 2.5 times as wide as high.

    Parameters
    ----------
    sign
        What stands beside a line of the legend.
    height_px
        Of the picture, 8 or more.

    Returns
    -------
    png
        White around the sign.

    Raises
    ------
    BadInput
        If the picture would be too small.
    """
    if height_px < _LEAST_SIGN_PX:
        raise BadInput(argument="height_px", reason="picture_size")
    high = _SIGN_HIGH_MM
    dpi = round(height_px / high * MM_PER_INCH)
    template = picture_template(2.5 * high, high, factor=1.0)
    with drawing():
        canvas = Canvas(template, (0.0, 0.0, 2.5, 1.0), dpi=dpi)
        draw_sign(canvas, template.map.shrunk(0.5), sign)
        return encoded(canvas, "png")
