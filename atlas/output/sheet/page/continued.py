"""
Continued: notes and sources that found no room below the map, in the room the column has to spare.

The weightiest stand below the map in any case: what is set here is never the first a reader has
to know. What finds no room here either is counted in a last line.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from atlas.domain.messages import Language, message
from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.drawing.typesetting import height_mm, wrapped
from atlas.output.sheet.model.content import Say
from atlas.output.sheet.model.palette import QUIET
from atlas.output.sheet.model.templates import Box, Sizes

_LEAST_MM = 15.0  # height on A4: a heading and three lines
_SIZE = 0.93  # of the notes below the map
_HEAD_AIR_MM, _ITEM_AIR_MM, _BLOCK_AIR_MM = 1.6, 0.9, 3.0


@dataclass(frozen=True)
class Continued:
    """Blocks of a heading and its paragraphs in lines, and how many items each holds."""

    blocks: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    counts: tuple[int, ...]


def continued(
    room: Box,
    sizes: Sizes,
    notes: Sequence[str],
    sources: Sequence[str],
    *,
    say: Say,
    lang: Language,
) -> Continued:
    """
    Lay out notes and sources in a box, as many as it has room for.

    Parameters
    ----------
    room
        Millimetres.
    sizes
        Of the page.
    notes, sources
        What found no room below the map.
    say, lang
        Words.

    Returns
    -------
    continued
        `counts` counts notes and sources; both are 0 where the room is too small.
    """
    blocks: list[tuple[str, tuple[tuple[str, ...], ...]]] = []
    counts = []
    left = room.height if room.height >= _LEAST_MM * sizes.factor else 0.0
    for items, name, more in ((notes, "notes", "more_notes"), (sources, "sources", "more")):
        head = height_mm(1, sizes.subtitle) + _HEAD_AIR_MM * sizes.factor
        rest = partial(_rest, key=f"sheet.{more}", say=say, lang=lang)
        rows, count, high = _as_many(items, room.width, left - head, sizes, rest)
        counts.append(count)
        if count:
            blocks.append((say(message(f"sheet.{name}_continued"), lang), rows))
            left -= head + high + _BLOCK_AIR_MM * sizes.factor
    return Continued(tuple(blocks), tuple(counts))


def draw_continued(canvas: Canvas, room: Box, laid: Continued) -> None:
    """
    Draw what was laid out, from the top of its box down.

    Parameters
    ----------
    canvas
        The page.
    room
        The box it was laid out for, millimetres.
    laid
        What to draw.
    """
    sizes = canvas.template.sizes
    y = room.top
    for head, rows in laid.blocks:
        y = canvas.write_lines(room.x, y, [head], size=sizes.subtitle, bold=True)
        y -= _HEAD_AIR_MM * sizes.factor
        for row in rows:
            y = canvas.write_lines(room.x, y, row, size=_SIZE * sizes.notes, color=QUIET)
            y -= _ITEM_AIR_MM * sizes.factor
        y -= _BLOCK_AIR_MM * sizes.factor - _ITEM_AIR_MM * sizes.factor


def _rest(count: int, *, key: str, say: Say, lang: Language) -> str:
    return say(message(key, count=count), lang)


def _as_many(
    items: Sequence[str],
    width: float,
    height: float,
    sizes: Sizes,
    rest: Callable[[int], str],
) -> tuple[tuple[tuple[str, ...], ...], int, float]:
    """Return paragraphs, how many items they hold, and their height; none where none fits."""
    size = _SIZE * sizes.notes
    for count in range(len(items), 0, -1):
        shown = list(items[:count])
        if count < len(items):
            shown.append(rest(len(items) - count))
        rows = tuple(wrapped(text, width, size) for text in shown)
        high = sum(height_mm(len(row), size) for row in rows)
        high += _ITEM_AIR_MM * sizes.factor * (len(rows) - 1)
        if high <= height + 1e-6:
            return rows, count, high
    return (), 0, 0.0
