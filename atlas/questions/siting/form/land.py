"""
What land must be: area, use, floor area ratio, height limit and supply state of the parcels.

These few are offered for every parcel and stand open; other columns are for the editor of
conditions below them. A parcel without the value is left out.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from atlas.domain.layer import Layer
from atlas.domain.messages import Name, message
from atlas.questions.form import Fields

_RANGES = ("area_mu", "far", "height_limit_m")
_SORTS = ("land_use", "supply_status")
_MOST_SORTS = 200
Test = Mapping[str, Any]


def land_conditions(
    fields: Fields, own: Layer, opened: Iterable[Test]
) -> tuple[list[Test], list[Test]]:
    """
    Draw the conditions on land.

    Parameters
    ----------
    fields
        Of the question.
    own
        The layer of parcels; what it has no column for is not offered.
    opened
        The conditions to begin with.

    Returns
    -------
    conditions, others
        What is chosen by now, and what of `opened` these fields cannot show.
    """
    begins: dict[str, Test] = {}
    others = []
    for test in opened:
        name = _column_of(own, test)
        if name is None or name in begins:
            others.append(test)
        else:
            begins[name] = test
    built = [
        _range(fields, own, name, begins.get(name))
        if name in _RANGES
        else _some_of(fields, own, name, begins.get(name))
        for name in (*_RANGES, *_SORTS)
        if name in own.spec.columns
    ]
    return [test for test in built if test is not None], others


def _column_of(own: Layer, test: Test) -> str | None:
    """Return the column whose fields can show a condition, if one can."""
    if _span(test) != (None, None):
        return str(test["field"])
    fields = {part.get("field") for part in test.get("any", (test,))}
    name = fields.pop() if len(fields) == 1 else None
    return name if name in _SORTS and name in own.spec.columns and _values(own, test) else None


def _span(test: Test | None) -> tuple[float | None, float | None]:
    """Return a condition as from and to; neither where it is no such condition."""
    if test is None or test.get("field") not in _RANGES:
        return None, None
    op, value = test["op"], test.get("value")
    if op == "between" and value is not None:
        return float(value[0]), float(value[1])
    if op in {">=", "<="} and value is not None:
        return (float(value), None) if op == ">=" else (None, float(value))
    return None, None


def _values(own: Layer, test: Test | None) -> list[str]:
    """Return a condition as some of a column's values; none where it is no such condition."""
    found: list[str] = []
    for part in () if test is None else test.get("any", (test,)):
        name, value = part["field"], part.get("value")
        options = _options(own, name)
        if part["op"] == "starts_with":
            found += [one for one in options if one.startswith(str(value))]
        elif part["op"] in {"=", "in"}:
            wanted = value if isinstance(value, list | tuple) else (value,)
            found += [one for one in options if one in wanted]
        else:
            return []
    return found


def _options(own: Layer, name: str) -> list[str]:
    column = own.spec.columns[name]
    cells = own.frame[name].dropna().astype(str) if name in own.frame else ()
    there = sorted({cell for cell in cells if cell})
    return [one for one in column.values if one in there] or there[:_MOST_SORTS]


def _range(fields: Fields, own: Layer, name: str, opened: Test | None) -> Test | None:
    heading = Name(fields.column_heading(own, name))
    begins = _span(opened)
    ends = []
    for side, end, begin in zip(fields.columns(1, 1), ("from", "to"), begins, strict=True):
        with side:
            label = message(f"web.land_{end}", of=heading)
            path = f"land.{name}.{end}"
            ends.append(fields.number(path, default=None, low=0.0, initial=begin, label=label))
    low, high = ends
    if opened is not None and (low, high) == begins:
        return opened
    if low is not None and high is not None:
        return {"field": name, "op": "between", "value": [low, high]}
    if low is not None:
        return {"field": name, "op": ">=", "value": low}
    return None if high is None else {"field": name, "op": "<=", "value": high}


def _some_of(fields: Fields, own: Layer, name: str, opened: Test | None) -> Test | None:
    begins = list(dict.fromkeys(_values(own, opened)))
    chosen = fields.many(
        f"land.{name}",
        _options(own, name),
        initial=begins,
        label=message("web.land_any_of", of=own.spec.heading(name)),
        names=lambda one: own.spec.value_text(name, one),
    )
    if opened is not None and chosen == begins:
        return opened
    return {"field": name, "op": "in", "value": chosen} if chosen else None
