"""目标: what was promised for when, how far it has come, and who is responsible."""

from datetime import date
from typing import Any

import altair
import pandas
import streamlit as st

import atlas
from atlas.domain.finding import TableColumn
from atlas.domain.messages import Message
from atlas.errors import AtlasError
from atlas.interface.outcomes import describe
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import lang, localized, unmarked, word
from atlas.interface.web.widgets.figures import figure_format
from atlas.methods.target_status import AMBER, GREEN, RED, target_status
from atlas.output.language.terms import term
from atlas.output.published_actuals import latest_value, published_value
from atlas.store.protocol import Actual, Actuals

_COLORS = {GREEN: "#2F8F9D", AMBER: "#C98A1B", RED: "#B3402E"}
_LIGHTS = {GREEN: "🟢", AMBER: "🟡", RED: "🔴"}
_EDITABLE = ("actual_value", "actual_date", "responsible")
# what the columns of figures are called in the facts
_FIGURES = {
    "baseline": "baseline_value",
    "value": "value",
    "year": "year",
    "actual_value": "actual_value",
}
_ROW, _TALLEST = 31, 560  # pixels


def _store() -> Actuals:
    return atlas.open_workspace().actuals


def _known() -> dict[str, Actual]:
    """Return what was typed by now; a workspace that cannot be read is reported."""
    try:
        return _store().current()
    except AtlasError as error:
        st.error(unmarked(describe(error, lang())))
        return {}


def _rows(level: str, kinds: list[str], known: dict[str, Actual]) -> pandas.DataFrame:
    """Return the targets of one level with their actual values and status."""
    targets = catalogue()["targets"].frame
    targets = targets[(targets["level"] == level) & targets["row_type"].isin(kinds)]
    values = {i: a.value for i, a in known.items() if a.value is not None}
    told = target_status(targets, values, today=date.today())
    rows = targets.join(told)
    rows["actual_value"] = rows["actual"]
    rows["stated"] = rows["responsible"]  # as the document has it, beside what is typed
    for name in ("date", "responsible"):
        column = "actual_date" if name == "date" else name
        rows[column] = [getattr(known[i], name) if i in known else "" for i in rows.index]
    return rows


def _shown(rows: pandas.DataFrame) -> pandas.DataFrame:
    spec = catalogue()["targets"].spec
    return pandas.DataFrame(
        {
            "name": rows["indicator_zh" if lang() == "zh" else "indicator_en"],
            "baseline": rows["baseline_value"],
            # the plan's own word, which is Chinese, where there is one
            "operator": [
                (text if lang() == "zh" else "") or localized(spec.value_text("operator", op))
                for text, op in zip(rows["operator_text"], rows["operator"], strict=True)
            ],
            "value": rows["value"],
            "unit": [term("unit", unit, lang()) if unit else "" for unit in rows["unit"]],
            "year": rows["year"],
            "state": [
                f"{_LIGHTS[light]} {word(f'target_{light}')}" if light else word(f"due_{due}")
                for light, due in zip(rows["light"], rows["due"], strict=True)
            ],
            "note": [
                word("as_printed") if flag == "no" and kind == "target" else ""
                for flag, kind in zip(rows["comparable"], rows["row_type"], strict=True)
            ],
            "published": [
                latest_value(catalogue().published_of(i), catalogue().sources, lang())
                for i in rows.index
            ],
            **{name: rows[name] for name in _EDITABLE},
            "stated": rows["stated"],
            "share": rows["share"] * 100,
            "clause": rows["clause"],
            "quote": rows["quote"],
        },
        index=rows.index,
    )


def _config(shown: pandas.DataFrame) -> dict[str, Any]:
    column, spec = st.column_config, catalogue()["targets"].spec
    forms = {
        name: figure_format(TableColumn(spec.heading(of), spec.columns[of].unit), shown[name])
        for name, of in _FIGURES.items()
    }
    return {
        "name": column.TextColumn(word("indicator"), width=226, pinned=True),
        "baseline": column.NumberColumn(word("baseline"), format=forms["baseline"], width=70),
        "operator": column.TextColumn(word("as_worded"), width=78),
        "value": column.NumberColumn(word("target_value"), format=forms["value"], width=70),
        "unit": column.TextColumn(word("unit"), width=60 if lang() == "zh" else 100),
        "year": column.NumberColumn(word("year"), format=forms["year"], width=52),
        "state": column.TextColumn(word("due"), width=104),
        "note": column.TextColumn(word("target_note"), width=80, help=word("as_printed_help")),
        "published": column.TextColumn(
            word("published_actual"), width=220, help=word("published_help")
        ),
        "actual_value": column.NumberColumn(
            word("actual_value"), format=forms["actual_value"], width=84
        ),
        "actual_date": column.TextColumn(
            word("actual_date"),
            width=100,
            help=word("actual_date_help"),
            validate=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$",
        ),
        "responsible": column.TextColumn(word("responsible"), width=100),
        "stated": column.TextColumn(word("responsible_stated"), width=180),
        "share": column.ProgressColumn(
            word("done_share"), min_value=0, max_value=100, format="%.0f %%", width=100
        ),
        "clause": column.TextColumn(word("clause"), width=220),
        "quote": column.TextColumn(word("quote"), width=260),
    }


