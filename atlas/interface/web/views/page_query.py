"""查询: which features of a layer meet these conditions?"""

from functools import partial
from typing import Any

import streamlit as st

from atlas.deliverables.register import make_definition
from atlas.domain.conditions import AllOf, Condition
from atlas.domain.layer_union import unlike_columns
from atlas.errors import AtlasError, Refused
from atlas.interface.outcomes import describe
from atlas.interface.web.answers.studies import studies
from atlas.interface.web.forms.condition_editor import condition_of
from atlas.interface.web.forms.condition_loading import load_condition
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import answer_to, ask, lang, localized, unmarked, word
from atlas.interface.web.widgets.choices import layer_choice, layer_names
from atlas.output.cql2 import cql2_text
from atlas.questions.query.definition import Query
from atlas.questions.selection.synonyms import synonym_words


def _said_so_far(question: dict[str, Any]) -> None:
    """Say how many rows the conditions leave by now, and the same conditions as CQL2 text."""
    try:
        found = answer_to(question)
        st.caption(word("live_count", count=int(found.values["matched"].value)))
        definition = make_definition(question)
        if isinstance(definition, Query) and definition.where is not None:
            with st.expander(word("advanced")):
                _as_text(definition.where)
    except AtlasError as error:
        st.caption(unmarked(describe(error, lang())))


def _as_text(condition: Condition) -> None:
    try:
        text = cql2_text(condition, words=partial(synonym_words, catalogue()))
    except Refused as error:
        st.caption(unmarked(describe(error, lang())))
        return
    st.caption(word("same_as_text"))
    st.code(text, language=None, wrap_lines=True)


def _others(first: str) -> list[str]:
    """Offer the layers that can be asked together with the first one."""
    known = catalogue()
    is_table = known[first].spec.is_table
    fitting = [
        name
        for name in layer_names(None, tables=True)
        if name != first
        and known[name].spec.is_table == is_table
        and not any(unlike_columns([known[first], known[name]]))
    ]
    chosen = st.session_state.get("query_others")
    if chosen:
        st.session_state["query_others"] = [name for name in chosen if name in fitting]
    return st.multiselect(
        word("other_layers"),
        fitting,
        format_func=lambda name: localized(known[name].name),
        placeholder=word("other_layers_none"),
        key="query_others",
        persist_state="session",
    )


def _carry_places_over(name: str) -> None:
    """Ask of a layer opened for the first time what was asked of places of the layer before."""
    before, condition = st.session_state.get("query_before", (name, None))
    layer = catalogue()[name]
    if before == name or f"tree_{name}" in st.session_state or layer.spec.is_table:
        return
    parts = (condition or {}).get("all", [])
    places = [part for part in parts if "spatial" in part or "spatial" in part.get("not", {})]
    if places:
        load_condition(layer, Query(layer=name, where=AllOf.model_validate({"all": places})))


def _page() -> None:
    name = layer_choice(word("layer"), key="query_layer", default="parks", tables=True)
    others = _others(name)
    _carry_places_over(name)
    condition = condition_of(catalogue()[name])
    st.session_state["query_before"] = (name, condition)
    asked: dict[str, Any] = {"kind": "query"}
    asked |= {"layers": [name, *others]} if others else {"layer": name}
    asked |= {"where": condition} if condition else {}
    _said_so_far(asked)
    if st.button(word("run_query"), type="primary", width="stretch", key="run_query"):
        ask(asked)
    studies(asked)


_page()
