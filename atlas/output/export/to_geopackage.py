"""
GeoPackage: a map layer for each role, the whole table, and the notes, for a GIS to open.

Codes and headings stay as they are stored, so that a GIS can filter on them; nothing is rounded.
Rows without a place have no role: they stand in `table` alone. The format notes when it was
written, which would make every file another: that time is set to a fixed one.
"""

import json
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import geopandas
import pandas
import pyogrio  # type: ignore[import-untyped]

from atlas.domain.finding import Finding
from atlas.domain.messages import Language
from atlas.output.export.base import Exporter
from atlas.output.export.notes import notes

_NO_TIME = "1970-01-01T00:00:00.000Z"


def write(finding: Finding, lang: Language) -> bytes:
    """Write a finding's geometry, WGS84, by role; with tables `table` and `notes`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "finding.gpkg"
        for role, frame in finding.layers.items():
            _add(path, role, frame.rename_axis("id").reset_index())
        is_named = finding.table.index.name == "id"  # any other index is but a count
        _add(path, "table", finding.table.reset_index(drop=not is_named))
        _add(path, "notes", _note_rows(finding, lang))
        with closing(sqlite3.connect(path)) as file, file:
            file.execute("UPDATE gpkg_contents SET last_change = ?", (_NO_TIME,))
        return _uncounted(path.read_bytes())


def _uncounted(content: bytes) -> bytes:
    """Set SQLite's count of changes, which is one more or less from run to run, to one."""
    one = (1).to_bytes(4, "big")
    # it stands at two offsets of the file's header, which must agree
    return content[:24] + one + content[28:92] + one + content[96:]


def _add(path: Path, layer: str, frame: pandas.DataFrame) -> None:
    kind = {"geometry_type": "Unknown"} if isinstance(frame, geopandas.GeoDataFrame) else {}
    # the row number that the format wants must not take the name of a column of ours
    names = {"FID": "_row", "GEOMETRY_NAME": "geometry"} if kind else {"FID": "_row"}
    pyogrio.write_dataframe(frame, path, layer=layer, driver="GPKG", layer_options=names, **kind)


def _note_rows(finding: Finding, lang: Language) -> pandas.DataFrame:
    rows = [
        (key, line if isinstance(line, str) else json.dumps(line, ensure_ascii=False))
        for key, note in notes(finding, lang).items()
        for line in (note if isinstance(note, list) else [note])
    ]
    return pandas.DataFrame(rows, columns=["key", "value"], dtype=str)


EXPORTER = Exporter("gpkg", ".gpkg", "application/geopackage+sqlite3", write)
