"""
The process that opens a hostile file with GDAL or Arrow, and nothing else.

Run as a script, never imported: a parser of binary formats that is led astray takes down this
process and not the server. It has one driver, no network, bounded memory and time, and ends when
its parent does. It imports nothing of the atlas. It reads a job (JSON) from its first line of
standard input and leaves each table as an Arrow file beside an account of them (`told.json`).
"""

import contextlib
import json
import os
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_BATCH = 5_000  # rows: a text that a file holds once may stand in each of them
_NESTED_MOST = 4  # collections within collections; deeper ones break a parser's stack
_COLLECTION = 7


class _TooMuchError(Exception):
    """A limit was passed; its text is the reason."""


def main() -> int:
    """Do the job that stands on standard input."""
    job = json.loads(sys.stdin.readline())
    threading.Thread(target=end_with_parent, daemon=True).start()
    bound(memory_bytes=job["memory_bytes"], seconds=job["seconds"])
    folder = Path(job["folder"])
    read = _vector if job["driver"] else _parquet
    try:
        told: dict[str, Any] = {"tables": read(job, folder)}
    except _TooMuchError as error:
        told = {"refused": str(error)}
    except MemoryError:
        told = {"refused": "decoded_too_large"}
    (folder / "told.json").write_text(json.dumps(told), encoding="utf8")
    return 0


def end_with_parent() -> None:
    """Wait until the parent is gone, and end."""
    while os.read(0, 1):  # nothing more is said: it returns when the parent is gone
        pass
    os._exit(3)


