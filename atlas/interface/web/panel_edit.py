"""Cells and rows edited in a table over the map; what was changed is kept as a version."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas
import streamlit as st

from atlas.domain.layer import Layer, LayerSpec
from atlas.domain.words import Message
from atlas.errors import AtlasError
from atlas.interface.outcomes import describe
from atlas.interface.web.serving import catalogue
from atlas.interface.web.session import lang, spoken, unmarked, word
from atlas.keeping.edits import Edit, Edits
from atlas.keeping.versions import Versions
from atlas.keeping.workspace import workspace

_FIXED = {"release", "sensitive", "position_basis", "uncertainty_m"}
_MOST_ROWS = 5000


def edit_panel() -> None:
    """Show a layer's rows for editing and keep what was changed."""
    layers = [layer for layer in catalogue().spatial if len(layer.frame) <= _MOST_ROWS]
    chosen = st.selectbox(
        word("layer"),
        [layer.id for layer in layers],
        format_func=lambda name: spoken(catalogue()[name].name),
        key="edit_layer",
    )
    layer = catalogue()[chosen]
    st.caption(word("edit_how"))
    key = f"edit_{layer.id}_{layer.version}"
    rows = _rows(layer)
    with st.container(key="pane"):
        st.data_editor(
            rows,
            column_config=_columns(layer.spec, rows),
            disabled=["id"],
            num_rows="dynamic",
            hide_index=False,
            height=640,
            key=key,
        )
    changed: dict[str, Any] = st.session_state.get(key) or {}
    edits = _edits(rows, changed)
    if changed.get("added_rows"):
        st.warning(word("edit_no_new_rows"))
    st.caption(word("edit_count", count=len(edits)))
    who = st.text_input(word("facts_who"), key="edit_who", max_chars=60)
    st.button(
        word("store"),
        type="primary",
        width="stretch",
        key="edit_store",
        disabled=not edits,
        on_click=_keep,
        args=(layer, edits, who),
    )
    _last(layer)


def _rows(layer: Layer) -> pandas.DataFrame:
    frame = pandas.DataFrame(layer.frame.drop(columns=layer.frame.geometry.name))
    return frame[[name for name in frame.columns if name not in _FIXED]]


def _columns(spec: LayerSpec, rows: pandas.DataFrame) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name in rows.columns:
        kind, label = spec.every_column[name], spoken(spec.heading(name))
        if kind.values or kind.type == "flag":
            values = kind.values or ("yes", "no")
            words = {value: spoken(spec.value_text(name, value)) for value in values}
            made[name] = st.column_config.SelectboxColumn(
                label, options=["", *values], format_func=partial(_worded, words)
            )
        elif kind.is_number:
            made[name] = st.column_config.NumberColumn(label)
        else:
            made[name] = st.column_config.TextColumn(label)
    return made


def _worded(words: Mapping[str, str], value: str) -> str:
    return words.get(value, value)


def _edits(rows: pandas.DataFrame, changed: dict[str, Any]) -> list[Edit]:
    """Return what was changed in the table, row by row; a row that goes needs no other edit."""
    gone = [int(number) for number in changed.get("deleted_rows", [])]
    cells = {int(number): edit for number, edit in changed.get("edited_rows", {}).items()}
    made = [
        Edit(str(rows.index[number]), cells={k: "" if v is None else v for k, v in edit.items()})
        for number, edit in cells.items()
        if number not in gone and edit
    ]
    return made + [Edit(str(rows.index[number]), is_deletion=True) for number in gone]


def _keep(layer: Layer, edits: list[Edit], who: str) -> None:
    try:
        version = Edits(Versions(workspace())).apply(layer, edits, who=who)
    except AtlasError as error:
        st.session_state["edit_problem"] = describe(error, lang())
        return
    st.session_state.pop("edit_problem", None)
    st.toast(word("kept", number=version.number), icon=":material/check:")


def _last(layer: Layer) -> None:
    """Say what kept the last edit from being kept, and offer to take back the last that was."""
    problem = st.session_state.pop("edit_problem", None)
    if problem:
        st.error(unmarked(problem), icon=":material/error:")
    now = Versions(workspace()).current().get(layer.id)
    if now is not None:
        what = spoken(Message(f"version.{now.what}"))
        st.caption(word("edit_last", number=now.number, what=what, who=now.who))
        st.button(
            word("undo"),
            key="undo_edit",
            icon=":material/undo:",
            on_click=_undo,
            args=(layer.id,),
        )


def _undo(layer: str) -> None:
    try:
        Versions(workspace()).undo(layer)
    except AtlasError as error:
        st.session_state["edit_problem"] = describe(error, lang())
