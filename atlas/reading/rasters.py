"""Files of amounts by cell, such as people: the first band of a GeoTIFF."""

import hashlib
from pathlib import Path

import numpy as np
import rasterio  # type: ignore[import-untyped]
from rasterio.errors import RasterioIOError  # type: ignore[import-untyped]

from atlas.domain.records.grid import Grid
from atlas.errors import BadFile

MOST_CELLS = 100_000_000


def read_raster(path: Path) -> Grid:
    """
    Read a file of amounts.

    Parameters
    ----------
    path
        A GeoTIFF; amounts of the whole cell, not densities.

    Returns
    -------
    grid
        Cells without data are NaN.

    Raises
    ------
    BadFile
        If there is no such file, it cannot be read, says no coordinates, is turned, has too many
        cells, or an amount is negative.
    """
    if not path.is_file():
        raise BadFile(path=path.name, reason="not_found")
    try:
        with rasterio.open(path) as file:
            _check(path, file)
            values = file.read(1, masked=True).astype(np.float64).filled(np.nan)
            bounds, crs = file.bounds, file.crs.to_wkt()
    except RasterioIOError:
        raise BadFile(path=path.name, reason="not_a_raster") from None
    if (values < 0).any():
        raise BadFile(path=path.name, reason="negative")
    edges = (bounds.left, bounds.bottom, bounds.right, bounds.top)
    version = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return Grid(path.name, values, edges, crs, version)


def _check(path: Path, file: rasterio.DatasetReader) -> None:
    if file.crs is None:
        raise BadFile(path=path.name, reason="unknown_crs")
    turn = file.transform
    if turn.b or turn.d or turn.e > 0:
        raise BadFile(path=path.name, reason="turned_raster")
    if file.width * file.height > MOST_CELLS:
        raise BadFile(path=path.name, reason="too_many_raster_cells")
