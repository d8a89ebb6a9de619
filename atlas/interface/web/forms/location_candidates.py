"""
Where the new ones may stand: cells, hexagons, or the features of a layer.

A planner's own list of places is a layer once it was taken in on the page of data.
"""

from typing import Any

import streamlit as st

from atlas.interface.web.forms.location_loading import CELLS, CELLS_M, RESOLUTIONS, within
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import word
from atlas.interface.web.widgets.choices import layer_choice

_GEOMETRY = ("point", "polygon")
_LAND, _USUAL = "parcels", "parks"


def candidates_choice(area: dict[str, Any]) -> dict[str, Any]:
    """
    Offer what the new ones may take; how fine cells are is asked by `cells_fineness`.

    Parameters
    ----------
    area
        Where they may go.
    """
    kind = st.segmented_control(
        word("candidates"),
        CELLS,
        default=CELLS[0],
        required=True,
        format_func=lambda name: word(f"candidates_{name}"),
        key="location_cells",
        persist_state="session",
    )
    if kind != "layer":
        return {"cells": kind, "inside": area}
    layer = layer_choice(
        word("candidates_of"), key="location_own_layer", geometry=_GEOMETRY, default=_begins()
    )
    st.caption(word("candidates_own_table"))
    is_here = st.toggle(
        word("location_own_within"), value=True, key="location_own_within", persist_state="session"
    )
    return {"layer": layer} | ({"where": within(area)} if is_here else {})


def _begins() -> str:
    return _LAND if _LAND in catalogue() and not catalogue()[_LAND].is_slot else _USUAL


def cells_fineness(candidates: dict[str, Any]) -> dict[str, Any]:
    """Offer how fine the cells are; features are as they are."""
    if "layer" in candidates:
        return candidates
    if candidates["cells"] == "square":
        return candidates | {"size_m": cell_side("site_cell", 1000)}
    resolution = st.select_slider(
        word("resolution"),
        RESOLUTIONS,
        value=8,
        key="location_resolution",
        persist_state="session",
    )
    return candidates | {"resolution": resolution}


def cell_side(name: str, initial: int) -> int:
    """Offer the side of cells, metres."""
    side: int = st.select_slider(
        word(f"location_{name}"),
        CELLS_M,
        value=initial,
        key=f"location_{name}",
        persist_state="session",
    )
    return side
