"""The result: one sentence, the table tied to the map, what must be said with it, downloads."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import streamlit as st

from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.messages import Language
from atlas.domain.question import definition_hash
from atlas.interface.web.answers.explanation import reason_button
from atlas.interface.web.answers.grouping import groups_of, show_summary
from atlas.interface.web.answers.parts import part_names, show_parts
from atlas.interface.web.answers.report import report_buttons
from atlas.interface.web.briefing.briefing_list import add_button
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.layer_order import shown_now
from atlas.interface.web.session.session import clear_answer, finding, lang, look_at, unmarked, word
from atlas.interface.web.widgets.figures import figure_columns
from atlas.output.export import EXPORTERS, Exporter, MapContext
from atlas.output.tables import heading, reading_table
from atlas.questions import kind_of

# left to the downloads: the map shows where, and a total is there for the asking
_LESS_ASKED = {"lon", "lat", "area_ha", "covered_km2", "source", "parent_basis"}
_TALLEST = 226
_FEW = 5  # rows that show whole
_LONG_TEXT = 24  # characters of half of the rows; a narrower column would cut them
_RANGE = {"share_low", "share_high"}


def result() -> None:
    """Show the answer on screen, if there is one, or why there is none."""
    problem, answer = st.session_state.get("problem"), finding()
    if problem is None and answer is None:
        return
    with st.container(key="results"):
        if problem is not None:
            with _headed():
                st.error(unmarked(problem).replace("\n", "  \n"), icon=":material/error:")
        if answer is not None:
            _answer(answer, closable=problem is None)


@contextmanager
def _headed(*, closable: bool = True) -> Iterator[None]:
    """Put what is drawn within, and the way to close the answer, in one row."""
    row = st.container(
        key="result_head" if closable else None, horizontal=True, vertical_alignment="center"
    )
    with row:
        yield
        if closable and st.button("✕", key="close_results", help=word("clear"), type="tertiary"):
            clear_answer()
            st.rerun()


def _answer(answer: Finding, *, closable: bool) -> None:
    with _headed(closable=closable):
        st.markdown(f"**{unmarked(answer.title(lang()))}**　{unmarked(answer.headline(lang()))}")
        reason_button(answer)
        add_button(answer)
    grouped = [word("summary")] if groups_of(answer) else []
    parts = part_names(answer)
    names = [word("table"), *parts, *grouped, word("notes"), word("downloads")]
    table, *more, notes, downloads = st.tabs(names)
    with table:
        _table(answer)
        st.caption(word("whole_table"))
    show_parts(answer, more[: len(parts)])
    for tab in more[len(parts) :]:
        with tab:
            show_summary(answer)
    with notes:
        st.markdown(f"**{word('method')}** {unmarked(answer.say(answer.method, lang()))}")
        for caveat in answer.caveats:
            st.markdown(f"- {unmarked(answer.say(caveat, lang()))}")
        st.markdown(f"**{word('sources')}**")
        for source in answer.sources:
            st.markdown(f"- {unmarked(source.citation(lang()))}")
    with downloads, st.container(horizontal=True):
        report_buttons(answer)
        for exporter in EXPORTERS.values():
            st.download_button(
                word("handover_html") if exporter.write_over else unmarked(exporter.name.upper()),
                # written when it is asked for: all formats at every click would be felt
                partial(_written, exporter, answer, lang(), catalogue(), shown_now()),
                file_name=f"{answer.kind}{exporter.suffix}",
                mime=exporter.media_type,
                on_click="ignore",
                key=f"download_{exporter.name}",
            )


def _written(
    exporter: Exporter, answer: Finding, language: Language, known: Catalogue, shown: list[str]
) -> bytes:
    return exporter.written(answer, language, MapContext(known, tuple(shown)))


def _table(answer: Finding) -> None:
    if answer.table.empty:
        st.info(word("no_faults" if answer.kind == "check" else "nothing_found"))
        return
    key = f"table_{definition_hash(answer.definition)}"

    def row_chosen() -> None:
        # told before the page runs again, so that the map it draws is the right one at once
        rows = st.session_state[key]["selection"]["rows"]
        if rows:
            look_at(_target(answer, rows[0]))

    st.dataframe(
        reading_table(answer, lang()),
        hide_index=True,
        placeholder="",
        column_order=_order(answer),
        column_config=_formats(answer),
        on_select=row_chosen,
        selection_mode="single-row",
        height="content" if len(answer.table) <= _FEW else _TALLEST,
        key=key,
    )


def _target(answer: Finding, row: int) -> str:
    """Return what a row is about: a zone, a cell, the place it speaks of, or the feature itself."""
    if "related" in answer.layers:
        ends = (str(answer.table[end].iloc[row]) for end in ("subject", "object"))
        return next((i for i in ends if i in answer.layers["related"].index), "")
    told_by = next((name for name in ("zone", "cell", "entity") if name in answer.table), None)
    return str(answer.table[told_by].iloc[row] if told_by else answer.table.index[row])


def _order(answer: Finding) -> list[str]:
    """Return the headings for the screen: columns of the question; the rest in downloads."""
    kind = kind_of(answer.definition)
    less = _LESS_ASKED.union(kind.left_to_downloads if kind is not None else ())
    names = [
        name
        for name, column in answer.columns.items()
        if name not in less
        and not column.detail
        and column.only in {None, lang()}
        and (name in _RANGE or not name.endswith(("_low", "_high")))
    ]
    return [heading(answer.columns[name], lang()) for name in names]


def _formats(answer: Finding) -> dict[str, Any]:
    long_texts = {
        heading(column, lang()): st.column_config.Column(width="large")
        for name, column in answer.columns.items()
        if answer.table[name].astype(str).str.len().median() > _LONG_TEXT
    }
    return long_texts | figure_columns(answer)
