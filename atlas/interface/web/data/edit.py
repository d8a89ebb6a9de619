"""Cells and rows edited below the map, points dragged on it: together one version."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas
import streamlit as st

from atlas.domain.layer import Layer, LayerSpec
from atlas.domain.messages import Message
from atlas.errors import AtlasError
from atlas.interface.outcomes import describe
from atlas.interface.web.data.moves import commit_edits, how_sure, list_moves
from atlas.interface.web.importing.commit import switch_on
from atlas.interface.web.importing.facts import who_box, who_now
from atlas.interface.web.map.proposed_moves import let_move, moved_last, proposed
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import lang, localized, unmarked, word
from atlas.output.webmap.draggable import Place
from atlas.store.edits import Edit
from atlas.store.workspace import open_workspace

_FIXED = {"release", "sensitive", "position_basis", "uncertainty_m"}
_MOST_ROWS = 5000


def edit_panel() -> None:
    """Show a layer's rows for editing, let its points be dragged, keep what was changed."""
    st.html(Path(__file__).with_name("data.css"))
    layers = [layer for layer in catalogue().spatial if len(layer.frame) <= _MOST_ROWS]
    chosen = st.selectbox(
        word("layer"),
        [layer.id for layer in layers],
        format_func=lambda name: localized(catalogue()[name].name),
        key="edit_layer",
        on_change=lambda: switch_on(st.session_state["edit_layer"]),
    )
    layer = catalogue()[chosen]
    is_movable = layer.spec.geometry == "point"
    st.caption(word("edit_how") + (word("edit_how_points") if is_movable else ""))
    edits, who = _edited(layer, _table(layer), is_movable=is_movable)
    st.caption(word("edit_count", count=len(edits)))
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


def _table(layer: Layer) -> list[Edit]:
    """Show the rows below the map and return what was changed in them."""
    key = f"edit_{layer.id}_{layer.version}"
    rows = _rows(layer)
    with st.container(key="edit_table"):
        st.data_editor(
            rows,
            column_config=_columns(layer.spec, rows),
            disabled=["id"],
            num_rows="delete",
            height="stretch",
            key=key,
        )
    return _edits(rows, st.session_state.get(key) or {})


def _edited(layer: Layer, edits: list[Edit], *, is_movable: bool) -> tuple[list[Edit], str]:
    """Return what was changed, places that were dragged among it, and who did it."""
    moved_last()
    if not is_movable:
        return edits, who_box() if edits else ""
    let_move(layer)
    places = proposed(layer)
    list_moves(layer, places)
    if not places:
        return edits, who_box() if edits else ""
    sure, basis, who = how_sure()
    return with_dragged_places(edits, places, sure=sure, basis=basis), who


def _rows(layer: Layer) -> pandas.DataFrame:
    frame = pandas.DataFrame(layer.frame.drop(columns=layer.frame.geometry.name))
    return frame[[name for name in frame.columns if name not in _FIXED]]


def _columns(spec: LayerSpec, rows: pandas.DataFrame) -> dict[str, Any]:
    made: dict[str, Any] = {"_index": st.column_config.TextColumn(word("areas_feature"))}
    for name in rows.columns:
        kind, label = spec.every_column[name], localized(spec.heading(name))
        if kind.values or kind.type == "flag":
            values = kind.values or ("yes", "no")
            words = {value: localized(spec.value_text(name, value)) for value in values}
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


def with_dragged_places(
    edits: Sequence[Edit], places: Mapping[str, Place], *, sure: float, basis: str
) -> list[Edit]:
    """
    Return edits with the places that rows were dragged to; a row that goes needs no place.

    Parameters
    ----------
    edits
        Of cells and rows.
    places
        Longitude and latitude by row.
    sure
        How far off they may be, metres.
    basis
        What they rest on.
    """
    by_row = {edit.id: edit for edit in edits}
    for row, at in places.items():
        edit = by_row.get(row, Edit(row))
        if not edit.is_deletion:
            by_row[row] = replace(edit, place=at, uncertainty_m=sure, basis=basis)
    return list(by_row.values())


def _keep(layer: Layer, edits: list[Edit], who: str) -> None:
    version = commit_edits(layer, edits, who=who, problem="edit_problem")
    if version is not None:
        st.toast(word("kept", number=version.number), icon=":material/check:")


def _last(layer: Layer) -> None:
    """Say what kept the last edit from being kept, and offer to take back the last that was."""
    problem = st.session_state.pop("edit_problem", None)
    if problem:
        st.error(unmarked(problem), icon=":material/error:")
    now = open_workspace().versions.in_force().get(layer.id)
    if now is not None:
        what = localized(Message(f"version.{now.what}"))
        st.caption(word("edit_last", number=now.number, what=what, who=now.who))
        st.button(
            word("undo"),
            key="undo_edit",
            icon=":material/undo:",
            on_click=_undo,
            args=(layer.id, now.number),
        )


def _undo(layer: str, number: int) -> None:
    try:
        open_workspace().versions.undo(layer, who=who_now(), on=number)
    except AtlasError as error:
        st.session_state["edit_problem"] = describe(error, lang())
