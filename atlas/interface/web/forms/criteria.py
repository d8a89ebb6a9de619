"""The rows of criteria: what is measured, how it scores, what it weighs."""

from typing import Any

import streamlit as st

from atlas.domain.layer import Layer
from atlas.domain.messages import Message
from atlas.interface.web.forms.presets import add_row, drop_row, row_name, rows
from atlas.interface.web.forms.value_function import transform_choice
from atlas.interface.web.session.current import catalogue
from atlas.interface.web.session.session import lang, localized, word
from atlas.interface.web.widgets.choices import NONE, feature_names, layer_choice, layer_names
from atlas.output.language.terms import term

_MEASURES = ("distance", "travel_time", "count", "sum", "share", "industry")
_POLICIES = ("exclude", "worst", "median")
_NETWORK = "roads"
_MODES = ("walk", "cycle", "drive")


def criteria_rows(own: Layer | None, *, weighed: bool) -> list[tuple[int, dict[str, Any]]]:
    """
    Show the criteria, each with a button that takes it away.

    Parameters
    ----------
    own
        The candidates' own layer, whose columns may be measured; None for cells.
    weighed
        Whether each row has its weight; judgements of pairs need none.

    Returns
    -------
    rows
        The number of each row and what it says; a key `limits` holds hard limits on the value.
    """
    given = []
    for number, usual in list(rows().items()):
        with st.container(border=True, key=f"criterion_{number}"):
            given.append((number, _row(number, usual, own, weighed=weighed)))
            st.button(
                word("remove_criterion"),
                key=f"remove_criterion_{number}",
                type="tertiary",
                on_click=drop_row,
                args=(number,),
            )
    if weighed:
        _shares([row["weight"] for _, row in given], [row["name"] for _, row in given])
    st.button(word("add_criterion"), key="add_criterion", icon=":material/add:", on_click=add_row)
    return given


def _shares(weights: list[float], names: list[str]) -> None:
    """Show what the weights come to once they sum to 1."""
    whole = sum(weights)
    if whole > 0:
        pairs = zip(names, weights, strict=True)
        told = [f"{name} {100 * weight / whole:.1f} %" for name, weight in pairs]
        st.caption(word("weights_come_to", shares=tuple(told)))


def _row(
    number: int, initial: dict[str, Any], own: Layer | None, *, weighed: bool
) -> dict[str, Any]:
    name_side, weight_side = st.columns([7, 3]) if weighed else (st.container(), None)
    given: dict[str, Any] = {
        "name": name_side.text_input(
            word("criterion"),
            value=row_name(initial),
            key=f"criterion_name_{number}_{lang()}",
            persist_state="session",
        )
    }
    if weight_side is not None:
        given["weight"] = weight_side.number_input(
            word("weight"),
            min_value=0.0,
            value=float(initial.get("weight") or 1.0),
            step=0.05,
            key=f"criterion_weight_{number}",
            persist_state="session",
        )
    with st.expander(word("how_scored"), key=f"criterion_how_{number}"):
        given |= _measured(number, initial, own)
        given["transform"] = transform_choice(number, initial["transform"])
        given["missing"] = st.selectbox(
            word("missing"),
            _POLICIES,
            index=_POLICIES.index(initial.get("missing", "exclude")),
            format_func=lambda known: localized(Message(f"siting.missing_{known}")),
            key=f"criterion_missing_{number}",
            persist_state="session",
        )
        given["limits"] = _limits(number, initial.get("limits", {}))
    return given


def _measured(number: int, initial: dict[str, Any], own: Layer | None) -> dict[str, Any]:
    """Choose the measure and what it needs."""
    known = (*_MEASURES, "attribute") if own is not None else _MEASURES
    begins = initial["measure"] if initial["measure"] in known else "distance"
    measure = st.selectbox(
        word("measure"),
        known,
        index=known.index(begins),
        format_func=lambda name: word(f"measure_{name}"),
        key=f"criterion_measure_{number}",
        persist_state="session",
    )
    if measure == "attribute" and own is not None:
        return {"measure": measure, "field": _number_column(number, own, initial)}
    of = _things(number, initial.get("of", {}))
    given: dict[str, Any] = {"measure": measure, "of": of}
    if measure == "travel_time":
        mode = _mode(number, initial.get("network", {}).get("mode", "drive"))
        given["network"] = {"roads": {"layer": _NETWORK}, "mode": mode}
    if measure in {"count", "sum"}:
        given["radius_m"] = st.number_input(
            word("radius_m"),
            min_value=1,
            value=int(initial.get("radius_m") or 1000),
            step=100,
            key=f"criterion_radius_{number}",
            persist_state="session",
        )
    if measure == "sum":
        given["field"] = _number_column(number, catalogue()[of["layer"]], initial)
    if measure == "industry":
        given["industries"] = _industries(number, of["layer"], initial)
    return given


def _things(number: int, initial: dict[str, Any]) -> dict[str, Any]:
    """Choose what a criterion measures by: a layer, or one feature of it."""
    first = initial.get("layer", layer_names(None)[0])
    layer = layer_choice(word("of_layer"), key=f"criterion_layer_{number}", default=first)
    names = feature_names(layer, lang())
    choices = [NONE, *names]
    begins = initial.get("id")
    feature = st.selectbox(
        word("of_feature"),
        choices,
        index=choices.index(begins) if begins in choices else 0,
        format_func=lambda i: names[i] if i else word("any_feature"),
        key=f"criterion_feature_{number}_{layer}",
        persist_state="session",
    )
    return {"layer": layer} | ({"id": feature} if feature else {})


def _mode(number: int, initial: str) -> str:
    chosen: str = st.selectbox(
        word("travel_mode"),
        _MODES,
        index=_MODES.index(initial),
        format_func=lambda known: word(f"travel_{known}"),
        key=f"criterion_mode_{number}",
        persist_state="session",
    )
    return chosen


def _number_column(number: int, layer: Layer, initial: dict[str, Any]) -> str:
    names = [name for name, kind in layer.spec.every_column.items() if kind.is_number]
    begins = initial.get("field")
    chosen: str = st.selectbox(
        word("field"),
        names,
        index=names.index(begins) if begins in names else 0,
        format_func=lambda name: localized(layer.spec.heading(name)),
        key=f"criterion_field_{number}_{layer.id}",
        persist_state="session",
    )
    return chosen


def _industries(number: int, layer: str, initial: dict[str, Any]) -> list[str]:
    """Choose the industries sought, of those that the layer names."""
    frame = catalogue()[layer].frame
    cells = frame.get("industries", [])
    known = sorted({name.strip() for cell in cells for name in str(cell).split(";")} - {""})
    if not known:
        st.caption(word("no_industries"))
    begins = [name for name in initial.get("industries", ()) if name in known]
    chosen: list[str] = st.multiselect(
        word("industries"),
        known,
        default=begins or known[:1],
        format_func=lambda name: term("industries", name, lang()),
        key=f"criterion_industries_{number}_{layer}",
        persist_state="session",
    )
    return chosen


def _limits(number: int, initial: dict[str, float]) -> dict[str, float]:
    """Offer hard limits on the value: beyond them a candidate is excluded, not scored low."""
    sides = st.columns(2)
    given = {
        end: side.number_input(
            word(f"limit_{end}"),
            value=initial.get(end),
            format="%g",
            key=f"criterion_{end}_{number}",
            persist_state="session",
        )
        for end, side in zip(("at_least", "at_most"), sides, strict=True)
    }
    return {end: value for end, value in given.items() if value is not None}
