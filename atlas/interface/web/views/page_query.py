"""查询: which features of a layer meet these conditions?"""

from functools import partial
from typing import Any

import streamlit as st

from atlas.deliverables.register import definition_of_kind
from atlas.domain.conditions import Condition
from atlas.errors import AtlasError, Refused
from atlas.interface.outcomes import describe
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import answer_to, lang, unmarked, word
from atlas.interface.web.views.question import question_page
from atlas.output.cql2 import cql2_text
from atlas.questions.query import QUERY
from atlas.questions.query.definition import Query
from atlas.questions.selection.synonyms import synonym_words


def _said_so_far(question: dict[str, Any]) -> None:
    """Say how many rows the conditions leave by now, and the same conditions as CQL2 text."""
    try:
        found = answer_to(question)
        st.caption(word("live_count", count=int(found.values["matched"].value)))
        conditions = definition_of_kind(Query, question).where
        if conditions is not None:
            with st.expander(word("advanced")):
                _as_text(conditions)
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


question_page(QUERY, so_far=_said_so_far)
