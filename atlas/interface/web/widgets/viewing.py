"""
Where the map looks, sent to the server while a page needs it.

The map writes its place into the address by itself, so that panning sends nothing; Streamlit
sends the address as it knows it, which may be an older one. Whoever needs the place mounts this,
and as long as it is on the page every place the map comes to rest at is sent.
"""

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_telling = st.components.v2.component(
    "atlas_viewing", html="<i></i>", js=(_HERE / "viewing.js").read_text(encoding="utf-8")
)


def view_now(key: str) -> str:
    """Return where the map looks, as the address holds it; empty until the browser has sent it."""
    told = _telling(key=key, default={"view": ""}, on_view_change=lambda: None, height=1)
    return str(told.view or "")
