"""
From a condition to the same filter in OGC CQL2 text, which `reading.filters` reads back.

The two say the same of features whose cells are filled. Elsewhere they part: here a missing value
meets the `not` of any test, in CQL2 it meets neither the test nor its `NOT`; and here text is
compared without regard to case, which CQL2 leaves to whoever runs it. Distances are metres; a
position may come back with its last binary digit changed, a millionth of a millimetre. CQL2 knows
no synonyms: each is written out, and a filter of one word is widened by them when it is read.
"""

import json
import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import shapely

from atlas.domain.conditions import (
    AllOf,
    AnyOf,
    AttributeTest,
    Condition,
    GeometryRef,
    LayerRef,
    NotOf,
    SpatialTest,
)
from atlas.domain.layer import ANY_TEXT
from atlas.errors import Refused

_GEOMETRY = "geometry"  # what CQL2 calls the shape of the feature asked about
_SIGNS = {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_PLAIN_NAME = re.compile(r"(?!(?:and|between|false|in|is|like|not|null|or|true)$)[a-z_][a-z0-9_]*")
_EXPONENT = re.compile(r"-?[\d.]+e[+-]?\d+")
_WILD = re.compile(r"[\\%_]")


Words = Callable[[AttributeTest], tuple[str, ...]]


def _word_alone(test: AttributeTest) -> tuple[str, ...]:
    return (str(test.value),)


def cql2_text(condition: Condition, *, words: Words = _word_alone) -> str:
    """
    Return a condition as CQL2 text.

    A list of one condition is written as that condition, and lists within lists of the same kind
    are run together: what is read back has the same meaning and may be nested less.

    Parameters
    ----------
    condition
        Of a query or a layer reference.
    words
        The words that a test of a word looks for; the one it names, unless a catalogue says more.

    Returns
    -------
    text
        CQL2 that `read_filter` reads.

    Raises
    ------
    Refused
        If CQL2 cannot say it: any text, a Latin word that must stand alone, the nearest ones, a
        relation to a layer, an empty list of values, a number or a name that its text cannot
        hold; `detail` says which.
    """
    if isinstance(condition, AllOf):
        return _joined([cql2_text(part, words=words) for part in condition.all], "AND")
    if isinstance(condition, AnyOf):
        return _joined([cql2_text(part, words=words) for part in condition.any], "OR")
    if isinstance(condition, NotOf):
        return f"NOT ({cql2_text(condition.not_, words=words)})"
    if isinstance(condition, SpatialTest):
        return _related(condition)
    looked_for = words(condition)
    if condition.op not in {"has", "contains"} or len(looked_for) == 1:
        return _tested(condition)
    # in CQL2 a part of a text is a part wherever it stands
    loose = [word for word in looked_for[1:] if word.isascii() and condition.op == "contains"]
    if loose:
        raise Refused(reason="not_in_cql2", detail=", ".join(loose))
    return _joined([_tested(condition.model_copy(update={"value": w})) for w in looked_for], "OR")


def _joined(texts: list[str], word: str) -> str:
    if not texts:
        return "TRUE"
    return texts[0] if len(texts) == 1 else f" {word} ".join(f"({text})" for text in texts)


def _tested(test: AttributeTest) -> str:
    if test.field == ANY_TEXT:
        raise Refused(reason="not_in_cql2", detail=ANY_TEXT)
    name = _name(test.field)
    if test.op == "is_empty":
        return f"{name} IS NULL"
    if isinstance(test.value, tuple):
        values = [_value(value) for value in test.value]
        if not values:
            raise Refused(reason="not_in_cql2", detail=f"{test.field} in []")
        if test.op == "between":
            return f"{name} BETWEEN {values[0]} AND {values[1]}"
        return f"{name} IN ({', '.join(values)})"
    if test.op in {"contains", "starts_with"}:
        start = "%" if test.op == "contains" else ""
        pattern = _WILD.sub(lambda wild: f"\\{wild[0]}", str(test.value))
        return f"{name} LIKE {_value(f'{start}{pattern}%')}"
    if test.op == "has":
        return f"A_CONTAINS({name}, ({_value(test.value)}))"
    return f"{name} {_SIGNS[test.op]} {_value(test.value)}"


def _related(test: SpatialTest) -> str:
    if test.spatial == "nearest":
        raise Refused(reason="not_in_cql2", detail=f"nearest, k = {test.k}")
    if isinstance(test.of, LayerRef):
        raise Refused(reason="not_in_cql2", detail=f"{test.spatial} {test.of.layer}")
    shape = _shape(test.of)
    if test.spatial == "within_distance":
        return f"S_DWITHIN({_GEOMETRY}, {shape}, {_value(test.distance_m)})"
    return f"S_{test.spatial.upper()}({_GEOMETRY}, {shape})"


def _shape(of: GeometryRef) -> str:
    try:
        shape = shapely.from_geojson(json.dumps(of.geometry))
    except (shapely.GEOSException, ValueError, TypeError):
        shape = None
    if shape is None or shape.is_empty:
        raise Refused(reason="not_in_cql2", detail=_GEOMETRY)
    text: str = shapely.to_wkt(shape, rounding_precision=-1)
    # the parser at hand takes no exponents in coordinates
    return _EXPONENT.sub(lambda number: f"{Decimal(number[0]):f}", text)


def _name(name: str) -> str:
    if _PLAIN_NAME.fullmatch(name):
        return name
    if not name or '"' in name:
        raise Refused(reason="not_in_cql2", detail=name)
    return f'"{name}"'


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if not math.isfinite(value) or float(value) != value:
        raise Refused(reason="not_in_cql2", detail=str(value))
    return repr(value)
