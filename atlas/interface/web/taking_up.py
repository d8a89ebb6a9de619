"""
Questions that come ready-made: answered, and laid out on the page that asks such questions.

A question comes from a saved study, a file or the card of a place. Call these from callbacks:
what a widget shows can be set only before it is drawn.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from atlas.domain.definition import Query
from atlas.interface.web.condition_loading import load_condition
from atlas.interface.web.serving import catalogue
from atlas.interface.web.session import ask, finding, word


def take_up(definition: Mapping[str, Any]) -> None:
    """Answer a question and, if it is a query, lay its conditions out in the editor."""
    ask(definition)
    answer = finding()
    if "problem" in st.session_state or answer is None:
        return
    asked = answer.definition
    if isinstance(asked, Query):
        st.session_state["query_layer"] = asked.layer
        if not load_condition(catalogue()[asked.layer], asked):
            st.toast(word("not_laid_out"), icon=":material/info:", duration="long")
