"""
Where tiles lie: the square of web maps, halved again with every zoom.

A tile is named by zoom, column and row, counted from the north-west (the scheme of every web
map). Coordinates are whole numbers, 2**32 to a side, so that each zoom is a shift; one step is
9 mm on the equator. This is web Mercator: it is for drawing, and nothing is measured in it.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from atlas.errors import BadInput

EXTENT_BITS = 12
EXTENT = 1 << EXTENT_BITS  # tile units to a side
UNITS_PER_PIXEL = EXTENT // 256
_BITS = 32
MAX_ZOOM = _BITS - EXTENT_BITS
_NORTHERNMOST = 85.0511287798  # where the square ends


class Tile(NamedTuple):
    """One tile by zoom, column and row."""

    z: int
    x: int
    y: int


def tile_named(z: str, x: str, y: str) -> Tile:
    """
    Read the three numbers of a tile's address.

    Parameters
    ----------
    z
        Zoom.
    x
        Column.
    y
        Row, from the north.

    Raises
    ------
    BadInput
        If one is not a whole number, the zoom is above 20, or there is no such column or row.
    """
    # isdecimal alone would let other scripts' digits through
    if not all(part.isascii() and part.isdecimal() and len(part) < 9 for part in (z, x, y)):
        raise BadInput(argument="z/x/y", reason="tile_not_numbers")
    tile = Tile(int(z), int(x), int(y))
    if tile.z > MAX_ZOOM or max(tile.x, tile.y) >= 1 << tile.z:
        raise BadInput(argument="z/x/y", reason="tile_out_of_range")
    return tile


def on_square(degrees: NDArray[np.float64]) -> NDArray[np.uint32]:
    """Return longitudes and latitudes, shape (n, 2), as places on the square, y southward."""
    lon, lat = degrees[:, 0], np.clip(degrees[:, 1], -_NORTHERNMOST, _NORTHERNMOST)
    x = lon / 360 + 0.5
    y = 0.5 - np.arctanh(np.sin(np.radians(lat))) / (2 * np.pi)
    steps = np.rint(np.column_stack([x, y]) * 2.0**_BITS)
    return np.clip(steps, 0, 2**_BITS - 1).astype(np.uint32)


def in_tile(square: NDArray[np.uint32], tile: Tile) -> NDArray[np.int64]:
    """Return places on the square in units of a tile, to the nearest unit."""
    shift = MAX_ZOOM - tile.z
    half = (1 << shift) >> 1
    units = (square.astype(np.int64) + half) >> shift
    units -= np.array([tile.x, tile.y], np.int64) << EXTENT_BITS
    return units


def degrees_around(tile: Tile, margin: int) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a tile and a margin in tile units."""
    side, edge = float(1 << tile.z), margin / EXTENT
    west, east = ((tile.x + at) / side * 360 - 180 for at in (-edge, 1 + edge))
    north, south = (
        float(np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (tile.y + at) / side)))))
        for at in (-edge, 1 + edge)
    )
    return west, south, east, north
