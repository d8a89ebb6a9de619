"""
Inset: where the frame lies among the districts of the city, or a standard map in their place.

What is drawn here is never a map of the country: that would make a national map of a local sheet,
which has to show the whole territory and bear the number of its review. A standard map that a
planner supplies is shown whole, in its own shape, with nothing over it but the mark that the
definition places; its number stands at its lower left.

References
----------
公开地图内容表示规范 (2023): what a map of all China must show.
"""

import math

import geopandas
import numpy as np
import shapely
from matplotlib.colors import to_rgba
from matplotlib.patches import Circle, Rectangle

from atlas.domain.records.pictures import Picture
from atlas.output.sheet.drawing.canvas import MM_PER_INCH, Canvas
from atlas.output.sheet.drawing.paths import lines, polygons
from atlas.output.sheet.drawing.typesetting import fitted, height_mm
from atlas.output.sheet.model.content import Extent
from atlas.output.sheet.model.palette import ACCENT, INK, LINE, PAPER
from atlas.output.sheet.model.templates import Box

_LEAST_NUMBER_PT = 6.0
_MARK_MM = 1.5
_INSET_FILL = "#EEF1F5"


def draw_inset(canvas: Canvas, box: Box, caption: str, districts: geopandas.GeoDataFrame) -> Box:
    """
    Draw where the frame lies among the districts of the city.

    Parameters
    ----------
    canvas
        The page.
    box
        The room there is, caption included.
    caption
        What it is called.
    districts
        All of them, EPSG:4545.

    Returns
    -------
    drawn
        Where the small map stands on the page.
    """
    sizes = canvas.template.sizes
    low = canvas.write_lines(box.x, box.top, [caption], size=sizes.subtitle, bold=True)
    room = Box(box.x, box.y, box.width, low - 1.8 * sizes.factor - box.y)
    extent = _inset_extent(districts, canvas.extent, room)
    axes = canvas.inset(room, extent)
    geometry = np.asarray(districts.geometry.array, dtype=object)
    for collection in polygons(geometry, facecolors=_INSET_FILL):
        axes.add_collection(collection, autolim=False)
    axes.add_collection(lines(geometry, colors="#AEB7C2", linewidths=0.35), autolim=False)
    west, south, east, north = canvas.extent
    axes.add_patch(
        Rectangle(
            (west, south),
            east - west,
            north - south,
            facecolor=to_rgba(ACCENT, 0.16),
            edgecolor=ACCENT,
            linewidth=1.1 * sizes.factor,
            joinstyle="miter",
            zorder=5,
        )
    )
    return room


def draw_standard_map(
    canvas: Canvas,
    box: Box,
    caption: str,
    picture: Picture,
    *,
    number: str,
    place: tuple[float, float] | None,
) -> Box:
    """
    Draw a standard map, whole and in its own shape, with its number at its lower left.

    Parameters
    ----------
    canvas
        The page.
    box
        The room there is, caption and number included.
    caption
        What it is called.
    picture
        The map.
    number
        Of its review, in words.
    place
        What to mark: shares of its width from the left and of its height from the top; or None.

    Returns
    -------
    drawn
        Where the map stands on the page.

    Raises
    ------
    Refused
        If the number is too long for the width.
    """
    sizes = canvas.template.sizes
    low = canvas.write_lines(box.x, box.top, [caption], size=sizes.subtitle, bold=True)
    size, rows = fitted(
        number, box.width, box.height / 3, largest=sizes.quiet, least=_LEAST_NUMBER_PT
    )
    foot = height_mm(len(rows), size) + 1.2 * sizes.factor
    room = Box(box.x, box.y + foot, box.width, low - 1.8 * sizes.factor - box.y - foot)
    per_pixel = min(room.width / picture.columns, room.height / picture.rows)
    wide, high = picture.columns * per_pixel, picture.rows * per_pixel
    drawn = Box(room.x, room.top - high, wide, high)
    axes = canvas.inset(drawn, (0.0, 0.0, wide, high))
    dots = (max(1, math.ceil(side / MM_PER_INCH * canvas.dpi)) for side in (wide, high))
    pixels = picture.scaled(*dots)
    axes.imshow(pixels, extent=(0, wide, 0, high), interpolation="nearest", aspect="auto")
    canvas.rectangle(drawn, edge=LINE, width=0.1)
    canvas.write_lines(drawn.x, drawn.y - 1.2 * sizes.factor, rows, size=size, color=INK)
    if place is not None:
        at = (place[0] * wide, (1 - place[1]) * high)
        for hue, width in ((PAPER, 3.0), (ACCENT, 1.4)):
            how = {"facecolor": "none", "edgecolor": hue, "linewidth": width * sizes.factor}
            axes.add_patch(Circle(at, _MARK_MM * sizes.factor, zorder=5, **how))
    return drawn


def _inset_extent(districts: geopandas.GeoDataFrame, frame: Extent, room: Box) -> Extent:
    both = shapely.union(shapely.box(*districts.total_bounds), shapely.box(*frame))
    west, south, east, north = shapely.bounds(both)
    per_mm = 1.04 * max((east - west) / room.width, (north - south) / room.height)
    # flush with the caption on the left, in the middle of its height
    x, y = west - 0.02 * (east - west), (south + north) / 2
    high = per_mm * room.height / 2
    return float(x), float(y - high), float(x + per_mm * room.width), float(y + high)
