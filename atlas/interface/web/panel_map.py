"""
The map and the card of what is selected, in a fragment of their own.

Panning, zooming and clicking run this fragment only, never a page or an analysis. The base is
the same text every time, so the browser keeps the one map it has.
"""

from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from atlas.interface.web.serving import catalogue
from atlas.interface.web.session import finding, lang, layers_on, selected, word
from atlas.output.cards import card_html
from atlas.output.webmap import Overlay, base_map, overlay_group

_RETURNED = ["last_active_drawing", "last_object_clicked_count"]
_CLOSER = 13


@st.fragment
def map_and_card() -> None:
    """Draw the map, take clicks, show the card."""
    with st.container(key="map"):
        told = st_folium(
            base_map(home=_home()),
            key="atlas",
            height=720,
            use_container_width=True,
            returned_objects=_RETURNED,
            feature_group_to_add=overlay_group(_overlay()),
            **_flight(),
        )
    _take_click(told)
    _card()


def _home() -> tuple[float, float]:
    known = catalogue().spatial
    home = next((layer for layer in known if layer.spec.home), known[0])
    west, south, east, north = home.located.total_bounds
    return round((south + north) / 2, 4), round((west + east) / 2, 4)


def _overlay() -> Overlay:
    answer = finding()
    return Overlay(
        layers=tuple(catalogue()[name] for name in layers_on()),
        answers=answer.layers if answer else {},
        selected=selected(),
        lang=lang(),
    )


def _flight() -> dict[str, Any]:
    """Return where to look, when something was chosen elsewhere than on the map."""
    goal = st.session_state.get("fly_to")
    if goal is None or not catalogue().has_feature(goal):
        return {}
    shape = catalogue().home_of(goal).frame.geometry[goal]
    if shape is None or shape.is_empty:
        return {}
    centre = shape.centroid
    return {"center": (centre.y, centre.x), "zoom": _CLOSER}


def _take_click(told: dict[str, Any] | None) -> None:
    count = (told or {}).get("last_object_clicked_count")
    drawing = (told or {}).get("last_active_drawing")
    if not drawing or count == st.session_state.get("clicks_taken"):
        return
    st.session_state["clicks_taken"] = count
    feature = drawing.get("properties", {}).get("id")
    if feature and catalogue().has_feature(feature) and feature != selected():
        st.session_state["selected"] = feature
        st.session_state.pop("fly_to", None)
        st.rerun(scope="fragment")


def _card() -> None:
    chosen = selected()
    if chosen is None:
        return
    with st.container(key="card"):
        if st.button("✕", key="close_card", help=word("close"), type="tertiary"):
            st.session_state["selected"] = None
            st.rerun(scope="fragment")
        st.html(card_html(catalogue(), chosen, lang()))
