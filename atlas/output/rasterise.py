"""
Painting: many shapes as one plane of shades, for what a browser or a page cannot draw one by one.

A pixel along a border has the shade of the last shape that touches it. Holes are painted over: it
is meant for cells, which have none.
"""

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Floats = NDArray[np.float64]


def painted(
    shapes: NDArray[np.object_],
    shades: NDArray[np.uint8],
    *,
    size: tuple[int, int],
    to_pixels: Callable[[Floats], Floats],
) -> NDArray[np.uint8]:
    """
    Paint shapes onto a plane.

    Parameters
    ----------
    shapes
        Polygons.
    shades
        Of each shape, 1 to 255; 0 is what nothing was painted on.
    size
        Columns and rows of pixels.
    to_pixels
        From coordinates, shape (n, 2), to columns and rows counted from the upper left corner.

    Returns
    -------
    plane
        Shape (rows, columns).
    """
    parts, row = shapely.get_parts(shapes, return_index=True)
    corners, ring = shapely.get_coordinates(shapely.get_exterior_ring(parts), return_index=True)
    # a pixel is meant by its middle
    flat = (to_pixels(corners) - 0.5).round(2)
    plane = Image.new("L", size, 0)
    draw = ImageDraw.Draw(plane)
    outlines = np.split(flat, np.flatnonzero(np.diff(ring)) + 1)
    for shade, outline in zip(shades[row].tolist(), outlines, strict=False):
        draw.polygon(outline.ravel().tolist(), fill=shade)
    return np.asarray(plane)
