"""
Which columns of a table say where its rows are, and the points they say.

Only the notation is read here: the numbers stay those of the file, be they degrees, metres or
swapped, and what they mean is for a guard to find out. A Chinese surveyor's X points north, so a
column's name says little of its axis.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import geopandas
import numpy as np
import pandas
import pyarrow
import shapely
from numpy.typing import NDArray
from pyarrow import compute

from atlas.domain.gc_pause import gc_paused
from atlas.domain.records.imported import ImportedTable
from atlas.errors import Problem, UnknownName
from atlas.ingest.formats.headings import headings, without_unit
from atlas.ingest.formats.text_shapes import shape_of
from atlas.ingest.mapping.angles import angle_of, number_of
from atlas.ingest.safety.limits import LIMITS, shown

Notation = Literal["number", "dms", "wkt"]
NOTATIONS: tuple[Notation, ...] = ("number", "dms", "wkt")

_ENOUGH = 0.5  # of the cells of a column, to be taken for coordinates
_LOOKED_AT = 200
_MACHINE = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
# the sign of a degree, two that are taken for it, and its word
_DEGREE = f"[{''.join(map(chr, (0xB0, 0xBA, 0x2DA, 0x5EA6)))}]"
_LONGITUDES = (73.0, 136.0)  # of China, where nothing but the values tells
_LATITUDES = (3.0, 54.0)


@dataclass(frozen=True)
class LocationColumns:
    """
    Where a table's rows are said to be.

    `x` and `y` are columns: longitude or easting, latitude or northing, as headed. They are the
    same column where one cell holds both, or the text of a shape (`notation` "wkt").
    """

    x: str
    y: str
    notation: Notation = "number"


def guess_places(frame: pandas.DataFrame) -> LocationColumns | None:
    """
    Guess which columns hold coordinates, by their headings first and by their values then.

    Parameters
    ----------
    frame
        A table as read.

    Returns
    -------
    places
        None where nothing looks like coordinates.
    """
    columns = {without_unit(str(name)): str(name) for name in reversed(_named(frame))}
    known = headings().places
    pairs = [
        (columns[x], columns[y])
        for x, y in zip(known["x"], known["y"], strict=True)
        if x in columns and y in columns
    ]
    first = {axis: [columns[w] for w in known[axis] if w in columns] for axis in ("x", "y")}
    if not pairs and first["x"] and first["y"]:
        pairs = [(first["x"][0], first["y"][0])]
    for x, y in pairs:
        for notation in ("number", "dms"):
            if min(_share(frame[x], notation), _share(frame[y], notation)) >= _ENOUGH:
                return LocationColumns(x, y, notation)
    return _in_one_column(frame, columns) or _by_values(frame)


def _named(frame: pandas.DataFrame) -> list[str]:
    return [str(name) for name in frame.columns if name != "geometry"]


def _in_one_column(frame: pandas.DataFrame, columns: dict[str, str]) -> LocationColumns | None:
    known = headings().places
    for word in known["wkt"]:
        if word in columns and _share(frame[columns[word]], "wkt") >= _ENOUGH:
            return LocationColumns(columns[word], columns[word], "wkt")
    for word in known["both"]:
        if word not in columns:
            continue
        halves = _halves(_sample(frame[columns[word]]))
        for notation in ("number", "dms"):
            if min(_share(half, notation) for half in halves) >= _ENOUGH:
                return LocationColumns(columns[word], columns[word], notation)
    return None


def _by_values(frame: pandas.DataFrame) -> LocationColumns | None:
    """Return the first two columns whose values are longitudes and latitudes of China."""
    found: dict[str, str] = {}
    for name in _named(frame):
        values = _numbers(_sample(frame[name]), "number")
        known = values[np.isfinite(values)]
        is_fine = len(known) >= max(1, _ENOUGH * len(values)) and bool((known % 1 != 0).any())
        for axis, (low, high) in (("x", _LONGITUDES), ("y", _LATITUDES)):
            if is_fine and axis not in found and ((known >= low) & (known <= high)).all():
                found[axis] = name
                break
    return LocationColumns(found["x"], found["y"]) if {"x", "y"} <= set(found) else None


def _sample(cells: pandas.Series) -> pandas.Series:
    """Return the first cells that say anything, looking no further than needed."""
    for many in (10 * _LOOKED_AT, len(cells)):
        first = cells.iloc[:many]
        said = first[(first != "") & first.notna()]
        if len(said) >= _LOOKED_AT:
            break
    return said.iloc[:_LOOKED_AT]


def _share(cells: pandas.Series, notation: Notation) -> float:
    """Return the share of the cells that hold something which can be read so."""
    sample = _sample(cells)
    if not len(sample):
        return 0.0
    if notation == "wkt":
        return sum(shape_of(str(cell)) is not None for cell in sample) / len(sample)
    return float(np.isfinite(_numbers(sample, notation)).mean())


@gc_paused()
def with_places(
    incoming: ImportedTable, places: LocationColumns
) -> tuple[ImportedTable, list[Problem]]:
    """
    Return a table with the shapes that its own columns say.

    A row without coordinates is not located, which is no fault.

    Parameters
    ----------
    incoming
        A table as read.
    places
        Which of its columns to read, and how.

    Returns
    -------
    incoming, problems
        The same rows, with points (or the shapes of WKT) in the file's own numbers; every cell
        that is no coordinate, by row and column.

    Raises
    ------
    UnknownName
        If the table has no such column.
    """
    frame = incoming.frame
    for column in (places.x, places.y):
        if column not in _named(frame):
            raise UnknownName(kind="column", name=column, known=_named(frame))
    if places.notation == "wkt":
        shapes, problems = _shapes(frame, places.x)
    else:
        shapes, problems = _points(frame, places)
    located = geopandas.GeoSeries(shapes, index=frame.index)
    return replace(incoming, frame=frame.set_geometry(located)), problems


def _shapes(frame: pandas.DataFrame, column: str) -> tuple[NDArray[np.object_], list[Problem]]:
    cells = _texts(frame[column])
    shapes = np.array([shape_of(cell) if cell else None for cell in cells] or [None], dtype=object)
    shapes = shapes[: len(cells)]
    bad = (cells != "").to_numpy() & shapely.is_missing(shapes)
    return shapes, list(_problems("not_a_geometry", frame.index[bad], column, cells[bad]))


def _points(
    frame: pandas.DataFrame, places: LocationColumns
) -> tuple[NDArray[np.object_], list[Problem]]:
    if places.x == places.y:
        cells = list(_halves(frame[places.x]))
    else:
        cells = [frame[places.x], frame[places.y]]
    texts = [_texts(half) for half in cells]
    x, y = (_values(half, text, places.notation) for half, text in zip(cells, texts, strict=True))
    empty = [(text == "").to_numpy() for text in texts]
    problems: list[Problem] = []
    bad = np.zeros(len(frame), dtype=bool)
    for column, text, value, is_empty, other in zip(
        (places.x, places.y), texts, (x, y), empty, reversed(empty), strict=True
    ):
        half = is_empty & ~other
        wrong = ~is_empty & ~np.isfinite(value)
        beyond = np.isfinite(value) & (np.abs(value) > LIMITS.coordinate)
        for rule, found in (
            ("half_a_place", half),
            ("not_a_coordinate", wrong),
            ("coordinate_beyond", beyond),
        ):
            problems += _problems(rule, frame.index[found], column, text[found])
            bad |= found
    nought = (x == 0) & (y == 0)
    problems += _problems("zero_coordinates", frame.index[nought], places.x, texts[0][nought])
    shapes = np.full(len(frame), None, dtype=object)
    good = np.isfinite(x) & np.isfinite(y) & ~bad & ~nought
    shapes[good] = shapely.points(x[good], y[good])
    return shapes, problems


def _halves(cells: pandas.Series) -> tuple[pandas.Series, pandas.Series]:
    """Return the two coordinates of cells that hold both; the second is empty where one is."""
    text = cells.fillna("").astype(str).str.strip().str.strip("()（）[]")
    parts = text.str.split(r"\s*[,，;；、/]\s*|\s+(?=[-+]?\d+\.)", n=1, regex=True)
    return parts.str[0], parts.str[1].fillna("")


def _values(cells: pandas.Series, texts: pandas.Series, notation: Notation) -> NDArray[np.float64]:
    """Return cells as numbers; among plain ones also those few that write their degrees out."""
    values = _numbers(cells, notation)
    if notation == "number" and not np.isfinite(values).all():
        angles = np.flatnonzero(np.isnan(values) & texts.str.contains(_DEGREE).to_numpy(bool))
        values[angles] = [_or_nan(angle_of(cell)) for cell in texts.iloc[angles]]
    return values


def _numbers(cells: pandas.Series, notation: Notation) -> NDArray[np.float64]:
    """Return cells as numbers, NaN where they are none."""
    if pandas.api.types.is_numeric_dtype(cells):
        return np.array(cells.to_numpy(dtype=float, na_value=np.nan))
    text = pyarrow.array(_texts(cells), pyarrow.large_string())
    plainly = compute.match_substring_regex(text, _MACHINE) if notation == "number" else None
    read = angle_of if notation == "dms" else number_of
    if plainly is None:
        return np.array([_or_nan(read(cell)) for cell in text.to_pylist()], dtype=float)
    # what a machine wrote is read at once, and only the rest cell by cell
    numbers = compute.cast(compute.if_else(plainly, text, None), pyarrow.float64())
    values = numbers.to_numpy(zero_copy_only=False).copy()
    rest = np.flatnonzero(compute.invert(plainly).to_numpy(zero_copy_only=False))
    values[rest] = [_or_nan(read(cell)) for cell in text.take(rest).to_pylist()]
    return np.asarray(values)


def _texts(cells: pandas.Series) -> pandas.Series:
    return cells.fillna("").astype(str).str.strip()


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _problems(
    rule: str, rows: pandas.Index, column: str, found: pandas.Series
) -> Iterator[Problem]:
    for row, cell in zip(rows, found, strict=True):
        yield Problem(rule, f"{row}:{shown(column)}", shown(str(cell)))
