"""选点: if so many more came, where would they reach the most? An assumption, not the plan's."""

from typing import Any

import streamlit as st

from atlas.deliverables.register import make_definition
from atlas.domain.question import definition_hash
from atlas.errors import AtlasError
from atlas.interface.outcomes import describe
from atlas.interface.web.answers.plan_quality import proof, show_curve, use_smallest
from atlas.interface.web.answers.scenarios import scenarios_panel
from atlas.interface.web.session.session import ask, finding, lang, unmarked, word
from atlas.interface.web.views.question import question_of, run_button
from atlas.questions.location import LOCATION
from atlas.questions.location.form import MOST_KM


def _answered(question: dict[str, Any]) -> None:
    """Answer at a press, and again when a slider moves while an answer is on the screen."""
    try:
        key = definition_hash(make_definition(question))
    except AtlasError as error:
        st.caption(unmarked(describe(error, lang())))
        return
    moved = st.session_state.get("location_controls") not in {None, key}
    st.session_state["location_controls"] = key
    answer = finding()
    is_live = answer is not None and answer.kind == "location"
    if run_button(LOCATION) or (moved and is_live):
        ask(question)


def _page() -> None:
    st.caption(word("location_assumption"))
    question = question_of(LOCATION)
    if question is not None:
        _answered(question)
    answer = finding()
    if answer is not None and answer.kind == "location" and "problem" not in st.session_state:
        proof(answer)
        use_smallest(answer, most_km=MOST_KM)
        show_curve(answer)
    scenarios_panel("location")


_page()
