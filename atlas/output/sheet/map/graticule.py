"""
Graticule: the lines of the globe on the map, and how far true north lies off the grid's.

Grid north of EPSG:4545 is the top of the page. True north differs by the meridian convergence,
which grows with the distance from 108 degrees east; it is that of the middle of the map.
"""

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.domain.crs import MEASURING_CRS, STORAGE_CRS, to_measuring, to_storage
from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.drawing.paths import lines
from atlas.output.sheet.drawing.typesetting import width_mm
from atlas.output.sheet.model.content import Extent
from atlas.output.sheet.model.palette import QUIET

_STEPS_MIN = (1, 2, 5, 10, 30, 60, 120, 300)
_MOST_LINES = 5
_TINT = "#C3CAD3"


def true_north(extent: Extent) -> float:
    """Return the degrees clockwise by which true north lies off the top, amid an extent."""
    west, south, east, north = extent
    middle = shapely.Point((west + east) / 2, (south + north) / 2)
    place = to_storage(geopandas.GeoSeries([middle], crs=MEASURING_CRS)).iloc[0]
    further = shapely.Point(place.x, place.y + 0.01)
    there = to_measuring(geopandas.GeoSeries([further], crs=STORAGE_CRS)).iloc[0]
    return float(np.degrees(np.arctan2(there.x - middle.x, there.y - middle.y)))


def draw_graticule(canvas: Canvas) -> None:
    """
    Draw meridians and parallels at round minutes under the map, named at the frame.

    Parameters
    ----------
    canvas
        The page; nothing is drawn where no round minute crosses it.
    """
    west, south, east, north = canvas.extent
    corners = shapely.points([(west, south), (east, south), (west, north), (east, north)])
    degrees = to_storage(geopandas.GeoSeries(corners, crs=MEASURING_CRS)).total_bounds
    window = shapely.box(*canvas.extent)
    drawn = []
    for axis in (0, 1):
        for minutes in _round_minutes(degrees[axis], degrees[axis + 2]):
            line = shapely.intersection(_line(axis, minutes / 60, degrees), window)
            if not line.is_empty:
                drawn.append(line)
                _name(canvas, axis, minutes, line)
    lined = lines(np.array(drawn, dtype=object), colors=_TINT, linewidths=0.35)
    lined.set_zorder(0.5)
    canvas.map.add_collection(lined, autolim=False)


def _round_minutes(low: float, high: float) -> list[int]:
    spans = ((high - low) * 60 / step for step in _STEPS_MIN)
    step = next(
        (step for step, count in zip(_STEPS_MIN, spans, strict=True) if count <= _MOST_LINES),
        _STEPS_MIN[-1],
    )
    first, last = int(np.ceil(low * 60 / step)), int(np.floor(high * 60 / step))
    return [number * step for number in range(first, last + 1)]


def _line(axis: int, at: float, degrees: NDArray[np.float64]) -> shapely.Geometry:
    along = np.linspace(degrees[1 - axis] - 0.1, degrees[3 - axis] + 0.1, 41)
    places = np.column_stack([np.full(41, at), along][:: 1 if axis == 0 else -1])
    line = shapely.LineString(places)
    return to_measuring(geopandas.GeoSeries([line], crs=STORAGE_CRS)).iloc[0]


def _name(canvas: Canvas, axis: int, minutes: int, line: shapely.Geometry) -> None:
    """Write the degrees of a meridian above its foot, of a parallel at its left end."""
    degrees, rest = divmod(abs(minutes), 60)
    hemisphere = ("W" if minutes < 0 else "E") if axis == 0 else ("S" if minutes < 0 else "N")
    text = f"{degrees}°{rest:02d}′{hemisphere}"
    ends = canvas.to_page(shapely.get_coordinates(line))
    x, y = ends[int(np.argmin(ends[:, 1 - axis]))]
    frame, size = canvas.template.map, canvas.template.sizes.quiet * 0.85
    half = width_mm(text, size) / 2
    if axis == 0 and frame.x + half + 1 < x < frame.right - half - 1:
        canvas.write(x, frame.y + 1.0, text, size=size, color=QUIET, align="center", halo=1.0)
    elif axis == 1 and frame.y + 6 < y < frame.top - 3:
        canvas.write(frame.x + 1.0, y + 0.5, text, size=size, color=QUIET, halo=1.0)
