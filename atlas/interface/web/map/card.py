"""The card of what is selected, and the most frequent questions about such a place."""

from typing import Any

import streamlit as st

from atlas.domain.ground import grounds
from atlas.interface.web.forms.open_question import open_question
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.form_state import form_state
from atlas.interface.web.session.session import lang, localized, selected, word
from atlas.interface.web.widgets.fields import WebFields
from atlas.output.cards import card_html

_ASKED_FOR = ("parks", "incubators")
_NEAR_M = 3000


def card() -> None:
    """Show the card of what is selected; in the fragment of the map."""
    chosen = selected()
    if chosen is None:
        return
    with st.container(key="card"):
        if st.button("✕", key="close_card", help=word("close"), type="tertiary"):
            st.session_state["selected"] = None
            st.rerun(scope="fragment")
        st.html(card_html(catalogue(), chosen, lang()))
        _shortcuts(chosen)


def _shortcuts(feature: str) -> None:
    layer = catalogue().home_of(feature)
    if layer.spec.is_table or feature not in grounds(layer).index:
        return
    is_area = layer.spec.geometry == "polygon"
    with st.container(horizontal=True, gap="small", key="shortcuts"):
        st.caption(word("ask_here"))
        for name in _ASKED_FOR:
            if name in catalogue():
                _query(name, {"layer": layer.id, "id": feature}, is_area=is_area)
        if is_area and layer.spec.statistics and "incubators" in catalogue():
            _coverage({"layer": layer.id, "id": feature})
        if layer.spec.geometry == "point":
            _closing(layer.id, feature)


def _query(name: str, place: dict[str, Any], *, is_area: bool) -> None:
    told = localized(catalogue()[name].name)
    label = word("ask_within" if is_area else "near_radius", layer=told)
    where: dict[str, Any] = {"spatial": "within", "of": place}
    if not is_area:
        where = {"spatial": "within_distance", "distance_m": _NEAR_M, "of": place}
    question = {"kind": "query", "layer": name, "where": where}
    if st.button(label, key=f"ask_{name}", on_click=open_question, args=(question,)):
        st.switch_page("views/page_query.py")


def _coverage(place: dict[str, Any]) -> None:
    question = {
        "kind": "coverage",
        "facilities": {"layer": "incubators"},
        "zones": place,
        "radii_m": [1000, 3000, 5000],
    }
    if st.button(
        word("ask_coverage"), key="ask_coverage", on_click=open_question, args=(question,)
    ):
        st.switch_page("views/page_coverage.py")


def _closing(layer: str, feature: str) -> None:
    """Offer to see what closing a facility of the coverage question would change."""
    facilities = form_state("coverage").last.get("facilities", {})
    if layer != facilities.get("layer"):
        return
    fields = WebFields("coverage")

    def close() -> None:
        closed = fields.value(f"close:{layer}", [])
        fields.put(f"close:{layer}", [*closed, *({feature} - set(closed))])

    if st.button(word("close_in_coverage"), key="close_in_coverage", on_click=close):
        st.switch_page("views/page_coverage.py")
