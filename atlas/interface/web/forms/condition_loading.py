"""
A condition laid out in the editor again, as somebody might have built it there.

The editor knows less than a question may hold: a layer restricted by a condition of its own,
a feature that contains another, groups nested deeper than it nests. Such a condition is answered
as it is and not laid out.
"""

from collections.abc import Iterator
from itertools import count
from typing import Any

import streamlit as st

from atlas.domain.conditions import (
    AllOf,
    AnyOf,
    AttributeTest,
    Condition,
    GeometryRef,
    NotOf,
    SpatialTest,
)
from atlas.domain.layer import Layer
from atlas.interface.web.forms.condition_editor import (
    DEEPEST,
    GROUP,
    PLACE,
    RELATIONS,
    TEST,
    columns_of,
    ops_of,
    values_of,
)
from atlas.interface.web.widgets.choices import NONE
from atlas.questions.query.definition import Query

Branch = dict[str, Any]


class _Unlike(Exception):
    """Something that the editor cannot show."""


def load_condition(layer: Layer, question: Query) -> bool:
    """
    Lay the conditions of a query out in the editor of its layer.

    Call it before the editor is drawn in a run, as a callback does.

    Returns
    -------
    is_laid_out
        Whether the editor can show them; where not, it is left as it was.
    """
    numbers = count(1 + max(_numbers_of(st.session_state.get(f"tree_{layer.id}")), default=0))
    widgets: dict[str, Any] = {}
    try:
        if question.where is None:
            tree: Branch = {"kind": GROUP, "number": 0, "items": []}
        else:
            tree = _group(layer, question.where, numbers, widgets, depth=0)
    except _Unlike:
        return False
    st.session_state.update(widgets)
    st.session_state[f"tree_{layer.id}"] = tree
    st.session_state[f"branches_{layer.id}"] = numbers
    return True


def _numbers_of(tree: Branch | None) -> Iterator[int]:
    if tree is not None:
        yield int(tree["number"])
        for item in tree.get("items", ()):
            yield from _numbers_of(item)


def _group(
    layer: Layer,
    condition: Condition,
    numbers: Iterator[int],
    widgets: dict[str, Any],
    *,
    depth: int,
) -> Branch:
    if depth >= DEEPEST:
        raise _Unlike
    join, parts = _joined(condition)
    number = 0 if depth == 0 else next(numbers)
    widgets[f"join_{layer.id}_{number}"] = join
    items = [_item(layer, part, numbers, widgets, depth) for part in parts]
    return {"kind": GROUP, "number": number, "items": items}


def _joined(condition: Condition) -> tuple[str, tuple[Condition, ...]]:
    if isinstance(condition, AllOf):
        return "all", condition.all
    if isinstance(condition, AnyOf):
        return "any", condition.any
    if isinstance(condition, NotOf) and isinstance(condition.not_, AnyOf):
        return "none", condition.not_.any
    return "all", (condition,)


def _item(
    layer: Layer, condition: Condition, numbers: Iterator[int], widgets: dict[str, Any], depth: int
) -> Branch:
    negated = isinstance(condition, NotOf) and isinstance(
        condition.not_, AttributeTest | SpatialTest
    )
    inner = condition.not_ if negated and isinstance(condition, NotOf) else condition
    several = _several(inner)
    if several is not None:
        wanted = NotOf.model_validate({"not": several}) if negated else several
        return _group(layer, wanted, numbers, widgets, depth=depth + 1)
    if not isinstance(inner, AttributeTest | SpatialTest):
        return _group(layer, inner, numbers, widgets, depth=depth + 1)
    number = next(numbers)
    key = f"{layer.id}_{number}"
    widgets[f"not_{key}"] = negated
    kind = TEST if isinstance(inner, AttributeTest) else PLACE
    widgets |= _test(layer, inner, key) if isinstance(inner, AttributeTest) else _place(inner, key)
    return {"kind": kind, "number": number}


def _several(condition: Condition) -> Condition | None:
    """Return a test of many values as the editor words it: any of them, or from and to."""
    if not isinstance(condition, AttributeTest) or not isinstance(condition.value, tuple):
        return None
    ops = ("=",) * len(condition.value) if condition.op == "in" else (">=", "<=")
    tests = tuple(
        AttributeTest(field=condition.field, op=op, value=value)
        for op, value in zip(ops, condition.value, strict=True)
    )
    return AnyOf(any=tests) if condition.op == "in" else AllOf(all=tests)


def _test(layer: Layer, condition: AttributeTest, key: str) -> dict[str, Any]:
    name, value = condition.field, condition.value
    if name not in columns_of(layer) or condition.op not in ops_of(layer, name):
        raise _Unlike
    said: dict[str, Any] = {f"field_{key}": name, f"op_{key}_{name}": condition.op}
    said[f"alone_{key}"] = not condition.synonyms
    if value is None:
        return said
    known = values_of(layer, name)
    if known and value not in known:
        raise _Unlike
    is_number = layer.spec.kind_of(name).is_number
    said[f"value_{key}_{name}"] = float(value) if is_number else str(value)  # type: ignore[arg-type]
    return said


def _place(condition: SpatialTest, key: str) -> dict[str, Any]:
    if condition.spatial not in RELATIONS:
        raise _Unlike
    said: dict[str, Any] = {f"relation_{key}": condition.spatial, f"k_{key}": condition.k}
    if condition.distance_m is not None:
        said[f"distance_{key}"] = round(condition.distance_m)
    if isinstance(condition.of, GeometryRef):
        return said | {f"of_{key}": "drawn", "drawn": dict(condition.of.geometry)}
    if condition.of.where is not None:
        raise _Unlike
    target = condition.of.layer
    return said | {
        f"of_{key}": "layer",
        f"of_layer_{key}_{condition.spatial}": target,
        f"of_feature_{key}_{target}": condition.of.id or NONE,
    }
