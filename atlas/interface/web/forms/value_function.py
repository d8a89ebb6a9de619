"""How a criterion's value becomes a score: the shape of the transform and its settings."""

from typing import Any

import streamlit as st

from atlas.interface.web.session.session import word
from atlas.interface.web.widgets.typed_numbers import typed_numbers

_SHAPES = ("linear", "classes", "inverse", "sigmoid", "gaussian")
# what a shape begins with where neither the example nor the visitor says otherwise
_USUAL: dict[str, dict[str, Any]] = {
    "linear": {"best": 0.0, "worst": 5000.0},
    "inverse": {"half": 1000.0, "better": "low"},
    "sigmoid": {"midpoint": 2000.0, "spread": 500.0, "better": "low"},
    "gaussian": {"ideal": 1000.0, "spread": 500.0},
    "classes": {"breaks": (1000.0, 3000.0), "scores": (1.0, 0.5, 0.0)},
}
_TEXT = {"breaks", "scores"}


def transform_choice(number: int, initial: dict[str, Any]) -> dict[str, Any]:
    """
    Offer the shape and its settings.

    Parameters
    ----------
    number
        Of the criterion's row: names the widgets.
    initial
        The transform to begin with.
    """
    begins = initial.get("shape", "linear")
    shape = st.selectbox(
        word("shape"),
        _SHAPES,
        index=_SHAPES.index(begins),
        format_func=lambda known: word(f"shape_{known}"),
        key=f"criterion_shape_{number}",
        persist_state="session",
    )
    settings = _USUAL[shape] | (initial if shape == begins else {})
    names = list(_USUAL[shape])
    sides = st.columns(2)
    given: dict[str, Any] = {"shape": shape}
    for place, name in enumerate(names):
        with sides[place % 2]:
            given[name] = _setting(name, settings[name], f"criterion_{name}_{number}_{shape}")
    return given


def _setting(name: str, initial: Any, key: str) -> Any:
    if name == "better":
        return st.selectbox(
            word("better"),
            ["low", "high"],
            index=["low", "high"].index(initial),
            format_func=lambda known: word(f"better_{known}"),
            key=key,
            persist_state="session",
        )
    if name in _TEXT:
        return typed_numbers(word(name), initial, key=key)
    return st.number_input(
        word(name), value=float(initial), format="%g", key=key, persist_state="session"
    )
