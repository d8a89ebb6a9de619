"""
A version to hand on: its rows twice, for programs and for people, and all that was said of them.

Whoever gets it can check by the hashes that the rows are those of the manifest. GeoJSON holds
numbers as text and knows no types: the GeoParquet is the original.
"""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import geopandas

from atlas.store.version_folder import DECLARATION, MANIFEST, ROWS, SUMS

_GEOJSON = "rows.geojson"


def exported(
    place: Path, frame: geopandas.GeoDataFrame, *, when: datetime, declaration: str | None = None
) -> bytes:
    """
    Return a version as a zip.

    Parameters
    ----------
    place
        Its folder.
    frame
        Its rows.
    when
        The date that the files in the zip have.
    declaration
        TOML text that goes with the rows where the version brought none of its own.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as whole:

        def put(name: str, content: bytes) -> None:
            told = zipfile.ZipInfo(name, when.timetuple()[:6])
            told.compress_type = zipfile.ZIP_DEFLATED
            whole.writestr(told, content)

        for name in (ROWS, MANIFEST, DECLARATION, SUMS):
            path = place / name
            if path.is_file():
                put(name, path.read_bytes())
            elif name == DECLARATION and declaration is not None:
                put(name, declaration.encode())
        put(_GEOJSON, frame.assign(id=frame.index).to_json(ensure_ascii=False).encode())
    return file.getvalue()
