"""
A table of places in parts, larger than one process should hold: a piece at a time is read.

A piece is a row group of one of the table's files. Whoever wrote them decided how many rows that
is, and with it how much memory a worker needs.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Piece:
    """Where a part of a table stands: the path of its file and the number of its row group."""

    path: str
    row_group: int


@dataclass(frozen=True)
class PointTable:
    """
    What a piece holds.

    Parameters
    ----------
    xy
        Where those are that have a place, metres, shape (n, 2).
    weight
        What each of them counts for; 0 where it is missing.
    unlocated, unweighed
        How many rows have no place, and no weight.
    """

    xy: NDArray[np.float64]
    weight: NDArray[np.float64]
    unlocated: int
    unweighed: int


@dataclass(frozen=True)
class PartitionedTable:
    """
    A table of points, and how its parts are read.

    Parameters
    ----------
    name, version
        What it is called, and a hash of it.
    pieces
        Where its parts stand.
    read
        Reads one of them; it can be sent to another process.
    """

    name: str
    version: str
    pieces: tuple[Piece, ...]
    read: Callable[[Piece], PointTable]
