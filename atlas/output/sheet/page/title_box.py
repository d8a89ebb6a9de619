"""
Title box (图签): who made and checked a sheet, of which data, under which number.

Values are written whole: one too long for its cell is set smaller, then in several lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from atlas.errors import Refused
from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.drawing.typesetting import MM_PER_POINT, chopped, height_mm, width_mm
from atlas.output.sheet.model.palette import LINE, QUIET
from atlas.output.sheet.model.templates import Box

_CELL_MM = 4.9
_LEAST_IN_CELL = 0.93  # of the type size, which is small already
_MOST_CELLS, _MOST_APART = 0.5, 0.75  # of the column; where title, scale and legend stand elsewhere


def draw_title_box(canvas: Canvas, rows: Sequence[tuple[str, str]]) -> float:
    """
    Draw the title box (图签) at the foot of the column: names and values in ruled cells.

    Parameters
    ----------
    canvas
        The page.
    rows
        Name and value; a row without a value is left to be filled in by hand. A value too long
        for its cell is set smaller, then in several lines.

    Returns
    -------
    top
        Where the box ends, millimetres.

    Raises
    ------
    Refused
        If the values would take more than half of the column, or three quarters of one that
        holds neither title nor legend.
    """
    column, sizes = canvas.template.side, canvas.template.sizes
    size = sizes.quiet - 0.5 * sizes.factor
    name_wide = max(width_mm(name, size) for name, _ in rows) + 2.4
    room = column.width - name_wide - 2.4
    cells = [_cell(value, room, size, _CELL_MM * sizes.factor) for _, value in rows]
    top = y = column.y + sum(cell.height for cell in cells)
    is_apart = column is not canvas.template.column
    if top - column.y > (_MOST_APART if is_apart else _MOST_CELLS) * column.height:
        longest = max((value for _, value in rows), key=len)
        raise Refused(reason="text_too_long", text=longest, width_mm=round(room, 1))
    for number, ((name, _), cell) in enumerate(zip(rows, cells, strict=True)):
        middle = y - cell.height / 2
        baseline = middle - 0.36 * size * MM_PER_POINT
        canvas.write(column.x + 1.2, baseline, name, size=size, color=QUIET)
        # set about the middle of the characters, not of their line
        upper = middle + height_mm(len(cell.lines), cell.size) / 2 + 0.02 * cell.size * MM_PER_POINT
        canvas.write_lines(column.x + name_wide + 1.2, upper, cell.lines, size=cell.size)
        if number:
            canvas.rule(((column.x, y), (column.right, y)), width=0.1, color=LINE)
        y -= cell.height
    at = column.x + name_wide
    canvas.rule(((at, column.y), (at, top)), width=0.1, color=LINE)
    canvas.rectangle(Box(column.x, column.y, column.width, top - column.y), edge=QUIET, width=0.2)
    return top


@dataclass(frozen=True)
class _Cell:
    """A value in its lines, and the height they take."""

    lines: tuple[str, ...]
    size: float
    height: float


def _cell(value: str, room: float, size: float, high: float) -> _Cell:
    for smaller in np.linspace(1.0, _LEAST_IN_CELL, 5) * size:
        if width_mm(value, float(smaller)) <= room:
            return _Cell((value,) if value else (), float(smaller), high)
    lines = chopped(value, room, float(smaller))
    return _Cell(lines, float(smaller), max(high, height_mm(len(lines), float(smaller)) + 2.0))