def bound(*, memory_bytes: int, seconds: int) -> None:
    """Bound memory, time and files of this process where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        for kind, most in (
            (resource.RLIMIT_AS, memory_bytes),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_FSIZE, memory_bytes),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(kind, (most, most))


def _vector(job: dict[str, Any], folder: Path) -> list[dict[str, Any]]:
    # which pyogrio would load for what is not asked of it: a second of every reading
    unused: dict[str, Any] = {"geopandas": None, "pandas": None}
    sys.modules.update(unused)
    import pyogrio  # type: ignore[import-untyped]

    for name in unused:
        del sys.modules[name]

    warnings.simplefilter("ignore")
    if set(pyogrio.list_drivers()) != {job["driver"]}:
        raise _TooMuchError("no_reader")
    names = [str(name) for name, _kind in pyogrio.list_layers(job["path"])]
    if len(names) > job["tables"]:
        raise _TooMuchError("too_many_tables")
    return [_layer(job, folder, number, name) for number, name in enumerate(names)]


def _layer(job: dict[str, Any], folder: Path, number: int, name: str) -> dict[str, Any]:
    from pyogrio import raw

    options = {"encoding": job["encoding"]} if job["encoding"] else {}
    straight = None
    for _ in range(2):
        with raw.open_arrow(
            job["path"],
            layer=number,
            use_pyarrow=True,
            batch_size=_BATCH,
            datetime_as_string=True,  # with its own time zone, which a moment in UTC has lost
            **options,
        ) as (meta, reader):
            geometry = meta["geometry_name"] or "wkb_geometry"
            columns = list(reader.schema.names)
            # an attribute may be called as the geometry is: the geometry comes last
            at = len(columns) - 1 - columns[::-1].index(geometry) if geometry in columns else None
            table = _Table(folder / f"{number}.arrow", reader.schema, at, straight)
            left = dict(job)
            try:
                told = table.write(left, iter(reader))
                job["decoded_bytes"] = left["decoded_bytes"]  # of the file; all else is of a table
                return {"name": name, "crs": meta["crs"], **told}
            except NotImplementedError:  # curves: GDAL makes lines of them, but not for Arrow
                straight = raw.read(job["path"], layer=number, columns=[], **options)[2]
    raise _TooMuchError("geometry_encoding")


def _parquet(job: dict[str, Any], folder: Path) -> list[dict[str, Any]]:
    from pyarrow import parquet

    file = parquet.ParquetFile(job["path"])
    facts = file.metadata
    packed = sum(facts.row_group(i).total_byte_size for i in range(facts.num_row_groups))
    if packed > job["unpacked_bytes"]:
        raise _TooMuchError("unpacked_too_large")
    schema = file.schema_arrow
    if len(schema.names) > job["columns"] + 1:  # and the shapes
        raise _TooMuchError("too_many_columns")
    geo = json.loads((schema.metadata or {}).get(b"geo", b"null"))
    primary = (geo or {}).get("primary_column")
    at = schema.names.index(primary) if primary in schema.names else None
    crs = None
    if at is not None:
        about = geo["columns"][primary]
        if about.get("encoding", "WKB").upper() != "WKB":
            raise _TooMuchError("geometry_encoding")
        crs = about.get("crs", "EPSG:4326")  # what the format says where a file says nothing
    table = _Table(folder / "0.arrow", schema, at, None)
    try:
        told = table.write(job, file.iter_batches(batch_size=_BATCH))
    except NotImplementedError:
        raise _TooMuchError("geometry_encoding") from None
    if crs is not None and not isinstance(crs, str):
        crs = json.dumps(crs)
    return [{"name": "", "crs": crs, **told}]


class _Table:
    """A table on its way out: numbered columns of text, numbers and shapes as plain WKB."""

    def __init__(self, path: Path, schema: Any, geometry: int | None, straight: Any) -> None:
        self.path = path
        self.geometry = geometry
        self.straight = straight  # shapes to take instead of those that stand in it
        self.names = schema.names
        self.kinds = [_kind(kind, n == geometry) for n, kind in enumerate(schema.types)]
        self.kept = [n for n, kind in enumerate(self.kinds) if kind is not None]

    def write(self, job: dict[str, Any], batches: Iterator[Any]) -> dict[str, Any]:
        """Write every batch, counting rows and vertices against what is left of the limits."""
        import pyarrow

        if len(self.kept) > job["columns"]:
            raise _TooMuchError("too_many_columns")
        plain = pyarrow.schema([(str(n), self.kinds[n]) for n in self.kept])
        at = 0
        with pyarrow.OSFile(str(self.path), "wb") as sink, pyarrow.ipc.new_file(sink, plain) as to:
            for batch in batches:
                job["rows"] -= batch.num_rows
                if job["rows"] < 0:
                    raise _TooMuchError("too_many_rows")
                cells = []
                for number in self.kept:
                    cells.append(self._cells(job, batch, number, at))
                    job["decoded_bytes"] -= cells[-1].nbytes
                    if job["decoded_bytes"] < 0:
                        raise _TooMuchError("decoded_too_large")
                to.write_batch(pyarrow.record_batch(cells, schema=plain))
                at += batch.num_rows
        return {
            "file": self.path.name,
            "columns": [self.names[number] for number in self.kept if number != self.geometry],
            "geometry": self.geometry is not None,
            "left_out": [self.names[n] for n, kind in enumerate(self.kinds) if kind is None],
        }

    def _cells(self, job: dict[str, Any], batch: Any, number: int, at: int) -> Any:
        column = batch.column(number)
        if number != self.geometry:
            return _plain(column, self.kinds[number])
        if self.straight is None:
            return _shapes(job, column.to_numpy(zero_copy_only=False))
        return _shapes(job, self.straight[at : at + len(column)])


def _shapes(job: dict[str, Any], packed: Any) -> Any:
    """Return shapes as flat WKB that any parser reads: damaged ones empty, none of them deep."""
    import pyarrow
    import shapely

    found = shapely.from_wkb(packed, on_invalid="ignore")
    inner = found
    for _ in range(_NESTED_MOST + 1):
        inner = shapely.get_parts(inner[shapely.get_type_id(inner) == _COLLECTION])
    if len(inner):
        raise _TooMuchError("shapes_too_deep")
    job["vertices"] -= int(shapely.get_num_coordinates(found).sum())
    if job["vertices"] < 0:
        raise _TooMuchError("too_many_vertices")
    found[shapely.is_missing(found) & ~_none(packed)] = shapely.Point()  # was one, and is damaged
    return pyarrow.array(shapely.to_wkb(found, output_dimension=2), pyarrow.large_binary())


def _none(packed: Any) -> Any:
    import numpy

    return numpy.array([shape is None for shape in packed], dtype=bool)


def _kind(kind: Any, is_geometry: bool) -> Any:
    """Return what a column is handed over as; None for what no table of ours can hold."""
    import pyarrow
    from pyarrow import types

    if types.is_dictionary(kind):
        kind = kind.value_type
    if is_geometry:
        return pyarrow.large_binary()
    if types.is_integer(kind):
        return pyarrow.int64()
    if types.is_floating(kind) or types.is_decimal(kind):
        return pyarrow.float64()
    if types.is_string(kind) or types.is_large_string(kind):
        return pyarrow.large_string()
    if types.is_temporal(kind) or types.is_boolean(kind):
        return pyarrow.large_string()
    return None


def _plain(column: Any, kind: Any) -> Any:
    import pyarrow
    from pyarrow import compute, types

    if types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if types.is_timestamp(column.type):
        column = compute.cast(column, pyarrow.timestamp("s"), safe=False)
        column = compute.strftime(column, format="%Y-%m-%dT%H:%M:%S")
        column = compute.replace_substring_regex(column, pattern="T00:00:00$", replacement="")
    if types.is_boolean(column.type):
        column = compute.if_else(column, "yes", "no")
    if isinstance(column, pyarrow.ExtensionArray):
        column = column.storage
    return _readable(compute.cast(column, kind, safe=False))


def _readable(column: Any) -> Any:
    """Return text that is no UTF-8 as GBK, as far as it goes: formats promise, files lie."""
    import pyarrow

    try:
        column.validate(full=True)
    except pyarrow.ArrowInvalid:
        raw = column.cast(pyarrow.large_binary()).to_pylist()
        return pyarrow.array([cell and _text(cell) for cell in raw], pyarrow.large_string())
    return column


def _text(cell: bytes) -> str:
    try:
        return cell.decode()
    except UnicodeDecodeError:
        return cell.decode("gb18030", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
