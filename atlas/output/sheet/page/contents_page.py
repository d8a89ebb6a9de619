"""
Contents: the first pages of a series, with every title, its sentence and its page.

Set in the same page as the sheets it lists. There is no map on it, so it bears no number of a
review: only whether what follows stays in the house.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from atlas.domain.messages import Language, message
from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.drawing.encoding import encoded
from atlas.output.sheet.drawing.typesetting import fitted, height_mm, width_mm, wrapped
from atlas.output.sheet.model.content import Say
from atlas.output.sheet.model.palette import ACCENT, LINE, QUIET
from atlas.output.sheet.model.templates import Box, Template, template_named
from atlas.output.sheet.page.notes import draw_notes, missing_glyphs_note
from atlas.output.sheet.page.page import drawing

_NUMBER_MM, _PAGE_MM, _AIR_MM = 9.0, 12.0, 3.4
_TITLE_PT, _SENTENCE_PT = 10.5, 8.0


@dataclass(frozen=True)
class Listed:
    """A page that follows: its number, title and sentence."""

    number: int
    title: str
    headline: str


@dataclass(frozen=True)
class ContentsPage:
    """A page of contents as PDF, and where on it each listed page stands, by number: mm."""

    content: bytes
    places: dict[int, Box]


@dataclass(frozen=True)
class _Row:
    listed: Listed
    title: tuple[str, ...]
    headline: tuple[str, ...]
    height: float


def contents_pages(
    listed: Sequence[Listed],
    *,
    title: str,
    template: str,
    mark: str,
    say: Say,
    lang: Language,
) -> tuple[ContentsPage, ...]:
    """
    Draw the list of contents, on as many pages as it takes.

    Parameters
    ----------
    listed
        The pages that follow, in order.
    title
        Of the whole.
    template
        The name of the page to set it in.
    mark
        What keeps the whole in the house, or nothing.
    say, lang
        Words.

    Returns
    -------
    pages
        PDF, with the place of each line so that it can be made a link.

    Raises
    ------
    Refused
        If the title is too long.
    """
    page = _as_list(template_named(template))
    rows = [_row(one, page) for one in listed]
    sheets = list(_broken(rows, page.map.height))
    made = []
    first = len(sheets)  # how many pages of contents stand before the first page
    for rows_here in sheets:
        with drawing():
            canvas = Canvas(page, (0.0, 0.0, page.map.width, page.map.height), dpi=300)
            _head(canvas, title, say(message("briefing.contents"), lang))
            places = _draw_rows(canvas, rows_here, before=first)
            notes = [say(missing_glyphs_note(canvas.replaced), lang)] if canvas.replaced else []
            draw_notes(canvas, notes, (), mark=mark, is_internal=True, say=say, lang=lang)
            made.append(ContentsPage(encoded(canvas, "pdf"), places))
    return tuple(made)


def _as_list(page: Template) -> Template:
    """Return the page with a title over its whole width, and the list where the map would be."""
    inner = page.width - 2 * page.margin
    head = 24.0 * page.sizes.factor
    top = page.height - page.margin
    low = page.margin + page.notes.height
    return replace(
        page,
        head=Box(page.margin, top - head, inner, head),
        map=Box(page.margin, low, inner, top - head - low),
    )


def _row(listed: Listed, page: Template) -> _Row:
    factor = page.sizes.factor
    wide = page.map.width - (_NUMBER_MM + _PAGE_MM) * factor
    title = wrapped(listed.title, wide, _TITLE_PT * factor, bold=True)
    headline = wrapped(listed.headline, wide, _SENTENCE_PT * factor)
    high = height_mm(len(title), _TITLE_PT * factor) + 1.2 * factor
    high += height_mm(len(headline), _SENTENCE_PT * factor) + _AIR_MM * factor
    return _Row(listed, title, headline, high)


def _broken(rows: Sequence[_Row], height: float) -> Iterator[list[_Row]]:
    page: list[_Row] = []
    for row in rows:
        if page and sum(one.height for one in page) + row.height > height:
            yield page
            page = []
        page.append(row)
    yield page


def _head(canvas: Canvas, title: str, contents: str) -> None:
    box, sizes = canvas.template.head, canvas.template.sizes
    how = {"largest": sizes.title, "least": sizes.title_least}
    size, lines = fitted(title, box.width, 0.6 * box.height, bold=True, **how)
    y = canvas.write_lines(box.x, box.top, lines, size=size, bold=True) - 1.8 * sizes.factor
    y = canvas.write_lines(box.x, y, [contents], size=sizes.subtitle, color=QUIET)
    y -= 2.0 * sizes.factor
    canvas.rule(((box.x, y), (box.right, y)), width=0.6 * sizes.factor, color=ACCENT)


def _draw_rows(canvas: Canvas, rows: Sequence[_Row], *, before: int) -> dict[int, Box]:
    """Draw the lines from the top; return where each page's line stands."""
    box, factor = canvas.template.map, canvas.template.sizes.factor
    title, sentence, places = _TITLE_PT * factor, _SENTENCE_PT * factor, {}
    y = box.top
    for row in rows:
        left = box.x + _NUMBER_MM * factor
        canvas.write_lines(box.x, y, [str(row.listed.number)], size=title, color=QUIET)
        page = str(row.listed.number + before)
        at = box.right - width_mm(page, title)
        canvas.write_lines(at, y, [page], size=title, color=QUIET)
        low = canvas.write_lines(left, y, row.title, size=title, bold=True) - 1.2 * factor
        low = canvas.write_lines(left, low, row.headline, size=sentence, color=QUIET)
        places[row.listed.number] = Box(box.x, low, box.width, y - low)
        y -= row.height
        rule = y + 0.4 * _AIR_MM * factor
        canvas.rule(((box.x, rule), (box.right, rule)), width=0.1, color=LINE)
    return places
