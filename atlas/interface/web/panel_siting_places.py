"""Where a site may be: the candidates, and what they must keep to."""

from itertools import count
from typing import Any

import streamlit as st

from atlas.analysis.siting.conditions import condition_text
from atlas.domain.definition import Having
from atlas.domain.layer import Layer
from atlas.interface.web.choices import NONE, feature_names, layer_choice, layer_names
from atlas.interface.web.condition_editor import condition_of
from atlas.interface.web.current import catalogue
from atlas.interface.web.panel_siting_presets import begun
from atlas.interface.web.session import lang, spoken, unmarked, word

_LAND = "parcels"
_KINDS = ("outside", "inside", "within", "at_most_m", "at_least_m")


def candidates_choice(usual: dict[str, Any]) -> tuple[dict[str, Any], Layer | None]:
    """
    Offer cells, hexagons or the features of a layer; parcels where they are loaded.

    Returns
    -------
    candidates, own
        What the definition says of them, and their own layer, None for cells.
    """
    asked = usual.get("candidates", {})
    has_land = not catalogue()[_LAND].is_slot if _LAND in catalogue() else False
    begins = "layer" if has_land else asked.get("cells", "square")
    kind = st.segmented_control(
        word("candidates"),
        ["square", "h3", "layer"],
        default=begins,
        required=True,
        format_func=lambda name: word(f"candidates_{name}"),
        key=begun("siting_places"),
        persist_state="session",
    )
    if kind == "layer":
        name = layer_choice(
            word("candidates_of"),
            key=begun("siting_own_layer"),
            default=_LAND if has_land else asked.get("layer", "parks"),
        )
        return {"layer": name}, catalogue()[name]
    area = _area(asked.get("inside", {}))
    if kind == "h3":
        resolution = st.select_slider(
            word("resolution"),
            [7, 8, 9, 10],
            value=int(asked.get("resolution", 8)),
            key=begun("resolution"),
            persist_state="session",
        )
        return {"cells": "h3", "resolution": resolution, "inside": area}, None
    size = st.select_slider(
        word("cell_m"),
        [50, 100, 250, 500, 1000],
        value=int(asked.get("size_m", 500)),
        key=begun("cell"),
        persist_state="session",
    )
    return {"cells": "square", "size_m": size, "inside": area}, None


def constraints_rows(usual: dict[str, Any], own: Layer | None) -> list[dict[str, Any]]:
    """Show what a site must keep to; conditions on columns where the candidates have some."""
    given = _avoided(usual)
    if st.toggle(word("near_layer"), key="near_on", persist_state="session"):
        near = layer_choice(
            word("of_layer"), key="near_layer", geometry=("point",), default="metro_stations"
        )
        metres = st.number_input(
            word("at_most_m"),
            min_value=100,
            value=3000,
            step=100,
            key="near_m",
            persist_state="session",
        )
        given.append({"at_most_m": metres, "of": {"layer": near}})
    given += [_row(number) for number in _more()] + _of_example(usual, own)
    st.button(word("add_constraint"), key="add_constraint", icon=":material/add:", on_click=_add)
    if own is not None:
        with st.expander(word("own_conditions"), expanded=own.id == _LAND, key="own_conditions"):
            condition = condition_of(own)
        given += [{"where": condition}] if condition else []
    return given


def _area(usual: dict[str, Any]) -> dict[str, Any]:
    layer = layer_choice(
        word("within_layer"),
        key=begun("siting_layer"),
        geometry=("polygon",),
        default=usual.get("layer", "zones"),
    )
    names = feature_names(layer, lang())
    choices = [*names, NONE]
    begins = usual.get("id")
    feature = st.selectbox(
        word("within_feature"),
        choices,
        index=choices.index(begins) if begins in choices else 0,
        format_func=lambda i: names[i] if i else word("any_feature"),
        key=begun(f"siting_area_{layer}"),
        persist_state="session",
    )
    return {"layer": layer} | ({"id": feature} if feature else {})


def _avoided(usual: dict[str, Any]) -> list[dict[str, Any]]:
    layer = layer_choice(
        word("avoid_layer"), key=begun("avoid_layer"), geometry=("polygon",), default="zones"
    )
    names = feature_names(layer, lang())
    begins = [c["outside"].get("id") for c in usual.get("constraints", ()) if "outside" in c]
    avoided = st.multiselect(
        word("avoid"),
        list(names),
        default=[i for i in begins if i in names],
        format_func=lambda i: names[i],
        key=begun(f"avoid_{layer}"),
        persist_state="session",
    )
    return [{"outside": {"layer": layer, "id": i}} for i in avoided]


def _of_example(usual: dict[str, Any], own: Layer | None) -> list[dict[str, Any]]:
    """Offer to keep the example's own conditions, told in words, where they fit the layer."""
    found = [c for c in usual.get("constraints", ()) if "where" in c]
    if own is None or not found or usual["candidates"].get("layer") != own.id:
        return []
    asked = [Having.model_validate(constraint).where for constraint in found]
    told = [spoken(condition_text(own, condition)) for condition in asked]
    keep = st.toggle(
        word("example_conditions"),
        value=True,
        key=begun("example_conditions"),
        persist_state="session",
    )
    st.caption(unmarked("；".join(told) if lang() == "zh" else "; ".join(told)))
    return found if keep else []


def _more() -> list[int]:
    numbers: list[int] = st.session_state.setdefault("siting_constraints", [])
    return numbers


def _add() -> None:
    # numbers are never used twice, so that no row inherits another's values
    _more().append(next(st.session_state.setdefault("siting_constraint_numbers", count())))


def _row(number: int) -> dict[str, Any]:
    with st.container(border=True, key=f"constraint_{number}"):
        kind = st.selectbox(
            word("constraint"),
            _KINDS,
            format_func=lambda name: word(f"constraint_{name}"),
            key=f"constraint_kind_{number}",
            persist_state="session",
        )
        areas = ("polygon",) if kind in {"inside", "within"} else None
        first = layer_names(areas)[0]
        layer = layer_choice(
            word("of_layer"),
            key=f"constraint_layer_{number}_{areas}",
            geometry=areas,
            default=first,
        )
        of: dict[str, Any] = {"layer": layer} | _feature(number, layer)
        given: dict[str, Any] = {kind: of}
        if kind in {"at_most_m", "at_least_m"}:
            metres = st.number_input(
                word("distance_m"),
                min_value=1,
                value=1000,
                step=100,
                key=f"constraint_m_{number}",
                persist_state="session",
            )
            given = {kind: metres, "of": of}
        st.button(
            word("remove_criterion"),
            key=f"remove_constraint_{number}",
            type="tertiary",
            on_click=_more().remove,
            args=(number,),
        )
    return given


def _feature(number: int, layer: str) -> dict[str, str]:
    names = feature_names(layer, lang())
    feature = st.selectbox(
        word("of_feature"),
        [NONE, *names],
        format_func=lambda i: names[i] if i else word("any_feature"),
        key=f"constraint_feature_{number}_{layer}",
        persist_state="session",
    )
    return {"id": feature} if feature else {}
