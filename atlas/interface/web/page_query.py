"""查询: which features of a layer meet these conditions?"""

from typing import Any

import streamlit as st

from atlas.domain.definition import Query, make_definition
from atlas.errors import AtlasError
from atlas.interface.outcomes import describe
from atlas.interface.web.choices import layer_choice
from atlas.interface.web.condition_editor import condition_of
from atlas.interface.web.panel_studies import studies
from atlas.interface.web.serving import catalogue
from atlas.interface.web.session import answer_to, ask, lang, word
from atlas.output.filters import condition_text


def _said_so_far(asked: dict[str, Any]) -> None:
    """Say how many rows the conditions leave by now, and the same conditions as CQL2 text."""
    try:
        found = answer_to(asked)
        st.caption(word("live_count", count=int(found.values["matched"].value)))
        definition = make_definition(asked)
        if isinstance(definition, Query) and definition.where is not None:
            st.caption(word("same_as_text"))
            st.code(condition_text(definition.where), language=None, wrap_lines=True)
    except AtlasError as error:
        st.caption(describe(error, lang()))


def _page() -> None:
    name = layer_choice(word("layer"), key="query_layer", default="parks", tables=True)
    condition = condition_of(catalogue()[name])
    asked: dict[str, Any] = {"kind": "query", "layer": name}
    asked |= {"where": condition} if condition else {}
    _said_so_far(asked)
    if st.button(word("run_query"), type="primary", width="stretch", key="run_query"):
        ask(asked)
    studies(asked)


_page()
