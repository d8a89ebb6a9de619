"""Numbers typed one after the other, parted as a planner's keyboard parts them."""

import re
from collections.abc import Sequence

import streamlit as st

from atlas.interface.web.session.session import word

_BETWEEN = re.compile(r"[,，;；、\s]+")


def typed_numbers(label: str, initial: Sequence[float], *, key: str) -> tuple[float, ...]:
    """
    Offer a line for several numbers.

    Parameters
    ----------
    label
        What they are, in words.
    initial
        The numbers to begin with.
    key
        Of the widget.

    Returns
    -------
    numbers
        In the order typed; none, and a word about it, where something is no number.
    """
    shown = ", ".join(f"{value:g}" for value in initial)
    typed = st.text_input(label, value=shown, key=key, persist_state="session")
    try:
        return tuple(float(part) for part in _BETWEEN.split(typed.strip()) if part)
    except ValueError:
        st.caption(word("numbers_wanted"))
        return ()
