"""
The map, its layers and the card of what is selected, in a fragment of their own.

Switching a layer and clicking a place run this fragment only, never a page or an analysis;
panning and zooming run nothing. The base is the same text every time, so the browser keeps the
one map it has.
"""

from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from atlas.domain.finding import Finding
from atlas.domain.layer import Layer
from atlas.domain.question import definition_hash
from atlas.interface.web.map.card import card
from atlas.interface.web.map.layers import layer_tree
from atlas.interface.web.map.proposed_moves import propose, shown_moves
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.data_as_of import pin_data_of_part
from atlas.interface.web.session.layer_order import beside, is_ordered, shown_now
from atlas.interface.web.session.session import finding, is_dark, keep_address, lang, selected
from atlas.output.tiles import is_tiled
from atlas.output.webmap import Extent, Overlay, base_map, overlay_group

_AROUND_DEG = 0.005  # half a kilometre about a place that was typed
_RETURNED = ["last_active_drawing", "last_object_clicked_count"]


@st.fragment
def map_and_layers() -> None:
    """Draw the map, take clicks, show the card and the layers."""
    pin_data_of_part()
    # boxes: a card that opens must not take the place of the layers
    tree, drawn, second, opened = (
        st.container(key=name) for name in ("tree", "map", "second", "opened")
    )
    answer, compared = finding(), beside()
    with drawn:
        told = [_map("atlas", shown_now(), answer)]
    if compared is not None:
        with second, st.container(key="map_beside"):
            told.append(_map("atlas_beside", compared, answer))
    for name, click in zip(("clicks_taken", "clicks_taken_beside"), told, strict=False):
        _take_click(click, name)
    with opened:
        card()
    # after the map, which a visitor waits for
    with tree:
        layer_tree()
    keep_address()


def _map(key: str, layers: list[str], answer: Finding | None) -> dict[str, Any] | None:
    overlay = Overlay(
        layers=tuple(catalogue()[name] for name in layers),
        answers=answer.layers if answer else {},
        selected=selected(),
        holder=_holder(layers),
        lang=lang(),
        asked=definition_hash(answer.definition) if answer else "",
        mark=catalogue().mark,
        look=_look(answer),
        sketch=st.session_state.get("sketch"),
        moving=shown_moves() if key == "atlas" else None,
        is_ordered=is_ordered(),
        is_dark=is_dark(),
        dress=st.session_state.get("dressed"),
    )
    told: dict[str, Any] | None = st_folium(
        base_map(home=_home()),
        key=key,
        height=720,
        use_container_width=True,
        returned_objects=_RETURNED,
        feature_group_to_add=overlay_group(overlay),
        render=False,  # it would be drawn up twice
    )
    return told


def _holder(layers: list[str]) -> Layer | None:
    """Return the layer of what is selected, where that is off and can be drawn whole."""
    chosen = selected()
    layer = catalogue().home_of(chosen) if chosen else None
    if layer is None or layer.id in layers or layer.spec.is_table or is_tiled(layer):
        return None
    return layer if chosen in layer.located.index else None


def _home() -> Extent:
    known = catalogue().spatial
    home = next((layer for layer in known if layer.spec.home), known[0])
    west, south, east, north = home.located.total_bounds
    return west, south, east, north


def _look(answer: Finding | None) -> tuple[Extent, int] | None:
    """Return where to look, when something was chosen elsewhere than on the map."""
    goal, times = st.session_state.get("look", ("", 0))
    if isinstance(goal, tuple):
        lon, lat = goal
        return (lon - _AROUND_DEG, lat - _AROUND_DEG, lon + _AROUND_DEG, lat + _AROUND_DEG), times
    frames = [catalogue().home_of(goal).frame] if catalogue().has_feature(goal) else []
    frames += list(answer.layers.values()) if answer else []
    for frame in frames:
        if goal in frame.index:
            shape = frame.geometry[goal]
            if shape is not None and not shape.is_empty:
                west, south, east, north = shape.bounds
                return (west, south, east, north), times
    return None


def _take_click(told: dict[str, Any] | None, taken: str) -> None:
    count = (told or {}).get("last_object_clicked_count")
    drawing = (told or {}).get("last_active_drawing")
    if not drawing or count == st.session_state.get(taken):
        return
    st.session_state[taken] = count
    facts = drawing.get("properties") or {}
    if facts.get("drawn") and (drawing.get("geometry") or {}).get("type") == "Point":
        lon, lat = drawing["geometry"]["coordinates"][:2]
        if facts.get("moved") is None:
            st.session_state["pointed"] = (lon, lat)
        propose(facts.get("moved"), (lon, lat))
        st.rerun()  # the whole page: a row waits for its place
    if facts.get("drawn"):
        st.session_state["drawn"] = drawing.get("geometry")
        st.session_state.pop("pointed", None)
        st.rerun()  # the whole page: what was drawn is for its questions
    # a part of an answer that is no place itself stands for the zone that it is of
    feature = next(
        (i for i in (facts.get("id"), facts.get("zone")) if i and catalogue().has_feature(i)), None
    )
    if feature and feature != selected():
        st.session_state["selected"] = feature
        st.rerun(scope="fragment")
