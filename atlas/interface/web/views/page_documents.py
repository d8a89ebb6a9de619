"""文件: what the documents ask, clause by clause, and of whom."""

from typing import Any

import streamlit as st

from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import ask, lang, localized, word


def _document(name: str) -> str:
    source = catalogue().sources[name]
    return source.graded(source.title, lang())


def _clause_titles(source: str) -> dict[str, str]:
    """Return the clauses of a document in its order, each with its title."""
    clauses = catalogue()["clauses"].frame
    own = clauses[clauses["source"] == source]
    return dict(zip(own["clause"], own["clause"] + " " + own["title_zh"], strict=True))


def _page() -> None:
    mentions, spec = catalogue()["mentions"].frame, catalogue()["mentions"].spec
    st.caption(word("documents_text"))
    source = st.selectbox(
        word("document"),
        list(dict.fromkeys(mentions["source"])),
        format_func=_document,
        key="document",
    )
    own = mentions[mentions["source"] == source]
    titles, told = _clause_titles(source), set(own["clause"])
    clause = st.selectbox(
        word("clause"),
        ["", *(name for name in titles if name in told)],
        format_func=lambda name: titles.get(name) or word("every_clause"),
        key=f"clause_{source}",
    )
    kinds = st.pills(
        word("mention_kind"),
        spec.columns["kind"].values,
        selection_mode="multi",
        format_func=lambda kind: localized(spec.value_text("kind", kind)),
        key="mention_kind",
    )
    text = st.text_input(word("mention_text"), key="mention_text")
    conditions: list[dict[str, Any]] = [{"field": "source", "op": "=", "value": source}]
    if clause:
        conditions.append({"field": "clause", "op": "=", "value": clause})
    if kinds:
        conditions.append({"field": "kind", "op": "in", "value": kinds})
    if text:
        asked = "ask_zh" if lang() == "zh" else "ask_en"
        conditions.append(
            {"any": [{"field": f, "op": "contains", "value": text} for f in ("quote", asked)]}
        )
    ask({"kind": "query", "layer": "mentions", "where": {"all": conditions}})


_page()
