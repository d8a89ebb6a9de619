"""
Questions that come ready-made: answered, and opened in the form of their kind.

A question comes from a saved study, a file or the card of a place. Call these from callbacks:
what a widget shows can be set only before it is drawn.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from atlas.deliverables.register import make_definition
from atlas.interface.web.session.form_state import open_in_form
from atlas.interface.web.session.session import ask


def open_question(definition: Mapping[str, Any]) -> None:
    """Answer a question and lay it out on its page."""
    ask(definition)
    if "problem" in st.session_state:
        return
    open_in_form(make_definition(definition))
