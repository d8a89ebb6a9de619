"""The layer tree: themes, a switch for each layer, its symbol and how much it holds."""

import streamlit as st

from atlas.domain.layer import Layer
from atlas.domain.words import Message
from atlas.interface.web.serving import catalogue
from atlas.interface.web.session import drawing_order, layers_on, spoken, unmarked, word
from atlas.output.webmap import symbol_address


def layer_tree() -> None:
    """Show every layer by theme, with a switch each."""
    layers_on()
    with st.expander(word("layers"), expanded=True, key="layer_tree"):
        for theme, layers in _by_theme().items():
            st.caption(spoken(Message(f"theme.{theme}")))
            for layer in layers:
                _switch(layer)


def layer_notes() -> None:
    """Say how layers are drawn, and name those that wait for data with what they need."""
    st.caption(word("how_drawn"))
    st.caption(word("slots"))
    for slot in catalogue().slots:
        needs = slot.spec.needs
        st.markdown(
            f":gray[{unmarked(spoken(slot.name))}] :orange-badge[{word('not_loaded')}]",
            help=unmarked(spoken(needs.name)) if needs else None,
        )


def _by_theme() -> dict[str, list[Layer]]:
    themes: dict[str, list[Layer]] = {}
    for name in drawing_order():
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
        f"![]({symbol_address(layer)}) {unmarked(spoken(layer.name))} :gray[{count}]{mark}",
        key=key,
        persist_state="session",
        on_change=_switched,
        args=(layer.id, key),
    )


def _switched(name: str, key: str) -> None:
    on = set(st.session_state["layers_on"])
    on = on | {name} if st.session_state[key] else on - {name}
    st.session_state["layers_on"] = [known for known in drawing_order() if known in on]
