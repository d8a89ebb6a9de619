"""
Whether the names in a question exist: layers, features, columns and the values of categories.

Form is checked when a definition is made; this checks it against one catalogue, before any
work, and reports every fault at once. What a name refers to is a mark on its field.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from pydantic import BaseModel

from atlas.domain.catalogue import Catalogue, nearest
from atlas.domain.conditions import AllOf, AttributeTest, Condition, NotOf, SpatialTest
from atlas.domain.layer import ANY_TEXT, ColumnKind, Layer
from atlas.domain.layer_union import together, unlike_columns
from atlas.domain.question import Question
from atlas.domain.references import (
    ColumnOf,
    ConditionOn,
    FeaturesOf,
    Holds,
    LayerName,
    Mark,
    NeedsColumn,
    TableName,
)
from atlas.errors import BadDefinition, Problem

_ORDERED = {"<", "<=", ">", ">=", "between"}
_WORDED = {"contains", "starts_with"}


def check_names(catalogue: Catalogue, definition: Question) -> None:
    """
    Refuse a question that names what is not there.

    Parameters
    ----------
    catalogue
        The layers.
    definition
        The question.

    Raises
    ------
    BadDefinition
        With every unknown layer, feature, column and value, and the existing ones.
    """
    problems = list(_faults(_Scope(catalogue, definition, definition), ""))
    if problems:
        raise BadDefinition(where=definition.title, problems=problems)


def layers_named(part: Any) -> Iterator[str]:
    """Yield the layers a question names, wherever in it they stand."""
    if isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            value = getattr(part, name)
            if any(isinstance(mark, LayerName) for mark in field.metadata):
                yield from _ids(value)
            else:
                yield from layers_named(value)
    elif isinstance(part, tuple):
        for item in part:
            yield from layers_named(item)


@dataclass(frozen=True)
class _Scope:
    """A part of a question, with the question and the catalogue that its names are held against."""

    catalogue: Catalogue
    question: BaseModel
    part: BaseModel

    def layers(self, field: str, or_field: str = "") -> tuple[Layer, ...] | None:
        """Return the layers that a field names; None where any is unknown or they are unlike."""
        ids = self.ids(field, or_field)
        if any(name not in self.catalogue for name in ids):
            return None
        layers = tuple(self.catalogue[name] for name in ids)
        is_mixed = len({layer.spec.is_table for layer in layers}) > 1
        return None if is_mixed or any(unlike_columns(layers)) else layers

    def ids(self, field: str, or_field: str = "") -> tuple[str, ...]:
        """Return the ids of the layers that a field names, or else another."""
        for name in (field, or_field):
            for part in (self.part, self.question):
                value = getattr(part, name, None)
                if ids := _ids(getattr(value, "layer", value)):
                    return ids
        return ()


def _ids(value: Any) -> tuple[str, ...]:
    """Return the names that a field holds: one, several, or none."""
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(value) if isinstance(value, tuple | Mapping) else ()


def _faults(scope: _Scope, place: str) -> Iterator[Problem]:
    for name, field in type(scope.part).model_fields.items():
        value, at = getattr(scope.part, name), f"{place}{field.alias or name}"
        marks = [mark for mark in field.metadata if isinstance(mark, Mark)]
        for mark in marks if value not in (None, (), "") else ():
            yield from _CHECKS[type(mark)](scope, mark, value, at)
        if not any(isinstance(mark, ConditionOn) for mark in marks):
            yield from _inner_faults(scope, value, at)


def _inner_faults(scope: _Scope, value: Any, place: str) -> Iterator[Problem]:
    if isinstance(value, BaseModel):
        question = value if isinstance(value, Question) else scope.question
        yield from _faults(replace(scope, part=value, question=question), f"{place}.")
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _inner_faults(scope, item, f"{place}.{number}")


def _layer_faults(catalogue: Catalogue, name: str, place: str) -> Iterator[Problem]:
    if name not in catalogue:
        known = difflib.get_close_matches(name, list(catalogue), n=3) or list(catalogue)
        yield Problem("unknown_layer", place, name, known)


def _check_layer(scope: _Scope, mark: LayerName, value: Any, place: str) -> Iterator[Problem]:
    for at, name in _placed(value, place):
        yield from _layer_faults(scope.catalogue, name, at)
        if mark.located and name in scope.catalogue and scope.catalogue[name].spec.is_table:
            yield Problem("not_a_place", at, name)
    if mark.alike:
        yield from _unlike(scope.catalogue, _ids(value), place)


def _placed(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Yield the names that a field holds, each with its place in the question."""
    if isinstance(value, str):
        yield place, value
        return
    for number, name in enumerate(value):
        yield f"{place}.{number}", name


def _unlike(catalogue: Catalogue, names: Iterable[str], place: str) -> Iterator[Problem]:
    layers = [catalogue[name] for name in names if name in catalogue]
    if len({layer.spec.is_table for layer in layers}) > 1:
        tables = ", ".join(layer.id for layer in layers if layer.spec.is_table)
        yield Problem("not_a_place", place, tables)
    for column in unlike_columns(layers):
        yield Problem("unlike_columns", place, column)


