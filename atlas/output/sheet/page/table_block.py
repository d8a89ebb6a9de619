"""
The table's block: heads and rows on the page, closer together where they are many.

Columns without room are left out, the last first: the whole table is the finding's.
"""

from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.drawing.typesetting import MM_PER_POINT, shortened, width_mm
from atlas.output.sheet.model.brief_table import SheetTable
from atlas.output.sheet.model.palette import INK, LINE, QUIET
from atlas.output.sheet.model.templates import Box

_ROW_MM, _LEAST_ROW_MM = 4.6, 4.0
_GAP_MM = 2.5


def draw_table(canvas: Canvas, box: Box, table: SheetTable) -> float | None:
    """
    Draw a table from the top of a box downwards.

    Parameters
    ----------
    canvas
        The page.
    box
        The room there is.
    table
        What to draw.

    Returns
    -------
    bottom
        Where it ends, millimetres; None, and nothing drawn, where the room does not suffice.
    """
    sizes = canvas.template.sizes
    size, row_high = sizes.quiet, box.height / (len(table.rows) + 1)
    if row_high < _LEAST_ROW_MM * sizes.factor:
        return None
    row_high = min(row_high, _ROW_MM * sizes.factor)
    cells, wide, first = _columns_that_fit(table, box.width, size)
    rights = _rights(box, wide)
    for number, row in enumerate(cells):
        y = box.top - (number + 0.5) * row_high - 0.36 * size * MM_PER_POINT
        hue = QUIET if number == 0 else INK
        canvas.write(box.x, y, shortened(row[0], first, size)[0], size=size, color=hue)
        for text, right in zip(row[1:], rights, strict=True):
            canvas.write(right, y, text, size=size, color=hue, align="right")
        low = box.top - (number + 1) * row_high
        color = QUIET if number in {0, len(table.rows)} else LINE
        canvas.rule(((box.x, low), (box.right, low)), width=0.12, color=color)
    return box.top - len(cells) * row_high


def _columns_that_fit(
    table: SheetTable, width: float, size: float
) -> tuple[list[tuple[str, ...]], list[float], float]:
    """Return the cells without the last columns, as many of them as have no room."""
    for count in range(len(table.heads), 0, -1):
        cells = [row[:count] for row in (table.heads, *table.rows)]
        wide = [max(width_mm(row[k], size) for row in cells) for k in range(count)]
        first = width - sum(wide[1:]) - _GAP_MM * (count - 1)
        if first >= wide[0]:
            break
    return cells, wide, first


def _rights(box: Box, wide: list[float]) -> list[float]:
    rights = [box.right][: len(wide) - 1]
    for width in reversed(wide[2:]):
        rights.append(rights[-1] - width - _GAP_MM)
    return rights[::-1]
