"""A series for the briefing: which features, or which chosen sites, get a page of their own."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from atlas.deliverables.briefing import CHOOSING
from atlas.domain.messages import message
from atlas.interface.web.briefing.briefing_list import set_series
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import localized, word

_CHOSEN = "chosen"
_MOST = 60  # features: longer series are for the command line


def series_of(question: Mapping[str, Any]) -> None:
    """
    Offer a series in the manner of a sheet.

    Parameters
    ----------
    question
        The sheet that each page is like.
    """
    kinds = _kinds(question)
    with st.expander(word("series"), key="series"):
        st.caption(word("series_hint"))
        of = st.selectbox(
            word("series_of"), list(kinds), key="series_of", format_func=lambda kind: kinds[kind]
        )
        if st.button(word("series_add"), key="series_add", width="stretch", disabled=not kinds):
            made = _CHOSEN if of == _CHOSEN else {"layer": of}
            set_series({"of": made, "page": dict(question)}, kinds[of])
            st.rerun()


def _kinds(question: Mapping[str, Any]) -> dict[str, str]:
    """Return what may have a page each, and in words: layers that are on come first."""
    known, on = catalogue(), question["layers"]
    few = [layer for layer in known if 1 < len(known[layer].located) <= _MOST]
    few = [layer for layer in few if known[layer].spec.geometry != "line"]
    few.sort(key=lambda layer: (layer not in on, known[layer].spec.geometry != "polygon"))
    words = {
        layer: localized(
            message("web.series_layer", layer=known[layer].name, count=len(known[layer].located))
        )
        for layer in few
    }
    shows = question.get("shows") or {}
    return ({_CHOSEN: str(word("series_chosen"))} if shows.get("kind") in CHOOSING else {}) | words
