"""浏览: what this is, how sure it is, and three questions to begin with."""

import streamlit as st

from atlas.interface.web.session.examples import EXAMPLES, example
from atlas.interface.web.session.session import ask, lang, word

with st.container(key="welcome"):
    st.markdown(f"**{word('welcome_title')}**")
    st.caption(word("welcome_text"))
    for name in EXAMPLES:
        if st.button(word(f"example_{name}"), key=f"example_{name}", width="stretch"):
            ask(example(name, lang()))
