"""
Symbols: the few signs of a sheet, the same on the map and in its legend.

Shapes differ as well as hues, so that a sheet copied in grey can still be read. What is planned
is hollow.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from atlas.output.sheet.drawing.paths import points
from atlas.output.sheet.drawing.typesetting import MM_PER_POINT
from atlas.output.sheet.model.palette import PAPER
from atlas.output.sheet.model.symbology import SYMBOL_WIDTHS_MM


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


def point_marks(
    places: NDArray[np.float64],
    symbol: str,
    color: str,
    *,
    hollow: bool,
    factor: float,
    transform: Any,
    has_halo: bool = True,
    widths_mm: NDArray[np.float64] | None = None,
) -> Iterator[Any]:
    """
    Yield the collections that draw one symbol at places, on the map or in the legend.

    Parameters
    ----------
    places
        In the units of `transform`.
    symbol, color
        Of the layer's style.
    hollow
        Drawn as a ring, for what is planned; a dot is always one.
    factor
        How much larger than on A4.
    transform
        From places to the page.
    has_halo
        Whether a filled symbol has a white edge; among very many it would be noise.
    widths_mm
        Of each symbol on A4; the shape's own by default.
    """
    size = (SYMBOL_WIDTHS_MM[symbol] if widths_mm is None else widths_mm) * factor / MM_PER_POINT
    how = {"offset_transform": transform}
    if hollow or symbol == "dot":
        ring = (0.5 if symbol == "dot" else 0.85) * factor
        yield points(places, marker(symbol), size=size + 1.6 * factor, facecolors=PAPER, **how)
        yield points(
            places,
            marker(symbol),
            size=size - ring,
            facecolors=PAPER,
            edgecolors=color,
            linewidths=ring,
            **how,
        )
        return
    edge = 0.45 * factor if has_halo else 0.0
    yield points(
        places,
        marker(symbol),
        size=size + edge,
        facecolors=color,
        # one edge colour in any case: without, each symbol would be drawn on its own
        edgecolors=PAPER if has_halo else color,
        linewidths=edge,
        **how,
    )
