"""
Document: pages of a briefing as a DOCX report, each page headed, with native tables.

The same words and figures as the slides and the sheet. Faces are named, not embedded; how much
fits a page is for the reader's own program to say: a page with many notes runs over.
"""

import io
from collections.abc import Sequence
from datetime import datetime

import docx
from docx.shared import Mm, Pt

from atlas.domain.messages import Language, message
from atlas.output.briefing.document.body import add_page
from atlas.output.briefing.document.styles import add_run, dress, head_and_foot
from atlas.output.briefing.material import QUIET, Material, clean, unbroken
from atlas.output.language import say

__all__ = ["document_of"]

_INDENT = Mm(7)
_EARLIEST = datetime(1980, 1, 1)


def document_of(materials: Sequence[Material], *, title: str, lang: Language) -> bytes:
    """
    Return a report, A4 portrait.

    Parameters
    ----------
    materials
        The pages, in order; at least one. A list of contents stands before two or more.
    title, lang
        Of the whole.

    Returns
    -------
    docx
        The file.
    """
    report = docx.Document()
    dress(report, lang)
    told = report.core_properties
    told.author, told.title, told.comments = "", clean(title), ""
    told.created = told.modified = _EARLIEST
    first = materials[0]
    head_and_foot(report, mark=first.marginalia.mark, title=title, note=first.schematic_note)
    if len(materials) > 1:
        report.add_paragraph(clean(title), style="Title")
        report.add_paragraph(say(message("briefing.contents"), lang), style="Heading 2")
        for material in materials:
            line = report.add_paragraph(clean(f"{material.number}　{material.title}"))
            line.paragraph_format.space_after, line.paragraph_format.keep_with_next = Pt(1), True
            below = report.add_paragraph()
            below.paragraph_format.left_indent = _INDENT
            add_run(below, unbroken(material.marginalia.headline), size=8.5, color=QUIET)
    for material in materials:
        add_page(report, material, begins_page=len(materials) > 1)
    out = io.BytesIO()
    report.save(out)
    return out.getvalue()
