"""Where a siting question may begin: an example, the question that was opened, or nothing."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import streamlit as st

import atlas
from atlas.domain.messages import Message
from atlas.domain.question import written
from atlas.interface.web.session.current import catalogue
from atlas.interface.web.session.examples import FOLDER
from atlas.interface.web.session.form_state import begin_with, form_state
from atlas.interface.web.session.session import localized, word
from atlas.output.language import has_words

_FORM = "siting"
BLANK, FIRST, TAKEN = "blank", "siting", "taken"


@lru_cache(maxsize=1)
def presets() -> dict[str, dict[str, Any]]:
    """Return the example questions of siting, by file name."""
    paths = sorted(FOLDER.glob("siting*.toml"))
    return {path.stem: written(atlas.read_definition(path)) for path in paths}


def preset_choice() -> None:
    """Offer where to begin; blank has no criteria."""
    state = form_state(_FORM)
    if state.opened is None and "siting_preset" not in st.session_state:
        state.opened, state.is_example = _untitled(FIRST), True
    if state.opened is not None and not state.is_example:
        st.session_state["siting_taken"] = state.opened
        st.session_state["siting_preset"] = TAKEN
    names = [*([TAKEN] if "siting_taken" in st.session_state else []), *_usable(), BLANK]
    called = {name: _preset_name(name) for name in names}
    st.selectbox(
        word("preset"),
        names,
        index=names.index(FIRST),
        format_func=lambda name: called[name],
        key="siting_preset",
        persist_state="session",
        on_change=_begin_again,
    )


def _begin_again() -> None:
    """Begin with another question: what it says stands where something else was chosen."""
    name = st.session_state["siting_preset"]
    if name == TAKEN:
        begin_with(_FORM, st.session_state["siting_taken"])
    elif name == BLANK:
        begin_with(_FORM, None)
    else:
        begin_with(_FORM, _untitled(name), is_example=True)


def _untitled(name: str) -> Mapping[str, Any]:
    """Return an example without its title, which is not of what somebody makes of it."""
    return {key: value for key, value in presets()[name].items() if key != "title"}


def _usable() -> list[str]:
    """Return the examples whose candidates this atlas has; parcels may still be waiting."""
    return [
        name
        for name, question in presets().items()
        if (ref := question["candidates"]).get("cells")
        or (ref["layer"] in catalogue() and not catalogue()[ref["layer"]].is_slot)
    ]


def _preset_name(name: str) -> str:
    question = st.session_state["siting_taken"] if name == TAKEN else presets().get(name, {})
    key, title = f"web.preset_{name}", question.get("title") or name
    if name == TAKEN:
        return f"{word('preset_taken')}：{title}" if title != TAKEN else word("preset_taken")
    return localized(Message(key)) if has_words(key) else str(title)
