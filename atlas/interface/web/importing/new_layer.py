"""
A layer that is not there yet: its names and theme, from which its declaration is written.

Its id is made of the name's sound, so that a planner need not think of one; it can be changed.
"""

import re
import tomllib

import streamlit as st
from pypinyin import lazy_pinyin

from atlas.domain.layer import LayerSpec
from atlas.domain.messages import Message
from atlas.domain.records.imported import ImportedTable
from atlas.ingest.mapping.new_layer import declare_layer
from atlas.interface.web.importing.draft import Draft
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import localized, word

_LONGEST = 40
_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")
_COLORS = ("#8C1D40", "#3A6EA5", "#5B6776", "#7A5AA6", "#2F8F9D", "#D9480F")


def new_layer(draft: Draft, table: ImportedTable) -> tuple[LayerSpec, str] | None:
    """Ask what a new layer is called; return its declaration and the text of it."""
    key = f"{draft.token}_{table.name}"
    st.caption(word("layer_new_how"))
    zh = st.text_input(word("layer_name_zh"), value=table.name, key=f"new_zh_{key}", max_chars=40)
    theme, color = _look(key)
    with st.expander(word("layer_more")):
        en = st.text_input(word("layer_name_en"), key=f"new_en_{key}", max_chars=60)
        name = st.text_input(
            word("layer_id"), value=id_of(zh), key=f"new_id_{key}_{zh}", help=word("layer_id_help")
        )
        written = st.container()
    if not (zh.strip() and name):
        st.caption(word("layer_needs_names"))
        return None
    if not _ID.fullmatch(name) or name in catalogue():
        st.warning(word("layer_id_taken"))
        return None
    zh, en = zh.strip(), en.strip() or zh.strip()
    text = draft.once(
        ("declared", table.name, name, zh, en, theme, color),
        lambda: declare_layer(
            name, table.frame, label_zh=zh, label_en=en, theme=theme, color=color
        ),
    )
    written.caption(word("layer_declaration"))
    written.code(text, language="toml")
    return LayerSpec.model_validate(tomllib.loads(text)), text


def _look(key: str) -> tuple[str, str]:
    """Ask under which theme a layer is listed and in which colour it is drawn."""
    themes = list(dict.fromkeys(layer.spec.theme for layer in catalogue().values()))
    theme = st.selectbox(
        word("theme"),
        themes,
        index=themes.index("land") if "land" in themes else 0,
        format_func=lambda one: localized(Message(f"theme.{one}")),
        key=f"new_theme_{key}",
    )
    color = st.segmented_control(
        word("layer_color"),
        _COLORS,
        default=_COLORS[0],
        format_func=lambda one: word(f"color_{one[1:].lower()}"),
        key=f"new_color_{key}",
        required=True,
    )
    return theme, str(color)


def id_of(name: str) -> str:
    """Return an id for a layer of that name, one that no layer has; nothing where none can be."""
    plain = re.sub(r"[^a-z0-9]+", "_", "_".join(lazy_pinyin(name)).lower()).strip("_")
    first = plain[:_LONGEST].strip("_")
    if first and not first[0].isalpha():
        first = f"layer_{first}"
    tries = [first, *(f"{first}_{number}" for number in range(2, 100))]
    return next((one for one in tries if _ID.fullmatch(one) and one not in catalogue()), "")
