"""
The report of the answer on screen: one page of map, figures, list, method and sources.

Drawn on request, of the answer as it stands, over the layers that it speaks of: with
all that are on, the sources would fill the page. A briefing of several pages, over other layers,
is made on a page of its own.
"""

import io
from functools import partial

import streamlit as st

from atlas.deliverables.pages import Page
from atlas.deliverables.sheet import Sheet
from atlas.deliverables.sheet_contents import contents
from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.name_check import layers_named
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.layer_order import drawing_order
from atlas.interface.web.session.session import lang, word
from atlas.output.language import say
from atlas.questions import kind_of

_WHERE = ("districts", "metro_lines")
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def report_buttons(answer: Finding) -> None:
    """Offer the answer as a report to edit and as a sheet to print."""
    if kind_of(answer.definition) is None:
        return
    sheet = Sheet(
        title=answer.title(lang()),
        lang=lang(),
        layers=_around(answer),
        shows=answer.definition,
    )
    for form, write, mime in (("docx", _report, _DOCX), ("pdf", _sheet, "application/pdf")):
        st.download_button(
            word(f"report_{form}"),
            partial(write, catalogue(), sheet, answer),
            file_name=f"{answer.kind}.{form}",
            mime=mime,
            on_click="ignore",
            key=f"report_{form}",
        )


def _around(answer: Finding) -> tuple[str, ...]:
    """Return the layers that the question names, over those that say where it is."""
    named = {*layers_named(answer.definition), *_WHERE}
    known = catalogue()
    return tuple(
        name
        for name in drawing_order()
        if name in named and not known[name].is_slot and not known[name].spec.is_table
    )


def _report(known: Catalogue, sheet: Sheet, answer: Finding) -> bytes:
    # drawing and documents: a second to import, which a page that only shows should not wait
    from atlas.output.briefing.document import document_of
    from atlas.output.briefing.material import material_of

    shown = contents(known, sheet, answer).with_words(say)
    page = Page(1, sheet, sheet.title, shown)
    return document_of([material_of(known, page, shown)], title=sheet.title, lang=sheet.lang)


def _sheet(known: Catalogue, sheet: Sheet, answer: Finding) -> bytes:
    from atlas.output.sheet import render_sheet

    out = io.BytesIO()
    shown = contents(known, sheet, answer).with_words(say)
    render_sheet(known, sheet, shown, to=out, format="pdf", say=say)
    return out.getvalue()
