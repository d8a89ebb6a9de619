"""
From a facts file to a frame, column by column, as its declaration says.

Cells that are not what the declaration says are problems with file, row, column, found and
allowed. Empty text stays empty text, an empty number is missing: neither is ever a zero.
"""

import re
from collections.abc import Callable
from pathlib import Path

import geopandas
import pandas
import shapely

from atlas.domain.crs import STORAGE_CRS
from atlas.domain.layer import ColumnKind, LayerSpec
from atlas.errors import Problem
from atlas.reading.rows import Row, read_csv, read_geojson

QUOTE_MOST = 30
_ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_DATE = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")


_POINT_COLUMNS = ("lon", "lat")


def read_facts(spec: LayerSpec, path: Path) -> tuple[geopandas.GeoDataFrame, list[Problem]]:
    """
    Read the facts of a layer.

    Parameters
    ----------
    spec
        The declaration.
    path
        A CSV (points, with `lon` and `lat`, or a table) or a GeoJSON file.

    Returns
    -------
    frame, problems
        EPSG:4326, index = feature id, columns as declared; every fault of form.
    """
    read = read_geojson if path.suffix == ".geojson" else read_csv
    header, rows, problems = read(path)
    where = f"geodata/{path.name}"
    columns = spec.every_column
    if header or not problems:  # of a file that cannot be read no column is missing
        problems += _header_problems(spec, header, columns, where, path.suffix)
    for row in rows:
        problems += _row_problems(row, columns, f"{where}:{row.number}")
    geometry = [row.geometry for row in rows]
    if spec.geometry == "point" and path.suffix == ".csv":
        geometry, faults = _points(rows, where)
        problems += faults
    problems += _geometry_problems(spec, rows, geometry, where)
    return _frame(rows, geometry, columns), problems


def _header_problems(
    spec: LayerSpec, header: list[str], columns: dict[str, ColumnKind], where: str, suffix: str
) -> list[Problem]:
    extra = _POINT_COLUMNS if spec.geometry == "point" and suffix == ".csv" else ()
    optional = {"position_note", "position_source"}
    wanted = [*(name for name in columns if name not in optional), *extra]
    known = {*columns, *extra}
    return [
        Problem("missing_column", f"{where}:1:{name}") for name in wanted if name not in header
    ] + [
        Problem("undeclared_column", f"{where}:1:{name}", name, tuple(known))
        for name in header
        if name not in known
    ]


def _row_problems(row: Row, columns: dict[str, ColumnKind], place: str) -> list[Problem]:
    problems = []
    for name, column in columns.items():
        cell = row.values.get(name, "")
        if not cell:
            if column.required:
                problems.append(Problem("required", f"{place}:{name}"))
            continue
        rule = _CELL_RULES[column.type](cell, column)
        if rule:
            allowed = column.values or (("yes", "no") if column.type == "flag" else ())
            problems.append(Problem(rule, f"{place}:{name}", cell, allowed))
    if not _ID.match(row.values.get("id", "")):
        problems.append(Problem("bad_id", f"{place}:id", row.values.get("id", "")))
    quote = row.values.get("quote", "")
    if len(quote) > QUOTE_MOST:
        problems.append(Problem("quote_too_long", f"{place}:quote", quote, (str(QUOTE_MOST),)))
    return problems


def _is_number(cell: str) -> bool:
    try:
        return abs(float(cell)) < float("inf")
    except ValueError:
        return False


_CELL_RULES: dict[str, Callable[[str, ColumnKind], str]] = {
    "text": lambda _cell, _column: "",
    "list": lambda _cell, _column: "",
    "category": lambda cell, column: "" if cell in column.values else "not_in_values",
    "flag": lambda cell, _column: "" if cell in {"yes", "no"} else "not_in_values",
    "number": lambda cell, _column: "" if _is_number(cell) else "not_a_number",
    "integer": lambda cell, _column: "" if re.fullmatch(r"-?\d+", cell) else "not_an_integer",
    "date": lambda cell, _column: "" if _DATE.match(cell) else "not_a_date",
}


def _points(rows: list[Row], where: str) -> tuple[list[shapely.Geometry | None], list[Problem]]:
    points: list[shapely.Geometry | None] = []
    problems = []
    for row in rows:
        cells = [row.values.get(name, "") for name in _POINT_COLUMNS]
        if all(_is_number(cell) for cell in cells):
            points.append(shapely.Point(float(cells[0]), float(cells[1])))
            continue
        points.append(None)
        problems += [
            Problem("not_a_number", f"{where}:{row.number}:{name}", cell)
            for name, cell in zip(_POINT_COLUMNS, cells, strict=True)
            if not _is_number(cell) and any(cells)
        ]
    return points, problems


_KIND_OF = {
    "Point": "point",
    "MultiPoint": "point",
    "LineString": "line",
    "MultiLineString": "line",
    "Polygon": "polygon",
    "MultiPolygon": "polygon",
}


def _geometry_problems(
    spec: LayerSpec, rows: list[Row], geometry: list[shapely.Geometry | None], where: str
) -> list[Problem]:
    problems = []
    for row, shape in zip(rows, geometry, strict=True):
        place = f"{where}:{row.number}:geometry"
        if shape is None or shape.is_empty:
            continue
        kind = _KIND_OF.get(shape.geom_type, shape.geom_type)
        if kind != spec.geometry:
            problems.append(Problem("wrong_geometry", place, kind, (spec.geometry,)))
        elif not shape.is_valid:
            problems.append(Problem("invalid_geometry", place, shapely.is_valid_reason(shape)))
    return problems


def _frame(
    rows: list[Row], geometry: list[shapely.Geometry | None], columns: dict[str, ColumnKind]
) -> geopandas.GeoDataFrame:
    index = pandas.Index([row.values.get("id", "") for row in rows], name="id", dtype=str)
    data: dict[str, pandas.Series] = {}
    for name, column in columns.items():
        if name == "id":
            continue
        cells = [row.values.get(name, "") for row in rows]
        if column.type in {"number", "integer"}:
            numbers = [float(cell) if _is_number(cell) else float("nan") for cell in cells]
            data[name] = pandas.Series(numbers, index=index, dtype=float)
        else:
            data[name] = pandas.Series(cells, index=index, dtype=str)
    return geopandas.GeoDataFrame(
        data, geometry=geopandas.GeoSeries(geometry, index=index, crs=STORAGE_CRS)
    )
