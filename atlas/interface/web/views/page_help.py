"""帮助: the documents of the project and the Python functions, read inside the atlas."""

from inspect import getdoc, signature

import streamlit as st

import atlas
from atlas.interface.web.session.plain_text import unmarked
from atlas.interface.web.session.session import lang, word
from atlas.interface.web.widgets.guides import GUIDES, Illustration, chapters

_PYTHON = "python"


def _functions() -> list[str]:
    """Return the names of the functions that `atlas` offers."""
    return [name for name in sorted(atlas.__all__) if name[0].islower()]


def _page() -> None:
    guide = st.radio(
        word("help_guide"),
        [*GUIDES, _PYTHON],
        format_func=lambda name: word(f"guide_{name}"),
        key="help_guide",
        persist_state="session",
    )
    st.caption(word(f"guide_text_{guide}"))
    if guide == _PYTHON:
        name = st.radio(word("help_function"), _functions(), key="help_function")
        with st.container(key="pane"), st.container(key="help_text"):
            offered = getattr(atlas, name)
            st.code(f"atlas.{name}{signature(offered)}", language="python", wrap_lines=True)
            st.text(getdoc(offered) or "")
        return
    contents = chapters(guide, lang())
    chosen = st.radio(
        word("help_chapter"),
        range(len(contents)),
        format_func=lambda number: unmarked(contents[number].title),
        key=f"help_chapter_{guide}_{lang()}",
    )
    with st.container(key="pane"), st.container(key="help_text"):
        for block in contents[chosen].blocks():
            if isinstance(block, Illustration):
                st.image(block.path, caption=unmarked(block.caption))
            else:
                st.markdown(block)


_page()
