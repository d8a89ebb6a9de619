"""Where a site may be: the candidates, and what they must keep to."""

from typing import Any

import streamlit as st

from atlas.domain.layer import Layer
from atlas.interface.web.forms.condition_editor import condition_of
from atlas.interface.web.forms.land import land_conditions
from atlas.interface.web.forms.place_constraints import place_constraints
from atlas.interface.web.forms.presets import begun, is_avoided, is_opened
from atlas.interface.web.session.current import catalogue
from atlas.interface.web.session.session import lang, localized, unmarked, word
from atlas.interface.web.widgets.choices import NONE, feature_names, layer_choice
from atlas.questions.candidates.definition import Having
from atlas.questions.selection.condition_text import condition_text

_LAND = "parcels"


def candidates_choice(initial: dict[str, Any]) -> tuple[dict[str, Any], Layer | None]:
    """
    Offer cells, hexagons or the features of a layer; parcels where they are loaded.

    Returns
    -------
    candidates, own
        What the definition says of them, and their own layer, None for cells.
    """
    asked = initial.get("candidates", {})
    has_land = not catalogue()[_LAND].is_slot if _LAND in catalogue() else False
    # an example's cells give way to land; those of a question that was opened do not
    is_land = "layer" in asked or (has_land and not is_opened())
    begins = "layer" if is_land else asked.get("cells", "square")
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
            default=asked.get("layer", _LAND if has_land else "parks"),
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


def constraints_rows(initial: dict[str, Any], own: Layer | None) -> list[dict[str, Any]]:
    """Show what a site must keep to; conditions on columns where the candidates have some."""
    given = _avoided(initial)
    if st.toggle(word("near_layer"), key="near_on", persist_state="session"):
        given.append(_near())
    given += place_constraints("constraint")
    if own is not None:
        given += _own_conditions(initial, own)
    return given


def _own_conditions(initial: dict[str, Any], own: Layer) -> list[dict[str, Any]]:
    """Show what the candidates' own columns must say: of land the usual, of all whatever else."""
    is_own = initial.get("candidates", {}).get("layer") == own.id
    asked = [c["where"] for c in initial.get("constraints", ()) if "where" in c] if is_own else []
    given: list[Any] = []
    if own.id == _LAND:
        given, asked = land_conditions(own, asked)
    given += _of_example(asked, own)
    with st.expander(word("own_conditions"), key="own_conditions"):
        condition = condition_of(own)
    return [{"where": one} for one in (*given, *([condition] if condition else []))]


def _near() -> dict[str, Any]:
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
    return {"at_most_m": metres, "of": {"layer": near}}


def _area(initial: dict[str, Any]) -> dict[str, Any]:
    layer = layer_choice(
        word("within_layer"),
        key=begun("siting_layer"),
        geometry=("polygon",),
        default=initial.get("layer", "zones"),
    )
    names = feature_names(layer, lang())
    choices = [*names, NONE]
    begins = initial.get("id")
    feature = st.selectbox(
        word("within_feature"),
        choices,
        index=choices.index(begins) if begins in choices else 0,
        format_func=lambda i: names[i] if i else word("any_feature"),
        key=begun(f"siting_area_{layer}"),
        persist_state="session",
    )
    return {"layer": layer} | ({"id": feature} if feature else {})


def _avoided(initial: dict[str, Any]) -> list[dict[str, Any]]:
    asked = [c["outside"] for c in initial.get("constraints", ()) if is_avoided(c, initial)]
    layer = layer_choice(
        word("avoid_layer"),
        key=begun("avoid_layer"),
        geometry=("polygon",),
        default=asked[0]["layer"] if asked else "zones",
    )
    names = feature_names(layer, lang())
    begins = [ref["id"] for ref in asked]
    avoided = st.multiselect(
        word("avoid"),
        list(names),
        default=[i for i in begins if i in names],
        format_func=lambda i: names[i],
        key=begun(f"avoid_{layer}"),
        persist_state="session",
    )
    return [{"outside": {"layer": layer, "id": i}} for i in avoided]


def _of_example(asked: list[Any], own: Layer) -> list[Any]:
    """Offer to keep the conditions that a question came with, told in words."""
    if not asked:
        return []
    read = [Having.model_validate({"where": condition}).where for condition in asked]
    told = [localized(condition_text(own, condition)) for condition in read]
    keep = st.toggle(
        word("example_conditions"),
        value=True,
        key=begun("example_conditions"),
        persist_state="session",
    )
    st.caption(unmarked("；".join(told) if lang() == "zh" else "; ".join(told)))
    return asked if keep else []