def _keep(before: pandas.DataFrame, after: pandas.DataFrame) -> None:
    """Save what was typed; what cannot be saved is reported, and stays in the table."""
    changed = [i for i in after.index if _typed(before.loc[i]) != _typed(after.loc[i])]
    # a row is typed cell by cell: one whose value has no date yet waits for it
    waiting = [i for i in changed if _typed(after.loc[i])[0] is not None and not _dated(after, i)]
    if waiting:
        names = "、".join(str(after.loc[i, "name"]) for i in waiting)
        st.warning(word("actual_waits", names=names), icon=":material/edit_calendar:")
    complete = [i for i in changed if i not in waiting]
    try:
        for target in complete:
            _enter(target, after.loc[target])
    except AtlasError as error:
        st.error(unmarked(describe(error, lang())))
        return
    if complete and not waiting:
        st.session_state["targets_kept"] = st.session_state.get("targets_kept", 0) + 1
        st.rerun()


def _typed(row: pandas.Series) -> tuple[float | None, str, str]:
    # an empty cell is NaN, None or "" before and after the editor had it
    value, when, who = (None if pandas.isna(row[name]) else row[name] for name in _EDITABLE)
    return None if value is None else float(value), str(when or ""), str(who or "")


def _dated(rows: pandas.DataFrame, target: str) -> bool:
    return bool(_typed(rows.loc[target])[1])


def _enter(target: str, row: pandas.Series) -> None:
    value, when, who = _typed(row)
    if value is None and not who:
        _store().withdraw(target)
    else:
        _store().enter(target, value=value, date=when, responsible=who)


def _chart(shown: pandas.DataFrame, rows: pandas.DataFrame) -> None:
    known = shown[shown["share"].notna()]
    if known.empty:
        st.caption(word("no_actuals"))
        return
    data = pandas.DataFrame(
        {"name": known["name"], "share": known["share"], "light": rows["light"][known.index]}
    )
    bars = altair.Chart(data).encode(
        x=altair.X("share:Q", title=word("done_share_percent"), scale=altair.Scale(zero=True)),
        y=altair.Y("name:N", title=None, sort="-x", axis=altair.Axis(labelLimit=320)),
    )
    colored = bars.mark_bar(height=14).encode(
        color=altair.Color(
            "light:N",
            legend=None,
            scale=altair.Scale(domain=list(_COLORS), range=list(_COLORS.values())),
        ),
    )
    labels = bars.mark_text(align="left", dx=4).encode(text=altair.Text("share:Q", format=".0f"))
    line = altair.Chart(pandas.DataFrame({"x": [100]})).mark_rule(strokeDash=[4, 3]).encode(x="x")
    st.altair_chart(colored + labels + line, width="stretch")


def _published(rows: pandas.DataFrame) -> None:
    """List every published value of the rows, apart from what is typed."""
    told = [
        {
            word("indicator"): rows.loc[
                target, "indicator_zh" if lang() == "zh" else "indicator_en"
            ],
            word("published_definition"): row["indicator"],
            word("published_actual"): published_value(row, lang()),
            word("published_period"): row["period"],
            word("published_comparable"): localized(Message(f"value.flag.{row['comparable']}")),
            word("sources"): catalogue().sources[row["source"]].citation(lang()),
            word("target_note"): row["note"],
        }
        for target in rows.index
        for _, row in catalogue().published_of(target).iterrows()
    ]
    if told:
        st.markdown(f"**{word('published_all')}**")
        st.dataframe(pandas.DataFrame(told), hide_index=True, placeholder="")


def _choice() -> tuple[str, list[str]]:
    spec = catalogue()["targets"].spec
    level = st.pills(
        word("level"),
        spec.columns["level"].values,
        default=spec.columns["level"].values[0],
        required=True,
        key="level",
        format_func=lambda name: localized(spec.value_text("level", name)),
    )
    kinds = st.pills(
        word("row_type"),
        spec.columns["row_type"].values,
        default=["target"],
        key="row_type",
        selection_mode="multi",
        format_func=lambda name: localized(spec.value_text("row_type", name)),
    )
    st.caption(word("targets_rule"))
    return level, kinds


def _page() -> None:
    level, kinds = _choice()
    # another table is another editor, and so is one whose rows were just kept
    kept = st.session_state.get("targets_kept", 0)
    with st.container(key="pane"):
        rows = _rows(level, kinds, _known())
        shown = _shown(rows)
        name = localized(catalogue()["targets"].spec.value_text("level", level))
        counted = word("targets_count", count=len(rows))
        st.markdown(f"**{word('page_targets')} · {unmarked(name)}**　:gray[{counted}]")
        edited = st.data_editor(
            shown,
            column_config=_config(shown),
            hide_index=True,
            height=min(_TALLEST, _ROW * (len(shown) + 1) + 3),
            placeholder="",
            disabled=[name for name in shown if name not in _EDITABLE],
            key=f"targets_{level}_{len(rows)}_{lang()}_{kept}",
        )
        _keep(shown, edited)
        _chart(shown, rows)
        _published(rows)


_page()
