"""
Furniture: what stands round the map so that it can be read and trusted.

Title, headline, measured bar and north. The bar is drawn from the frame's own metres, never from
the scale of the definition. The arrow points to the grid north of
EPSG:4545 or to true north, and says which: they differ by less than half a degree here.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.patches import Polygon
from numpy.typing import NDArray

from atlas.domain.messages import Language
from atlas.domain.units import UNITS
from atlas.output.sheet.drawing.canvas import FRAME_LINE_MM, Canvas
from atlas.output.sheet.drawing.typesetting import (
    MM_PER_POINT,
    balanced,
    evened,
    fitted,
    height_mm,
    width_mm,
    wrapped,
)
from atlas.output.sheet.model.palette import ACCENT, INK, PAPER, QUIET, WARNING
from atlas.output.sheet.model.templates import Box, Template

_BAR_STEPS = (1.0, 2.0, 4.0, 5.0, 10.0)
_BAR_MM = 1.5
_NORTH_MM = 9.0
_MOST_LOWERED = 0.35  # of the map
_WIDOW = 0.4  # of the width: a shorter last line is evened out


def draw_map_frame(canvas: Canvas) -> None:
    """Draw the frame round the map: its inner edge is the edge of the map."""
    half = FRAME_LINE_MM / 2
    canvas.rectangle(
        canvas.template.map.shrunk(-half), edge=INK, width=FRAME_LINE_MM, zorder=8, fill="none"
    )


def headline_lacks(template: Template, text: str) -> float:
    """Return how much more height a headline needs at its least size, millimetres; 0 if none."""
    box, size = template.headline, template.sizes.headline_least
    if not box.height:
        return 0.0
    high = height_mm(len(wrapped(text, box.width, size, bold=True)), size)
    return min(max(0.0, high + 2.0 + 1e-3 - box.height), _MOST_LOWERED * template.map.height)


def draw_headline(canvas: Canvas, text: str) -> None:
    """
    Write the one sentence above the map.

    Raises
    ------
    Refused
        If it is too long even with all the room that the map can give it.
    """
    box, sizes = canvas.template.headline, canvas.template.sizes
    size, rows = fitted(
        text,
        box.width,
        box.height - 2.0,
        largest=sizes.headline,
        least=sizes.headline_least,
        bold=True,
    )
    if width_mm(rows[-1], size, bold=True) < _WIDOW * box.width:
        rows = evened(text, box.width, size, bold=True)
    high = height_mm(len(rows), size)
    low = box.y + max(2.0 * sizes.factor, 0.42 * (box.height - high))
    canvas.write_lines(box.x, low + high, rows, size=size, bold=True)


def draw_title(canvas: Canvas, title: str, subtitle: str, *, is_warning: bool) -> float:
    """
    Draw the title block at the head of the column.

    Parameters
    ----------
    canvas
        The page.
    title, subtitle
        Words; the subtitle may be empty.
    is_warning
        Whether the subtitle says that the sheet is schematic.

    Returns
    -------
    bottom
        Where the block ends, millimetres.

    Raises
    ------
    Refused
        If a text is too long for the block at its least size.
    """
    box, sizes = canvas.template.head, canvas.template.sizes
    is_apart = box is not canvas.template.column
    room = box.height - 11 * sizes.factor if is_apart else 3.2 * sizes.title * MM_PER_POINT * 1.28
    size, rows = fitted(
        title, box.width, room, largest=sizes.title, least=sizes.title_least, bold=True
    )
    rows = balanced(title, box.width, size, bold=True)
    y = canvas.write_lines(box.x, box.top, rows, size=size, bold=True)
    if subtitle:
        y -= 1.8 * sizes.factor
        high = (4.0 if is_apart else 9.5) * sizes.factor
        least = sizes.subtitle - 2 * sizes.factor
        size, rows = fitted(subtitle, box.width, high, largest=sizes.subtitle, least=least)
        color = WARNING if is_warning else QUIET
        y = canvas.write_lines(box.x, y, rows, size=size, color=color)
    y -= 2.8 * sizes.factor
    if not is_apart:
        # level with the map's upper edge, where there is room for that
        y = min(y, canvas.template.headline.y + FRAME_LINE_MM / 2)
    canvas.rule(((box.x, y), (box.right, y)), width=0.6 * sizes.factor, color=ACCENT)
    return y


def draw_scale(canvas: Canvas, top: float, printed: str, lang: Language) -> tuple[Box, float]:
    """
    Draw the measured bar, with the scale's number where one may be printed.

    Parameters
    ----------
    canvas
        The page.
    top
        Where the strip begins, millimetres.
    printed
        The number in words, or nothing.
    lang
        Of the unit.

    Returns
    -------
    bar, length_m
        The bar on the page, and the metres it stands for.
    """
    column, sizes = canvas.template.column, canvas.template.sizes
    room = column.width - (_NORTH_MM + 12.0) * sizes.factor
    length = _bar_length(room * canvas.metres_per_mm)
    wide = length / canvas.metres_per_mm
    text = sizes.text
    high = _BAR_MM * sizes.factor
    y = top
    if printed:
        y = canvas.write_lines(column.x, top, [printed], size=sizes.subtitle, bold=True)
        y -= 2.4 * sizes.factor
    y -= height_mm(1, text)
    bar = Box(column.x + 0.3, y - 0.8 * sizes.factor - high, wide, high)
    for part, fill in zip((0.0, 0.25, 0.5), (INK, PAPER, INK), strict=True):
        until = 0.25 if part < 0.5 else 0.5
        cell = Box(bar.x + part * wide, bar.y, until * wide, high)
        canvas.rectangle(cell, fill=fill)
    line = 0.2 * sizes.factor
    canvas.rectangle(bar.shrunk(line / 2), edge=INK, width=line)
    unit = "km" if length >= 1000 else "m"
    for part in (0.0, 0.5, 1.0):
        value = length * part / (1000 if unit == "km" else 1)
        align = {0.0: "left", 1.0: "center"}.get(part, "center")
        at = bar.x + part * wide
        box = canvas.write(at, y + 0.12 * text * MM_PER_POINT, f"{value:g}", size=text, align=align)
    sign = UNITS[unit].zh if lang == "zh" else UNITS[unit].en
    canvas.write(box.right + 1.0, y + 0.12 * text * MM_PER_POINT, sign, size=text, color=QUIET)
    return bar, length


def draw_north(canvas: Canvas, top: float, name: str, *, angle: float = 0.0) -> float:
    """
    Draw the arrow at the right of the column.

    Parameters
    ----------
    canvas
        The page.
    top
        Where it begins, millimetres.
    name
        Which north it is.
    angle
        Degrees clockwise by which that north lies off the top of the page.

    Returns
    -------
    foot
        Where arrow and name end, millimetres.
    """
    column, sizes = canvas.template.column, canvas.template.sizes
    wide = width_mm(name, sizes.quiet)
    middle = column.right - max(wide, _NORTH_MM * sizes.factor) / 2
    high, half = _NORTH_MM * sizes.factor, 2.1 * sizes.factor
    tip, foot, waist = top, top - high, top - 0.74 * high
    left = [(middle, tip), (middle - half, foot), (middle, waist)]
    right = [(middle, tip), (middle + half, foot), (middle, waist)]
    for corners, fill in ((left, INK), (right, PAPER)):
        turned = _turned(corners, (middle, top - high / 2), angle)
        canvas.page.add_patch(
            Polygon(turned, closed=True, facecolor=fill, edgecolor=INK, linewidth=0.5, zorder=5)
        )
    em = sizes.quiet * MM_PER_POINT
    canvas.write(middle, foot - 1.0 - 0.88 * em, name, size=sizes.quiet, align="center")
    return foot - 1.0 - em


def _turned(
    corners: Sequence[tuple[float, float]], about: tuple[float, float], angle: float
) -> NDArray[np.float64]:
    turn = np.radians(angle)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.asarray((np.array(corners) - about) @ rotation + about)


def _bar_length(room_m: float) -> float:
    power = 10.0 ** np.floor(np.log10(room_m))
    return float(power * max(step for step in _BAR_STEPS if step * power <= room_m))
