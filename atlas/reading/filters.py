"""
From a filter in OGC CQL2 text to a condition.

The text is parsed by the `cql2` library; what is read here is its tree. Of CQL2 the atlas takes
comparisons of a property with a value, `LIKE` with `%` at the end or at both ends, `IN`,
`BETWEEN`, `IS NULL`, `A_CONTAINS` with one member, `S_INTERSECTS`, `S_WITHIN`, `S_CONTAINS` and
`S_DWITHIN` (metres) against a geometry, joined by `AND`, `OR`, `NOT`.
"""

import re
from collections.abc import Callable
from itertools import accumulate
from typing import Any

import cql2

from atlas.errors import Refused

_COMPARISONS = {"=": "=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
MOST_NESTED = 100  # the parser is recursive: thousands end the process, and nobody writes those
_PATTERN = re.compile(r"(%?)((?:[^%_\\]|\\.)*)(%?)", re.DOTALL)
_LIKE = {("", ""): "=", ("", "%"): "starts_with", ("%", "%"): "contains"}
_SPATIAL = {"s_intersects": "intersects", "s_within": "within", "s_contains": "contains"}


def read_filter(text: str) -> dict[str, Any]:
    """
    Read a filter.

    Parameters
    ----------
    text
        CQL2 text, such as `class = 'incubator' AND uncertainty_m <= 500`.

    Returns
    -------
    condition
        Keys and values of a condition, as they stand in a definition.

    Raises
    ------
    Refused
        If the text is not CQL2, is nested too deep, or uses what the atlas does not take from it.
    """
    if _nesting(text) > MOST_NESTED:
        raise Refused(reason="filter_too_deep", most=MOST_NESTED)
    try:
        tree = cql2.parse_text(text).to_json()
    except Exception as error:  # the library raises several kinds of its own
        raise Refused(reason="bad_filter", detail=_first_line(error)) from None
    try:
        return _condition(tree)
    except RecursionError:
        raise Refused(reason="filter_too_deep", most=MOST_NESTED) from None


def _nesting(text: str) -> int:
    brackets = accumulate((char == "(") - (char == ")") for char in text)
    # a row of NOT, or of signs, nests without brackets
    rows = [
        len(row) for row in re.findall(r"[-+]+", re.sub(r"(?i)\bnot\b", "-", text).replace(" ", ""))
    ]
    return max([*brackets, *rows], default=0)


def _first_line(error: Exception) -> str:
    # the library points at the place with a small drawing; its last line says what was wanted
    lines = [line.strip(" =|^-") for line in str(error).splitlines()]
    return " ".join(line for line in lines if line)


def _condition(tree: Any) -> dict[str, Any]:
    if isinstance(tree, bool):
        return {"all": []} if tree else {"not": {"all": []}}
    op, args = _parts(tree)
    if op in {"and", "or"}:
        return {"all" if op == "and" else "any": [_condition(arg) for arg in args]}
    if op == "not":
        return {"not": _condition(args[0])}
    if op in _SPATIAL:
        return {"spatial": _SPATIAL[op], "of": {"geometry": _geometry(args[1])}}
    if op == "s_dwithin":
        of = {"geometry": _geometry(args[1])}
        return {"spatial": "within_distance", "of": of, "distance_m": _value(args[2])}
    if op in _COMPARISONS:
        return {"field": _property(args[0]), "op": _COMPARISONS[op], "value": _value(args[1])}
    if op in _WORDED:
        return {"field": _property(args[0]), **_WORDED[op](args[1:])}
    raise Refused(reason="unsupported_filter", detail=op)


def _parts(tree: Any) -> tuple[str, list[Any]]:
    if not isinstance(tree, dict) or "op" not in tree:
        raise Refused(reason="unsupported_filter", detail=str(tree))
    return str(tree["op"]).lower(), list(tree["args"])


def _property(tree: Any) -> str:
    if not isinstance(tree, dict) or set(tree) != {"property"}:
        raise Refused(reason="unsupported_filter", detail=str(tree))
    return str(tree["property"])


def _value(tree: Any) -> Any:
    if isinstance(tree, dict):
        # most often a word without its quotes
        raise Refused(reason="unsupported_filter", detail=str(tree.get("property", tree)))
    return tree


def _geometry(tree: Any) -> dict[str, Any]:
    if not isinstance(tree, dict) or "type" not in tree:
        raise Refused(reason="unsupported_filter", detail=str(tree))
    return tree


def _like(args: list[Any]) -> dict[str, Any]:
    pattern = str(_value(args[0]))
    found = _PATTERN.fullmatch(pattern)
    start, inner, end = found.groups() if found else ("%", pattern, "")
    ends = ("", "%") if pattern == "%" else (start, end)
    if ends not in _LIKE:
        raise Refused(reason="unsupported_filter", detail=pattern)
    return {"op": _LIKE[ends], "value": re.sub(r"\\(.)", r"\1", inner, flags=re.DOTALL)}


def _member(args: list[Any]) -> dict[str, Any]:
    if not isinstance(args[0], list) or len(args[0]) != 1:
        raise Refused(reason="unsupported_filter", detail=str(args[0]))
    return {"op": "has", "value": _value(args[0][0])}


_WORDED: dict[str, Callable[[list[Any]], dict[str, Any]]] = {
    "in": lambda args: {"op": "in", "value": [_value(arg) for arg in args[0]]},
    "between": lambda args: {"op": "between", "value": [_value(arg) for arg in args]},
    "isnull": lambda _args: {"op": "is_empty"},
    "like": _like,
    "a_contains": _member,
}
