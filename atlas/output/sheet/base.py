"""
The base: a supplied picture of the ground, below everything in the map frame.

It is drawn as it is, neither paled nor sharpened: tints and names stand on it as well as the
picture lets them.
"""

import math

from atlas.domain.definition import Sheet
from atlas.domain.supplied import Base, Supplied
from atlas.errors import BadInput
from atlas.output.sheet.canvas import MM_PER_INCH, Canvas

_MOST_PIXELS = 16_000_000  # A3 at 300 dots an inch needs ten


def check_supplied(definition: Sheet, supplied: Supplied) -> None:
    """
    Refuse to draw a sheet without the pictures that it names.

    Raises
    ------
    BadInput
        If one was not handed in.
    """
    if definition.base and (supplied.base is None or supplied.base.name != definition.base):
        raise BadInput(argument=definition.base, reason="picture_not_supplied")


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
    canvas.map.imshow(
        pixels,
        extent=(west, east, south, north),
        interpolation="nearest",
        aspect="auto",
        zorder=0,
    )
