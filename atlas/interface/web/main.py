"""
The shell of every page: bar, panel, map, card, result.

The map and its layers are drawn here and not by the pages, so that they stay the same whichever
page is open; they run by themselves when a layer is switched or a place is clicked.
The page runs first, in the panel: it may ask a question, whose answer the map then shows.
"""

from functools import partial
from pathlib import Path

import streamlit as st

from atlas.interface.web.answers import progress_bar, result
from atlas.interface.web.data import workspace
from atlas.interface.web.map import layers, map_view, search
from atlas.interface.web.session.session import (
    begin,
    is_dark,
    keep_address,
    lang,
    renew_choices,
    unmarked,
    word,
)
from atlas.interface.web.views.question import question_page
from atlas.questions import QUESTIONS

PAGES = (
    "browse",
    "query",
    "siting",
    "location",
    "coverage",
    "targets",
    "documents",
    "relations",
    "briefing",
    "data",
    "help",
)


def _pages() -> list[st.Page]:
    """Return the pages in their order; a kind of question without a page of its own has one too."""
    here = Path(__file__).parent
    pages = [
        st.Page(
            here / "views" / f"page_{name}.py",
            title=word(f"page_{name}"),
            url_path="" if name == PAGES[0] else name,
            default=name == PAGES[0],
        )
        for name in PAGES
    ]
    others = [kind for kind in QUESTIONS if kind.name not in PAGES]
    return pages + [
        st.Page(partial(question_page, kind), title=word(f"page_{kind.name}"), url_path=kind.name)
        for kind in others
    ]


def _bar(pages: list[st.Page]) -> None:
    with st.container(key="bar", horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{word('title')}**", width="content")
        for page in pages:
            st.page_link(page, label=page.title, width="content")
        search.search_box()
        _light_or_dark()
        st.segmented_control(
            "中 / EN",
            ["zh", "en"],
            format_func=lambda lang: {"zh": "中", "en": "EN"}[lang],
            required=True,
            key="lang",
            persist_state="session",
            label_visibility="collapsed",
        )


def _light_or_dark() -> None:
    other = "light" if is_dark() else "dark"
    # the map's script sets it and loads the page anew; the address holds what is on the screen
    if st.button(word(other), key="dress", help=word("dress_help"), type="tertiary"):
        st.session_state["dressed"] = "Light" if is_dark() else "Dark"


def _styles() -> list[str]:
    dark = ["style_dark.css"] if is_dark() else []
    return ["style.css", *dark, *(["style_en.css"] if lang() == "en" else [])]


def _words_in_styles() -> str:
    """Return the words that take the place of Streamlit's own English ones."""
    most = st.get_option("server.maxUploadSize")
    words = {"choose-file": word("choose_file"), "file-limit": word("file_limit", most=most)}
    return " ".join(f'--word-{name}: "{text}";' for name, text in words.items())


def _shell() -> None:
    begin()
    renew_choices()
    st.set_page_config(page_title=word("title"), layout="wide")
    here = Path(__file__).parent
    for style in _styles():
        st.html(here / style)
    st.html(f"<style>:root {{ {_words_in_styles()} }}</style>")
    pages = _pages()
    current = st.navigation(pages, position="hidden")
    _bar(pages)
    with st.container(key="panel"):
        # a box of its own: a page of another length must not push what follows to a new place,
        # where the browser would begin it anew
        with st.container(key="question"):
            workspace.then_line()
            current.run()
        map_view.map_and_layers()
        with st.container(key="layer_notes"):
            layers.layer_notes()
            workspace.workspace_line()
    with st.container(key="answer"):
        result.result()
        progress_bar.under_way_bar()
    search.found()
    for fault in st.session_state.pop("address_faults", []):
        st.toast(unmarked(fault), icon=":material/link_off:", duration="long")
    keep_address()


_shell()
