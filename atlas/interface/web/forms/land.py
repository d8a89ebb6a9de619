"""
What land must be: area, use, floor area ratio, height limit and supply state of the parcels.

These few are asked of every parcel and stand open; whatever else the layer knows is for the editor
of conditions below them. A parcel that does not say what is asked for is left out.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from atlas.domain.finding import TableColumn
from atlas.domain.layer import Layer
from atlas.interface.web.forms.presets import begun
from atlas.interface.web.session.session import lang, localized, word
from atlas.output.tables import heading

_RANGES = ("area_mu", "far", "height_limit_m")
_SORTS = ("land_use", "supply_status")
_MOST_SORTS = 200
Test = Mapping[str, Any]


def land_conditions(own: Layer, asked: Iterable[Test]) -> tuple[list[Test], list[Test]]:
    """
    Offer the conditions on land, beginning with those that are asked.

    Parameters
    ----------
    own
        The layer of parcels; what it has no column for is not offered.
    asked
        Conditions to begin with.

    Returns
    -------
    conditions, others
        What is chosen by now, and what of `asked` this cannot say.
    """
    ranges: dict[str, tuple[float | None, float | None]] = {}
    sorts: dict[str, list[str]] = {}
    others = []
    for test in asked:
        if (span := _span(test)) is not None:
            ranges[str(test["field"])] = span
        elif (found := _sorts(own, test)) is not None:
            sorts[found[0]] = found[1]
        else:
            others.append(test)
    given: list[Test] = []
    for name in (*_RANGES, *_SORTS):
        if name in own.spec.columns:
            chosen = (
                _range(own, name, ranges.get(name, (None, None)))
                if name in _RANGES
                else _some_of(own, name, sorts.get(name, []))
            )
            given += [chosen] if chosen else []
    return given, others


def _span(test: Test) -> tuple[float | None, float | None] | None:
    """Read a condition as from and to, if it is one."""
    if test.get("field") not in _RANGES:
        return None
    op, value = test["op"], test.get("value")
    if op == "between":
        return float(value[0]), float(value[1])  # type: ignore[index]
    if op in {">=", "<="}:
        end = float(value)  # type: ignore[arg-type]
        return (end, None) if op == ">=" else (None, end)
    return None


def _sorts(own: Layer, test: Test) -> tuple[str, list[str]] | None:
    """Read a condition as some of a column's values, if it is one."""
    tests = test.get("any", (test,))
    fields = {part.get("field") for part in tests}
    if len(fields) != 1 or not fields <= set(_SORTS):
        return None
    (name,) = fields
    known, found = _known(own, name), []
    for part in tests:
        value = part.get("value")
        if part["op"] == "starts_with":
            found += [one for one in known if one.startswith(str(value))]
        elif part["op"] in {"=", "in"}:
            wanted = value if isinstance(value, list | tuple) else (value,)
            found += [one for one in known if one in wanted]
        else:
            return None
    return (name, found) if found else None


def _known(own: Layer, name: str) -> list[str]:
    column = own.spec.columns[name]
    cells = own.frame[name].dropna().astype(str) if name in own.frame else ()
    there = sorted({cell for cell in cells if cell})
    return [one for one in column.values if one in there] or there[:_MOST_SORTS]


def _range(own: Layer, name: str, begins: tuple[float | None, float | None]) -> Test | None:
    column = own.spec.columns[name]
    label = heading(TableColumn(own.spec.heading(name), column.unit), lang())
    low, high = (
        side.number_input(
            word(f"land_{end}", of=label),
            value=begin,
            min_value=0.0,
            format="%g",
            key=begun(f"land_{name}_{end}"),
            persist_state="session",
        )
        for side, end, begin in zip(st.columns(2), ("from", "to"), begins, strict=True)
    )
    if low is not None and high is not None:
        return {"field": name, "op": "between", "value": [low, high]}
    if low is not None:
        return {"field": name, "op": ">=", "value": low}
    return None if high is None else {"field": name, "op": "<=", "value": high}


def _some_of(own: Layer, name: str, begins: list[str]) -> Test | None:
    known = _known(own, name)
    chosen = st.multiselect(
        word("land_any_of", of=localized(own.spec.heading(name))),
        known,
        default=[one for one in begins if one in known],
        format_func=lambda one: localized(own.spec.value_text(name, one)),
        key=begun(f"land_{name}"),
        persist_state="session",
    )
    return {"field": name, "op": "in", "value": chosen} if chosen else None
