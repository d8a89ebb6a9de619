"""
Reading a binary format in a process of its own: what may go wrong there stays there.

The parsers of GDAL and Arrow are large and read what strangers send. They run in `worker.py`, a
child with one driver and nothing else: no other format can be smuggled in under a file's name (a
virtual dataset would name other files and addresses), no network is reachable, and a child that
crashes, hangs or swells is a refused file.
"""

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow

from atlas.errors import BadFile, NotReady
from atlas.ingest.safety.child_process import account_of, run_child
from atlas.ingest.safety.limits import Limits

_WORKER = Path(__file__).with_name("worker.py")
_NOWHERE = "127.0.0.1:9"  # the discard port: whatever would be fetched is asked for here
_SETTINGS = {
    "GDAL_HTTP_PROXY": _NOWHERE,
    "http_proxy": _NOWHERE,
    "https_proxy": _NOWHERE,
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "PROJ_NETWORK": "OFF",
    "LIBKML_RESOLVE_STYLE": "NO",
    "OGR_SQLITE_LIST_VIRTUAL_OGR": "NO",
    "SHAPE_RESTORE_SHX": "YES",
    "DXF_INLINE_BLOCKS": "FALSE",  # blocks within blocks may unfold without end
    "DXF_ENCODING": "UTF-8",
    "PYTHONUTF8": "1",
}


@dataclass(frozen=True)
class RawTable:
    """A table as the child read it: columns by position, since names may stand twice."""

    name: str
    crs: str | None
    columns: tuple[str, ...]
    cells: pyarrow.Table
    has_geometry: bool  # then the last column is WKB
    left_out: tuple[str, ...]  # columns that no table of ours can hold


def read_isolated(
    path: Path,
    *,
    shown: str,
    driver: str | None,
    encoding: str | None = None,
    limits: Limits,
) -> list[RawTable]:
    """
    Read every table of a file in a child process.

    Parameters
    ----------
    path
        A real file or folder under a name of ours, beside which the child may write.
    shown
        The planner's name for it, for refusals.
    driver
        The one GDAL driver the child has; None for Parquet.
    encoding
        How attribute text is read, where the format does not know.
    limits
        Bounds on tables, rows, columns, vertices, time and memory.

    Raises
    ------
    BadFile
        If the file is damaged, breaks a limit, or takes too long.
    NotReady
        If this installation cannot read the format.
    """
    folder = path.parent / f"{path.name}.read"
    folder.mkdir()
    job = asdict(limits) | {
        "path": str(path),
        "folder": str(folder),
        "driver": driver,
        "encoding": encoding,
    }
    settings = _SETTINGS | {"GDAL_SKIP": ",".join(sorted(_drivers() - {driver}))}
    run_child(
        _WORKER,
        job,
        folder=folder,
        shown=shown,
        seconds=limits.seconds,
        settings=settings,
        is_inner=True,
    )
    told = account_of(folder, shown)
    if "refused" in told:
        _refuse(told["refused"], shown, limits)
    return [_table(folder, table) for table in told["tables"]]


@cache
def _drivers() -> frozenset[str]:
    """Return the drivers this GDAL has, all of which but one a child is started without."""
    import pyogrio  # type: ignore[import-untyped]

    return frozenset(pyogrio.list_drivers())


def _refuse(reason: str, shown: str, limits: Limits) -> None:
    if reason == "no_reader":
        raise NotReady(what="GDAL", remedy="pip install -r requirements.txt")
    most = {
        "too_many_tables": limits.tables,
        "too_many_rows": limits.rows,
        "too_many_columns": limits.columns,
        "too_many_vertices": limits.vertices,
        "decoded_too_large": limits.decoded_bytes // 1_000_000,
    }
    if reason in most:
        reason = f"{reason}: {most[reason]:,}"
    raise BadFile(path=shown, reason=reason)


def _table(folder: Path, told: dict[str, Any]) -> RawTable:
    with pyarrow.OSFile(str(folder / told["file"]), "rb") as source:
        cells = pyarrow.ipc.open_file(source).read_all()
    if told["geometry"]:  # last, wherever it stood
        names = cells.column_names
        at = _geometry_at(cells)
        cells = cells.select([*names[:at], *names[at + 1 :], names[at]])
    return RawTable(
        name=told["name"],
        crs=told["crs"],
        columns=tuple(told["columns"]),
        cells=cells,
        has_geometry=told["geometry"],
        left_out=tuple(told["left_out"]),
    )


def _geometry_at(cells: pyarrow.Table) -> int:
    binary = [pyarrow.types.is_large_binary(kind) for kind in cells.schema.types]
    return binary.index(True)
