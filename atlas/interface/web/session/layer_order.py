"""
The layers one visitor has on the map: which are on, in which order, and which beside.

The order is from the ground up. It is the declared one until the visitor raises a layer above
another, and layers that come later go where they are declared to.
"""

from collections.abc import Iterable

import streamlit as st

from atlas.interface.web.session.current import catalogue


def layers_on() -> list[str]:
    """Return the layers switched on, from the ground up."""
    if "layers_on" not in st.session_state:
        st.session_state["layers_on"] = list(shown_first())
    chosen = st.session_state["layers_on"]
    return [name for name in drawing_order() if name in chosen]


def shown_now() -> list[str]:
    """Return the layers that are on, a list that stays up to date while a file is being written."""
    kept: list[str] = st.session_state.setdefault("shown_now", [])
    kept[:] = layers_on()
    return kept


def shown_first() -> tuple[str, ...]:
    """Return the layers that a first visit shows, as they are declared."""
    return tuple(name for name in drawn_as_declared() if catalogue()[name].spec.shown_first)


def drawing_order() -> list[str]:
    """Return the ids of all layers with geometry, from the ground up, as the visitor has them."""
    declared = drawn_as_declared()
    order = st.session_state.get("order", declared)
    # what came since the order was made goes where it is declared to
    return order if len(order) == len(declared) else arranged(declared, tuple(order))


def is_ordered() -> bool:
    """Return whether the visitor has changed the order of what is on."""
    on = layers_on()
    return on != [name for name in drawn_as_declared() if name in on]


def drawn_as_declared() -> list[str]:
    """Return the ids of all layers with geometry, from the ground up, as they are declared."""
    return list(catalogue().from_the_ground_up)


def raise_layer(name: str) -> None:
    """Draw a layer above the next of those that are on."""
    on = layers_on()
    at = on.index(name)
    if at + 1 < len(on):
        on[at], on[at + 1] = on[at + 1], on[at]
        st.session_state["order"] = arranged(drawing_order(), tuple(on))


def forget_order() -> None:
    """Draw all layers in the order they are declared in."""
    st.session_state.pop("order", None)


def arranged(order: list[str], some: tuple[str, ...]) -> list[str]:
    """Return an order in which some have changed places among themselves, the others none."""
    turns = iter(name for name in some if name in order)
    return [next(turns) if name in some else name for name in order]


def beside() -> list[str] | None:
    """Return the layers of the map beside, from the ground up, None where there is none."""
    chosen = st.session_state.get("beside")
    return None if chosen is None else [name for name in drawing_order() if name in chosen]


def set_beside(names: Iterable[str] | None) -> None:
    """Show a second map with these layers beside the first, or none."""
    st.session_state["beside"] = None if names is None else list(names)
