"""The further tables of an answer, each a tab; a row of a list is looked at on the map."""

from typing import Any

import streamlit as st

from atlas.domain.finding import Finding, Part
from atlas.domain.question import definition_hash
from atlas.interface.web.session.plain_text import Marked
from atlas.interface.web.session.session import lang, localized, look_at, unmarked, word
from atlas.interface.web.widgets.figures import figure_columns
from atlas.output.tables import reading_table

_TALLEST = 260
_FEW = 6  # rows that show whole
_ADVANCED = {"rivals", "shared", "access", "evenness"}


def part_names(answer: Finding) -> list[Marked]:
    """Return what the tabs of an answer's further tables are called; few share the last one."""
    first, advanced = _filled(answer)
    names = [unmarked(localized(part.name)) for part in first.values()]
    return [*names, word("advanced")] if advanced else names


def show_parts(answer: Finding, tabs: list[Any]) -> None:
    """Fill the tabs, in the order of `part_names`."""
    first, advanced = _filled(answer)
    for tab, (key, part) in zip(tabs, first.items(), strict=False):
        with tab:
            _show(answer, key, part)
    if advanced:
        with tabs[-1]:
            for key, part in advanced.items():
                st.markdown(f"**{unmarked(localized(part.name))}**")
                _show(answer, key, part)


def _filled(answer: Finding) -> tuple[dict[str, Part], dict[str, Part]]:
    """Return the tables that hold rows: those for everyone, and those few will open."""
    filled = {key: part for key, part in answer.parts.items() if len(part.table)}
    first = {key: part for key, part in filled.items() if key not in _ADVANCED}
    return first, {key: part for key, part in filled.items() if key in _ADVANCED}


def _show(answer: Finding, name: str, part: Part) -> None:
    """Show one table; where its rows are things, a click on a row brings that into view."""
    key = f"part_{name}_{definition_hash(answer.definition)}"
    looks: dict[str, Any] = {
        "hide_index": True,
        "placeholder": "—",
        "column_config": figure_columns(part),
        "height": "content" if len(part.table) <= _FEW else _TALLEST,
        "key": key,
    }

    def row_chosen() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows:
            look_at(str(part.table.index[rows[0]]))

    table = reading_table(part, lang())
    if part.table.index.name == "id":
        st.dataframe(table, on_select=row_chosen, selection_mode="single-row", **looks)
        st.caption(word("whole_table"))
    else:
        st.dataframe(table, **looks)
