"""选址: where could the next one go, by which criteria, clear of what?"""

from typing import Any

import streamlit as st

from atlas.interface.web.choices import feature_names, layer_choice, layer_names
from atlas.interface.web.examples import criterion_name, example
from atlas.interface.web.serving import catalogue
from atlas.interface.web.session import ask, lang, unmarked, word

_MEASURES = ("distance", "count", "share")


def _usual_criteria() -> list[dict[str, Any]]:
    """Return the example's criteria, or one to begin with where the atlas lacks their layers."""
    layers = layer_names(None)
    known = [c for c in example("siting", lang())["criteria"] if c["of"]["layer"] in layers]
    anything: dict[str, Any] = {
        "name": "",
        "measure": "distance",
        "of": {"layer": layers[0]},
        "transform": {"shape": "linear", "best": 0, "worst": 5000},
        "weight": 1.0,
    }
    return known or [anything]


def _criteria() -> list[dict[str, Any]]:
    """Show the criteria, each with a button that takes it away; the example's to begin with."""
    usual = _usual_criteria()
    numbers: list[int] = st.session_state.setdefault("criteria", list(range(len(usual))))
    given = []
    for number in numbers:
        with st.container(border=True, key=f"criterion_{number}"):
            given.append(_criterion(number, usual[number] if number < len(usual) else usual[0]))
            st.button(
                word("remove_criterion"),
                key=f"remove_criterion_{number}",
                type="tertiary",
                on_click=numbers.remove,
                args=(number,),
            )
    st.button(
        word("add_criterion"),
        key="add_criterion",
        icon=":material/add:",
        on_click=lambda: numbers.append(max([*numbers, len(usual) - 1]) + 1),
    )
    return given


def _criterion(number: int, usual: dict[str, Any]) -> dict[str, Any]:
    """Show one criterion: its name and weight, and below what it measures and how that scores."""
    name_side, weight_side = st.columns([3, 2])
    name = name_side.text_input(
        word("criterion"),
        value=criterion_name(usual, lang()),
        key=f"criterion_name_{number}_{lang()}",
        persist_state="session",
    )
    weight = weight_side.number_input(
        word("weight"),
        min_value=0.0,
        value=float(usual["weight"]),
        step=0.05,
        key=f"criterion_weight_{number}",
        persist_state="session",
    )
    with st.expander(word("how_scored"), key=f"criterion_how_{number}"):
        scored = _scored(number, usual)
    return {"name": name, "weight": weight, **scored}


def _things(number: int, usual: dict[str, Any]) -> dict[str, Any]:
    """Choose what a criterion measures by: a layer, or one feature of it."""
    layer = layer_choice(word("of_layer"), key=f"criterion_layer_{number}", default=usual["layer"])
    names = feature_names(layer, lang())
    choices = [None, *names]
    first = usual.get("id")
    feature = st.selectbox(
        word("of_feature"),
        choices,
        index=choices.index(first) if first in choices else 0,
        format_func=lambda i: word("any_feature") if i is None else names[i],
        key=f"criterion_feature_{number}_{layer}",
        persist_state="session",
    )
    return {"layer": layer} | ({"id": feature} if feature else {})


def _scored(number: int, usual: dict[str, Any]) -> dict[str, Any]:
    measure = st.selectbox(
        word("measure"),
        _MEASURES,
        index=_MEASURES.index(usual["measure"]),
        format_func=lambda known: word(f"measure_{known}"),
        key=f"criterion_measure_{number}",
        persist_state="session",
    )
    of = _things(number, usual["of"])
    best_side, worst_side = st.columns(2)
    ends = {
        end: side.number_input(
            word(end),
            value=float(usual["transform"][end]),
            format="%g",
            key=f"criterion_{end}_{number}",
            persist_state="session",
        )
        for end, side in (("best", best_side), ("worst", worst_side))
    }
    given: dict[str, Any] = {
        "measure": measure,
        "of": of,
        "transform": {"shape": "linear", **ends},
    }
    if measure == "count":
        given["radius_m"] = st.number_input(
            word("radius_m"),
            min_value=1,
            value=1000,
            step=100,
            key=f"criterion_radius_{number}",
            persist_state="session",
        )
    return given


def _area() -> dict[str, Any]:
    usual = example("siting", lang())["candidates"]["inside"]
    layer = layer_choice(
        word("within_layer"), key="siting_layer", geometry=("polygon",), default=usual["layer"]
    )
    names = feature_names(layer, lang())
    start = list(names).index(usual["id"]) if usual["id"] in names else 0
    feature = st.selectbox(
        word("within_feature"),
        list(names),
        index=start,
        format_func=lambda i: names[i],
        key=f"siting_area_{layer}",
        persist_state="session",
    )
    return {"layer": layer, "id": feature}


def _constraints() -> list[dict[str, Any]]:
    """Show what a site must keep clear of, and how near a layer it must be."""
    layer = layer_choice(
        word("avoid_layer"), key="avoid_layer", geometry=("polygon",), default="zones"
    )
    names = feature_names(layer, lang())
    usual = [c["outside"]["id"] for c in example("siting", lang())["constraints"] if "outside" in c]
    avoided = st.multiselect(
        word("avoid"),
        list(names),
        default=[i for i in usual if i in names],
        format_func=lambda i: names[i],
        key=f"avoid_{layer}",
        persist_state="session",
    )
    given: list[dict[str, Any]] = [{"outside": {"layer": layer, "id": i}} for i in avoided]
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
    return given


def _page() -> None:
    area = _area()
    size = st.select_slider(
        word("cell_m"), [250, 500, 1000], value=500, key="cell", persist_state="session"
    )
    st.markdown(f"**{word('constraints')}**")
    constraints = _constraints()
    empty = catalogue().unapplied_constraints
    if empty:
        st.warning(
            unmarked(word("screening_only", names=[slot.name for slot in empty])),
            icon=":material/info:",
        )
    st.markdown(f"**{word('criteria')}**")
    criteria = _criteria()
    top, apart = st.columns(2)
    count = top.number_input(
        word("top"), min_value=1, max_value=100, value=10, key="top", persist_state="session"
    )
    separation = apart.number_input(
        word("separation_m"),
        min_value=0,
        value=800,
        step=100,
        key="separation",
        persist_state="session",
    )
    if st.button(word("run_siting"), type="primary", width="stretch", key="run_siting"):
        ask(
            {
                "kind": "siting",
                "candidates": {"size_m": size, "inside": area},
                "constraints": constraints,
                "criteria": criteria,
                "top": count,
                "separation_m": separation,
            }
        )


_page()
