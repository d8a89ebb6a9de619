"""选点: if so many more came, where would they reach the most? An assumption, not the plan's."""

from typing import Any

import streamlit as st

from atlas.deliverables.register import make_definition
from atlas.domain.question import definition_hash
from atlas.errors import AtlasError
from atlas.interface.outcomes import describe
from atlas.interface.web.answers.plan_quality import proof, show_curve, use_smallest
from atlas.interface.web.answers.scenarios import scenarios_panel
from atlas.interface.web.forms.distance import distance
from atlas.interface.web.forms.location_candidates import (
    candidates_choice,
    cell_side,
    cells_fineness,
)
from atlas.interface.web.forms.location_loading import MOST_SITES, RADIUS_KM, within
from atlas.interface.web.forms.place_constraints import place_constraints, screening_note
from atlas.interface.web.session.current import catalogue
from atlas.interface.web.session.session import ask, finding, lang, localized, unmarked, word
from atlas.interface.web.widgets.choices import NONE, feature_names, layer_choice, layer_names

_MODELS = ("mclp", "lscp", "p_median", "p_center")
_USUAL_DEMAND = ("universities", "enterprises")


def _area() -> dict[str, Any]:
    """Choose where the new ones may go and whose demand counts."""
    layer = layer_choice(
        word("location_layer"), key="location_layer", geometry=("polygon",), default="zones"
    )
    names = feature_names(layer, lang())
    feature = st.selectbox(
        word("location_area"),
        [NONE, *names],
        format_func=lambda i: names[i] if i else word("any_feature"),
        key=f"location_area_{layer}",
        persist_state="session",
    )
    return {"layer": layer} | ({"id": feature} if feature else {})


def _existing() -> dict[str, Any]:
    known = layer_names(("point",))
    first = known.index("incubators") + 1 if "incubators" in known else 0
    chosen = st.selectbox(
        word("location_existing"),
        [NONE, *known],
        index=first,
        format_func=lambda n: localized(catalogue()[n].name) if n else word("location_nobody"),
        key="location_existing",
        persist_state="session",
    )
    return {"existing": {"layer": chosen}} if chosen else {}


def _demand(area: dict[str, Any], cell_m: int) -> list[dict[str, Any]]:
    """Choose who should be reached: ground of the area, and places in it."""
    known = layer_names(("point",))
    places = st.multiselect(
        word("location_demand"),
        known,
        default=[name for name in _USUAL_DEMAND if name in known],
        format_func=lambda name: localized(catalogue()[name].name),
        key="location_demand",
        persist_state="session",
    )
    ground = st.toggle(
        word("location_ground"), value=True, key="location_ground", persist_state="session"
    )
    cells = [{"cells": "square", "size_m": cell_m, "inside": area}] if ground else []
    return [*cells, *({"layer": name, "where": within(area)} for name in places)]


def _numbers(model: str) -> dict[str, Any]:
    """Choose how many more and how far; set covering finds the number itself."""
    more = st.slider(
        word("location_more"),
        min_value=1,
        max_value=MOST_SITES,
        value=5,
        key="location_more",
        disabled=model == "lscp",
        persist_state="session",
    )
    # set from elsewhere too, when the smallest radius that works is taken
    st.session_state.setdefault("location_radius", 3.0)
    radius_km = st.slider(
        word("location_radius"),
        min_value=RADIUS_KM[0],
        max_value=RADIUS_KM[1],
        step=0.1,
        format="%.1f",
        key="location_radius",
        persist_state="session",
    )
    number = {} if model == "lscp" else {"additional": more}
    return {"radius_m": round(radius_km * 1000), **number, **distance([radius_km])}


def _constraints() -> list[dict[str, Any]]:
    """Show what the new ones must keep to; the loaded red lines hold without being asked for."""
    with st.expander(word("constraints"), key="location_constraints"):
        given = place_constraints("location_constraint")
    screening_note()
    return given


def _finer(candidates: dict[str, Any]) -> tuple[dict[str, Any], int, int]:
    """Choose how fine cells are, and how long a proof may take."""
    with st.expander(word("location_finer"), key="location_finer"):
        candidates = cells_fineness(candidates)
        side = cell_side("demand_cell", 500)
        limit = st.number_input(
            word("location_limit"),
            min_value=5,
            max_value=3600,
            value=60,
            step=5,
            key="location_limit",
            persist_state="session",
        )
    return candidates, side, limit


def _question() -> dict[str, Any]:
    """Show what can be asked and return it as a question, to be answered at once."""
    existing, area = _existing(), _area()
    places = candidates_choice(area)
    model = st.selectbox(
        word("location_model"),
        _MODELS,
        format_func=lambda name: word(f"location_model_{name}"),
        key="location_model",
        persist_state="session",
    )
    numbers = _numbers(model)
    box = st.container()
    candidates, demand_m, limit_s = _finer(places)
    with box:
        demand = _demand(area, demand_m)
        constraints = _constraints()
    return {
        "kind": "location",
        "model": model,
        "candidates": candidates,
        "constraints": constraints,
        "demand": demand,
        "solve": "preview",
        "time_limit_s": limit_s,
        **existing,
        **numbers,
    }


def _answered(question: dict[str, Any]) -> None:
    """Answer at a press, and again when a slider moves while an answer is on the screen."""
    try:
        key = definition_hash(make_definition(question))
    except AtlasError as error:
        st.caption(unmarked(describe(error, lang())))
        return
    moved = st.session_state.get("location_controls") not in {None, key}
    st.session_state["location_controls"] = key
    answer = finding()
    is_live = answer is not None and answer.kind == "location"
    pressed = st.button(word("run_location"), type="primary", width="stretch", key="run_location")
    if pressed or (moved and is_live):
        ask(question)


def _page() -> None:
    st.caption(word("location_assumption"))
    _answered(_question())
    answer = finding()
    if answer is not None and answer.kind == "location" and "problem" not in st.session_state:
        proof(answer)
        use_smallest(answer, most_km=RADIUS_KM[1])
        show_curve(answer)
    scenarios_panel("location")


_page()
