"""
Tables on their way from the process that read a file to the one that asked for it.

They cross as Arrow files and one account of them in JSON (`told.json`), which hold data and no
code: whatever happened to the reader, the server is not made to run anything. How many bytes
may cross is counted before they are written, and again before they are read.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas
import pyarrow
import shapely

from atlas.domain.gc_pause import gc_paused
from atlas.domain.messages import Message, Name
from atlas.domain.records.imported import ImportedTable
from atlas.errors import AtlasError, BadFile, NotReady
from atlas.ingest.formats.tables import ROW
from atlas.ingest.safety.child_process import ACCOUNT, account_of
from atlas.ingest.safety.limits import Limits, too_much

_FRAMED = 1.2  # times as large is a file as its cells, and a little more
_FRAME = 1_000_000
_REFUSALS: dict[str, type[AtlasError]] = {kind.key: kind for kind in (BadFile, NotReady)}


def send_tables(tables: Iterable[ImportedTable], folder: Path, name: str, limits: Limits) -> None:
    """
    Leave tables in a folder.

    Parameters
    ----------
    tables
        As they are read: each is written before the next is asked for.
    folder
        Where to.
    name
        The file's, for the refusal.
    limits
        Of which `decoded_bytes` bounds what all of them hold together.

    Raises
    ------
    BadFile
        If they hold more.
    """
    left = limits.decoded_bytes
    accounts = []
    for number, table in enumerate(tables):
        columns = _columns(table)
        left -= sum(column.nbytes for column in columns)
        if left < 0:
            raise too_much(name, limits)
        cells = pyarrow.table(columns, names=[str(n) for n in range(len(columns))])
        path = folder / f"{number}.arrow"
        with (
            pyarrow.OSFile(str(path), "wb") as sink,
            pyarrow.ipc.new_file(sink, cells.schema) as to,
        ):
            to.write_table(cells)
        accounts.append(_account(table, path.name))
    _tell(folder, {"tables": accounts})


def refuse(error: AtlasError, folder: Path) -> None:
    """Leave word in a folder why there are no tables."""
    _tell(folder, {"refused": error.key, "parameters": error.parameters})


def received_tables(folder: Path, name: str, limits: Limits) -> tuple[ImportedTable, ...]:
    """
    Return the tables that were left in a folder.

    Raises
    ------
    BadFile, NotReady
        If word was left that there are none; if there is no word, or they hold too much.
    """
    told = account_of(folder, name)
    if "refused" in told:
        raise _REFUSALS[told["refused"]](**told["parameters"])
    files = [folder / account["file"] for account in told["tables"]]
    if sum(file.stat().st_size for file in files) > _FRAMED * limits.decoded_bytes + _FRAME:
        raise too_much(name, limits)
    return tuple(map(_table, files, told["tables"]))


def _columns(table: ImportedTable) -> list[pyarrow.Array]:
    """Return the numbers of the rows, every column, and the shapes as WKB."""
    frame, cells = table.frame, []
    for name in frame.columns.drop(frame.geometry.name):
        column = frame[name]
        is_number = pandas.api.types.is_numeric_dtype(column)
        kind = None if is_number else pyarrow.large_string()
        cells.append(pyarrow.array(column, kind, from_pandas=False))
    shapes = shapely.to_wkb(frame.geometry.to_numpy())
    rows = pyarrow.array(frame.index.to_numpy(), pyarrow.int64())
    return [rows, *cells, pyarrow.array(shapes, pyarrow.large_binary())]


def _account(table: ImportedTable, file: str) -> dict[str, Any]:
    return {
        "file": file,
        "name": table.name,
        "columns": [str(name) for name in table.frame.columns],
        "geometry": str(table.frame.geometry.name),
        "declared_crs": table.declared_crs,
        "encoding": table.encoding,
        "notes": [_plain(note) for note in table.notes],
    }


@gc_paused()
def _table(file: Path, told: Mapping[str, Any]) -> ImportedTable:
    with pyarrow.OSFile(str(file), "rb") as source:
        cells = pyarrow.ipc.open_file(source).read_all()
    rows, *columns, packed = cells.columns
    index = pandas.Index(rows.to_numpy(), name=ROW)
    shapes = shapely.from_wkb(packed.to_numpy(zero_copy_only=False))
    place = geopandas.GeoSeries(np.asarray(shapes, dtype=object), index=index)
    names = [name for name in told["columns"] if name != told["geometry"]]
    data: dict[str, Any] = {
        name: column.to_pandas().set_axis(index)
        for name, column in zip(names, columns, strict=True)
    }
    frame = pandas.DataFrame(data | {told["geometry"]: place}, index=index)[told["columns"]]
    return ImportedTable(
        name=told["name"],
        frame=geopandas.GeoDataFrame(frame, geometry=told["geometry"]),
        declared_crs=told["declared_crs"],
        encoding=told["encoding"],
        notes=tuple(map(_spoken, told["notes"])),
    )


def _tell(folder: Path, told: Mapping[str, Any]) -> None:
    (folder / ACCOUNT).write_text(json.dumps(told), encoding="utf8")


def _plain(value: Any) -> Any:
    """Return what stands in a message as JSON holds it."""
    if isinstance(value, Message):
        return {"key": value.key, "parameters": _plain(dict(value.parameters))}
    if isinstance(value, Name):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


def _spoken(value: Any) -> Any:
    """Return what `_plain` was given; lists come back as tuples."""
    if isinstance(value, list):
        return tuple(map(_spoken, value))
    if not isinstance(value, dict):
        return value
    if "key" in value:
        parameters = {name: _spoken(part) for name, part in value["parameters"].items()}
        return Message(value["key"], parameters)
    return Name(value["zh"], value["en"])
