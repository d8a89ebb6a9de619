"""
The book of a briefing: its sheets as one PDF, behind a list of contents that leads to them.

A single sheet needs no contents. Pages are counted as a reader's program does, contents included.
"""

import io
from collections.abc import Sequence

from pypdf import PdfWriter
from pypdf.annotations import Link
from pypdf.generic import Fit

from atlas.deliverables.pages import Page
from atlas.domain.messages import Language
from atlas.output.language import say
from atlas.output.sheet import ContentsPage, Frame, Listed, contents_pages

_POINTS_PER_MM = 72 / 25.4


def bound_sheets(
    sheets: Sequence[tuple[Page, bytes, Frame]], *, title: str, lang: Language
) -> bytes:
    """
    Bind sheets into one PDF.

    Parameters
    ----------
    sheets
        Each page, its sheet as PDF, and what was drawn; at least one.
    title, lang
        Of the whole.

    Returns
    -------
    pdf
        With bookmarks; from two sheets on with contents whose lines are links.
    """
    writer = PdfWriter()
    contents: tuple[ContentsPage, ...] = ()
    if len(sheets) > 1:
        listed = [
            Listed(number, frame.title, frame.headline)
            for number, (_, _, frame) in enumerate(sheets, start=1)
        ]
        marks = [frame.mark for _, _, frame in sheets if frame.is_internal]
        template = sheets[0][0].sheet.template
        how = {"template": template, "mark": next(iter(marks), "")}
        contents = contents_pages(listed, title=title, say=say, lang=lang, **how)
    for content in (*(page.content for page in contents), *(pdf for _, pdf, _ in sheets)):
        writer.append(io.BytesIO(content), import_outline=False)
    for number, (_, _, frame) in enumerate(sheets):
        writer.add_outline_item(title=frame.title, page_number=len(contents) + number)
    _link(writer, contents)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _link(writer: PdfWriter, contents: Sequence[ContentsPage]) -> None:
    for place, page in enumerate(contents):
        for number, box in page.places.items():
            left, low, right, top = (
                edge * _POINTS_PER_MM for edge in (box.x, box.y, box.right, box.top)
            )
            target = len(contents) + number - 1
            link = Link(rect=(left, low, right, top), target_page_index=target, fit=Fit.fit())
            writer.add_annotation(page_number=place, annotation=link)
