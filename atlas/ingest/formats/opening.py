"""The door for a planner's file: any format that is read, as tables of the same form."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from threading import BoundedSemaphore

from atlas.domain.progress import Progress, no_progress
from atlas.domain.records.imported import ImportedTable
from atlas.errors import BadFile
from atlas.ingest.formats.transfer import received_tables
from atlas.ingest.safety.child_process import run_child
from atlas.ingest.safety.limits import LIMITS, Limits, shown
from atlas.ingest.safety.private_folder import private_folder

_READER = Path(__file__).with_name("reader.py")
_SETTINGS = {"PYTHONUTF8": "1"}
_AT_ONCE = 2  # files: what one may hold stands in memory so many times at most
_TURNS = BoundedSemaphore(_AT_ONCE)
_LOOK_S = 0.2


def open_incoming(
    path: Path, *, limits: Limits = LIMITS, progress: Progress = no_progress
) -> tuple[ImportedTable, ...]:
    """
    Read every table of a planner's file.

    Nothing is converted, and nothing in the file is executed or followed. What it says of its
    coordinates is handed on unchecked. It is read in a process of its own, a few files at a time:
    this process holds no more of it than `decoded_bytes` of the limits.

    Parameters
    ----------
    path
        Shapefile (zipped, or the `.shp` with its parts beside it), GeoPackage, File Geodatabase
        (folder or zipped), GeoJSON, KML, KMZ, DXF, GeoParquet, CSV or XLSX.
    limits
        What is too much.
    progress
        Is told (done, total, "reading") in 100ths again and again, or "turn" while other files
        are read first; what it raises stops the reading, and the process that reads.

    Returns
    -------
    tables
        One for each layer, sheet or kind of shape, in the file's order; never none.

    Raises
    ------
    BadFile
        If there is no such file, it is of another kind, damaged, hostile or too large.
    NotReady
        If this installation lacks a reader.
    """
    if not path.exists():
        raise BadFile(path=shown(str(path)), reason="not_found")
    with _turn(progress):
        progress(0, 100, "reading")
        with private_folder(path.name) as folder:
            job = {"path": str(path.absolute()), "folder": str(folder), "limits": asdict(limits)}
            run_child(
                _READER,
                job,
                folder=folder,
                shown=path.name,
                seconds=limits.seconds,
                settings=_SETTINGS,
                progress=progress,
            )
            return received_tables(folder, path.name, limits)


@contextmanager
def _turn(progress: Progress) -> Iterator[None]:
    """Wait until few enough files are being read; whoever waits is told, and may give up."""
    while not _TURNS.acquire(timeout=_LOOK_S):
        progress(0, 100, "turn")
    try:
        yield
    finally:
        _TURNS.release()
