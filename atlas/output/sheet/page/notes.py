"""
Notes: what must be said below a map, and where it comes from, in the room there is.

What does not fit is never dropped in silence: a line says how many notes or sources more there
are, and where they stand in full.
"""

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any

from atlas.domain.messages import Language, Message, message
from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.drawing.typesetting import (
    fitted,
    height_mm,
    lacking,
    shortened,
    width_mm,
    wrapped,
)
from atlas.output.sheet.model.content import Say
from atlas.output.sheet.model.palette import INK, QUIET, WARNING
from atlas.output.sheet.model.templates import Box, Sizes
from atlas.output.sheet.model.titles import straight_quotes
from atlas.output.sheet.page.continued import continued, draw_continued

_MARK_MM = 27.0
_MARK_PT = 10.0
_MOST_MARK = 0.4  # of the width
_SOURCE_LINES = 2
_UNLISTED_NAMED = 5


def with_page_notes(
    notes: Sequence[str],
    *,
    left_out: int = 0,
    moved: int = 0,
    lacks_locator: bool = False,
    unlisted: Sequence[str] = (),
    replaced: Collection[str] = (),
    say: Say,
    lang: Language,
) -> tuple[str, ...]:
    """
    Return the notes of a sheet with those that its layout makes necessary.

    Parameters
    ----------
    notes
        Those of the content, the weightiest first.
    left_out, moved
        How many names found no room, and how many points do not stand at their place.
    lacks_locator
        Whether a standard map of the definition found no room.
    unlisted
        What is drawn and found no room in the legend.
    replaced
        Characters for which a square stands on the page; those of the notes are added.
    say, lang
        Words.
    """
    found = _of_the_page(left_out, moved, unlisted, lacks_locator=lacks_locator)
    every = (*notes, *(straight_quotes(say(note, lang)) for note in found))
    lost = lacking("".join(every)).union(replaced)
    return (say(missing_glyphs_note(lost), lang), *every) if lost else every


def missing_glyphs_note(replaced: Collection[str]) -> Message:
    """Return the note on the characters for which a square stands."""
    codes = [f"U+{ord(character):04X}" for character in sorted(replaced)]
    rest = ("…",) if len(codes) > _UNLISTED_NAMED else ()
    return message("sheet.note_glyphs", count=len(codes), codes=(*codes[:_UNLISTED_NAMED], *rest))


def _of_the_page(
    left_out: int, moved: int, unlisted: Sequence[str], *, lacks_locator: bool
) -> Iterator[Message]:
    """Yield what the page itself has no room for."""
    if moved:
        yield message("sheet.note_moved", count=moved)
    if unlisted:
        more = message("sheet.contents_more", count=len(unlisted) - _UNLISTED_NAMED)
        rest = [more] if len(unlisted) > _UNLISTED_NAMED else []
        listed = (*unlisted[:_UNLISTED_NAMED], *rest)
        yield message("sheet.note_legend", count=len(unlisted), listed=listed)
    if lacks_locator:
        yield message("sheet.note_no_locator")
    if left_out:
        yield message("sheet.note_left_out", count=left_out)


def draw_notes(
    canvas: Canvas,
    notes: Sequence[str],
    sources: Sequence[str],
    *,
    mark: str,
    is_internal: bool,
    say: Say,
    lang: Language,
    spare: Box | None = None,
) -> None:
    """
    Draw the mark of release at the lower left, and notes and sources beside it.

    Parameters
    ----------
    canvas
        The page.
    notes, sources
        What to say, and whom to cite, the weightiest first.
    mark
        The number of the map's review, why it needs none, or that it is internal; may be empty.
    is_internal
        Whether it stays in the house.
    say, lang
        Words.
    spare
        Room elsewhere on the page for what does not fit here, or None.
    """
    box, sizes = canvas.template.notes, canvas.template.sizes
    wide = 0.0
    if mark:
        wide = _mark_width(mark, box.width, sizes, is_internal=is_internal) + 3.0
        frame = Box(box.x, box.y, wide - 3.0, box.height)
        _draw_mark(canvas, frame, mark, is_internal=is_internal)
    left, width = box.x + wide, box.width - wide
    lines = _lines_in(box.height, sizes.notes)
    cited, is_cited = _sources(sources, width, sizes.notes, say, lang)
    room = lines - len(cited)
    fitting = partial(_as_many, notes, width=width, size=sizes.notes, room=room, say=say, lang=lang)
    said, is_said = fitting(rest="sheet.notes_go_on")
    rest = (notes[is_said:], sources[is_cited:])
    laid = continued(spare, sizes, *rest, say=say, lang=lang) if spare else None
    if laid is None or (rest[0] and not laid.counts[0]):
        said, _ = fitting(rest="sheet.more_notes")
    if laid is not None and spare is not None:
        draw_continued(canvas, spare, laid)
    low = canvas.write_lines(left, box.top, said, size=sizes.notes, color=INK)
    gap = 0.28 * sizes.notes * 25.4 / 72
    canvas.write_lines(left, low - (gap if said else 0.0), cited, size=sizes.notes, color=QUIET)


