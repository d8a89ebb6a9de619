"""Which ground a sheet shows and at which scale: by itself, about a place, or as typed."""

import re
from typing import Any

import streamlit as st

from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.layer_order import layers_on
from atlas.interface.web.session.session import lang, word
from atlas.interface.web.widgets.choices import NONE, found_names
from atlas.output.sheet.model.frame import largest_scale

_LARGEST, _SMALLEST = 500, 5_000_000
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_EDGES = 4


def frame_of() -> dict[str, Any]:
    """Ask for the frame; the drawing reports what cannot be drawn of it."""
    with st.expander(word("sheet_frame"), key="sheet_frame"):
        typed = st.text_input(
            word("frame_extent"),
            key="frame_extent",
            persist_state="session",
            placeholder=word("frame_extent_example"),
        ).strip()
        known = found_names(lang())
        around = st.selectbox(
            word("frame_around"),
            [NONE, *known],
            format_func=lambda name: known.get(name) or word("frame_automatic"),
            key="frame_around",
            persist_state="session",
            disabled=bool(typed),
        )
        scale = st.number_input(
            word("frame_scale"),
            min_value=_LARGEST,
            max_value=_SMALLEST,
            value=None,
            step=1000,
            key="frame_scale",
            persist_state="session",
            placeholder=word("frame_scale_automatic"),
        )
        if limit := largest_scale([catalogue()[name] for name in layers_on()]):
            st.caption(word("frame_structure", limit=f"{limit:,}"))
        asked: dict[str, Any] = {"scale": int(scale)} if scale else {}
        if typed:
            return asked | _extent(typed)
        if around in known:
            asked["around"] = {"layer": catalogue().home_of(around).id, "id": around}
        return asked


def _extent(typed: str) -> dict[str, Any]:
    edges = [float(number) for number in _NUMBER.findall(typed)]
    if len(edges) == _EDGES and edges[0] < edges[2] and edges[1] < edges[3]:
        return {"extent": edges}
    st.caption(word("frame_extent_unreadable"))
    return {}
