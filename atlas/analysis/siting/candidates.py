"""
Candidates: the places a site could go.

Cells lie on a lattice of EPSG:4545 whose lines are multiples of the cell size, so that the same
cell keeps its name whatever zone is asked about. A cell is a candidate when its centre lies
inside; on a schematic boundary it may in truth lie outside.
"""

import geopandas
import numpy as np
import shapely

from atlas.domain.space import MEASURING_CRS
from atlas.errors import Refused

MOST_CELLS = 250_000


def square_cells(inside: geopandas.GeoSeries, *, size_m: float) -> geopandas.GeoDataFrame:
    """
    Cover an area with square cells.

    Parameters
    ----------
    inside
        Polygons in metres (EPSG:4545).
    size_m
        Side of a cell, metres.

    Returns
    -------
    cells
        Columns `x`, `y` (centre, metres) and the cell as geometry; index `c<column>r<row>`,
        from south to north and west to east.

    Raises
    ------
    Refused
        If there would be more than `MOST_CELLS` of them.
    """
    whole = shapely.union_all(np.asarray(inside.array, dtype=object))
    if whole.is_empty:
        return _cells(np.empty(0), np.empty(0), size_m)
    west, south, east, north = whole.bounds
    columns = np.arange(np.floor(west / size_m), np.ceil(east / size_m))
    rows = np.arange(np.floor(south / size_m), np.ceil(north / size_m))
    if len(columns) * len(rows) > MOST_CELLS:
        count = len(columns) * len(rows)
        raise Refused(reason="too_many_cells", count=count, most=MOST_CELLS, size_m=size_m)
    column, row = (grid.ravel() for grid in np.meshgrid(columns, rows))
    shapely.prepare(whole)
    held = shapely.intersects_xy(whole, (column + 0.5) * size_m, (row + 0.5) * size_m)
    return _cells(column[held], row[held], size_m)


def _cells(column: np.ndarray, row: np.ndarray, size_m: float) -> geopandas.GeoDataFrame:
    west, south = column * size_m, row * size_m
    names = [f"c{c:.0f}r{r:.0f}" for c, r in zip(column, row, strict=True)]
    return geopandas.GeoDataFrame(
        {"x": west + size_m / 2, "y": south + size_m / 2},
        geometry=shapely.box(west, south, west + size_m, south + size_m),
        index=names,
        crs=MEASURING_CRS,
    )
