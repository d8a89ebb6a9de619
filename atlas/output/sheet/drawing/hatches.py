"""
Hatches: real lines and dots across an area, which every viewer draws alike.

A hatching can be distinguished in grey print too, where hues cannot. Its lines lie on a grid that
does not depend on the area, so that neighbours with the same hatching read as one.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from matplotlib.collections import Collection
from matplotlib.colors import to_rgba

from atlas.deliverables.sheet import Hatch
from atlas.output.sheet.drawing.paths import Coordinates, Geometries, lines, points
from atlas.output.sheet.drawing.symbols import marker

_APART_MM, _DOTS_APART_MM = 1.5, 1.25
_LINE_PT, _DOT_PT = 0.45, 1.15
_STRENGTH = 0.6
_ANGLES: dict[str, tuple[float, ...]] = {
    "lines": (45.0,),
    "backlines": (-45.0,),
    "horizontal": (0.0,),
    "vertical": (90.0,),
    "cross": (45.0, -45.0),
}


def hatched(
    shape: shapely.Geometry, hatch: Hatch, color: str, *, factor: float, per_mm: float, to: Any
) -> Iterator[Collection]:
    """
    Yield the lines or dots that fill an area.

    Parameters
    ----------
    shape
        The area, in the units of `to`.
    hatch
        Which hatching.
    color
        Of the lines.
    factor
        How much larger than on A4.
    per_mm
        How many of those units are a millimetre on the page.
    to
        The transform from them to the page, which dots need.
    """
    tint = to_rgba(color, _STRENGTH)
    if hatch == "dots":
        how = {"facecolors": tint, "linewidths": 0, "offset_transform": to}
        places = stippling(shape, _DOTS_APART_MM * factor * per_mm)
        yield points(places, marker("circle"), size=_DOT_PT * factor, **how)
        return
    for angle in _ANGLES[hatch]:
        across = hatching(shape, _APART_MM * factor * per_mm, angle=angle)
        yield lines(across, colors=tint, linewidths=_LINE_PT * factor)


def hatching(shape: shapely.Geometry, spacing: float, *, angle: float = 45.0) -> Geometries:
    """
    Return parallel lines across an area.

    Parameters
    ----------
    shape
        The area.
    spacing
        Between two lines, in the units of the area.
    angle
        Degrees counter-clockwise from the horizontal.
    """
    if shapely.is_empty(shape):
        return np.array([], dtype=object)
    turn = np.radians(angle)
    along, across = (np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))
    west, south, east, north = shapely.bounds(shape)
    corners = np.array([(west, south), (east, south), (east, north), (west, north)])
    reach = np.array([(corners @ along).min(), (corners @ along).max()])
    rows = corners @ across / spacing
    offsets = np.arange(np.floor(rows.min()), np.ceil(rows.max()) + 1) * spacing
    ends = reach[None, :, None] * np.array(along) + offsets[:, None, None] * np.array(across)
    cut = shapely.intersection(shapely.linestrings(ends), shape)
    return np.asarray(cut[~shapely.is_empty(cut)], dtype=object)


def stippling(shape: shapely.Geometry, spacing: float) -> Coordinates:
    """Return the places of a lattice that lie in an area, every other row shifted."""
    west, south, east, north = shapely.bounds(shape)
    if np.isnan(west):
        return np.empty((0, 2))
    columns = np.arange(np.floor(west / spacing), np.ceil(east / spacing) + 1)
    rows = np.arange(np.floor(south / spacing), np.ceil(north / spacing) + 1)
    x, y = np.meshgrid(columns, rows)
    lattice = np.column_stack([(x + 0.5 * (y % 2)).ravel(), y.ravel()]) * spacing
    shapely.prepare(shape)
    return np.asarray(lattice[shapely.contains_xy(shape, *lattice.T)])
