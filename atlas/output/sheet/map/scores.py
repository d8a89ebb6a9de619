"""
Scores of very many candidates as one picture on the sheet.

Printed at 300 dots an inch or more it looks like the cells drawn one by one, and a file of 160,000
of them opens in no office program. It is for looking: no cell of it can be picked.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.image import AxesImage
from numpy.typing import NDArray

from atlas.output.rasterise import painted
from atlas.output.sheet.drawing.canvas import Canvas

MOST_SHAPES = 4000
_DOTS_A_MM = 12  # of A4; as many on a larger page as its frame is wider


def score_picture(
    canvas: Canvas,
    shapes: NDArray[np.object_],
    steps: NDArray[np.intp],
    *,
    colors: Sequence[str],
    alpha: float,
) -> AxesImage:
    """
    Return candidates as a picture that fills the map frame.

    Parameters
    ----------
    canvas
        The page.
    shapes
        Candidates in the frame, EPSG:4545.
    steps
        Which of the colours each has.
    colors
        From low score to high.
    alpha
        How strong all of them are, 0 to 1.
    """
    west, south, east, north = canvas.extent
    columns = round(canvas.template.map.width * _DOTS_A_MM)
    metres = (east - west) / columns
    rows = max(1, round((north - south) / metres))
    plane = painted(
        shapes,
        (steps + 1).astype(np.uint8),
        size=(columns, rows),
        to_pixels=lambda at: np.column_stack([at[:, 0] - west, north - at[:, 1]]) / metres,
    )
    palette = np.array([(0, 0, 0, 0), *(to_rgba(color, alpha) for color in colors)])
    picture = AxesImage(
        canvas.map, extent=(west, east, south, north), origin="upper", interpolation="nearest"
    )
    picture.set_data((palette * 255).round().astype(np.uint8)[plane])
    return picture
