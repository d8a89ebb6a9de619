"""
Another set of facilities, put together on the page: added, moved and closed ones.

A place is the point that was marked on the map last, the middle of what was drawn there, or the
sites that the answer on the screen has chosen. A facility is chosen by a click on it, or from a
list. What is put together is kept in the session, for each layer of facilities.
"""

import json
from collections.abc import Callable
from typing import Any

import shapely
import streamlit as st

from atlas.interface.web.session.session import drawn_shape, finding, lang, selected, word
from atlas.interface.web.widgets.choices import NONE, feature_names

_DIGITS = 6  # of a degree: a tenth of a metre


def changes(facilities: str) -> dict[str, Any]:
    """
    Show what would be changed and return it as a question holds it, under `changes`.

    Parameters
    ----------
    facilities
        The layer of those that serve.
    """
    kept = st.session_state.setdefault(f"changes_{facilities}", {"add": [], "move": {}})
    made = len(kept["add"]) + len(kept["move"])
    made += len(st.session_state.get(f"close_{facilities}", []))
    told = word("before_and_after_count", count=made) if made else word("before_and_after")
    with st.expander(told, key="changes", expanded=bool(made)):
        names = feature_names(facilities, lang())
        _adding(kept)
        _list(kept, names)
        _moving(kept, names)
        closed = st.multiselect(
            word("close_facilities"),
            [name for name in names if name not in kept["move"]],
            format_func=lambda name: names[name],
            placeholder=word("none_chosen"),
            key=f"close_{facilities}",
            persist_state="session",
        )
    given = {**kept, "close": closed}
    return {"changes": given} if any(given.values()) else {}


def _adding(kept: dict[str, Any]) -> None:
    """Offer what was drawn, and what the answer on the screen has chosen."""
    place, sites = _drawn_place(), _chosen_sites()
    if place is None:
        st.caption(word("draw_to_place"))
    else:
        st.caption(word("place_ready", lon=f"{place[0]:.4f}", lat=f"{place[1]:.4f}"))
    with st.container(horizontal=True):
        st.button(
            word("add_drawn"),
            key="add_drawn",
            disabled=place is None or place in kept["add"],
            on_click=lambda: kept["add"].append(place),
        )
        if sites:
            st.button(
                word("add_sites", count=len(sites)),
                key="add_sites",
                on_click=lambda: kept["add"].extend(s for s in sites if s not in kept["add"]),
            )


def _drawn_place() -> list[float] | None:
    """Return the place marked last, by a point or by the middle of a shape."""
    if pointed := st.session_state.get("pointed"):
        return [round(number, _DIGITS) for number in pointed]
    shape = drawn_shape()
    return _on(shapely.from_geojson(json.dumps(shape))) if shape else None


def _chosen_sites() -> list[list[float]]:
    answer = finding()
    if answer is None or "chosen" not in answer.layers:
        return []
    return [_on(shape) for shape in answer.layers["chosen"].geometry]


def _on(shape: shapely.Geometry) -> list[float]:
    """Return a point on a shape: its middle where that lies on it, as it does for a circle."""
    middle = shape.centroid
    place = middle if shape.intersects(middle) else shape.representative_point()
    return [round(place.x, _DIGITS), round(place.y, _DIGITS)]


def _moving(kept: dict[str, Any], names: dict[str, str]) -> None:
    clicked = selected()
    if clicked in names and clicked != st.session_state.get("move_clicked"):
        st.session_state["move_clicked"] = st.session_state["move_facility"] = clicked
    chosen = st.selectbox(
        word("move_facility"),
        [NONE, *names],
        format_func=lambda name: names[name] if name else word("none_chosen"),
        key="move_facility",
    )
    place = _drawn_place()
    st.button(
        word("move_to_drawn"),
        key="move_to_drawn",
        disabled=place is None or not chosen,
        on_click=lambda: kept["move"].update({chosen: place}),
    )


def offer_closing(layer: str, feature: str) -> None:
    """Offer, on the card of a facility of the question, to see what closing it would change."""
    if layer != st.session_state.get("facilities"):
        return
    key = f"close_{layer}"

    def close() -> None:
        closed = st.session_state.get(key, [])
        st.session_state[key] = [*closed, *({feature} - set(closed))]

    if st.button(word("close_in_coverage"), key="close_in_coverage", on_click=close):
        st.switch_page("views/page_coverage.py")


def _list(kept: dict[str, Any], names: dict[str, str]) -> None:
    """Show what is added and moved, each with a button that takes it back."""
    for number, (lon, lat) in enumerate(kept["add"], start=1):
        told = word("added_at", number=number, lon=f"{lon:.4f}", lat=f"{lat:.4f}")
        _taking_back(told, f"add_{number}", kept["add"].pop, number - 1)
    for name, (lon, lat) in kept["move"].items():
        place = word("moved_to", name=names[name], lon=f"{lon:.4f}", lat=f"{lat:.4f}")
        _taking_back(place, f"move_{name}", kept["move"].pop, name)


def _taking_back(told: str, key: str, pop: Callable[[Any], Any], what: object) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(told)
        st.button("✕", key=f"take_back_{key}", type="tertiary", on_click=pop, args=(what,))
