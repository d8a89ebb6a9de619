"""
Notes: what must be said under a map, and where it comes from, in the room there is.

What does not fit is never dropped in silence: a line says how many notes or sources more there
are, and where they stand in full.
"""

from collections.abc import Sequence

from atlas.domain.finding import Finding
from atlas.domain.layer import Layer
from atlas.domain.source import Source
from atlas.domain.words import Language, message
from atlas.output.sheet.canvas import INK, QUIET, WARNING, Canvas
from atlas.output.sheet.content import Say, Shown
from atlas.output.sheet.lettering import fitted, height_mm, shortened, wrapped
from atlas.output.sheet.templates import Box

_MARK_MM = 27.0
_SOURCE_LINES = 2


def notes_of(
    shown: Sequence[Shown],
    layers: Sequence[Layer],
    finding: Finding | None,
    *,
    left_out: int,
    moved: int,
    say: Say,
    lang: Language,
) -> list[str]:
    """
    Return what must be said with a sheet, the weightiest first.

    Parameters
    ----------
    shown, layers
        What is drawn, and what was asked for.
    finding
        Its caveats are part of the notes.
    left_out, moved
        How many names found no room, and how many points do not stand at their place.
    say, lang
        Words.

    Returns
    -------
    notes
        Sentences.
    """
    notes = []
    areas = [part.layer for part in shown if part.is_schematic_area]
    others = [part.layer for part in shown if part.layer.is_schematic and part.layer not in areas]
    if areas:
        names = tuple(layer.name for layer in areas)
        notes.append(say(message("sheet.note_schematic", layers=names), lang))
    if others:
        names = tuple(layer.name for layer in others)
        notes.append(say(message("sheet.note_schematic_places", layers=names), lang))
    if finding is not None:
        told = [v for v in finding.caveats if not (areas and v.key == "caveat.schematic")]
        notes += [finding.say(caveat, lang) for caveat in told]
    proxies = sum(
        int((part.rows["position_basis"] == "proxy").sum())
        for part in shown
        if "position_basis" in part.rows
    )
    if proxies:
        notes.append(say(message("sheet.note_proxies", count=proxies), lang))
    slots = tuple(layer.name for layer in layers if layer.is_slot)
    if slots:
        notes.append(say(message("sheet.note_slots", layers=slots), lang))
    if moved:
        notes.append(say(message("sheet.note_moved", count=moved), lang))
    if left_out:
        notes.append(say(message("sheet.note_left_out", count=left_out), lang))
    return notes


def draw_notes(
    canvas: Canvas,
    notes: Sequence[str],
    sources: Sequence[Source],
    *,
    is_public: bool,
    say: Say,
    lang: Language,
) -> None:
    """
    Draw the mark of release at the lower left, and notes and sources beside it.

    Parameters
    ----------
    canvas
        The page.
    notes, sources
        What to say, the weightiest first.
    is_public
        Whether the page has the space for a map review number, or is marked internal.
    say, lang
        Words.
    """
    box, sizes = canvas.template.notes, canvas.template.sizes
    mark = _MARK_MM * sizes.factor
    _draw_mark(canvas, Box(box.x, box.y, mark, box.height), is_public=is_public, say=say, lang=lang)
    left, width = box.x + mark + 3.0, box.width - mark - 3.0
    lines = _lines_in(box.height, sizes.notes)
    cited = _sources(sources, width, sizes.notes, say, lang)
    said = _as_many(notes, width, sizes.notes, lines - len(cited), say, lang)
    low = canvas.write_lines(left, box.top, said, size=sizes.notes, color=INK)
    gap = 0.28 * sizes.notes * 25.4 / 72
    canvas.write_lines(left, low - (gap if said else 0.0), cited, size=sizes.notes, color=QUIET)


def _draw_mark(canvas: Canvas, box: Box, *, is_public: bool, say: Say, lang: Language) -> None:
    sizes = canvas.template.sizes
    high = 6.6 * sizes.factor
    frame = Box(box.x, box.top - high, box.width - 1.0, high)
    text = say(message("sheet.map_number" if is_public else "sheet.internal"), lang)
    size, lines = fitted(
        text, frame.width - 2, high, largest=10 * sizes.factor, least=6 * sizes.factor, bold=True
    )
    color = INK if is_public else WARNING
    canvas.rectangle(frame, edge=color, width=0.25 * sizes.factor)
    top = frame.y + frame.height / 2 + height_mm(len(lines), size) / 2
    middle = frame.x + frame.width / 2
    if is_public:
        canvas.write_lines(frame.x + 1.2, top, lines, size=size, bold=True, color=color)
    else:
        canvas.write_lines(middle, top, lines, size=size, bold=True, color=color, align="center")


def _lines_in(height: float, size: float) -> int:
    count = 0
    while height_mm(count + 1, size) <= height + 1e-6:
        count += 1
    return count


def _sources(
    sources: Sequence[Source], width: float, size: float, say: Say, lang: Language
) -> tuple[str, ...]:
    if not sources:
        return ()
    cited = [source.citation(lang) for source in sources]
    fits: tuple[str, ...] = ()
    for count in range(1, len(cited) + 1):
        listed = say(message("sheet.between_sources"), lang).join(cited[:count])
        key = "sheet.sources" if count == len(cited) else "sheet.sources_more"
        text = say(message(key, listed=listed, count=len(cited)), lang)
        lines = wrapped(text, width, size)
        if len(lines) > _SOURCE_LINES:
            return fits or shortened(text, width, size, lines=_SOURCE_LINES)
        fits = lines
    return fits


def _as_many(
    notes: Sequence[str], width: float, size: float, room: int, say: Say, lang: Language
) -> tuple[str, ...]:
    """Return as many whole notes as fit, and a word on how many more there are."""
    head = say(message("sheet.notes"), lang)
    between = "" if lang == "zh" else " "
    for count in range(len(notes), 0, -1):
        text = head + between.join(notes[:count])
        if count < len(notes):
            more = message("sheet.more_notes", count=len(notes) - count)
            text += between + say(more, lang)
        lines = wrapped(text, width, size)
        if len(lines) <= room:
            return lines
    return shortened(head + notes[0], width, size, lines=room) if notes else ()
