"""
What a planner's file holds: staged, made safe and read, all in the process that calls.

That process is `reader.py`, a child: text, workbooks and databases of a stranger can swell and
stall whoever opens them. The server only ever sees the tables that come out of it.
"""

from collections.abc import Iterator
from pathlib import Path

from atlas.domain.records.imported import ImportedTable
from atlas.errors import BadFile
from atlas.ingest.formats.csv_tables import read_csv_table
from atlas.ingest.formats.vector import read_vector
from atlas.ingest.formats.workbooks import read_workbook
from atlas.ingest.safety.limits import Limits
from atlas.ingest.safety.staging import Staged, staged


def contents_of(path: Path, folder: Path, limits: Limits) -> Iterator[ImportedTable]:
    """
    Read every table of a file, one after the other.

    Parameters
    ----------
    path
        As `open_incoming` takes it.
    folder
        An empty one that nobody else writes to.
    limits
        What is too much.

    Yields
    ------
    table
        In the file's order; one at least.

    Raises
    ------
    BadFile, NotReady
        As `open_incoming` says.
    """
    count = 0
    for source in staged(path, folder, limits):
        for table in _read(source, limits):
            count += 1
            if count > limits.tables:
                raise BadFile(path=path.name, reason=f"too_many_tables: {limits.tables:,}")
            yield table
    if not count:
        raise BadFile(path=path.name, reason="nothing_to_read")


def _read(source: Staged, limits: Limits) -> list[ImportedTable]:
    if source.kind == "csv":
        return [read_csv_table(source, limits)]
    if source.kind == "xlsx":
        return read_workbook(source, limits)
    return read_vector(source, limits)
