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

_BATCH = 50_000
_BYTES_OF_A_VERTEX = 16


class _TooMuchError(Exception):
    """A limit was passed; its text is the reason."""


def main() -> int:
    """Do the job that stands on standard input."""
    job = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _bound(job)
    folder = Path(job["folder"])
    read = _vector if job["driver"] else _parquet
    try:
        told: dict[str, Any] = {"tables": read(job, folder)}
    except _TooMuchError as error:
        told = {"refused": str(error)}
    (folder / "told.json").write_text(json.dumps(told), encoding="utf8")
    return 0


def _end_with_parent() -> None:
    while os.read(0, 1):  # nothing more is said: it returns when the parent is gone
        pass
    os._exit(3)


def _bound(job: dict[str, Any]) -> None:
    """Bound memory, time and files where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        for kind, most in (
            (resource.RLIMIT_AS, job["memory_bytes"]),
            (resource.RLIMIT_CPU, job["seconds"]),
            (resource.RLIMIT_FSIZE, job["memory_bytes"]),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(kind, (most, most))


def _vector(job: dict[str, Any], folder: Path) -> list[dict[str, Any]]:
    import pyogrio  # type: ignore[import-untyped]

    warnings.simplefilter("ignore")
    if set(pyogrio.list_drivers()) != {job["driver"]}:
        raise _TooMuchError("no_reader")
    names = [str(name) for name, _kind in pyogrio.list_layers(job["path"])]
    if len(names) > job["tables"]:
        raise _TooMuchError("too_many_tables")
    left = dict(job)
    return [_layer(left, folder, number, name) for number, name in enumerate(names)]


def _layer(job: dict[str, Any], folder: Path, number: int, name: str) -> dict[str, Any]:
    from pyogrio import raw

    options = {"encoding": job["encoding"]} if job["encoding"] else {}
    with raw.open_arrow(
        job["path"], layer=number, use_pyarrow=True, batch_size=_BATCH, **options
    ) as (meta, reader):
        geometry = meta["geometry_name"] or "wkb_geometry"
        columns = list(reader.schema.names)
        # an attribute may be called as the geometry is: the geometry comes last
        at = len(columns) - 1 - columns[::-1].index(geometry) if geometry in columns else None
        told = _written(job, folder / f"{number}.arrow", reader.schema, iter(reader), at)
    return {"name": name, "crs": meta["crs"], **told}


def _parquet(job: dict[str, Any], folder: Path) -> list[dict[str, Any]]:
    from pyarrow import parquet

    file = parquet.ParquetFile(job["path"])
    facts = file.metadata
    packed = sum(facts.row_group(i).total_byte_size for i in range(facts.num_row_groups))
    if packed > job["unpacked_bytes"]:
        raise _TooMuchError("unpacked_too_large")
    schema = file.schema_arrow
    geo = json.loads((schema.metadata or {}).get(b"geo", b"null"))
    primary = (geo or {}).get("primary_column")
    at = schema.names.index(primary) if primary in schema.names else None
    crs = None
    if at is not None:
        about = geo["columns"][primary]
        if about.get("encoding", "WKB").upper() != "WKB":
            raise _TooMuchError("geometry_encoding")
        crs = about.get("crs", "EPSG:4326")  # what the format says where a file says nothing
    batches = file.iter_batches(batch_size=_BATCH)
    told = _written(job, folder / "0.arrow", schema, batches, at)
    return [
        {"name": "", "crs": crs if isinstance(crs, str) or not crs else json.dumps(crs), **told}
    ]


def _written(
    job: dict[str, Any], path: Path, schema: Any, batches: Iterator[Any], geometry: int | None
) -> dict[str, Any]:
    """Write a table by numbered columns, as text, numbers and WKB; count against the limits."""
    import pyarrow

    kinds = [_kind(kind, number == geometry) for number, kind in enumerate(schema.types)]
    kept = [number for number, kind in enumerate(kinds) if kind is not None]
    if len(kept) > job["columns"]:
        raise _TooMuchError("too_many_columns")
    plain = pyarrow.schema([(str(number), kinds[number]) for number in kept])
    with pyarrow.OSFile(str(path), "wb") as sink, pyarrow.ipc.new_file(sink, plain) as writer:
        for batch in batches:
            job["rows"] -= batch.num_rows  # what is left of them, over all tables
            if job["rows"] < 0:
                raise _TooMuchError("too_many_rows")
            cells = [_plain(batch.column(number), kinds[number]) for number in kept]
            if geometry is not None:
                job["vertices"] -= batch.column(geometry).nbytes // _BYTES_OF_A_VERTEX
            if job["vertices"] < 0:
                raise _TooMuchError("too_many_vertices")
            writer.write_batch(pyarrow.record_batch(cells, schema=plain))
    names = schema.names
    return {
        "file": path.name,
        "columns": [names[number] for number in kept if number != geometry],
        "geometry": geometry is not None,
        "left_out": [names[n] for n, kind in enumerate(kinds) if kind is None],
    }


def _kind(kind: Any, is_geometry: bool) -> Any:
    """Return what a column is handed over as; None for what no table of ours can hold."""
    import pyarrow
    from pyarrow import types

    if types.is_dictionary(kind):
        kind = kind.value_type
    if is_geometry:
        return pyarrow.large_binary()
    if types.is_integer(kind) or types.is_boolean(kind):
        return pyarrow.int64() if types.is_integer(kind) else pyarrow.bool_()
    if types.is_floating(kind) or types.is_decimal(kind):
        return pyarrow.float64()
    if types.is_string(kind) or types.is_large_string(kind) or types.is_temporal(kind):
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
    if isinstance(column, pyarrow.ExtensionArray):
        column = column.storage
    return compute.cast(column, kind, safe=False)


if __name__ == "__main__":
    sys.exit(main())
