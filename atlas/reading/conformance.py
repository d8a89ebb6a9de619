"""
Rows that are a frame already, held against a declaration: the rules of `facts`, for whole columns.

A column that the declaration has meanwhile and the rows have not is empty in them; one that it has
no longer is left out. Neither is a guess, and the second is reported.
"""

import geopandas
import numpy as np
import pandas
import shapely

from atlas.domain.layer import ColumnKind, LayerSpec
from atlas.errors import Problem

MOST_TOLD = 20  # breaches of one rule in one column
# as text: a compiled pattern is tried cell by cell
_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_DATE = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
_KIND_OF = {0: "point", 4: "point", 1: "line", 5: "line", 3: "polygon", 6: "polygon"}
_FLAGS = ("yes", "no")


def conformed(
    frame: geopandas.GeoDataFrame, spec: LayerSpec, *, where: str
) -> tuple[geopandas.GeoDataFrame, list[Problem]]:
    """
    Give rows the columns that a declaration wants, and say where they break its rules.

    Parameters
    ----------
    frame
        EPSG:4326, index = feature id.
    spec
        The declaration.
    where
        Put before each place.

    Returns
    -------
    frame, problems
        The declared columns in the declared order, text empty and numbers missing where the rows
        say nothing; of each rule and column the first breaches.
    """
    known = spec.every_column
    plain = pandas.DataFrame(frame)
    problems = [
        Problem("undeclared_column", f"{where}:{name}", str(name), tuple(known))
        for name in plain.columns
        if name not in known and name != frame.geometry.name
    ]
    columns = {}
    nothing = pandas.Series("", index=plain.index, dtype=str)
    for name, kind in known.items():
        if name == "id":
            continue
        given = plain.get(name, nothing)
        cells, mask, rule = _column(given, kind)
        columns[name] = cells.array
        if mask is not None and mask.any():
            problems += _breaches(given[mask], rule, kind, (where, name))
        if kind.required:
            empty = cells.isna() if kind.is_number else cells == ""
            if empty.any():
                problems += _breaches(given[empty], "required", kind, (where, name))
    index = pandas.Index(frame.index.astype(str), name="id", dtype=str)
    shapes = frame.geometry.array
    made = geopandas.GeoDataFrame(columns, index=index, geometry=shapes, crs=frame.crs)
    return made, problems + _ids(index, where) + _shapes(made, spec, where)


def as_text(cells: pandas.Series) -> pandas.Series:
    """Return cells as text, empty where they are missing; text without any gap is as it was."""
    if cells.dtype == "str" and not cells.hasnans:
        return cells
    return cells.fillna("").astype(str)


def _column(
    given: pandas.Series, kind: ColumnKind
) -> tuple[pandas.Series, pandas.Series | None, str]:
    """Return a column as it is stored, the cells not of its kind, and the rule they break."""
    if kind.is_number:
        return _numbers(given, kind)
    cells = as_text(given)
    if kind.type == "date":
        said = pandas.Series(cells.unique(), dtype=str)
        wrong = said[(said != "") & ~said.str.fullmatch(_DATE)]
        return cells, cells.isin(wrong.to_list()) if len(wrong) else None, "not_a_date"
    allowed = kind.values or (_FLAGS if kind.type == "flag" else ())
    others = set(cells.unique()).difference(allowed, ("",)) if allowed else ()
    return cells, cells.isin(list(others)) if others else None, "not_in_values"


def _numbers(
    given: pandas.Series, kind: ColumnKind
) -> tuple[pandas.Series, pandas.Series | None, str]:
    if given.dtype == float and kind.type == "number":
        return given, given.abs() == float("inf"), "not_a_number"
    numbers = pandas.to_numeric(given, errors="coerce").astype(float)
    said = given.notna() & (given.astype(str) != "")
    wrong = said & ~(numbers.abs() < float("inf"))
    if kind.type == "integer":
        wrong |= said & (numbers % 1 != 0)
        return numbers, wrong, "not_an_integer"
    return numbers, wrong, "not_a_number"


def _breaches(
    cells: pandas.Series, rule: str, kind: ColumnKind, at: tuple[str, str]
) -> list[Problem]:
    (where, column), first = at, cells.head(MOST_TOLD)
    if rule == "required":
        return [Problem(rule, f"{where}:{feature}:{column}") for feature in first.index]
    allowed = kind.values or (_FLAGS if kind.type == "flag" else ())
    return [
        Problem(rule, f"{where}:{feature}:{column}", str(cell), allowed)
        for feature, cell in first.items()
    ]


def _ids(index: pandas.Index, where: str) -> list[Problem]:
    is_wrong = ~index.str.fullmatch(_ID)
    wrong = index[is_wrong][:MOST_TOLD] if is_wrong.any() else ()
    return [Problem("bad_id", f"{where}:{name}:id", name) for name in wrong]


def _shapes(frame: geopandas.GeoDataFrame, spec: LayerSpec, where: str) -> list[Problem]:
    shapes = frame.geometry.array
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    types = shapely.get_type_id(shapes)
    fitting = [number for number, kind in _KIND_OF.items() if kind == spec.geometry]
    other = np.flatnonzero(there & ~np.isin(types, fitting))[:MOST_TOLD]
    torn = np.flatnonzero(there & ~shapely.is_valid(shapes))[:MOST_TOLD]
    places = [f"{where}:{feature}:geometry" for feature in frame.index[[*other, *torn]]]
    kinds = [str(_KIND_OF.get(int(types[row]))) for row in other]
    reasons = [str(shapely.is_valid_reason(shapes[row])) for row in torn]
    return [
        Problem("wrong_geometry", place, kind, (spec.geometry,))
        for place, kind in zip(places, kinds, strict=False)
    ] + [
        Problem("invalid_geometry", place, reason)
        for place, reason in zip(places[len(kinds) :], reasons, strict=True)
    ]
