"""Text files as rows that know their line number, so that a fault can be named by its place."""

import csv
import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely

from atlas.errors import Problem


@dataclass(frozen=True)
class Row:
    """One row: where it stands, its cells as text, and its geometry (None where unlocated)."""

    number: int
    values: dict[str, str]
    geometry: shapely.Geometry | None = field(default=None, compare=False)


def read_csv(path: Path) -> tuple[list[str], list[Row], list[Problem]]:
    """
    Read a CSV file, UTF-8, with one header line.

    Returns
    -------
    header, rows, problems
        Rows are numbered as an editor shows them, the header being 1 (quoted line breaks are
        counted); a row with too few or too many cells is a problem and is left out.
    """
    where = f"geodata/{path.name}"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return [], [], [Problem("not_readable", where, str(error))]
    reader = csv.reader(io.StringIO(text))
    try:
        records = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        return [], [], [Problem("not_readable", f"{where}:{reader.line_num}", str(error))]
    header = records[0][1] if records else []
    rows, problems = _rows(header, records[1:], where)
    return header, rows, problems


def _rows(
    header: list[str], records: list[tuple[int, list[str]]], where: str
) -> tuple[list[Row], list[Problem]]:
    rows = []
    problems = [
        Problem("column_twice", f"{where}:1:{name}")
        for name in dict.fromkeys(header)
        if header.count(name) > 1
    ]
    for number, cells in records:
        if len(cells) != len(header):
            allowed = (str(len(header)),)
            problems.append(
                Problem("wrong_cell_count", f"{where}:{number}", str(len(cells)), allowed)
            )
            continue
        values = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        rows.append(Row(number, values))
    return rows, problems


def read_geojson(path: Path, *, where: str = "") -> tuple[list[str], list[Row], list[Problem]]:
    """
    Read a GeoJSON FeatureCollection, WGS84.

    Parameters
    ----------
    path
        The file.
    where
        What it is called in problems; its name in `geodata/` unless something else is said.

    Returns
    -------
    header, rows, problems
        Rows are numbered by feature, the first being 1.
    """
    where = where or f"geodata/{path.name}"
    try:
        features = list(json.loads(path.read_text(encoding="utf8"))["features"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [], [], [Problem("not_readable", where, str(error))]
    header: dict[str, None] = {}
    rows, problems = [], []
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            problems.append(Problem("not_a_feature", f"{where}:{number}"))
            continue
        values = {name: _as_text(value) for name, value in properties.items()}
        header.update(dict.fromkeys(values))
        try:
            shape = feature.get("geometry")
            geometry = shapely.from_geojson(json.dumps(shape)) if shape else None
        except shapely.GEOSException as error:
            problems.append(Problem("not_a_geometry", f"{where}:{number}:geometry", str(error)))
            continue
        rows.append(Row(number, values, geometry))
    return list(header), rows, problems


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ";".join(str(item) for item in value)
    return str(value).strip()
