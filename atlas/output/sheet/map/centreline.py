"""
Axis: the middle line of a band, found by slices across its longer direction.

A band that turns back on itself has no such line; its name then lies where the slices meet it.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

_SLICES = 41


def along(band: shapely.Geometry, length: float) -> tuple[float, NDArray[np.float64]]:
    """
    Return where a name lies along a band's middle, at its straightest.

    Parameters
    ----------
    band
        A polygon on the page, millimetres.
    length
        Of the name, millimetres.

    Returns
    -------
    angle, centres
        Degrees, and places for the middle of the name, best first.
    """
    middle = _middle_line(band)
    wide = np.hypot(*(middle[-1] - middle[0])) / (len(middle) - 1)
    reach = int(np.clip(np.ceil(length / 2 / max(wide, 0.1)), 1, (len(middle) - 1) // 2))
    inner = np.arange(reach, len(middle) - reach)
    first, last = middle[inner - reach], middle[inner + reach]
    bend = np.hypot(*((first + last) / 2 - middle[inner]).T) + 0.02 * abs(inner - inner.mean())
    best = int(np.argmin(bend))
    chord = last[best] - first[best]
    centre = (first[best] + last[best] + 2 * middle[inner[best]]) / 4
    shifts = np.array([0, 0.08, -0.08, 0.16, -0.16, 0.24, -0.24, 0.32, -0.32])[:, None] * chord
    return float(np.degrees(np.arctan2(chord[1], chord[0]))), centre + shifts


def _middle_line(band: shapely.Geometry) -> NDArray[np.float64]:
    """Return points along the middle of a band, from left to right, by slices across it."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(band))[:4]
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    a, b, c, d = np.roll(corners, -int(np.argmax(sides)), axis=0)
    if a[0] > b[0]:
        a, b, c, d = b, a, d, c
    part = np.linspace(0.02, 0.98, _SLICES)[:, None]
    across = shapely.linestrings(np.stack([a + part * (b - a), d + part * (c - d)], axis=1))
    return np.array(
        [
            shapely.get_coordinates(
                shapely.centroid(max(shapely.get_parts(cut), key=shapely.length))
            )[0]
            for cut in shapely.intersection(across, band)
            if not cut.is_empty
        ]
    )
