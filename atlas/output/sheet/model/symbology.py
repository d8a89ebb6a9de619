"""
Symbology: what a layer looks like on a sheet, read off its declaration.

A layer has one of six kinds of symbol, which settles the order of drawing and of the legend. Map
and legend read the same values, so that the two cannot differ. Widths hold on A4; a larger page
multiplies them.
"""

from collections.abc import Iterator

import geopandas
import numpy as np
from numpy.typing import NDArray

from atlas.domain.declaration.style import Style
from atlas.output.sheet.model.content import DrawnLayer

POINTS_PER_PIXEL = 0.75  # declarations give widths in screen pixels, 96 to the inch
KINDS = ("zone", "bubble", "band", "point", "line", "area")  # the weightiest first
PLANNED = ("planned", "proposed", "under_construction")
BUBBLE_RING = "#555555"
_UNDER = 0.35  # of a tint: what is left of it below an answer

# widths in millimetres on A4: shapes of less area are drawn wider, to weigh the same
SYMBOL_WIDTHS_MM = {
    "circle": 2.3,
    "square": 2.1,
    "triangle": 2.7,
    "diamond": 2.7,
    "small_diamond": 2.1,
    "star": 3.1,
    "dot": 1.2,
}


def symbol_kind(shown: DrawnLayer) -> str:
    """Return the kind of symbol of a layer: area, zone, band, bubble, line or point."""
    style = style_of(shown)
    if style.symbol in SYMBOL_WIDTHS_MM:
        return "point"
    if style.symbol == "area":
        return "zone" if shown.is_schematic_area else "area"
    return style.symbol


def style_of(shown: DrawnLayer) -> Style:
    """Return a layer's declared style, or a quiet one where none is declared."""
    if shown.layer.spec.style is not None:
        return shown.layer.spec.style
    symbols = {"point": "dot", "line": "line"}
    symbol = symbols.get(shown.layer.spec.geometry, "area")
    return Style(color="#5B6776", symbol=symbol)


def is_planned(rows: geopandas.GeoDataFrame) -> NDArray[np.bool_]:
    """Return which rows are planned and not yet there."""
    if "status" not in rows:
        return np.zeros(len(rows), dtype=bool)
    return np.asarray(rows["status"].isin(PLANNED), dtype=bool)


def color_groups(shown: DrawnLayer) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Yield each colour of a layer and the rows that have it."""
    style = style_of(shown)
    if shown.shading is not None:
        colors = shown.shading.colors.reindex(shown.rows.index).to_numpy(dtype=str)
    elif not style.colors:
        yield style.color, np.ones(len(shown.rows), dtype=bool)
        return
    else:
        colors = np.array([style.colors.get(str(name), style.color) for name in shown.rows.index])
    for color in dict.fromkeys(colors):
        yield str(color), colors == color


def fill_of(shown: DrawnLayer) -> float:
    """Return the opacity of a layer's areas: those that show a class are nearly solid."""
    if shown.shading is not None:
        return shown.shading.fill
    return style_of(shown).fill * (_UNDER if shown.is_under else 1.0)


def line_width(shown: DrawnLayer) -> float:
    """Return the width of a layer's lines or edges on A4, points."""
    return style_of(shown).width * POINTS_PER_PIXEL


def symbol_widths(shown: DrawnLayer) -> NDArray[np.float64] | None:
    """Return the width of each symbol on A4, millimetres; None where all have the shape's own."""
    if shown.sizing is None:
        return None
    return np.asarray(shown.sizing.widths_mm.reindex(shown.rows.index), dtype=float)


def half_widths(shown: DrawnLayer, factor: float) -> NDArray[np.float64]:
    """Return half the width of each symbol of a point layer on its page, millimetres."""
    widths = symbol_widths(shown)
    if widths is None:
        widths = np.full(len(shown.rows), SYMBOL_WIDTHS_MM[style_of(shown).symbol])
    return widths * factor / 2
