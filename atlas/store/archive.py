"""
The archive of a version, for export: its rows as GeoParquet and GeoJSON, and its manifest.

The hashes in it prove that the rows are those of the manifest. GeoJSON writes numbers as text and
has no types of columns: the GeoParquet is the original.
"""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime

import geopandas

ROWS, MANIFEST, DECLARATION, SUMS = "rows.parquet", "manifest.json", "layer.toml", "sums.json"
_GEOJSON = "rows.geojson"


def zip_of(
    files: Mapping[str, bytes],
    frame: geopandas.GeoDataFrame,
    *,
    when: datetime,
    declaration: str | None = None,
) -> bytes:
    """
    Return a version as a zip.

    Parameters
    ----------
    files
        Of the version, by their names here.
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
            if name in files:
                put(name, files[name])
            elif name == DECLARATION and declaration is not None:
                put(name, declaration.encode())
        put(_GEOJSON, frame.assign(id=frame.index).to_json(ensure_ascii=False).encode())
    return file.getvalue()
