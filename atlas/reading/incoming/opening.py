"""The door for a planner's file: any format that is read, as tables of the same form."""

from pathlib import Path

from atlas.domain.incoming import Incoming
from atlas.domain.progress import Progress, unwatched
from atlas.errors import BadFile
from atlas.reading.incoming.csv_tables import read_csv_table
from atlas.reading.incoming.limits import LIMITS, Limits
from atlas.reading.incoming.private import private_folder
from atlas.reading.incoming.staging import Staged, staged
from atlas.reading.incoming.vector import read_vector
from atlas.reading.incoming.workbooks import read_workbook


def open_incoming(
    path: Path, *, limits: Limits = LIMITS, progress: Progress = unwatched
) -> tuple[Incoming, ...]:
    """
    Read every table of a planner's file.

    Nothing is converted, and nothing in the file is executed or followed. What it says of its
    coordinates is handed on unchecked.

    Parameters
    ----------
    path
        Shapefile (zipped, or the `.shp` with its parts beside it), GeoPackage, File Geodatabase
        (folder or zipped), GeoJSON, KML, KMZ, DXF, GeoParquet, CSV or XLSX.
    limits
        What is too much.
    progress
        Is told (done, total, "reading") in 100ths again and again; what it raises stops the
        reading, and the process that reads.

    Returns
    -------
    tables
        One for each layer, sheet or kind of shape, in the file's order; never none.

    Raises
    ------
    BadFile
        If there is no such file, it is of another kind, damaged, hostile or too large, or there is
        no room for it in the temporary folder.
    NotReady
        If this installation lacks a reader.
    """
    progress(0, 100, "reading")
    with private_folder(Path(path).name) as folder:
        found = [
            table
            for source in staged(Path(path), folder, limits)
            for table in _read(source, limits, progress)
        ]
    if not found:
        raise BadFile(path=Path(path).name, reason="nothing_to_read")
    if len(found) > limits.tables:
        raise BadFile(path=Path(path).name, reason=f"too_many_tables: {limits.tables:,}")
    return tuple(found)


def _read(source: Staged, limits: Limits, progress: Progress) -> list[Incoming]:
    progress(10, 100, "reading")  # it is copied, and of a known kind
    if source.kind == "csv":
        return [read_csv_table(source, limits)]
    if source.kind == "xlsx":
        return read_workbook(source, limits, progress=progress)
    return read_vector(source, limits, progress=progress)
