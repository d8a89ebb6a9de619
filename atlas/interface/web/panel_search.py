"""
The search of the bar: by name, pinyin, initials or an older name, with slips forgiven.

A name that is picked from the list is gone to at once. Anything else that is typed is looked for
and its hits are offered below the bar.
"""

import streamlit as st

from atlas.analysis.search import Hit, search
from atlas.interface.web.choices import found_names
from atlas.interface.web.serving import catalogue
from atlas.interface.web.session import lang, look_at, spoken, unmarked, word

_MOST_HITS = 8


def search_box() -> None:
    """Show the box, and below the bar what was found for the words typed last."""
    names = found_names(lang())
    st.selectbox(
        word("search"),
        list(names),
        index=None,
        # a word that was typed and is no id stands for itself
        format_func=lambda i: names.get(i, i),
        placeholder=word("search"),
        accept_new_options=True,
        key="search",
        label_visibility="collapsed",
        on_change=_typed,
        width=240,
    )


def _typed() -> None:
    text = str(st.session_state.get("search") or "").strip()
    st.session_state.pop("hits", None)
    if not text:
        return
    if catalogue().has_feature(text):
        look_at(text)
        return
    st.session_state["hits"] = (text, search(catalogue(), text, limit=_MOST_HITS))


def found() -> None:
    """Show the hits of the last search, if it was one of words."""
    if "hits" not in st.session_state:
        return
    text, hits = st.session_state["hits"]
    with st.container(key="hits"):
        if st.button("✕", key="close_hits", help=word("close"), type="tertiary"):
            st.session_state.pop("hits")
            st.rerun()
        told = "found" if hits and hits[0].how != "fuzzy" else "did_you_mean" if hits else "no_hits"
        st.caption(word(told, text=unmarked(text)))
        for hit in hits:
            _offer(hit)


def _offer(hit: Hit) -> None:
    layer = spoken(catalogue()[hit.layer].name)
    place = "" if hit.is_located else f" · {word('without_place')}"
    label = f"{unmarked(spoken(hit.name))}　:gray[{unmarked(layer)}{place}]"
    if st.button(label, key=f"hit_{hit.id}", type="tertiary"):
        st.session_state.pop("hits")
        look_at(hit.id)
        st.rerun()
