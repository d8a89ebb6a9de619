"""目标: what was promised for when, what is known of it by now, and who answers for it."""

from datetime import date
from typing import Any

import altair
import pandas
import streamlit as st

import atlas
from atlas.analysis.targets import AMBER, GREEN, RED, standing
from atlas.errors import AtlasError
from atlas.interface.outcomes import describe
from atlas.interface.web.serving import catalogue
from atlas.interface.web.session import lang, spoken, word
from atlas.keeping.actuals import Actuals

_LEVELS = ("city", "province", "ai_plan", "zone", "news")
_COLORS = {GREEN: "#2F8F9D", AMBER: "#C98A1B", RED: "#B3402E"}
_EDITABLE = ("actual_value", "actual_date", "responsible")


def _store() -> Actuals:
    return Actuals(atlas.workspace())


def _rows(level: str, kinds: list[str]) -> pandas.DataFrame:
    """Return the targets of one level with what is known of them, and where they stand."""
    targets = catalogue()["targets"].frame
    targets = targets[(targets["level"] == level) & targets["row_type"].isin(kinds)]
    known = _store().current()
    values = {i: a.value for i, a in known.items() if a.value is not None}
    told = standing(targets, values, today=date.today())
    rows = targets.join(told)
    rows["actual_value"] = rows["actual"]
    for name in ("date", "responsible"):
        column = "actual_date" if name == "date" else name
        rows[column] = [getattr(known[i], name) if i in known else "" for i in rows.index]
    return rows


def _shown(rows: pandas.DataFrame) -> pandas.DataFrame:
    spec = catalogue()["targets"].spec
    due = {key: word(f"due_{key}") for key in ("past", "this_year", "ahead", "undated")}
    lights = {GREEN: "🟢", AMBER: "🟡", RED: "🔴", "": ""}
    marks = [
        word("as_printed") if flag == "no" and kind == "target" else ""
        for flag, kind in zip(rows["comparable"], rows["row_type"], strict=True)
    ]
    return pandas.DataFrame(
        {
            "name": rows["indicator_zh" if lang() == "zh" else "indicator_en"],
            "operator": [
                text or spoken(spec.value_text("operator", op))
                for text, op in zip(rows["operator_text"], rows["operator"], strict=True)
            ],
            "value": rows["value"],
            "unit": rows["unit"],
            "year": rows["year"],
            "due": rows["due"].map(due),
            **{name: rows[name] for name in _EDITABLE},
            "share": rows["share"] * 100,
            "light": rows["light"].map(lights),
            "mark": marks,
            "clause": rows["clause"],
            "quote": rows["quote"],
        },
        index=rows.index,
    )


def _config() -> dict[str, Any]:
    column = st.column_config
    return {
        "name": column.TextColumn(word("indicator"), width="medium", pinned=True),
        "operator": column.TextColumn(word("as_worded"), width="small"),
        "value": column.NumberColumn(word("target_value"), format="localized"),
        "unit": column.TextColumn(word("unit"), width="small"),
        "year": column.NumberColumn(word("year"), format="%d"),
        "due": column.TextColumn(word("due")),
        "actual_value": column.NumberColumn(f"✎ {word('actual_value')}", format="localized"),
        "actual_date": column.TextColumn(
            f"✎ {word('actual_date')}", validate=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$"
        ),
        "responsible": column.TextColumn(f"✎ {word('responsible')}"),
        "share": column.ProgressColumn(
            word("done_share"), min_value=0, max_value=100, format="%.0f %%"
        ),
        "light": column.TextColumn("", width="small"),
        "mark": column.TextColumn("", width="small"),
        "clause": column.TextColumn(word("clause")),
        "quote": column.TextColumn(word("quote")),
    }


def _keep(before: pandas.DataFrame, after: pandas.DataFrame) -> None:
    """Write down what was typed; what cannot be kept is said, and stays in the table."""
    old, new = (frame.loc[:, list(_EDITABLE)].astype(str) for frame in (before, after))
    changed = new.index[(old != new).any(axis=1)]
    try:
        for target in changed:
            _enter(target, after.loc[target])
    except AtlasError as error:
        st.error(describe(error, lang()))
        return
    if len(changed):
        st.session_state["targets_kept"] = st.session_state.get("targets_kept", 0) + 1
        st.rerun()


def _enter(target: str, row: pandas.Series) -> None:
    value = None if pandas.isna(row["actual_value"]) else float(row["actual_value"])
    when, who = (
        "" if pandas.isna(row[name]) else str(row[name]) for name in ("actual_date", "responsible")
    )
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


def _choice() -> tuple[str, list[str]]:
    spec = catalogue()["targets"].spec
    level = st.segmented_control(
        word("level"),
        _LEVELS,
        default=_LEVELS[0],
        required=True,
        key="level",
        format_func=lambda name: spoken(spec.value_text("level", name)),
    )
    kinds = st.pills(
        word("row_type"),
        ["target", "actual", "project"],
        default=["target"],
        key="row_type",
        selection_mode="multi",
        format_func=lambda name: spoken(spec.value_text("row_type", name)),
    )
    st.caption(word("targets_rule"))
    return level, kinds


def _page() -> None:
    level, kinds = _choice()
    rows = _rows(level, kinds)
    shown = _shown(rows)
    # another table is another editor, and so is one whose rows were just kept
    kept = st.session_state.get("targets_kept", 0)
    with st.container(key="pane"):
        name = spoken(catalogue()["targets"].spec.value_text("level", level))
        counted = word("targets_count", count=len(rows))
        st.markdown(f"**{word('page_targets')} · {name}**　:gray[{counted}]")
        edited = st.data_editor(
            shown,
            column_config=_config(),
            hide_index=True,
            height=430,
            placeholder="",
            disabled=[name for name in shown if name not in _EDITABLE],
            key=f"targets_{level}_{len(rows)}_{lang()}_{kept}",
        )
        _keep(shown, edited)
        _chart(shown, rows)


_page()
