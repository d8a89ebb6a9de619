"""
Focus: the one feature a sheet is drawn around, marked so that it is told from its neighbours.

Its own edge is drawn heavier, dashed where its layer is schematic; a point gets a ring. A line,
and a feature of a layer that is not shown, are not marked.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from matplotlib.colors import to_rgba

from atlas.domain.definition import Sheet
from atlas.output.sheet.drawing.canvas import ACCENT, PAPER, Canvas
from atlas.output.sheet.drawing.paths import clipped, lines
from atlas.output.sheet.map.answer import rings
from atlas.output.sheet.map.marks import add, bubbles, kind_of
from atlas.output.sheet.model.content import DrawnLayer
from atlas.output.sheet.page.signs import Sign

_WIDTH_PT, _HALO_PT = 2.2, 3.6
_DASH = (0, [4, 1.6])
_Z = 4.9  # over the edges of zones, below lines and symbols


def focus_of(definition: Sheet, shown: Sequence[DrawnLayer]) -> DrawnLayer | None:
    """Return the layer of the feature a sheet is drawn around, with its one row; None if none."""
    around = definition.around
    if around is None or around.id is None:
        return None
    for part in shown:
        rows = part.rows[part.rows.index == around.id]
        if part.layer.id == around.layer and len(rows) and kind_of(part) != "line":
            return DrawnLayer(part.layer, rows)
    return None


def draw_focus(canvas: Canvas, focus: DrawnLayer | None) -> None:
    """Mark the feature a sheet is about."""
    if focus is None:
        return
    if kind_of(focus) == "point":
        places = shapely.get_coordinates(focus.rows.geometry.array)
        add(canvas, rings(canvas, places, ACCENT), zorder=_Z)
        return
    is_bubble = kind_of(focus) == "bubble"
    shapes = bubbles(focus) if is_bubble else np.asarray(focus.rows.geometry.array, dtype=object)
    geometry = clipped(shapes, canvas.extent)
    factor = canvas.template.sizes.factor
    dash = _DASH if focus.layer.is_schematic else "solid"
    add(
        canvas,
        [
            lines(geometry, colors=to_rgba(PAPER, 0.9), linewidths=_HALO_PT * factor),
            lines(geometry, colors=ACCENT, linewidths=_WIDTH_PT * factor, linestyles=[dash]),
        ],
        zorder=_Z,
    )


def sign_of(focus: DrawnLayer, factor: float) -> Sign:
    """Return what stands for the focus in the legend."""
    if kind_of(focus) in {"point", "bubble"}:
        return Sign("ring", (ACCENT,), outline=_WIDTH_PT * factor, dash=focus.layer.is_schematic)
    return Sign("patch", (ACCENT,), outline=_WIDTH_PT * factor, dash=focus.layer.is_schematic)
