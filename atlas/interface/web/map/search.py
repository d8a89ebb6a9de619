"""
The search of the bar: names, pinyin, initials, slips, words of any text, coordinates.

A name that is picked from the list is gone to at once. Anything else that is typed is looked for
everywhere, and the best of what was found is offered below the bar; the rest in a table.
"""

import streamlit as st

import atlas
from atlas.domain.messages import Message
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import (
    lang,
    localized,
    look_at,
    look_at_place,
    show,
    unmarked,
    word,
)
from atlas.interface.web.widgets.choices import found_names
from atlas.interface.web.widgets.typed_place import typed_place
from atlas.questions.selection.full_text import passage_text
from atlas.questions.selection.search_everywhere import SOURCES, Found, find

_MOST_HITS = 10
_MOST_LISTED = 200
_TOLD_BY_NAME = {"exact", "alias", "prefix", "contains", "pinyin", "initials", "fuzzy"}


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
    st.session_state["hits"] = (text, find(catalogue(), text))


def found() -> None:
    """Show the hits of the last search, if it was one of words."""
    if "hits" not in st.session_state:
        return
    text, hits = st.session_state["hits"]
    with st.container(key="hits"):
        if st.button("✕", key="close_hits", help=word("close"), type="tertiary"):
            st.session_state.pop("hits")
            st.rerun()
        if (place := typed_place(text)) is not None:
            _offer_place(*place)
            return
        told = "found" if hits and hits[0].how != "fuzzy" else "did_you_mean" if hits else "no_hits"
        st.caption(word(told, text=text))
        for hit in hits[:_MOST_HITS]:
            _offer(hit)
        if len(hits) > _MOST_HITS and st.button(
            word("all_hits", count=len(hits)), key="all_hits", type="tertiary"
        ):
            st.session_state.pop("hits")
            show(atlas.search(catalogue(), text, limit=_MOST_LISTED))
            st.rerun()


def _offer_place(lon: float, lat: float) -> None:
    if st.button(word("go_to_place", lon=f"{lon:.5f}", lat=f"{lat:.5f}"), key="hit_place"):
        st.session_state.pop("hits")
        look_at_place(lon, lat)
        st.rerun()


def _offer(hit: Found) -> None:
    is_source = hit.layer == SOURCES
    layer = localized(Message("search.sources") if is_source else catalogue()[hit.layer].name)
    place = "" if hit.is_located or is_source else f" · {word('without_place')}"
    label = f"{unmarked(localized(hit.name))}　:gray[{unmarked(layer)}{place}]"
    if not hit.entity:
        st.markdown(label)
    elif st.button(label, key=f"hit_{hit.id}", type="tertiary"):
        st.session_state.pop("hits")
        look_at(hit.entity)
        st.rerun()
    if hit.how not in _TOLD_BY_NAME and not is_source:
        how = localized(Message(f"search.how_{hit.how}"))
        where = localized(passage_text(catalogue(), catalogue()[hit.layer], hit.place))
        st.caption(unmarked(f"{how} · {where}"))