def _check_table(scope: _Scope, mark: TableName, value: str, place: str) -> Iterator[Problem]:
    yield from _layer_faults(scope.catalogue, value, place)
    tables = [layer for layer in scope.catalogue.values() if layer.spec.is_table]
    known = tuple(layer.id for layer in tables if mark.column in layer.spec.columns)
    if value in scope.catalogue and value not in known:
        yield Problem(mark.rule, place, value, known)


def _check_features(scope: _Scope, mark: FeaturesOf, value: Any, place: str) -> Iterator[Problem]:
    for layer in scope.layers(mark.field) or ():
        known = layer.frame.index
        for name in _ids(value):
            if name not in known:
                yield Problem("unknown_feature", place, name, nearest(name, known))


def _check_column(scope: _Scope, mark: ColumnOf, value: Any, place: str) -> Iterator[Problem]:
    layers = scope.layers(mark.field, mark.or_field)
    if layers == ():
        yield Problem("candidates_have_no_columns", place)
    if not layers:
        return
    whole = together(scope.catalogue, [layer.id for layer in layers])
    for at, name in _placed(value, place):
        yield from _column_faults(whole, name.removeprefix("-"), at)
        yield from _content_faults(whole, name, mark.holds, at)


def _content_faults(layer: Layer, name: str, holds: Holds, place: str) -> Iterator[Problem]:
    kind = layer.spec.every_column.get(name)
    if kind is None or holds == "anything":
        return
    if holds == "classes":
        # free text in a column of every layer has no words of its own
        named = name in layer.spec.columns or bool(kind.values)
        if kind.is_number or not named:
            yield Problem("not_a_class", place, name)
    elif not kind.is_number and holds == "counts":
        yield Problem("weight_is_not_a_number", place, name)
    elif not kind.is_number:
        yield Problem("not_a_number_column", place, name, (kind.type,))


def _check_needed(scope: _Scope, mark: NeedsColumn, _value: Any, place: str) -> Iterator[Problem]:
    at = ".".join([*place.split(".")[:-1], mark.at])
    for layer in scope.layers(mark.field) or ():
        yield from _column_faults(layer, mark.column, at)


def _check_condition(
    scope: _Scope, mark: ConditionOn, value: Condition, place: str
) -> Iterator[Problem]:
    layers = scope.layers(mark.field, mark.or_field)
    if layers == ():
        yield Problem("candidates_have_no_columns", place)
    for layer in layers or ():
        yield from _condition_faults(scope, layer, value, place)


_CHECKS = cast(
    dict[type[Mark], Callable[[_Scope, Mark, Any, str], Iterator[Problem]]],
    {
        LayerName: _check_layer,
        TableName: _check_table,
        FeaturesOf: _check_features,
        ColumnOf: _check_column,
        NeedsColumn: _check_needed,
        ConditionOn: _check_condition,
    },
)


def _condition_faults(
    scope: _Scope, layer: Layer, condition: Condition, place: str
) -> Iterator[Problem]:
    if isinstance(condition, AttributeTest):
        yield from _test_faults(layer, condition, place)
    elif isinstance(condition, SpatialTest):
        if layer.spec.is_table:
            yield Problem("not_a_place", place, layer.id)
        yield from _faults(replace(scope, part=condition.of), f"{place}.of.")
    elif isinstance(condition, NotOf):
        yield from _condition_faults(scope, layer, condition.not_, f"{place}.not")
    else:
        key = "all" if isinstance(condition, AllOf) else "any"
        parts = condition.all if isinstance(condition, AllOf) else condition.any
        for number, part in enumerate(parts):
            yield from _condition_faults(scope, layer, part, f"{place}.{key}.{number}")


def _column_faults(layer: Layer, name: str, place: str) -> Iterator[Problem]:
    known = layer.spec.every_column
    if name not in known:
        close = difflib.get_close_matches(name, known, n=3) or list(known)
        yield Problem("unknown_column", place, name, close)


def _test_faults(layer: Layer, test: AttributeTest, place: str) -> Iterator[Problem]:
    any_text = test.field == ANY_TEXT
    faults = [] if any_text else list(_column_faults(layer, test.field, f"{place}.field"))
    if any_text and test.op != "contains":
        faults.append(Problem("op_does_not_fit", f"{place}.op", test.op, ("contains",)))
    yield from faults
    if faults:
        return
    kind = layer.spec.kind_of(test.field)
    if (kind.is_number and test.op in {*_WORDED, "has"}) or (
        test.op == "has" and kind.type != "list"
    ):
        yield Problem("op_does_not_fit", f"{place}.op", test.op, (kind.type,))
        return
    for value in _values(test):
        yield from _value_faults(kind, test, value, f"{place}.value")


def _values(test: AttributeTest) -> Iterable[Any]:
    if test.value is None:
        return ()
    return test.value if isinstance(test.value, tuple) else (test.value,)


def _value_faults(
    kind: ColumnKind, test: AttributeTest, value: Any, place: str
) -> Iterator[Problem]:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind.is_number != is_number:
        yield Problem("value_is_not_of_type", place, str(value), (kind.type,))
    elif kind.values and test.op in {"=", "!=", "in"} and value not in kind.values:
        yield Problem("not_in_values", place, str(value), kind.values)