def _mark_width(text: str, room: float, sizes: Sizes, *, is_internal: bool) -> float:
    """Return a width in which the mark stands on one line, where that is not too much of all."""
    usual = _MARK_MM * sizes.factor * (1.0 if is_internal else 1.6)
    whole = width_mm(text, _MARK_PT * sizes.factor, bold=is_internal) + 4.5
    return max(usual, whole) if whole <= _MOST_MARK * room else usual


def _draw_mark(canvas: Canvas, box: Box, text: str, *, is_internal: bool) -> None:
    sizes = canvas.template.sizes
    largest, least = _MARK_PT * sizes.factor, 6 * sizes.factor
    size, lines = fitted(
        text, box.width - 3, box.height - 2, largest=largest, least=least, bold=is_internal
    )
    high = max(6.6 * sizes.factor, height_mm(len(lines), size) + 2)
    frame = Box(box.x, box.top - high, box.width - 1.0, high)
    color = WARNING if is_internal else INK
    canvas.rectangle(frame, edge=color, width=0.25 * sizes.factor)
    top = frame.y + frame.height / 2 + height_mm(len(lines), size) / 2
    how: dict[str, Any] = {"size": size, "bold": is_internal, "color": color}
    if is_internal:
        canvas.write_lines(frame.x + frame.width / 2, top, lines, align="center", **how)
    else:
        canvas.write_lines(frame.x + 1.2, top, lines, **how)


def _lines_in(height: float, size: float) -> int:
    count = 0
    while height_mm(count + 1, size) <= height + 1e-6:
        count += 1
    return count


def _sources(
    cited: Sequence[str], width: float, size: float, say: Say, lang: Language
) -> tuple[tuple[str, ...], int]:
    """Return the lines that cite as many sources as fit, and how many those are."""
    if not cited:
        return (), 0
    fits: tuple[str, ...] = ()
    for count in range(1, len(cited) + 1):
        listed = say(message("sheet.between_sources"), lang).join(cited[:count])
        key = "sheet.sources" if count == len(cited) else "sheet.sources_more"
        text = say(message(key, listed=listed, count=len(cited)), lang)
        lines = wrapped(text, width, size)
        if len(lines) > _SOURCE_LINES:
            return (
                (fits, count - 1)
                if fits
                else (shortened(text, width, size, lines=_SOURCE_LINES), 0)
            )
        fits = lines
    return fits, len(cited)


def _as_many(
    notes: Sequence[str],
    *,
    width: float,
    size: float,
    room: int,
    say: Say,
    lang: Language,
    rest: str,
) -> tuple[tuple[str, ...], int]:
    """Return as many whole notes as fit, with a word on how many more there are, and how many."""
    head = say(message("sheet.notes"), lang)
    between = "" if lang == "zh" else " "
    for count in range(len(notes), 0, -1):
        text = head + between.join(notes[:count])
        if count < len(notes):
            text += between + say(message(rest, count=len(notes) - count), lang)
        lines = wrapped(text, width, size)
        if len(lines) <= room:
            return lines, count
    return (shortened(head + notes[0], width, size, lines=room) if notes else ()), 0
