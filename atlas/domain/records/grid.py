"""
A grid: amounts counted by cell, such as people, and where the cells lie.

An amount is of the whole cell. Where a line cuts a cell, the part of the amount on either side
is assumed to be as large as the part of the cell: true of nobody in particular.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Grid:
    """
    Amounts by cell.

    Parameters
    ----------
    name
        What the file is called.
    values
        Rows from north to south, columns from west to east; NaN without data.
    bounds
        West, south, east and north, in the units of `crs`.
    crs
        Coordinates, as WKT.
    version
        Hash of the file.
    """

    name: str
    values: NDArray[np.float64]
    bounds: tuple[float, float, float, float]
    crs: str
    version: str
