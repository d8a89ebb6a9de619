"""
The archive of a version, for export: its rows as GeoParquet and GeoJSON, and its manifest.

The hashes in it prove that the rows are those of the manifest. GeoJSON writes numbers as text and
has no types of columns: the GeoParquet is the original.
"""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import geopandas

from atlas.store.folder.version_folder import DECLARATION, MANIFEST, ROWS, SUMS

_GEOJSON = "rows.geojson"


def exported(
    folder: Path, frame: geopandas.GeoDataFrame, *, when: datetime, declaration: str | None = None
) -> bytes:
    """
    Return a version as a zip.

    Parameters
    ----------
    folder
        Of the version.
    frame
        Its rows.
    when
        The date that the files in the zip have.
    declaration
        TOML text that goes with the rows where the version has none of its own.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as whole:

        def put(name: str, content: bytes) -> None:
            entry = zipfile.ZipInfo(name, when.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            whole.writestr(entry, content)

        for name in (ROWS, MANIFEST, DECLARATION, SUMS):
            path = folder / name
            if path.is_file():
                put(name, path.read_bytes())
            elif name == DECLARATION and declaration is not None:
                put(name, declaration.encode())
        put(_GEOJSON, frame.assign(id=frame.index).to_json(ensure_ascii=False).encode())
    return file.getvalue()
