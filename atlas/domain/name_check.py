"""
Whether the names in a question exist: layers, features, columns and the values of categories.

Form is checked when a definition is made; this checks it against one catalogue, before any
work, and reports every fault at once.
"""

import difflib
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from atlas.domain.catalogue import Catalogue, nearest
from atlas.domain.definition import (
    AttributeTest,
    Condition,
    Coverage,
    Criterion,
    Definition,
    Having,
    LayerRef,
    Query,
    Sheet,
    Siting,
    SpatialTest,
)
from atlas.domain.definition.conditions import AllOf, NotOf
from atlas.domain.definition.coverage import DemandRef
from atlas.domain.definition.location import PlaceDemand
from atlas.domain.layer import ANY_TEXT, ColumnKind, Layer
from atlas.domain.layer_union import together, unlike_columns
from atlas.errors import BadDefinition, Problem

_ORDERED = {"<", "<=", ">", ">=", "between"}
_WORDED = {"contains", "starts_with"}


def check_names(catalogue: Catalogue, definition: Definition) -> None:
    """
    Refuse a question that names what is not there.

    Parameters
    ----------
    catalogue
        What there is.
    definition
        What is asked.

    Raises
    ------
    BadDefinition
        With every unknown layer, feature, column and value, and the known ones.
    """
    problems = list(_faults(catalogue, definition, ""))
    if problems:
        raise BadDefinition(where=definition.title, problems=problems)


def layers_named(part: Any) -> Iterator[str]:
    """Return the layers a question names, wherever in it they stand."""
    if isinstance(part, Query):
        yield from part.every_layer
    if isinstance(part, LayerRef):
        yield part.layer
    if isinstance(part, Sheet):
        yield from part.layers
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from layers_named(getattr(part, name))
    elif isinstance(part, tuple):
        for item in part:
            yield from layers_named(item)


def _faults(catalogue: Catalogue, part: Any, place: str) -> Iterator[Problem]:
    if isinstance(part, Query):
        yield from _query_faults(catalogue, part, place)
        return
    if isinstance(part, LayerRef):
        yield from _ref_faults(catalogue, part, place)
        return
    if isinstance(part, Sheet):
        for number, name in enumerate(part.layers):
            yield from _layer_faults(catalogue, name, f"{place}layers.{number}")
    if isinstance(part, Siting):
        yield from _siting_faults(catalogue, part, place)
    if isinstance(part, Coverage):
        yield from _changes_faults(catalogue, part, place)
        yield from _standards_faults(catalogue, part, place)
    if isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            key = field.alias or name
            yield from _faults(catalogue, getattr(part, name), f"{place}{key}.")
    elif isinstance(part, tuple):
        for number, item in enumerate(part):
            yield from _faults(catalogue, item, f"{place}{number}.")


def _layer_faults(catalogue: Catalogue, name: str, place: str) -> Iterator[Problem]:
    if name not in catalogue:
        known = difflib.get_close_matches(name, list(catalogue), n=3) or list(catalogue)
        yield Problem("unknown_layer", place, name, known)


def _query_faults(catalogue: Catalogue, query: Query, place: str) -> Iterator[Problem]:
    faults = list(_asked_layers_faults(catalogue, query, place))
    yield from faults
    if faults:
        return
    whole = together(catalogue, query.every_layer)
    for number, name in enumerate(query.order_by):
        yield from _column_faults(whole, name.removeprefix("-"), f"{place}order_by.{number}")
    if query.where is not None:
        for layer in (catalogue[name] for name in query.every_layer):
            yield from _condition_faults(catalogue, layer, query.where, f"{place}where")


def _asked_layers_faults(catalogue: Catalogue, query: Query, place: str) -> Iterator[Problem]:
    if not query.layers:
        yield from _layer_faults(catalogue, query.layer, f"{place}layer")
        return
    for number, name in enumerate(query.layers):
        yield from _layer_faults(catalogue, name, f"{place}layers.{number}")
    asked = [catalogue[name] for name in query.layers if name in catalogue]
    if len({layer.spec.is_table for layer in asked}) > 1:
        tables = ", ".join(layer.id for layer in asked if layer.spec.is_table)
        yield Problem("not_a_place", f"{place}layers", tables)
    for column in unlike_columns(asked):
        yield Problem("unlike_columns", f"{place}layers", column)


def _ref_faults(catalogue: Catalogue, ref: LayerRef, place: str) -> Iterator[Problem]:
    faults = list(_layer_faults(catalogue, ref.layer, f"{place}layer"))
    yield from faults
    if faults:
        return
    layer = catalogue[ref.layer]
    if layer.spec.is_table:
        yield Problem("not_a_place", f"{place}layer", ref.layer)
    if ref.id is not None and ref.id not in layer.frame.index:
        yield Problem("unknown_feature", f"{place}id", ref.id, nearest(ref.id, layer.frame.index))
    if ref.where is not None:
        yield from _condition_faults(catalogue, layer, ref.where, f"{place}where")
    if isinstance(ref, DemandRef | PlaceDemand):
        yield from _weight_faults(layer, ref, place)
    if isinstance(ref, DemandRef):
        yield from _class_faults(layer, ref, place)


