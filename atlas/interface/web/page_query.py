"""查询: which features of a layer meet these conditions?"""

from typing import Any

import streamlit as st

from atlas.domain.layer import Layer
from atlas.interface.web.choices import feature_names, layer_choice
from atlas.interface.web.serving import catalogue
from atlas.interface.web.session import ask, lang, spoken, word

_NUMBER_OPS = ("=", "!=", "<", "<=", ">", ">=", "is_empty")
_TEXT_OPS = ("contains", "=", "!=", "starts_with", "is_empty")
_LIST_OPS = ("has", "contains", "is_empty")
_CODE_OPS = ("=", "!=", "is_empty")
_OP_WORDS = {
    "=": "eq",
    "!=": "ne",
    "<": "lt",
    "<=": "le",
    ">": "gt",
    ">=": "ge",
    "contains": "contains",
    "starts_with": "starts",
    "has": "has",
    "is_empty": "empty",
}
_RELATIONS = ("within_distance", "within", "intersects", "nearest")


def _ops(layer: Layer, name: str) -> tuple[str, ...]:
    kind = layer.spec.every_column[name]
    if kind.is_number:
        return _NUMBER_OPS
    if kind.values or kind.type == "flag":
        return _CODE_OPS
    return _LIST_OPS if kind.type == "list" else _TEXT_OPS


def _columns(layer: Layer) -> list[str]:
    first = ["name_zh", *layer.spec.columns, "status", "position_basis", "uncertainty_m", "clause"]
    return [name for name in first if name in layer.spec.every_column]


def _attribute(layer: Layer, number: int) -> dict[str, Any] | None:
    """Show one condition; None while its value is missing."""
    name = st.selectbox(
        word("field"),
        _columns(layer),
        format_func=lambda column: spoken(layer.spec.heading(column)),
        key=f"field_{layer.id}_{number}",
        persist_state="session",
    )
    op_side, value_side = st.columns([2, 3])
    op = op_side.selectbox(
        word("op"),
        _ops(layer, name),
        format_func=lambda known: word(f"op_{_OP_WORDS[known]}"),
        key=f"op_{layer.id}_{number}_{name}",
        persist_state="session",
    )
    if op == "is_empty":
        return {"field": name, "op": op}
    with value_side:
        value = _value(layer, name, f"value_{layer.id}_{number}_{name}")
    return None if value in {None, ""} else {"field": name, "op": op, "value": value}


def _value(layer: Layer, name: str, key: str) -> Any:
    kind = layer.spec.every_column[name]
    if kind.is_number:
        return st.number_input(word("value"), value=None, key=key, persist_state="session")
    values = kind.values or (("yes", "no") if kind.type == "flag" else ())
    if values:
        return st.selectbox(
            word("value"),
            values,
            format_func=lambda value: spoken(layer.spec.value_text(name, value)),
            key=key,
            persist_state="session",
        )
    return st.text_input(word("value"), key=key, persist_state="session")


def _spatial() -> dict[str, Any] | None:
    if not st.toggle(word("spatial"), key="spatial_on", persist_state="session"):
        return None
    relation = st.selectbox(
        word("relation"),
        _RELATIONS,
        format_func=lambda r: word(f"relation_{r}"),
        key="relation",
        persist_state="session",
    )
    geometry = ("polygon",) if relation in {"within", "intersects"} else None
    target = layer_choice(
        word("of_layer"), key=f"of_{relation}", geometry=geometry, default="zones"
    )
    names = feature_names(target, lang())
    feature = st.selectbox(
        word("of_feature"),
        [None, *names],
        format_func=lambda i: word("any_feature") if i is None else names[i],
        key=f"of_feature_{target}",
        persist_state="session",
    )
    of = {"layer": target} if feature is None else {"layer": target, "id": feature}
    given: dict[str, Any] = {"spatial": relation, "of": of}
    if relation == "within_distance":
        given["distance_m"] = st.number_input(
            word("distance_m"),
            min_value=1,
            value=3000,
            step=500,
            key="distance_m",
            persist_state="session",
        )
    if relation == "nearest":
        given["k"] = st.number_input(
            word("how_many"), min_value=1, value=3, key="nearest_k", persist_state="session"
        )
    return given


def _conditions(layer: Layer) -> list[dict[str, Any]]:
    """Show the attribute conditions, each with a button that takes it away."""
    numbers: list[int] = st.session_state.setdefault(f"conditions_{layer.id}", [0])
    given = []
    for number in numbers:
        with st.container(border=True, key=f"condition_{layer.id}_{number}"):
            given.append(_attribute(layer, number))
            st.button(
                word("remove_condition"),
                key=f"remove_{layer.id}_{number}",
                type="tertiary",
                on_click=numbers.remove,
                args=(number,),
            )
    st.button(
        word("add_condition"),
        key=f"add_{layer.id}",
        icon=":material/add:",
        on_click=lambda: numbers.append(max(numbers, default=-1) + 1),
    )
    joined = "all"
    if len(numbers) > 1:
        joined = st.segmented_control(
            word("joined"),
            ["all", "any"],
            default="all",
            required=True,
            key="joined",
            format_func=lambda how: word(f"joined_{how}"),
            persist_state="session",
        )
    meant = [condition for condition in given if condition]
    return [{joined: meant}] if meant else []


def _page() -> None:
    name = layer_choice(word("layer"), key="query_layer", default="parks", tables=True)
    layer = catalogue()[name]
    conditions = _conditions(layer)
    spatial = None if layer.spec.is_table else _spatial()
    if spatial:
        conditions.append(spatial)
    if st.button(word("run_query"), type="primary", width="stretch", key="run_query"):
        where = {"where": {"all": conditions}} if conditions else {}
        ask({"kind": "query", "layer": name, **where})


_page()
