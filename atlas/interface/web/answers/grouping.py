"""How many of each: the rows of a query by group, as a table and as bars."""

from typing import TYPE_CHECKING

import pandas
import streamlit as st

from atlas.domain.finding import Finding
from atlas.domain.layer_union import together
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import lang, localized, unmarked, word
from atlas.output.tables import heading
from atlas.questions.query import QUERY
from atlas.questions.query.grouping import group_summary

if TYPE_CHECKING:
    import altair

_MOST_BARS = 30


def groups_of(answer: Finding) -> list[str]:
    """Return the columns that make groups, those with few different cells first."""
    question = QUERY.question_of(answer)
    if question is None or answer.table.empty:
        return []
    layer = together(catalogue(), question.every_layer)
    kinds = layer.spec.every_column
    fit = [
        name
        for name, column in answer.columns.items()
        if not column.detail
        and column.only in {None, lang()}
        and name in kinds
        and kinds[name].type in {"category", "list", "flag", "text", "integer"}
        and 1 < answer.table[name].astype(str).nunique() < max(2, len(answer.table))
    ]
    return sorted(fit, key=lambda name: (kinds[name].type == "text", answer.table[name].nunique()))


def show_summary(answer: Finding) -> None:
    """Show the rows by group; the caption says so where a row counts more than once."""
    by = st.selectbox(
        word("group_by"),
        groups_of(answer),
        format_func=lambda name: heading(answer.columns[name], lang()),
        key=f"group_by_{answer.definition.kind}",
    )
    told = group_summary(catalogue(), answer, by=by)
    words = told.columns["group"].values
    names = [localized(words[g]) if g in words else str(g) for g in told.table["group"]]
    bars = pandas.DataFrame({"group": names, "rows": told.table["rows"].to_numpy()})
    table, chart = st.columns([2, 3])
    shown = pandas.DataFrame(
        {heading(told.columns["group"], lang()): names, word("rows"): bars["rows"]}
    )
    table.dataframe(shown, hide_index=True, height=220)
    chart.altair_chart(_bars(bars.head(_MOST_BARS)), width="stretch")
    for caveat in told.caveats:
        st.caption(unmarked(answer.say(caveat, lang())))


def _bars(bars: pandas.DataFrame) -> "altair.LayerChart | altair.FacetChart":
    import altair  # who sees no chart need not wait for it

    base = altair.Chart(bars).encode(
        x=altair.X("rows:Q", title=None, axis=altair.Axis(tickMinStep=1)),
        y=altair.Y("group:N", title=None, sort=None, axis=altair.Axis(labelLimit=220)),
    )
    labels = base.mark_text(align="left", dx=3).encode(text="rows:Q")
    return altair.layer(base.mark_bar(color="#1F4E8C", height=14), labels)
