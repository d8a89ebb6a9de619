"""
Symbols: the few signs of a sheet, the same on the map and in its legend.

Shapes differ as well as hues, so that a sheet copied in grey can still be read. What is planned
is hollow.
"""

import numpy as np
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

POINT_SYMBOLS = ("circle", "square", "triangle", "diamond", "small_diamond", "star", "dot")

# widths in millimetres on A4: shapes of less area are drawn wider, to weigh the same
WIDTHS = {
    "circle": 2.3,
    "square": 2.1,
    "triangle": 2.7,
    "diamond": 2.7,
    "small_diamond": 2.1,
    "star": 3.1,
    "dot": 1.2,
}


def marker(symbol: str) -> Path:
    """Return a symbol's outline, one unit wide about the origin."""
    return _OUTLINES[symbol]


_HALF = Affine2D().scale(0.5)
_OUTLINES = {
    "circle": Path.circle((0, 0), 0.5),
    "dot": Path.circle((0, 0), 0.5),
    "square": Path(np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]) * 0.46, closed=True),
    "triangle": Path.unit_regular_polygon(3).transformed(_HALF),
    "diamond": Path.unit_regular_polygon(4).transformed(_HALF),
    "small_diamond": Path.unit_regular_polygon(4).transformed(_HALF),
    "star": Path.unit_regular_star(5, 0.45).transformed(_HALF),
}
