"""
Conditions built by hand: tests of a column, places, and groups of both.

What is built is a tree in the session, one for each layer; a widget is named by the number of
its branch, so that taking one away disturbs no other. A branch whose value is still missing
says nothing yet and is left out.
"""

from collections.abc import Callable
from itertools import count
from typing import Any

import streamlit as st

from atlas.domain.layer import ANY_TEXT, Layer
from atlas.domain.messages import Name
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import drawn_shape, lang, localized, word
from atlas.interface.web.widgets.choices import NONE, feature_names, layer_choice
from atlas.output.language.terms import term, terms
from atlas.questions.selection.synonyms import widened

_NUMBER_OPS = ("=", "!=", "<", "<=", ">", ">=", "is_empty")
_TEXT_OPS = ("contains", "=", "!=", "starts_with", "is_empty")
_LIST_OPS = ("has", "contains", "is_empty")
_CODE_OPS = ("=", "!=", "is_empty")
OP_WORDS = {
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
RELATIONS = ("within_distance", "within", "intersects", "nearest")
DEEPEST = 3
GROUP, TEST, PLACE = "group", "test", "place"


def condition_of(layer: Layer) -> dict[str, Any] | None:
    """Show the editor for a layer and return what it says by now, None where that is nothing."""
    if f"tree_{layer.id}" not in st.session_state:
        st.session_state[f"tree_{layer.id}"] = _new_group(0)
        _add(layer, st.session_state[f"tree_{layer.id}"], TEST)
    return _group(layer, st.session_state[f"tree_{layer.id}"], depth=0)


def _new_group(number: int) -> dict[str, Any]:
    return {"kind": GROUP, "number": number, "items": []}


def _add(layer: Layer, group: dict[str, Any], kind: str) -> None:
    # numbers are never used twice, so that no widget inherits another's value
    number = next(st.session_state.setdefault(f"branches_{layer.id}", count(1)))
    branch = _new_group(number) if kind == GROUP else {"kind": kind, "number": number}
    group["items"].append(branch)


def _group(layer: Layer, group: dict[str, Any], *, depth: int) -> dict[str, Any] | None:
    number = group["number"]
    said = [_branch(layer, group, branch, depth) for branch in list(group["items"])]
    meant = [condition for condition in said if condition is not None]
    _adding(layer, group, depth)
    join = "all"
    if len(group["items"]) > 1:
        join = st.segmented_control(
            word("joined"),
            ["all", "any", "none"],
            default="all",
            required=True,
            format_func=lambda how: word(f"joined_{how}"),
            key=f"join_{layer.id}_{number}",
            persist_state="session",
        )
    if not meant:
        return None
    if join == "none":
        return {"not": {"any": meant}}
    return {join: meant}


def _branch(
    layer: Layer, group: dict[str, Any], branch: dict[str, Any], depth: int
) -> dict[str, Any] | None:
    key = f"{layer.id}_{branch['number']}"
    with st.container(border=True, key=f"branch_{key}"):
        said = _editors()[branch["kind"]](layer, branch, depth)
        negated = False
        with st.container(horizontal=True):
            if branch["kind"] != GROUP:
                negated = st.checkbox(word("negated"), key=f"not_{key}", persist_state="session")
            st.button(
                word("remove_condition"),
                key=f"remove_{key}",
                type="tertiary",
                on_click=group["items"].remove,
                args=(branch,),
            )
    return {"not": said} if said and negated else said


def _editors() -> dict[str, Callable[[Layer, dict[str, Any], int], dict[str, Any] | None]]:
    return {
        TEST: lambda layer, branch, _depth: _test(layer, f"{layer.id}_{branch['number']}"),
        PLACE: lambda layer, branch, _depth: _place(f"{layer.id}_{branch['number']}"),
        GROUP: lambda layer, branch, depth: _group(layer, branch, depth=depth + 1),
    }


def _adding(layer: Layer, group: dict[str, Any], depth: int) -> None:
    kinds = [TEST] if layer.spec.is_table else [TEST, PLACE]
    kinds += [GROUP] if depth + 1 < DEEPEST else []
    with st.container(horizontal=True, gap="small"):
        for kind in kinds:
            st.button(
                word(f"add_{kind}"),
                key=f"add_{kind}_{layer.id}_{group['number']}",
                icon=":material/add:",
                type="tertiary",
                on_click=_add,
                args=(layer, group, kind),
            )


def _test(layer: Layer, key: str) -> dict[str, Any] | None:
    name = st.selectbox(
        word("field"),
        columns_of(layer),
        format_func=lambda column: localized(layer.spec.heading(column)),
        key=f"field_{key}",
        persist_state="session",
    )
    op_side, value_side = st.columns([2, 3])
    op = op_side.selectbox(
        word("op"),
        ops_of(layer, name),
        format_func=lambda known: word(f"op_{OP_WORDS[known]}"),
        key=f"op_{key}_{name}",
        persist_state="session",
    )
    if op == "is_empty":
        return {"field": name, "op": op}
    with value_side:
        value = _value(layer, name, f"value_{key}_{name}")
    if value in {None, ""}:
        return None
    return {"field": name, "op": op, "value": value} | _word_alone(op, str(value), key)


def _word_alone(op: str, value: str, key: str) -> dict[str, Any]:
    """Say which synonyms a word is looked for with, and offer to look for it alone."""
    others = widened(catalogue(), value)[1:] if op in {"has", "contains"} else ()
    if not others:
        return {}
    listed = Name("、".join(others), ", ".join(others))
    is_alone = st.checkbox(word("word_alone"), key=f"alone_{key}", persist_state="session")
    if is_alone:
        return {"synonyms": False}
    st.caption(word("with_synonyms", others=localized(listed)))
    return {}


def columns_of(layer: Layer) -> list[str]:
    """Return the columns that may be tested, the layer's own before what every layer has."""
    names = ["name_zh", "name_en"] if lang() == "zh" else ["name_en", "name_zh"]
    first = [
        *names,
        ANY_TEXT,
        *layer.spec.columns,
        "status",
        "position_basis",
        "uncertainty_m",
        "clause",
    ]
    return [name for name in first if name == ANY_TEXT or name in layer.spec.every_column]


def ops_of(layer: Layer, name: str) -> tuple[str, ...]:
    """Return the tests that fit a column."""
    if name == ANY_TEXT:
        return ("contains",)
    kind = layer.spec.every_column[name]
    if kind.is_number:
        return _NUMBER_OPS
    if kind.values or kind.type == "flag":
        return _CODE_OPS
    return _LIST_OPS if kind.type == "list" else _TEXT_OPS


def values_of(layer: Layer, name: str) -> tuple[str, ...]:
    """Return the values to choose from, none where any may be typed."""
    kind = layer.spec.kind_of(name)
    return tuple(kind.values) or (("yes", "no") if kind.type == "flag" else ())


def _value(layer: Layer, name: str, key: str) -> Any:
    kind = layer.spec.kind_of(name)
    if kind.is_number:
        return st.number_input(
            word("value"), value=None, format="%g", key=key, persist_state="session"
        )
    values = values_of(layer, name)
    if values:
        return st.selectbox(
            word("value"),
            values,
            format_func=lambda value: localized(layer.spec.value_text(name, value)),
            key=key,
            persist_state="session",
        )
    if members := _members(layer, name):
        return st.selectbox(
            word("value"),
            members,
            index=None,
            placeholder=word("value_wanted"),
            accept_new_options=True,
            format_func=lambda member: term(name, member, lang()),
            key=key,
            persist_state="session",
        )
    return st.text_input(word("value"), key=key, persist_state="session")


def _members(layer: Layer, name: str) -> list[str]:
    """Return what the lists of a column hold, where it holds words that have English."""
    if name not in terms() or layer.spec.every_column[name].type != "list":
        return []
    cells = layer.frame[name].dropna().astype(str)
    return sorted({member.strip() for cell in cells for member in cell.split(";")} - {""})


def _place(key: str) -> dict[str, Any] | None:
    relation = st.selectbox(
        word("relation"),
        RELATIONS,
        format_func=lambda r: word(f"relation_{r}"),
        key=f"relation_{key}",
        persist_state="session",
    )
    of = _target(relation, key)
    if of is None:
        return None
    given: dict[str, Any] = {"spatial": relation, "of": of}
    if relation == "within_distance":
        given["distance_m"] = st.number_input(
            word("distance_m"),
            min_value=1,
            value=3000,
            step=500,
            key=f"distance_{key}",
            persist_state="session",
        )
    if relation == "nearest":
        given["k"] = st.number_input(
            word("how_many"), min_value=1, value=3, key=f"k_{key}", persist_state="session"
        )
    return given


def _target(relation: str, key: str) -> dict[str, Any] | None:
    """Return what a place condition is about: a layer, a feature, or what was drawn."""
    how = st.segmented_control(
        word("of"),
        ["layer", "drawn"],
        default="layer",
        required=True,
        format_func=lambda name: word(f"of_{name}"),
        key=f"of_{key}",
        persist_state="session",
    )
    if how == "drawn":
        shape = drawn_shape()
        st.caption(word("drawn_ready") if shape else word("draw_first"))
        return {"geometry": shape} if shape else None
    areas = ("polygon",) if relation in {"within", "intersects"} else None
    target = layer_choice(
        word("of_layer"), key=f"of_layer_{key}_{relation}", geometry=areas, default="zones"
    )
    names = feature_names(target, lang())
    feature = st.selectbox(
        word("of_feature"),
        [NONE, *names],
        format_func=lambda i: names[i] if i else word("any_feature"),
        key=f"of_feature_{key}_{target}",
        persist_state="session",
    )
    return {"layer": target, "id": feature} if feature else {"layer": target}
