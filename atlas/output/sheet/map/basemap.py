"""
The base: a supplied picture of the ground, below everything in the map frame.

It is drawn as it is, neither paled nor sharpened. Lines over it get a white casing and names a
wider halo, so that both can be read on light and on dark ground; tints are as faint as they are.
"""

import math

from atlas.deliverables.sheet import Sheet
from atlas.domain.records.pictures import Base, Supplied
from atlas.errors import BadInput
from atlas.output.sheet.drawing.canvas import MM_PER_INCH, Canvas

_MOST_PIXELS = 16_000_000  # A3 at 300 dots an inch needs ten


def check_supplied(definition: Sheet, supplied: Supplied) -> None:
    """
    Refuse to draw a sheet without the pictures that it names.

    Raises
    ------
    BadInput
        If one is missing.
    """
    map_of_all = definition.locator.picture if definition.locator else None
    for name, picture in ((definition.base, supplied.base), (map_of_all, supplied.locator)):
        if name and (picture is None or picture.name != name):
            raise BadInput(argument=name, reason="picture_not_supplied")


def draw_base(canvas: Canvas, base: Base) -> None:
    """
    Draw the ground in the frame, no finer than the dots of the page.

    Parameters
    ----------
    canvas
        The page.
    base
        What lies below.

    Raises
    ------
    BadFile
        If nothing of it lies in the frame.
    """
    west, south, east, north = canvas.extent
    frame = canvas.template.map
    wide, high = (length / MM_PER_INCH * canvas.dpi for length in (frame.width, frame.height))
    share = min(1.0, math.sqrt(_MOST_PIXELS / (wide * high)))
    pixels = base.within(canvas.extent, math.ceil(wide * share), math.ceil(high * share))
    canvas.is_over_picture = True
    canvas.map.imshow(
        pixels,
        extent=(west, east, south, north),
        interpolation="nearest",
        aspect="auto",
        zorder=0,
    )
