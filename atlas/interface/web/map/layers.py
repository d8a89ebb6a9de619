"""The layers: a switch for each by theme, its symbol and how much it holds, order, comparing."""

import streamlit as st

from atlas.domain.layer import Layer
from atlas.domain.messages import Message
from atlas.interface.web.map.standalone import handover_box
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.layer_order import (
    beside,
    drawing_order,
    drawn_as_declared,
    forget_order,
    is_ordered,
    layers_on,
    raise_layer,
    set_beside,
)
from atlas.interface.web.session.session import localized, unmarked, word
from atlas.output.webmap import symbol_address


def layer_tree() -> None:
    """Show every layer by theme, with a switch each."""
    layers_on()
    with st.expander(word("layers"), expanded=True, key="layer_tree"):
        for theme, layers in _by_theme().items():
            st.caption(unmarked(localized(Message(f"theme.{theme}"))))
            for layer in layers:
                _switch(layer)
        _order()
        _comparing()
        handover_box()


def _order() -> None:
    """Offer to change which layer lies over which."""
    if not st.toggle(word("order"), key="ordering", help=word("order_help")):
        return
    topmost = list(reversed(layers_on()))
    for place, name in enumerate(topmost):
        st.button(
            unmarked(localized(catalogue()[name].name)),
            key=f"raise_{name}",
            icon=":material/arrow_upward:",
            disabled=place == 0,
            type="tertiary",
            on_click=raise_layer,
            args=(name,),
        )
    if is_ordered():
        st.button(word("order_undo"), key="order_undo", type="tertiary", on_click=forget_order)


def _comparing() -> None:
    """Offer a second map beside the first, with layers of its own."""
    shown = beside()
    st.session_state["comparing"] = shown is not None
    st.toggle(word("compare"), key="comparing", help=word("compare_help"), on_change=_compared)
    if shown is None:
        return
    st.session_state["beside_chosen"] = shown
    st.multiselect(
        word("compare_layers"),
        drawing_order(),
        format_func=lambda name: localized(catalogue()[name].name),
        key="beside_chosen",
        on_change=_chosen_beside,
    )


def _compared() -> None:
    set_beside(layers_on() if st.session_state["comparing"] else None)


def _chosen_beside() -> None:
    set_beside(st.session_state["beside_chosen"])


def layer_notes() -> None:
    """Say how layers are drawn, and name those that wait for data with what they need."""
    st.caption(word("how_drawn"))
    st.caption(word("slots"))
    for slot in catalogue().slots:
        needs = slot.spec.needs
        st.markdown(
            f":gray[{unmarked(localized(slot.name))}] :orange-badge[{word('not_loaded')}]",
            help=unmarked(localized(needs.name)) if needs else None,
        )


def _by_theme() -> dict[str, list[Layer]]:
    themes: dict[str, list[Layer]] = {}
    for name in drawn_as_declared():
        layer = catalogue()[name]
        themes.setdefault(layer.spec.theme, []).append(layer)
    return themes


def _switch(layer: Layer) -> None:
    located, rows = len(layer.located), len(layer.frame)
    count = f"{located}" if located == rows else f"{located} / {rows}"
    mark = f" :orange-badge[{word('schematic')}]" if layer.is_schematic else ""
    key = f"on_{layer.id}"
    st.session_state.setdefault(key, layer.id in st.session_state["layers_on"])
    st.checkbox(
        f"![]({symbol_address(layer)}) {unmarked(localized(layer.name))} :gray[{count}]{mark}",
        key=key,
        persist_state="session",
        on_change=_switched,
        args=(layer.id, key),
    )


def _switched(name: str, key: str) -> None:
    on = set(st.session_state["layers_on"])
    on = on | {name} if st.session_state[key] else on - {name}
    st.session_state["layers_on"] = [known for known in drawing_order() if known in on]