def _weight_faults(layer: Layer, ref: DemandRef | PlaceDemand, place: str) -> Iterator[Problem]:
    known = layer.spec.every_column
    if ref.weight is not None:
        yield from _column_faults(layer, ref.weight, f"{place}weight")
        if ref.weight in known and not known[ref.weight].is_number:
            yield Problem("weight_is_not_a_number", f"{place}weight", ref.weight)


def _class_faults(layer: Layer, ref: DemandRef, place: str) -> Iterator[Problem]:
    known = layer.spec.every_column
    if ref.by is not None:
        yield from _column_faults(layer, ref.by, f"{place}by")
        # free text in a column of every layer has no words of its own
        named = ref.by in layer.spec.columns or bool(ref.by in known and known[ref.by].values)
        if ref.by in known and (known[ref.by].is_number or not named):
            yield Problem("not_a_class", f"{place}by", ref.by)


def _changes_faults(catalogue: Catalogue, coverage: Coverage, place: str) -> Iterator[Problem]:
    if coverage.changes is None or coverage.facilities.layer not in catalogue:
        return
    known = catalogue[coverage.facilities.layer].frame.index
    for key, names in (("close", coverage.changes.close), ("move", tuple(coverage.changes.move))):
        for name in names:
            if name not in known:
                at = f"{place}changes.{key}"
                yield Problem("unknown_feature", at, name, nearest(name, known))


def _standards_faults(catalogue: Catalogue, coverage: Coverage, place: str) -> Iterator[Problem]:
    if coverage.advanced is not None and coverage.advanced.supply is not None:
        yield from _supply_faults(catalogue, coverage, f"{place}advanced.supply")
    name = coverage.standards
    if name is None:
        return
    at = f"{place}standards"
    yield from _layer_faults(catalogue, name, at)
    known = [
        v.id for v in catalogue.values() if v.spec.is_table and "standard_zh" in v.spec.columns
    ]
    if name in catalogue and name not in known:
        yield Problem("not_standards", at, name, tuple(known))


def _supply_faults(catalogue: Catalogue, coverage: Coverage, at: str) -> Iterator[Problem]:
    name = coverage.advanced.supply if coverage.advanced else None
    if name is None or coverage.facilities.layer not in catalogue:
        return
    layer = catalogue[coverage.facilities.layer]
    yield from _column_faults(layer, name, at)
    kind = layer.spec.every_column.get(name)
    if kind is not None and not kind.is_number:
        yield Problem("weight_is_not_a_number", at, name)


def _siting_faults(catalogue: Catalogue, siting: Siting, place: str) -> Iterator[Problem]:
    """Check what is said of the candidates' own columns, and of those of what is summed."""
    ref = siting.candidates if isinstance(siting.candidates, LayerRef) else None
    own = catalogue[ref.layer] if ref and ref.layer in catalogue else None
    for number, constraint in enumerate(siting.constraints):
        at = f"{place}constraints.{number}.where"
        if isinstance(constraint, Having) and own is not None:
            yield from _condition_faults(catalogue, own, constraint.where, at)
        elif isinstance(constraint, Having) and ref is None:
            yield Problem("candidates_have_no_columns", at)
    for number, criterion in enumerate(siting.criteria):
        at = f"{place}criteria.{number}."
        if criterion.measure == "attribute" and ref is None:
            yield Problem("candidates_have_no_columns", f"{at}field")
            continue
        layer = own
        if criterion.of is not None:
            layer = catalogue.get(criterion.of.layer)
        if layer is not None:
            yield from _measured_faults(layer, criterion, at)


def _measured_faults(layer: Layer, criterion: Criterion, place: str) -> Iterator[Problem]:
    """Check the column that a criterion reads: a number's, or a list of industries."""
    name = "industries" if criterion.measure == "industry" else criterion.field
    if name is None:
        return
    faults = list(_column_faults(layer, name, f"{place}field"))
    yield from faults
    kind = layer.spec.every_column.get(name)
    if kind is not None and criterion.measure != "industry" and not kind.is_number:
        yield Problem("not_a_number_column", f"{place}field", name, (kind.type,))


def _condition_faults(
    catalogue: Catalogue, layer: Layer, condition: Condition, place: str
) -> Iterator[Problem]:
    if isinstance(condition, AttributeTest):
        yield from _test_faults(layer, condition, place)
    elif isinstance(condition, SpatialTest):
        if layer.spec.is_table:
            yield Problem("not_a_place", place, layer.id)
        yield from _faults(catalogue, condition.of, f"{place}.of.")
    elif isinstance(condition, NotOf):
        yield from _condition_faults(catalogue, layer, condition.not_, f"{place}.not")
    else:
        key = "all" if isinstance(condition, AllOf) else "any"
        parts = condition.all if isinstance(condition, AllOf) else condition.any
        for number, part in enumerate(parts):
            yield from _condition_faults(catalogue, layer, part, f"{place}.{key}.{number}")


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
