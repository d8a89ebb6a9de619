"""选址: where could the next one go, by which criteria, clear of what?"""

from typing import Any

import pandas
import streamlit as st

from atlas.interface.web.choices import feature_names, layer_choice, layer_names
from atlas.interface.web.examples import example
from atlas.interface.web.serving import catalogue
from atlas.interface.web.session import ask, lang, spoken, word

_MEASURES = ("distance", "count", "share")


def _criteria() -> list[dict[str, Any]]:
    """Show the criteria as a table to edit; the example's are there to begin with."""
    names = {spoken(catalogue()[n].name): n for n in layer_names(None)}
    shown = {layer: label for label, layer in names.items()}
    measures = {word(f"measure_{m}"): m for m in _MEASURES}
    words = {m: label for label, m in measures.items()}
    start = pandas.DataFrame(
        [
            {
                "name": c["name"],
                "measure": words[c["measure"]],
                "of": shown[c["of"]["layer"]],
                "id": c["of"].get("id", ""),
                "best": c["transform"]["best"],
                "worst": c["transform"]["worst"],
                "radius": c.get("radius_m"),
                "weight": c["weight"],
            }
            for c in example("siting")["criteria"]
        ]
    )
    config = {
        "name": st.column_config.TextColumn(word("criterion"), required=True),
        "measure": st.column_config.SelectboxColumn(
            word("measure"), options=list(measures), required=True
        ),
        "of": st.column_config.SelectboxColumn(
            word("of_layer"), options=list(names), required=True
        ),
        "id": st.column_config.TextColumn(word("of_feature")),
        "best": st.column_config.NumberColumn(word("best"), required=True),
        "worst": st.column_config.NumberColumn(word("worst"), required=True),
        "radius": st.column_config.NumberColumn(word("radius_m")),
        "weight": st.column_config.NumberColumn(word("weight"), required=True),
    }
    edited = st.data_editor(
        start, column_config=config, num_rows="dynamic", hide_index=True, key=f"criteria_{lang()}"
    )
    return [_criterion(row, measures, names) for row in edited.dropna(how="all").to_dict("records")]


def _criterion(
    row: dict[str, Any], measures: dict[str, str], names: dict[str, str]
) -> dict[str, Any]:
    of = {"layer": names.get(row["of"], "")}
    of |= {"id": row["id"]} if row["id"] else {}
    given = {
        "name": row["name"] or "",
        "measure": measures.get(row["measure"], ""),
        "of": of,
        "transform": {"shape": "linear", "best": row["best"], "worst": row["worst"]},
        "weight": row["weight"],
    }
    return given | ({"radius_m": row["radius"]} if pandas.notna(row["radius"]) else {})


def _area() -> dict[str, Any]:
    usual = example("siting")["candidates"]["inside"]
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
    )
    return {"layer": layer, "id": feature}


def _constraints() -> list[dict[str, Any]]:
    """Show what a site must keep clear of, and how near a layer it must be."""
    layer = layer_choice(
        word("avoid_layer"), key="avoid_layer", geometry=("polygon",), default="zones"
    )
    names = feature_names(layer, lang())
    usual = [c["outside"]["id"] for c in example("siting")["constraints"] if "outside" in c]
    avoided = st.multiselect(
        word("avoid"),
        list(names),
        default=[i for i in usual if i in names],
        format_func=lambda i: names[i],
        key=f"avoid_{layer}",
    )
    given: list[dict[str, Any]] = [{"outside": {"layer": layer, "id": i}} for i in avoided]
    if st.toggle(word("near_layer"), key="near_on"):
        near = layer_choice(
            word("of_layer"), key="near_layer", geometry=("point",), default="metro_stations"
        )
        metres = st.number_input(word("at_most_m"), min_value=100, value=3000, step=100)
        given.append({"at_most_m": metres, "of": {"layer": near}})
    return given


def _page() -> None:
    area = _area()
    size = st.select_slider(word("cell_m"), [250, 500, 1000], value=500, key="cell")
    st.markdown(f"**{word('constraints')}**")
    constraints = _constraints()
    empty = catalogue().unapplied_constraints
    if empty:
        names = "、".join(spoken(slot.name) for slot in empty)
        st.warning(word("screening_only", names=names), icon=":material/info:")
    st.markdown(f"**{word('criteria')}**")
    criteria = _criteria()
    top, apart = st.columns(2)
    count = top.number_input(word("top"), min_value=1, max_value=100, value=10)
    separation = apart.number_input(word("separation_m"), min_value=0, value=800, step=100)
    if st.button(word("run_siting"), type="primary", width="stretch"):
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
