"""
The legend's block: its lines on the page, in up to three columns, smaller where they are many.

What there is no room for even then is counted in a last line and returned, so that nothing
goes missing in silence.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.drawing.typesetting import balanced, chopped, height_mm, width_mm
from atlas.output.sheet.model.palette import INK, QUIET
from atlas.output.sheet.model.sign import Entry
from atlas.output.sheet.model.templates import Box
from atlas.output.sheet.page.signs import draw_sign

_SIGN_MM, _SIGN_HIGH_MM, _GAP_MM = 8.4, 3.4, 2.0
_ROW_AIR_MM = 1.5
_SHRINKS = (1.0, 0.93, 0.86, 0.8)  # not below six points on A4
_MOST_LINES, _MOST_COLUMNS = 2, 3


@dataclass(frozen=True)
class _Row:
    entry: Entry
    lines: tuple[str, ...]
    height: float
    is_tidy: bool  # in few lines, no word broken


@dataclass(frozen=True)
class _Laid:
    """Rows in columns a step apart; `factor` is how much larger than on A4 all is."""

    columns: tuple[tuple[_Row, ...], ...]
    step: float
    size: float
    factor: float

    @property
    def height(self) -> float:
        """Of the tallest column, millimetres."""
        return max(sum(row.height for row in column) for column in self.columns)


def draw_legend(
    canvas: Canvas,
    box: Box,
    heading: str,
    entries: Sequence[Entry],
    more: Callable[[int], str],
) -> tuple[float, tuple[Entry, ...]]:
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
    more
        The words for how many more lines there are.

    Returns
    -------
    bottom, left_out
        Where it ends, millimetres, and the lines without room.
    """
    sizes = canvas.template.sizes
    head = height_mm(1, sizes.subtitle) + 2.0 * sizes.factor
    laid, left_out = _fitting(entries, box, head, canvas, more)
    canvas.write_lines(box.x, box.top, [heading], size=sizes.subtitle, bold=True)
    _draw_columns(canvas, box, box.top - head, laid)
    return box.top - head - laid.height, left_out


def _fitting(
    entries: Sequence[Entry],
    box: Box,
    head: float,
    canvas: Canvas,
    more: Callable[[int], str],
) -> tuple[_Laid, tuple[Entry, ...]]:
    room = box.height - head
    for laid in _layouts(entries, Box(box.x, box.y, box.width, room), canvas):
        if laid.height <= room:
            return laid, ()
    fits, none = 0, len(entries)
    while none - fits > 1:
        tried = (fits + none) // 2
        fewer = [*entries[:tried], Entry(more(len(entries) - tried), None)]
        is_in = _laid(fewer, box.width, canvas, _SHRINKS[-1], _MOST_COLUMNS).height <= room
        fits, none = (tried, none) if is_in else (fits, tried)
    fewer = [*entries[:fits], Entry(more(len(entries) - fits), None)]
    return _laid(fewer, box.width, canvas, _SHRINKS[-1], _MOST_COLUMNS), tuple(entries[fits:])


def _layouts(entries: Sequence[Entry], room: Box, canvas: Canvas) -> Iterator[_Laid]:
    """Yield ways to set the lines, the easiest to read first; the last takes any length."""
    least = (_SIGN_HIGH_MM + _ROW_AIR_MM) * canvas.template.sizes.factor
    for share in _SHRINKS:
        for columns in (2, 1):
            if -(-len(entries) // columns) * least * share > room.height:
                continue
            laid = _laid(entries, room.width, canvas, share, columns)
            if all(row.is_tidy for column in laid.columns for row in column):
                yield laid
    yield _laid(entries, room.width, canvas, _SHRINKS[-1], _MOST_COLUMNS)


def _laid(
    entries: Sequence[Entry], width: float, canvas: Canvas, share: float, columns: int
) -> _Laid:
    factor, size = canvas.template.sizes.factor * share, canvas.template.sizes.text * share
    column = (width - _GAP_MM * factor * (columns - 1)) / columns
    rows = [_row(entry, column, size, factor) for entry in entries]
    return _Laid(_in_columns(rows, columns), column + _GAP_MM * factor, size, factor)


def _in_columns(rows: Sequence[_Row], columns: int) -> tuple[tuple[_Row, ...], ...]:
    """Return rows in columns about as high as one another, classes below their heading."""
    each = sum(row.height for row in rows) / columns
    blocks: list[list[_Row]] = []
    for row in rows:
        # a long run of classes is broken where it has to be
        if row.entry.is_class and blocks and sum(r.height for r in blocks[-1]) < 0.6 * each:
            blocks[-1].append(row)
        else:
            blocks.append([row])
    filled: list[list[_Row]] = [[]]
    for block in blocks:
        high = sum(row.height for row in filled[-1])
        over = high + sum(row.height for row in block) / 2 > each
        if over and filled[-1] and len(filled) < columns:
            filled.append([])
        filled[-1] += block
    return tuple(tuple(column) for column in filled)


def _row(entry: Entry, column: float, size: float, factor: float) -> _Row:
    room = column - (0.0 if entry.sign is None else (_SIGN_MM + _GAP_MM) * factor)
    lines = balanced(entry.text, room, size)
    is_tidy = len(lines) <= _MOST_LINES and all(width_mm(line, size) <= room for line in lines)
    if not is_tidy:
        lines = chopped(entry.text, room, size)
    sign = entry.sign.size_mm * factor if entry.sign else 0.0
    high = max(height_mm(len(lines), size), _SIGN_HIGH_MM * factor, sign)
    return _Row(entry, lines, high + _ROW_AIR_MM * factor, is_tidy)


def _draw_columns(canvas: Canvas, box: Box, top: float, laid: _Laid) -> None:
    factor, high = laid.factor, _SIGN_HIGH_MM * laid.factor
    for number, column in enumerate(laid.columns):
        left, y = box.x + number * laid.step, top
        for row in column:
            middle = y - (row.height - _ROW_AIR_MM * factor) / 2
            words, color = left, QUIET
            if row.entry.sign is not None:
                words, color = left + (_SIGN_MM + _GAP_MM) * factor, INK
                sign = Box(left, middle - high / 2, _SIGN_MM * factor, high)
                draw_sign(canvas, sign, row.entry.sign)
            upper = middle + height_mm(len(row.lines), laid.size) / 2
            canvas.write_lines(words, upper, row.lines, size=laid.size, color=color)
            y -= row.height
