"""
Signs: how the sign of a legend's line is drawn on a page.

It is made by the same symbols and hatches as the map, so that the two cannot differ.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from matplotlib.colors import to_rgba
from matplotlib.patches import Circle

from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.drawing.hatches import hatched
from atlas.output.sheet.drawing.symbols import point_marks
from atlas.output.sheet.drawing.typesetting import MM_PER_POINT
from atlas.output.sheet.model.palette import PAPER
from atlas.output.sheet.model.sign import Sign
from atlas.output.sheet.model.templates import Box


def draw_sign(canvas: Canvas, box: Box, sign: Sign) -> None:
    """
    Draw a sign.

    Parameters
    ----------
    canvas
        The page.
    box
        Where, millimetres; a large symbol may reach beyond it.
    sign
        What.
    """
    _FORMS[sign.form](canvas, box, sign)


def _symbol(canvas: Canvas, box: Box, sign: Sign) -> None:
    marks = point_marks(
        np.array([[box.x + box.width / 2, box.y + box.height / 2]]),
        sign.symbol,
        sign.colors[0],
        hollow=sign.hollow,
        factor=canvas.template.sizes.factor,
        transform=canvas.page.transData,
        widths_mm=np.array([sign.size_mm]) if sign.size_mm else None,
    )
    _add(canvas, marks)


def _line(canvas: Canvas, box: Box, sign: Sign) -> None:
    middle = box.y + box.height / 2
    ends = ((box.x, middle), (box.right, middle))
    dash = (0, (3.0, 2.0)) if sign.dash else "solid"
    width = sign.outline * MM_PER_POINT
    canvas.rule(ends, width=width, color=sign.colors[0], linestyle=dash)


def _patch(canvas: Canvas, box: Box, sign: Sign) -> None:
    thin = min(sign.outline, 0.9 * canvas.template.sizes.factor)
    dash = (0, (2.4, 1.4)) if sign.dash else "solid"
    for color, part in zip(sign.colors, _parts(box, len(sign.colors)), strict=True):
        canvas.rectangle(part, fill=to_rgba(color, sign.fill) if sign.fill else "none")
        if sign.hatch:
            shape = shapely.box(part.x, part.y, part.right, part.top)
            factor = canvas.template.sizes.factor
            across = hatched(
                shape, sign.hatch, color, factor=factor, per_mm=1.0, to=canvas.page.transData
            )
            _add(canvas, across)
        if thin:
            inner = part.shrunk(thin * MM_PER_POINT / 2)
            canvas.rectangle(inner, edge=color, width=thin * MM_PER_POINT, linestyle=dash)


def _ring(canvas: Canvas, box: Box, sign: Sign) -> None:
    middle = (box.x + box.width / 2, box.y + box.height / 2)
    how: dict[str, Any] = {"facecolor": PAPER, "edgecolor": sign.colors[0], "zorder": 5}
    how["linestyle"] = (0, (2.4, 1.4)) if sign.dash else "solid"
    canvas.page.add_patch(Circle(middle, box.height / 2, linewidth=sign.outline, **how))
    if sign.text:
        size = 6.0 * canvas.template.sizes.factor
        low = middle[1] - 0.36 * size * MM_PER_POINT
        how = {"bold": True, "color": sign.colors[0], "align": "center"}
        canvas.write(middle[0], low, sign.text, size=size, **how)


_FORMS = {"symbol": _symbol, "line": _line, "patch": _patch, "ring": _ring}


def _parts(box: Box, count: int) -> list[Box]:
    gap = 0.5 if count > 1 else 0.0
    wide = (box.width + gap) / count
    return [Box(box.x + k * wide, box.y, wide - gap, box.height) for k in range(count)]


def _add(canvas: Canvas, collections: Iterable[Any]) -> None:
    for number, collection in enumerate(collections):
        collection.set_zorder(6 + number / 1000)
        canvas.page.add_collection(collection, autolim=False)
