"""What few planners open: competition, access per head, and how even it is."""

from typing import Any

import streamlit as st

from atlas.interface.web.choices import NONE
from atlas.interface.web.serving import catalogue
from atlas.interface.web.session import spoken, word


def advanced(facilities: str) -> dict[str, Any]:
    """
    Show the fold and return what it asks for as a question holds it, under `advanced`.

    Parameters
    ----------
    facilities
        The layer of those that serve.
    """
    with st.expander(word("advanced"), key="advanced"):
        asked = st.toggle(word("with_advanced"), key="with_advanced", persist_state="session")
        st.caption(word("advanced_text"))
        if not asked:
            return {}
        spec = catalogue()[facilities].spec
        columns = [key for key, kind in spec.columns.items() if kind.is_number]
        supply = st.selectbox(
            word("supply"),
            [NONE, *columns],
            format_func=lambda name: (
                spoken(spec.heading(name)) if name else word("each_offers_one")
            ),
            key=f"supply_{facilities}",
            persist_state="session",
        )
        exponent = st.number_input(
            word("huff_exponent"),
            min_value=0.5,
            max_value=5.0,
            value=2.0,
            step=0.5,
            key="huff_exponent",
            persist_state="session",
        )
    return {"advanced": {"exponent": exponent, **({"supply": supply} if supply else {})}}
