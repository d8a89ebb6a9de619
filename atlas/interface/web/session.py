"""What one visitor's session holds: language, layers switched on, what is selected, the answer."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

import atlas
from atlas.domain.definition import definition_hash, make_definition
from atlas.domain.finding import Finding
from atlas.domain.words import Language, Message, Text
from atlas.errors import AtlasError
from atlas.interface.outcomes import describe
from atlas.interface.web.serving import catalogue
from atlas.output.language import say


def lang() -> Language:
    """Return the visitor's language."""
    return "en" if st.session_state.get("lang") == "en" else "zh"


def begin() -> None:
    """
    Take the language from the address on a first visit, and keep the address in step.

    The switch cannot do this itself: it is drawn after words that must be right already.
    """
    if "lang" not in st.session_state:
        st.session_state["lang"] = "en" if st.query_params.get("lang") == "en" else "zh"
    if lang() == "en":
        st.query_params["lang"] = "en"
    else:
        st.query_params.pop("lang", None)


def word(key: str, **parameters: Any) -> str:
    """Return words of the web interface in the visitor's language."""
    return say(Message(f"web.{key}", parameters), lang())


def spoken(text: Text) -> str:
    """Return any text in the visitor's language."""
    return say(text, lang())


def ask(definition: Mapping[str, Any]) -> None:
    """
    Answer a question and keep the answer as what the screen shows.

    An error is kept as words: the page says it where the answer would stand, and what was
    shown before and what was typed stay.
    """
    try:
        st.session_state["finding"] = answer_to(definition)
        st.session_state.pop("problem", None)
    except AtlasError as error:
        st.session_state["problem"] = describe(error, lang())


def answer_to(definition: Mapping[str, Any]) -> Finding:
    """
    Answer a question without showing the answer.

    Raises
    ------
    AtlasError
        Whatever `atlas.run` raises.
    """
    asked = make_definition(definition)
    return _answer(definition_hash(asked), asked)


# a finding never changes, so every session may be handed the same one
@st.cache_resource(max_entries=200, show_spinner=False)
def _answer(key: str, _asked: Any) -> Finding:  # noqa: ARG001 the key is the cache's
    return atlas.run(catalogue(), _asked)


def unmarked(text: str) -> str:
    """Return text that markdown shows as it is: facts and typed words hold no commands."""
    return "".join(f"\\{char}" if char in r"\`*_{}[]()<>#+-.!|~$:&" else char for char in text)


def finding() -> Finding | None:
    """Return the answer on screen."""
    return st.session_state.get("finding")


def clear_answer() -> None:
    """Take the answer and its problem off the screen."""
    for key in ("finding", "problem"):
        st.session_state.pop(key, None)


def look_at(feature: str) -> None:
    """Bring a feature, or a cell of the answer, into view; again when asked again."""
    _, times = st.session_state.get("look", ("", 0))
    st.session_state["look"] = (feature, times + 1)
    st.session_state["selected"] = feature if catalogue().has_feature(feature) else None


def drawn_shape() -> dict[str, Any] | None:
    """Return the area that was drawn on the map last, GeoJSON, if there is one."""
    return st.session_state.get("drawn")


def selected() -> str | None:
    """Return the id of what is selected, if it is still there."""
    chosen = st.session_state.get("selected")
    return chosen if chosen and catalogue().has_feature(chosen) else None


def layers_on() -> list[str]:
    """Return the layers switched on, in drawing order."""
    first = [layer.id for layer in catalogue().spatial if layer.spec.shown_first]
    chosen = st.session_state.setdefault("layers_on", first)
    return [name for name in drawing_order() if name in chosen]


def drawing_order() -> list[str]:
    """Return the ids of all layers with geometry, from the ground up."""
    known = sorted(catalogue().spatial, key=lambda layer: (layer.spec.draw_order, layer.id))
    return [layer.id for layer in known]
