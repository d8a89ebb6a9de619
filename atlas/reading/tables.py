"""
Folders of GeoParquet files, read a row group at a time.

No more than one row group, and of it no more than its points and one column of weights, is ever
in memory. The version of a folder is that of its files' footers: names, sizes, rows, statistics
and offsets, not every byte.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas
import pyarrow
import shapely
from numpy.typing import NDArray
from pyarrow import parquet

from atlas.domain.crs import STORAGE_CRS, xy_of
from atlas.domain.records.point_table import Piece, PointTable
from atlas.errors import BadFile


def pieces_of(folder: Path) -> tuple[Piece, ...]:
    """
    List the pieces of a folder, by the names of the files and the order within them.

    Raises
    ------
    BadFile
        If there is no such folder, nothing in it, or a file that is no GeoParquet.
    """
    counts = [(path, _opened(path).num_row_groups) for path in _files(folder)]
    return tuple(
        Piece(str(path.resolve()), number) for path, count in counts for number in range(count)
    )


def table_version(folder: Path) -> str:
    """Return 12 hexadecimal digits that change with the footer of any file of a folder."""
    told = hashlib.sha256()
    for path in sorted(folder.glob("*.parquet")):
        size = path.stat().st_size
        told.update(f"{path.name} {size}".encode())
        with path.open("rb") as file:
            # the last eight bytes of the format: how long the footer is, and four letters
            file.seek(-8, 2)
            length = int.from_bytes(file.read(4), "little") + 8
            file.seek(-min(length, size), 2)
            told.update(file.read())
    return told.hexdigest()[:12]


def counts_of(folder: Path) -> tuple[str, ...]:
    """
    List the columns that hold numbers, in every file of a folder: those that may be weights.

    Raises
    ------
    BadFile
        If there is no such folder, nothing in it, or a file that is no GeoParquet.
    """
    first, *others = (_opened(path).schema_arrow for path in _files(folder))
    return tuple(
        field.name
        for field in first
        if _is_number(field.type) and all(field.name in schema.names for schema in others)
    )


def _files(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.parquet"))
    if not files:
        raise BadFile(path=folder.name, reason="not_found")
    return files


def _is_number(kind: pyarrow.DataType) -> bool:
    return bool(pyarrow.types.is_integer(kind) or pyarrow.types.is_floating(kind))


def read_piece(piece: Piece, *, weight: str | None) -> PointTable:
    """
    Read one row group.

    Parameters
    ----------
    piece
        Which one.
    weight
        The column that says what each row counts for; None where each counts as one.

    Raises
    ------
    BadFile
        If the file is gone or no GeoParquet, holds anything but points, lacks the column, or has
        a weight that is no number, negative or infinite.
    """
    path = Path(piece.path)
    file = _opened(path)
    if weight is not None and weight not in file.schema_arrow.names:
        raise BadFile(path=path.name, reason="no_such_column")
    facts = json.loads(file.schema_arrow.metadata[b"geo"])
    shape = facts["primary_column"]
    rows = file.read_row_group(piece.row_group, columns=[shape, *([weight] if weight else [])])
    crs = _system(path, facts["columns"][shape])
    points = _points(path, rows[shape])
    located = ~(shapely.is_missing(points) | shapely.is_empty(points))
    counted, missing = _weights(path, rows, weight)
    return PointTable(
        xy=xy_of(shapely.get_coordinates(points[located]), crs),
        weight=counted[located],
        unlocated=int((~located).sum()),
        unweighed=int(missing[located].sum()),
    )


def _opened(path: Path) -> parquet.ParquetFile:
    try:
        file = parquet.ParquetFile(path)
    except (OSError, pyarrow.ArrowInvalid):
        raise BadFile(path=path.name, reason="not_geoparquet") from None
    if b"geo" not in (file.schema_arrow.metadata or {}):
        raise BadFile(path=path.name, reason="not_geoparquet")
    return file


def _points(path: Path, column: pyarrow.ChunkedArray) -> NDArray[np.object_]:
    shapes: NDArray[np.object_] = shapely.from_wkb(column.to_numpy())
    kinds = shapely.get_type_id(shapes[~shapely.is_missing(shapes)])
    if (kinds != shapely.GeometryType.POINT).any():
        raise BadFile(path=path.name, reason="not_points_alone")
    return shapes


def _system(path: Path, facts: dict[str, object]) -> object:
    """Return the coordinate system of a column."""
    if facts["encoding"] != "WKB":
        raise BadFile(path=path.name, reason="not_geoparquet")
    # the format means degrees where nothing is said, and nothing known where null is
    crs = facts.get("crs", STORAGE_CRS)
    if crs is None:
        raise BadFile(path=path.name, reason="unknown_crs")
    return crs


def _weights(
    path: Path, rows: pyarrow.Table, weight: str | None
) -> tuple[
    np.ndarray[tuple[int], np.dtype[np.float64]], np.ndarray[tuple[int], np.dtype[np.bool_]]
]:
    """Return what each row counts for, nothing where it is missing, and which rows those are."""
    if weight is None:
        return np.ones(len(rows)), np.zeros(len(rows), dtype=bool)
    cells = rows[weight].to_pandas()
    if not pandas.api.types.is_numeric_dtype(cells):
        raise BadFile(path=path.name, reason="not_numbers")
    values = cells.to_numpy(dtype=np.float64, na_value=np.nan)
    if (values < 0).any():
        raise BadFile(path=path.name, reason="negative")
    if np.isinf(values).any():
        raise BadFile(path=path.name, reason="not_finite")
    return np.nan_to_num(values), np.isnan(values)
