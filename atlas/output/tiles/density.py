"""
Many things seen from afar: how many there are, and how much ground they cover, in small squares.

Where a thing is smaller than a pixel, drawing it says nothing, and leaving it out makes a layer
vanish. Below such a zoom a tile holds squares of four pixels instead. A thing counts in the one
square that the middle of its box lies in, wholly, so that the counts of a zoom add up to the
layer; the area covered in a square may therefore exceed the square.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atlas.output.tiles.encoder import AttributeColumn, number_column
from atlas.output.tiles.grid import EXTENT, EXTENT_BITS, MAX_ZOOM, Tile
from atlas.output.tiles.shapes import Numbers, Runs

CELL_BITS = 6  # 64 squares to a side of a tile
_CELL = EXTENT >> CELL_BITS
MOST_VALUES = 16  # of a category that is counted value by value


@dataclass(frozen=True)
class Density:
    """The squares of one zoom that hold anything, tile after tile."""

    keys: Numbers  # tile and square within it, as one number
    columns: tuple[AttributeColumn, ...]

    def within(self, tile: Tile) -> tuple[Runs, Numbers]:
        """Return a tile's squares and their rows in the columns."""
        first = (tile.y << tile.z | tile.x) << 2 * CELL_BITS
        begin, end = np.searchsorted(self.keys, [first, first + (1 << 2 * CELL_BITS)])
        rows = np.arange(begin, end)
        place = self.keys[begin:end] - first
        corner = np.column_stack([place & ((1 << CELL_BITS) - 1), place >> CELL_BITS]) * _CELL
        ring = np.array([[0, 0], [_CELL, 0], [_CELL, _CELL], [0, _CELL]])
        xy = (corner[:, np.newaxis] + ring).reshape(-1, 2)
        each = np.arange(len(rows) + 1)
        return Runs(xy, each * 4, each, np.zeros(len(rows), bool)), rows


def density(
    middles: NDArray[np.uint32],
    zoom: int,
    *,
    area_m2: NDArray[np.float64] | None,
    categories: Sequence[tuple[str, NDArray[np.integer], Sequence[str]]],
) -> Density:
    """
    Count things in the squares of a zoom.

    Parameters
    ----------
    middles
        One place on the square of web maps for each thing, shape (n, 2).
    zoom
        At most 20.
    area_m2
        Ground each covers; None for points and lines, which are only counted.
    categories
        Name, each row's value as a number (-1 for none), and what the numbers stand for; these
        are counted apart, as `name=value`, so that a filter still has something to show.

    Returns
    -------
    density
        The squares that hold anything.
    """
    keys, square = np.unique(_keys(middles, zoom), return_inverse=True)
    told = {"count": np.bincount(square)}
    if area_m2 is not None:
        told["area_m2"] = np.rint(np.bincount(square, area_m2))
    for name, codes, values in categories:
        for code, value in enumerate(values[:MOST_VALUES]):
            told[f"{name}={value}"] = np.bincount(square[codes == code], minlength=len(keys))
    return Density(keys, tuple(number_column(name, cells) for name, cells in told.items()))


def _keys(middles: NDArray[np.uint32], zoom: int) -> Numbers:
    cell = middles.astype(np.int64) >> (MAX_ZOOM - zoom + EXTENT_BITS - CELL_BITS)
    tile, within = cell >> CELL_BITS, cell & ((1 << CELL_BITS) - 1)
    number = tile[:, 1] << zoom | tile[:, 0]
    return number << 2 * CELL_BITS | within[:, 1] << CELL_BITS | within[:, 0]
