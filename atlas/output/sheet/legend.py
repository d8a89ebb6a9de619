"""
Legend: one entry for each thing that is really drawn in the frame, in at most two columns.

A schematic layer is named as one. The signs are made by the same marks as the map's, so that
the two cannot differ.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas
import numpy as np
import shapely
from matplotlib.colors import to_rgba
from matplotlib.patches import Circle

from atlas.domain.words import Language, message
from atlas.output.sheet.answer import RAMP, hatch, role_of
from atlas.output.sheet.canvas import ACCENT, INK, PAPER, QUIET, Canvas
from atlas.output.sheet.content import Say, Shown
from atlas.output.sheet.lettering import MM_PER_POINT, balanced, height_mm, width_mm
from atlas.output.sheet.marks import (
    BUBBLE_RING,
    KINDS,
    color_groups,
    dashes,
    is_planned,
    kind_of,
    line_width,
    point_marks,
    style_of,
)
from atlas.output.sheet.templates import Box

_SIGN_MM, _SIGN_HIGH_MM, _GAP_MM = 8.4, 3.4, 2.0
_ROW_AIR_MM = 1.5
_DEFINED_ROLES = ("reached", "gap", "overlap", "candidates", "chosen", "selected", "excluded")


@dataclass(frozen=True)
class Entry:
    """A line of the legend: its sign, drawn into a box of the page, and its words."""

    text: str
    draw: Callable[[Canvas, Box], None]


def entries_of(
    shown: Sequence[Shown],
    answer: Mapping[str, geopandas.GeoDataFrame],
    *,
    say: Say,
    lang: Language,
) -> list[Entry]:
    """
    Return the lines of the legend: the answer first, then the layers from top to bottom.

    Parameters
    ----------
    shown, answer
        What is drawn, none of it empty.
    say, lang
        Words.

    Returns
    -------
    entries
        One for each role and layer, and one for hollow symbols where there are any.
    """
    roles = [name if name in _DEFINED_ROLES else "selected" for name in answer]
    entries = [
        Entry(say(message(f"sheet.role_{name}"), lang), lambda c, b, n=name: _role(c, b, n))  # type: ignore[misc]
        for name in dict.fromkeys(roles)
    ]
    for part in sorted(shown, key=lambda part: KINDS.index(kind_of(part))):
        name = say(part.layer.name, lang)
        if part.layer.is_schematic:
            name = say(message("sheet.schematic_name", name=name), lang)
        entries.append(Entry(name, lambda c, b, p=part: _layer(c, b, p)))  # type: ignore[misc]
    hollow = [p for p in shown if kind_of(p) == "point" and style_of(p).symbol != "dot"]
    if any(is_planned(part.rows).any() for part in hollow):
        entries.append(Entry(say(message("sheet.planned"), lang), _hollow))
    return entries


def draw_legend(canvas: Canvas, box: Box, heading: str, entries: Sequence[Entry]) -> float | None:
    """
    Draw the legend from the top of a box downwards.

    Parameters
    ----------
    canvas
        The page.
    box
        The room there is.
    heading
        What it is called.
    entries
        Its lines.

    Returns
    -------
    bottom
        Where it ends, millimetres; None, and nothing drawn, where the room does not suffice.
    """
    sizes = canvas.template.sizes
    head = height_mm(1, sizes.subtitle) + 2.0 * sizes.factor
    for size in (sizes.text, sizes.text - 0.5, sizes.text - 1.0):
        for columns in (2, 1):
            laid = _laid(entries, box.width, size, columns, sizes.factor)
            if laid is None:
                continue
            high = max(sum(row.height for row in column) for column in laid)
            if head + high <= box.height:
                canvas.write_lines(box.x, box.top, [heading], size=sizes.subtitle, bold=True)
                _draw_columns(canvas, box, box.top - head, laid, size)
                return box.top - head - high
    return None


@dataclass(frozen=True)
class _Row:
    entry: Entry
    lines: tuple[str, ...]
    height: float


def _laid(
    entries: Sequence[Entry], width: float, size: float, columns: int, factor: float
) -> list[list[_Row]] | None:
    room = width / columns - (_SIGN_MM + 2 * _GAP_MM) * factor + _GAP_MM * factor * (columns == 1)
    rows = []
    for entry in entries:
        lines = balanced(entry.text, room, size, bold=False)
        if max(width_mm(line, size) for line in lines) > room or len(lines) > 2:
            return None
        least = _SIGN_HIGH_MM * factor
        height = max(height_mm(len(lines), size), least) + _ROW_AIR_MM * factor
        rows.append(_Row(entry, lines, height))
    if columns == 1:
        return [rows]
    half = (len(rows) + 1) // 2
    return [rows[:half], rows[half:]]


def _draw_columns(
    canvas: Canvas, box: Box, top: float, columns: list[list[_Row]], size: float
) -> None:
    factor = canvas.template.sizes.factor
    for number, column in enumerate(columns):
        left, y = box.x + number * box.width / len(columns), top
        for row in column:
            middle = y - (row.height - _ROW_AIR_MM * factor) / 2
            sign = _SIGN_HIGH_MM * factor
            row.entry.draw(canvas, Box(left, middle - sign / 2, _SIGN_MM * factor, sign))
            words = left + (_SIGN_MM + _GAP_MM) * factor
            canvas.write_lines(
                words, middle + height_mm(len(row.lines), size) / 2, row.lines, size=size, color=INK
            )
            y -= row.height


def _layer(canvas: Canvas, box: Box, shown: Shown) -> None:
    kind, style = kind_of(shown), style_of(shown)
    colors = [color for color, _ in color_groups(shown)]
    width = line_width(canvas, style)
    if kind == "point":
        _symbol(canvas, box, style.symbol, colors[0], hollow=False)
    elif kind == "line":
        middle = box.y + box.height / 2
        ends = ((box.x, middle), (box.right, middle))
        canvas.rule(ends, width=width * MM_PER_POINT, color=colors[0])
    elif kind == "bubble":
        _ring(canvas, box, BUBBLE_RING, width, dashes(style, width))
    else:
        outline = width if kind != "band" else 0.0
        strength = style.fill * (1.6 if kind == "band" else 1.0)
        for color, part in zip(colors, _parts(box, len(colors)), strict=True):
            _tinted(canvas, part, color, strength, outline, is_dashed=bool(style.dash))


def _tinted(
    canvas: Canvas, box: Box, color: str, strength: float, outline: float, *, is_dashed: bool
) -> None:
    canvas.rectangle(box, fill=to_rgba(color, strength))
    if outline:
        thin = min(outline, 0.9 * canvas.template.sizes.factor)
        dash = (0, (2.4, 1.4)) if is_dashed else "solid"
        inner = box.shrunk(thin * MM_PER_POINT / 2)
        canvas.rectangle(inner, edge=color, width=thin * MM_PER_POINT, linestyle=dash)


def _parts(box: Box, count: int) -> list[Box]:
    gap = 0.5 if count > 1 else 0.0
    wide = (box.width + gap) / count
    return [Box(box.x + k * wide, box.y, wide - gap, box.height) for k in range(count)]


def _role(canvas: Canvas, box: Box, name: str) -> None:
    role = role_of(name)
    if role.is_graded:
        for color, part in zip(RAMP, _parts(box, len(RAMP)), strict=True):
            canvas.rectangle(part, fill=color)
    elif role.is_picked:
        _ring(canvas, box, ACCENT, 1.2 * canvas.template.sizes.factor, "solid")
        if role.is_numbered:
            size = 5.5 * canvas.template.sizes.factor
            low = box.y + box.height / 2 - 0.36 * size * MM_PER_POINT
            middle = box.x + box.width / 2
            canvas.write(middle, low, "1", size=size, bold=True, color=ACCENT, align="center")
    else:
        canvas.rectangle(box, fill=to_rgba(role.color, role.fill) if role.fill else "none")
        if role.hatch:
            shape = shapely.box(box.x, box.y, box.right, box.top)
            _add(canvas, [hatch(shape, role, canvas, 1.0, canvas.page.transData)])


def _ring(canvas: Canvas, box: Box, color: str, width: float, dash: Any) -> None:
    canvas.page.add_patch(
        Circle(
            (box.x + box.width / 2, box.y + box.height / 2),
            box.height / 2,
            facecolor=PAPER,
            edgecolor=color,
            linewidth=width,
            linestyle=dash,
            zorder=5,
        )
    )


def _symbol(canvas: Canvas, box: Box, symbol: str, color: str, *, hollow: bool) -> None:
    place = np.array([[box.x + box.width / 2, box.y + box.height / 2]])
    _add(
        canvas,
        point_marks(
            place,
            symbol,
            color,
            hollow=hollow,
            factor=canvas.template.sizes.factor,
            transform=canvas.page.transData,
        ),
    )


def _hollow(canvas: Canvas, box: Box) -> None:
    _symbol(canvas, box, "circle", QUIET, hollow=True)


def _add(canvas: Canvas, collections: Iterable[Any]) -> None:
    for number, collection in enumerate(collections):
        collection.set_zorder(6 + number / 1000)
        canvas.page.add_collection(collection, autolim=False)
