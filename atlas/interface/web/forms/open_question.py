"""
Questions that come ready-made: answered, and laid out on the page that asks such questions.

What a page cannot show of a question is told; the answer is to the question as it came.

A question comes from a saved study, a file or the card of a place. Call these from callbacks:
what a widget shows can be set only before it is drawn.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from atlas.deliverables.register import make_definition
from atlas.domain.question import written
from atlas.interface.web.forms.condition_loading import load_condition
from atlas.interface.web.forms.coverage_loading import load_coverage
from atlas.interface.web.forms.location_loading import load_location
from atlas.interface.web.forms.presets import open_siting
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import ask, word
from atlas.questions.coverage.definition import Coverage
from atlas.questions.location.definition import Location
from atlas.questions.query.definition import Query
from atlas.questions.siting.definition import Siting


def open_question(definition: Mapping[str, Any]) -> None:
    """Answer a question and lay it out on its page."""
    ask(definition)
    if "problem" in st.session_state:
        return
    asked = make_definition(definition)
    is_whole = True
    if isinstance(asked, Query):
        first, *others = asked.every_layer
        st.session_state.update({"query_layer": first, "query_others": others})
        is_whole = load_condition(catalogue()[first], asked)
    elif isinstance(asked, Siting):
        open_siting(written(asked))
    elif isinstance(asked, Location):
        is_whole = load_location(asked)
    elif isinstance(asked, Coverage):
        is_whole = load_coverage(asked)
    if not is_whole:
        st.toast(word("not_laid_out"), icon=":material/info:", duration="long")
