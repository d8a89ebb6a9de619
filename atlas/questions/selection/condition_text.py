"""A condition in words: what a constraint on the candidates' own columns asks."""

from atlas.domain.conditions import AllOf, AnyOf, AttributeTest, Condition, NotOf
from atlas.domain.finding import Quantity, fact
from atlas.domain.layer import Layer
from atlas.domain.messages import Message, Name, Text, message

_COMPARED = {
    "=": "equal",
    "!=": "unequal",
    "<": "below",
    "<=": "at_most",
    ">": "above",
    ">=": "at_least",
    "in": "one_of",
    "between": "between",
    "contains": "contains",
    "starts_with": "starts_with",
    "has": "has",
    "is_empty": "is_empty",
}


def condition_text(layer: Layer, condition: Condition) -> Message:
    """Return what a condition asks of a layer's features; one of place is only called so."""
    if isinstance(condition, AttributeTest):
        return _test_text(layer, condition)
    if isinstance(condition, NotOf):
        inner = condition_text(layer, condition.not_)
        return message("condition.not", condition=inner)
    if isinstance(condition, AllOf | AnyOf):
        parts = condition.all if isinstance(condition, AllOf) else condition.any
        told = tuple(condition_text(layer, part) for part in parts)
        return message(
            "condition.all" if isinstance(condition, AllOf) else "condition.any", conditions=told
        )
    return message("condition.place")


def _test_text(layer: Layer, test: AttributeTest) -> Message:
    kind = layer.spec.kind_of(test.field)

    def spoken(value: object) -> Text | Quantity:
        if kind.is_number:
            return fact(float(str(value)), kind.unit)
        if str(value) in kind.values or kind.type == "flag":
            return layer.spec.value_text(test.field, str(value))
        return Name(str(value))

    given = test.value if isinstance(test.value, tuple) else (test.value,)
    values = tuple(spoken(value) for value in given if value is not None)
    heading = layer.spec.heading(test.field)
    return message(f"condition.{_COMPARED[test.op]}", field=heading, values=values)
