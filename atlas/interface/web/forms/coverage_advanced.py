"""What few planners open: competition, access per head, and how even it is."""

from typing import Any

import streamlit as st

from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import localized, word
from atlas.interface.web.widgets.choices import NONE
from atlas.interface.web.widgets.typed_numbers import typed_numbers

# what one counts for nearby, farther and far: a beginning, and for the planner to judge
_USUAL_WEIGHTS = (1.0, 0.68, 0.22)


def advanced(facilities: str, focus_km: float) -> dict[str, Any]:
    """
    Show the fold and return what it asks for as a question holds it, under `advanced`.

    Parameters
    ----------
    facilities
        The layer of those that serve.
    focus_km
        The radius within which they do: where bands of distance begin with.
    """
    with st.expander(word("advanced"), key="advanced"):
        asked = st.toggle(word("with_advanced"), key="with_advanced", persist_state="session")
        st.caption(word("advanced_text"))
        if not asked:
            return {}
        given = _supply(facilities) | {
            "exponent": st.number_input(
                word("huff_exponent"),
                min_value=0.5,
                max_value=5.0,
                value=2.0,
                step=0.5,
                format="%g",
                key="huff_exponent",
                persist_state="session",
                help=word("huff_exponent_help"),
            )
        }
        return {"advanced": given | _bands(focus_km)}


def _supply(facilities: str) -> dict[str, Any]:
    spec = catalogue()[facilities].spec
    columns = [key for key, kind in spec.columns.items() if kind.is_number]
    supply = st.selectbox(
        word("supply"),
        [NONE, *columns],
        format_func=lambda name: localized(spec.heading(name)) if name else word("each_offers_one"),
        key=f"supply_{facilities}",
        persist_state="session",
    )
    return {"supply": supply} if supply else {}


def _bands(focus_km: float) -> dict[str, Any]:
    """Offer bands of distance and what somebody counts for in each."""
    asked = st.toggle(
        word("with_bands"), key="with_bands", persist_state="session", help=word("with_bands_help")
    )
    if not asked:
        return {}
    thirds = [round(focus_km * part / 3, 2) for part in (1, 2, 3)]
    bands = typed_numbers(word("bands_km"), thirds, key=f"bands_km_{focus_km:g}")
    weights = typed_numbers(word("band_weights"), _USUAL_WEIGHTS, key="band_weights")
    if len(bands) != len(weights) or list(bands) != sorted({b for b in bands if b > 0}):
        st.caption(f":orange[{word('bands_wanted')}]")
    return {"bands_m": [round(1000 * band, 1) for band in bands], "band_weights": list(weights)}
