"""Constraints of place, a row each: what a site must lie in, keep clear of, or keep near to."""

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

import streamlit as st

from atlas.interface.web.session.current import catalogue
from atlas.interface.web.session.session import lang, word
from atlas.interface.web.widgets.choices import NONE, feature_names, layer_choice, layer_names

KINDS = ("outside", "inside", "within", "at_most_m", "at_least_m")
_DISTANCES = ("at_most_m", "at_least_m")
_AREAS = ("inside", "within")


def screening_note() -> None:
    """Say in a line that red lines wait for their data, and name them on a closer look."""
    empty = catalogue().unapplied_constraints
    if empty:
        names = word("screening_names", names=[slot.name for slot in empty])
        st.markdown(
            f":orange-badge[{word('screening')}] {word('screening_only', count=len(empty))}",
            help=names,
        )


def place_constraints(prefix: str) -> list[dict[str, Any]]:
    """
    Show the constraints, each with a button that takes it away, and a button for one more.

    Parameters
    ----------
    prefix
        Of the widgets' names: each page has its own rows.

    Returns
    -------
    constraints
        As a definition says them.
    """
    known = _rows(prefix)
    given = [_row(prefix, number, usual) for number, usual in list(known.items())]
    st.button(
        word("add_constraint"),
        key=f"add_{prefix}",
        icon=":material/add:",
        on_click=_add,
        args=(prefix, {"outside": {}}),
    )
    return given


def lay_out_constraints(prefix: str, question: Iterable[Mapping[str, Any]]) -> None:
    """Begin with these constraints in place of what stood there."""
    _rows(prefix).clear()
    for constraint in question:
        _add(prefix, dict(constraint))


def can_be_laid_out(constraint: Mapping[str, Any]) -> bool:
    """Tell whether a constraint is one of place that a row can say."""
    kind = _kind(constraint)
    return kind is not None and "where" not in _target(constraint, kind)


def _kind(constraint: Mapping[str, Any]) -> str | None:
    return next((kind for kind in KINDS if kind in constraint), None)


def _target(constraint: Mapping[str, Any], kind: str) -> dict[str, Any]:
    return dict(constraint["of"] if kind in _DISTANCES else constraint[kind])


def _rows(prefix: str) -> dict[int, dict[str, Any]]:
    known: dict[int, dict[str, Any]] = st.session_state.setdefault(f"{prefix}_rows", {})
    return known


def _add(prefix: str, constraint: dict[str, Any]) -> None:
    # numbers are never used twice, so that no row inherits another's values
    number = next(st.session_state.setdefault(f"{prefix}_numbers", count()))
    _rows(prefix)[number] = constraint


def _drop(prefix: str, number: int) -> None:
    _rows(prefix).pop(number, None)


def _row(prefix: str, number: int, initial: dict[str, Any]) -> dict[str, Any]:
    begins = _kind(initial) or KINDS[0]
    target = _target(initial, begins)
    with st.container(border=True, key=f"{prefix}_{number}"):
        kind = st.selectbox(
            word("constraint"),
            KINDS,
            index=KINDS.index(begins),
            format_func=lambda name: word(f"constraint_{name}"),
            key=f"{prefix}_kind_{number}",
            persist_state="session",
        )
        areas = ("polygon",) if kind in _AREAS else None
        layer = layer_choice(
            word("of_layer"),
            key=f"{prefix}_layer_{number}_{areas}",
            geometry=areas,
            default=target.get("layer", layer_names(areas)[0]),
        )
        of: dict[str, Any] = {"layer": layer} | _feature(prefix, number, layer, target.get("id"))
        given: dict[str, Any] = {kind: of}
        if kind in _DISTANCES:
            metres = st.number_input(
                word("distance_m"),
                min_value=1,
                value=int(initial.get(kind, 1000)),
                step=100,
                key=f"{prefix}_m_{number}",
                persist_state="session",
            )
            given = {kind: metres, "of": of}
        st.button(
            word("remove_criterion"),
            key=f"remove_{prefix}_{number}",
            type="tertiary",
            on_click=_drop,
            args=(prefix, number),
        )
    return given


def _feature(prefix: str, number: int, layer: str, begins: str | None) -> dict[str, str]:
    names = feature_names(layer, lang())
    choices = [NONE, *names]
    feature = st.selectbox(
        word("of_feature"),
        choices,
        index=choices.index(begins) if begins in choices else 0,
        format_func=lambda i: names[i] if i else word("any_feature"),
        key=f"{prefix}_feature_{number}_{layer}",
        persist_state="session",
    )
    return {"id": feature} if feature else {}
