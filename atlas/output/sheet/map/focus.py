"""
Focus: the one feature a sheet is drawn around, marked so that it stands out.

Its own edge is drawn heavier, dashed where its layer is schematic; a point gets a ring.
"""

import numpy as np
import shapely
from matplotlib.colors import to_rgba

from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.drawing.paths import clipped, lines
from atlas.output.sheet.map.answer import rings
from atlas.output.sheet.map.marks import add_collections, bubbles
from atlas.output.sheet.model.content import DrawnLayer
from atlas.output.sheet.model.highlight import HIGHLIGHT_PT
from atlas.output.sheet.model.palette import ACCENT, PAPER
from atlas.output.sheet.model.symbology import symbol_kind

_HALO_PT = 3.6
_DASH = (0, [4, 1.6])
_Z = 4.9  # over the edges of zones, below lines and symbols


def draw_focus(canvas: Canvas, focus: DrawnLayer | None) -> None:
    """Mark the feature a sheet is about."""
    if focus is None:
        return
    if symbol_kind(focus) == "point":
        places = shapely.get_coordinates(focus.rows.geometry.array)
        add_collections(canvas, rings(canvas, places, ACCENT), zorder=_Z)
        return
    is_bubble = symbol_kind(focus) == "bubble"
    shapes = bubbles(focus) if is_bubble else np.asarray(focus.rows.geometry.array, dtype=object)
    geometry = clipped(shapes, canvas.extent)
    factor = canvas.template.sizes.factor
    dash = _DASH if focus.layer.is_schematic else "solid"
    add_collections(
        canvas,
        [
            lines(geometry, colors=to_rgba(PAPER, 0.9), linewidths=_HALO_PT * factor),
            lines(geometry, colors=ACCENT, linewidths=HIGHLIGHT_PT * factor, linestyles=[dash]),
        ],
        zorder=_Z,
    )
