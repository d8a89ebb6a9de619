"""
The shell of every page: bar, panel, map, card, result.

The map is drawn here and not by the pages, so that it stays the same map whichever page is open.
The page runs first, in the panel: it may ask a question, whose answer the map then shows.
"""

from pathlib import Path

import streamlit as st

from atlas.interface.web import panel_layers, panel_map, panel_result
from atlas.interface.web.session import word

PAGES = ("browse", "query", "coverage", "siting", "briefing")


def _bar(pages: list[st.Page]) -> None:
    with st.container(key="bar", horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{word('title')}**", width="content")
        for name, page in zip(PAGES, pages, strict=True):
            st.page_link(page, label=word(f"page_{name}"), width="content")
        st.segmented_control(
            "中 / EN",
            ["zh", "en"],
            format_func=lambda lang: {"zh": "中", "en": "EN"}[lang],
            default="zh",
            required=True,
            key="lang",
            bind="query-params",
            label_visibility="collapsed",
        )


def _shell() -> None:
    st.set_page_config(page_title="丝路科学城规划图集", layout="wide")
    st.html(Path(__file__).with_name("style.css"))
    here = Path(__file__).parent
    pages = [
        st.Page(
            here / f"page_{name}.py",
            title=word(f"page_{name}"),
            url_path="" if name == PAGES[0] else name,
            default=name == PAGES[0],
        )
        for name in PAGES
    ]
    current = st.navigation(pages, position="hidden")
    _bar(pages)
    with st.container(key="panel"):
        current.run()
        panel_layers.layer_tree(expanded=current.title == word("page_browse"))
    panel_map.map_and_card()
    panel_result.result()


_shell()
