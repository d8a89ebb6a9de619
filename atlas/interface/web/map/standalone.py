"""
交接图: the map on the screen as one file for a colleague, with the answer that lies over it.

The browser reports where the map looks while this is open. The file is written on request,
beside the page.
"""

from functools import partial
from typing import Any

import streamlit as st

from atlas.deliverables.register import DEFINITIONS, make_definition
from atlas.deliverables.sheet import Sheet
from atlas.deliverables.sheet_contents import contents
from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.question import written
from atlas.errors import AtlasError
from atlas.interface.outcomes import describe
from atlas.interface.web.briefing.release import release_of, without_borders
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.layer_order import drawing_order, layers_on
from atlas.interface.web.session.session import finding, lang, selected, unmarked, word
from atlas.interface.web.widgets.viewing import view_now
from atlas.output.language import say
from atlas.output.sheet.model.release import check_release

_OF = "handover_"


def handover_box() -> None:
    """Offer the map as a file; in the fragment of the map."""
    box = st.popover(word("handover"), key="handover", on_change="rerun")
    if box.open:
        with box:
            _offer()


def _offer() -> None:
    st.caption(word("handover_help"))
    title = st.text_input(
        word("sheet_title"),
        key="handover_title",
        persist_state="session",
        placeholder=word("title_automatic"),
    )
    more = st.toggle(word("handover_more"), key="handover_more", help=word("handover_more_help"))
    answer = finding()
    # what was said of a file is no question of a sheet
    shown = None if answer is None or answer.kind not in DEFINITIONS else answer
    asked: dict[str, Any] = {
        "kind": "sheet",
        "lang": lang(),
        "title": title,
        "layers": drawing_order() if more else layers_on(),
    }
    asked |= {"shows": written(shown.definition)} if shown else {}
    asked = without_borders(asked | release_of(_OF), _OF)
    try:
        definition = make_definition(asked)
        if isinstance(definition, Sheet):
            _download(definition, shown if definition.shows else None)
    except AtlasError as error:
        st.error(unmarked(describe(error, lang())).replace("\n", "  \n"))


def _download(definition: Sheet, sheet_answer: Finding | None) -> None:
    known = catalogue()
    check_release(known, definition, sheet_answer)
    on, view = frozenset(layers_on()), view_now("handover_view")
    st.download_button(
        word("handover_save"),
        partial(_written, known, definition, sheet_answer, on=on, view=view, selected=selected()),
        file_name=f"{definition.title or word('handover')}.html",
        mime="text/html",
        type="primary",
        width="stretch",
        on_click="ignore",
        key="download_handover",
    )


def _written(
    known: Catalogue,
    definition: Sheet,
    sheet_answer: Finding | None,
    *,
    on: frozenset[str],
    view: str,
    selected: str | None,
) -> bytes:
    # what most visitors never ask for is imported when it is
    from atlas.output.standalone_map import Handover, handover_page, view_of

    # the answer as it is on the screen, which may have taken minutes to find
    made = contents(known, definition, sheet_answer).with_words(say)
    given = Handover(made, definition.lang, known, on=on, view=view_of(view), selected=selected)
    return handover_page(given)
