"""
Inset: where the frame lies among the districts of the city.

It is never a map of the country: that would make a national map of a local sheet, which has to
show the whole territory and bear the number of its review. Ground wider than a province is not
drawn.

References
----------
公开地图内容表示规范 (2023): what a map of all China must show.
"""

import geopandas
import numpy as np
import shapely
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from atlas.output.sheet.canvas import ACCENT, Canvas
from atlas.output.sheet.content import Extent
from atlas.output.sheet.shapes import lines, polygons
from atlas.output.sheet.templates import Box

WIDEST_M = 1_000_000.0  # a province
_INSET_FILL = "#EEF1F5"


def is_local(districts: geopandas.GeoDataFrame) -> bool:
    """Tell whether ground, EPSG:4545, is no wider nor higher than a province."""
    west, south, east, north = districts.total_bounds
    return bool(max(east - west, north - south) <= WIDEST_M)


def draw_inset(canvas: Canvas, box: Box, caption: str, districts: geopandas.GeoDataFrame) -> None:
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


def _inset_extent(districts: geopandas.GeoDataFrame, frame: Extent, room: Box) -> Extent:
    both = shapely.union(shapely.box(*districts.total_bounds), shapely.box(*frame))
    west, south, east, north = shapely.bounds(both)
    per_mm = 1.04 * max((east - west) / room.width, (north - south) / room.height)
    # flush with the caption on the left, in the middle of its height
    x, y = west - 0.02 * (east - west), (south + north) / 2
    high = per_mm * room.height / 2
    return float(x), float(y - high), float(x + per_mm * room.width), float(y + high)
