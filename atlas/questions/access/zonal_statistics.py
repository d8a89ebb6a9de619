"""Sums of a grid over polygons: a cell that a border cuts counts by the part inside, exactly."""

import geopandas
import numpy as np
import shapely
from exactextract import exact_extract  # type: ignore[import-untyped]
from exactextract.raster import NumPyRasterSource  # type: ignore[import-untyped]
from numpy.typing import NDArray

from atlas.domain.crs import MEASURING_CRS, to_system
from atlas.domain.records.grid import Grid
from atlas.methods.arrays import Floats


def amounts(grid: Grid, shapes: NDArray[np.object_]) -> Floats:
    """Sum the amounts inside each polygon, which is in metres; nothing where it is empty."""
    sums = np.zeros(len(shapes))
    held = np.flatnonzero(~shapely.is_empty(shapes))
    if not len(held):
        return sums
    west, south, east, north = grid.bounds
    raster = NumPyRasterSource(grid.values, west, south, east, north, srs_wkt=grid.crs)
    frame = geopandas.GeoDataFrame(geometry=shapes[held], crs=MEASURING_CRS)
    found = exact_extract(raster, to_system(frame, grid.crs), ["sum"], output="pandas")["sum"]
    sums[held] = np.nan_to_num(found.to_numpy(dtype=float))
    return sums
