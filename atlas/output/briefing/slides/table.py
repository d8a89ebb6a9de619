"""
The table of a slide: native, every figure whole on one line, rows as high as what stands in them.

Widths are reckoned as those of all blocks. Columns that find no room are left out, the last
first: the whole table is in the workbook.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Inches, Pt

from atlas.output.briefing.material import INK, LINE, PALE, QUIET
from atlas.output.briefing.slides.blocks import lines_of, write_frame
from atlas.output.sheet.model.brief_table import SheetTable
from atlas.output.text_table import width

_POINTS = 72.0
_PAD, _AIR = 0.06, 0.095  # inches: beside the words of a cell, and above and below them together
_LEADING = 1.2
_LEAST_FIRST = 0.34  # of the width: what the names get
_NAME_LINES = 2
_WIDER, _BOLD_WIDER = 1.08, 1.2


@dataclass(frozen=True)
class Laid:
    """Rows of words, the heads first; widths of columns, heights of rows, inches; points."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    size: float

    @property
    def height(self) -> float:
        """Of the whole table."""
        return sum(self.heights)


def laid_table(table: SheetTable, wide: float, *, size: float) -> Laid:
    """
    Lay a table out in a width.

    Parameters
    ----------
    table
        Heads and rows; the first column are names, which may stand on several lines.
    wide
        Inches.
    size
        Of type, points.

    Returns
    -------
    laid
        Perhaps without its last columns.
    """
    rows = (table.heads, *table.rows)
    for count in range(len(table.heads), 1, -1):
        figures = [_figures_wide([row[k] for row in rows], size) for k in range(1, count)]
        first = wide - sum(figures)
        names = max(_inches(row[0], size) for row in rows) / _NAME_LINES
        if first >= max(names, _LEAST_FIRST * wide):
            break
    shown = tuple(row[:count] for row in rows)
    widths = (first, *figures)
    heights = tuple(_height(row, widths, size, is_head=row is shown[0]) for row in shown)
    return Laid(shown, widths, heights, size)


def add_table(slide: Slide, x: float, y: float, laid: Laid) -> Any:
    """
    Place a table with a rule under its head and each row; the first column is set left.

    Parameters
    ----------
    slide
        Where to.
    x, y
        Its upper left corner, inches.
    laid
        The table, laid out.
    """
    shape = slide.shapes.add_table(
        len(laid.rows),
        len(laid.widths),
        *(Inches(v) for v in (x, y, sum(laid.widths), laid.height)),
    )
    native = shape.table
    native.horz_banding = False
    for column, wide in zip(native.columns, laid.widths, strict=True):
        column.width = Inches(wide)
    for number, cells in enumerate(laid.rows):
        native.rows[number].height = Inches(laid.heights[number])
        for place, text in enumerate(cells):
            _fill(native.cell(number, place), text, laid.size, is_head=not number, place=place)
    return shape


def _fill(cell: Any, text: str, size: float, *, is_head: bool, place: int) -> None:
    cell.margin_left = cell.margin_right = Inches(_PAD)
    cell.margin_top = cell.margin_bottom = Inches(0.02)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    _ruled(cell, PALE if is_head else "FFFFFF")
    color, align = QUIET if is_head else INK, PP_ALIGN.RIGHT if place else PP_ALIGN.LEFT
    write_frame(cell.text_frame, text, size=size, color=color, bold=is_head, align=align)


def _figures_wide(column: Sequence[str], size: float) -> float:
    """Return the width of a column whose cells stand on one line, and its head on two."""
    head, *cells = column
    broken = max(_inches(part, size, bold=True) for part in _in_two(head))
    return max([broken, *(_inches(cell, size) for cell in cells)])


def _in_two(head: str) -> list[str]:
    """Return the lines of a head: two as even as can be, parted between words."""
    ways = [[head[:k], head[k + 1 :]] for k, letter in enumerate(head) if letter == " "]
    return min([[head], *ways], key=lambda parts: max(width(part) for part in parts))


def _inches(text: str, size: float, *, bold: bool = False) -> float:
    # a little more than reckoned: figures are wider than letters on the whole
    wider = _BOLD_WIDER if bold else _WIDER
    return wider * width(text) * size / 2 / _POINTS + 2 * _PAD


def _height(row: Sequence[str], widths: Sequence[float], size: float, *, is_head: bool) -> float:
    # figures stand on one line: their columns are as wide as they are
    lines = lines_of(row[0], widths[0] - 2 * _PAD, size)
    if is_head:
        lines = max(lines, *(len(_in_two(head)) for head in row[1:]))
    return lines * size * _LEADING / _POINTS + _AIR


def _ruled(cell: Any, fill: str) -> None:
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string(fill)
    properties = cell._tc.get_or_add_tcPr()
    rules = []
    for side in ("a:lnL", "a:lnR", "a:lnT", "a:lnB"):
        rule = etree.Element(qn(side), w=str(Pt(0.75)))
        if side in {"a:lnT", "a:lnB"}:
            solid = etree.SubElement(rule, qn("a:solidFill"))
            etree.SubElement(solid, qn("a:srgbClr"), val=LINE)
        else:
            etree.SubElement(rule, qn("a:noFill"))
        rules.append(rule)
    # the format wants rules before the fill
    for place, rule in enumerate(rules):
        properties.insert(place, rule)
