"""
Places proposed for rows, by a click, a drag or typed numbers: on the screen only, until stored.

A page says at each run whether the points of a layer may be dragged, and which row it speaks of.
What was proposed stays as long as the page speaks of that layer, and is lost with the session.
"""

from collections.abc import Iterable

import streamlit as st

from atlas.domain.crs import to_measuring
from atlas.domain.layer import Layer
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import lang, selected
from atlas.output.webmap.draggable import Handle, Moving, Place

_NOTHING = ("", None, "")


def let_move(layer: Layer, row: str | None = None) -> None:
    """Let a layer's points be dragged as long as this page is open; a click is meant for `row`."""
    st.session_state["moving"] = (layer.id, row, st.session_state.get("page"))


def let_none_move() -> None:
    """Hold every point still until a page lets some be dragged."""
    st.session_state.pop("moving", None)


def proposed(layer: Layer) -> dict[str, Place]:
    """Return the places proposed for rows of a layer; those of another layer are forgotten."""
    of, places = st.session_state.get("moves", ("", {}))
    if of != layer.id:
        st.session_state["moves"] = layer.id, {}
        return {}
    return {row: at for row, at in places.items() if row in layer.frame.index}


def propose(row: str | None, at: Place) -> None:
    """Take a place for a row, or for the row that the page speaks of."""
    layer, meant, _ = st.session_state.get("moving", _NOTHING)
    row = row or meant
    if not layer or row is None:
        return  # the tool was taken up for nothing
    of, places = st.session_state.get("moves", ("", {}))
    st.session_state["moves"] = layer, {**(places if of == layer else {}), row: at}
    st.session_state["moved_last"] = row


def moved_last() -> str | None:
    """Return the row that a place was proposed for last, once."""
    row: str | None = st.session_state.pop("moved_last", None)
    return row


def forget(rows: Iterable[str]) -> None:
    """Take back what was proposed for some rows."""
    of, places = st.session_state.get("moves", ("", {}))
    gone = set(rows)
    st.session_state["moves"] = of, {row: at for row, at in places.items() if row not in gone}


def stored_place(layer: Layer, row: str) -> Place | None:
    """Return the stored place of a point, None where it has none."""
    shape = layer.frame.geometry[row]
    return None if shape is None or shape.is_empty else (shape.x, shape.y)


def metres_moved(layer: Layer, row: str, at: Place) -> float | None:
    """
    Return how far a proposed place is from the stored one.

    Parameters
    ----------
    layer
        A layer of points.
    row
        Id of the feature.
    at
        Longitude and latitude, degrees.

    Returns
    -------
    distance
        Metres; None where the feature has no stored place.
    """
    if stored_place(layer, row) is None:
        return None
    there = layer.frame.geometry[[row, row]].copy()
    there.iloc[1] = type(there.iloc[0])(*at)
    before, after = to_measuring(there)
    return float(before.distance(after))


def shown_moves() -> Moving | None:
    """Return what can be dragged on the map now, if anything."""
    name, row, page = st.session_state.get("moving", _NOTHING)
    if name not in catalogue() or page != st.session_state.get("page"):
        return None
    layer = catalogue()[name]
    places = dict(proposed(layer))
    row = str(row or selected() or "")
    if row in layer.frame.index and row not in places and (at := stored_place(layer, row)):
        places[row] = at
    handles = [
        Handle(one, layer.name_of(one).in_language(lang()), at, stored_place(layer, one))
        for one, at in places.items()
    ]
    return Moving(layer.id, handles)
