"""
A square lattice over places: which cell each place is in, and which cells a border crosses.

Cells are named in two ways. In Z-order codes the four children of a cell follow each other:
dropping two bits of a code gives the parent, so one lattice serves at every coarseness. Numbered
row after row, neighbours follow each other: what lies between two borders is one stretch.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.methods.arrays import Floats

# names of cells, in 32 bits without a sign
Cells = NDArray[Any]

# halving steps of bit spreading: groups of 8, 4, 2 and single bits, each followed by a gap
_SHIFTS = (8, 4, 2, 1)
_MASKS = (0x00FF00FF, 0x0F0F0F0F, 0x33333333, 0x55555555)

# rounding of coordinates near 4 000 km is below a nanometre; this is safely more, in metres
ROUNDING_M = 1e-8


@dataclass(frozen=True)
class Lattice:
    """2 ** `bits` cells a side, each `side_m` wide, from the corner `west`, `south`."""

    west: float
    south: float
    side_m: float
    bits: int

    @classmethod
    def over(cls, x: Floats, y: Floats, *, places_per_cell: float) -> "Lattice":
        """
        Span places so that cells hold about so many each, if places were spread evenly.

        Parameters
        ----------
        x
            Eastings, metres.
        y
            Northings, metres.
        places_per_cell
            The mean number of places a cell.
        """
        west, south = float(x.min()), float(y.min())
        extent = max(float(x.max()) - west, float(y.max()) - south, 1.0)
        bits = int(np.clip(np.round(np.log2(len(x) / places_per_cell) / 2), 0, 15))
        # a hair wider, so that the last place is inside the last cell
        return cls(west, south, extent * (1 + 1e-9) / 2**bits, bits)

    def cell_of(self, x: Floats, y: Floats) -> Cells:
        """Name the cell of each place, which must lie inside the lattice, by its Z-order code."""
        code: Cells = _interleave(self._along(x, self.west))
        code |= _interleave(self._along(y, self.south)) << 1
        return code

    def number_of(self, x: Floats, y: Floats) -> Cells:
        """Number the cell of each place, row after row from the south, each from the west."""
        number = self._along(y, self.south)
        number <<= self.bits
        number |= self._along(x, self.west)
        return number

    def centre_of(self, number: Cells) -> tuple[Floats, Floats]:
        """Locate the middle of each numbered cell."""
        row: Cells
        column: Cells
        row, column = np.divmod(number, 2**self.bits)
        x: Floats = self.west + (column + 0.5) * self.side_m
        y: Floats = self.south + (row + 0.5) * self.side_m
        return x, y

    def _along(self, values: Floats, start: float) -> Cells:
        """Count the cells from one side of the lattice."""
        steps = np.subtract(values, start)
        np.divide(steps, self.side_m, out=steps)
        return steps.astype(np.uint32)

    def crossed_by(self, polygons: NDArray[np.object_]) -> NDArray[np.bool_]:
        """
        Mark by number every cell that a border touches (and a few that it only comes near).

        Borders are cut into pieces of half a cell, so that the box of a piece, widened by the
        rounding, touches no cells but those of its corners. Borders just outside the lattice
        mark outermost cells, and those farther off are left away, however long they are.
        """
        crossed = np.zeros(4**self.bits, dtype=bool)
        corner = np.array([self.west, self.south])
        margin, span = self.side_m, self.side_m * (2**self.bits + 1)
        around = (*(corner - margin), *(corner + span))
        borders = shapely.clip_by_rect(shapely.boundary(polygons), *around)
        borders = shapely.segmentize(borders, self.side_m / 2)
        points, line = shapely.get_coordinates(shapely.get_parts(borders), return_index=True)
        joined = line[1:] == line[:-1]
        start, end = points[:-1][joined], points[1:][joined]
        low = self._inside(np.minimum(start, end) - ROUNDING_M)
        high = self._inside(np.maximum(start, end) + ROUNDING_M)
        for x in (low[:, 0], high[:, 0]):
            for y in (low[:, 1], high[:, 1]):
                crossed[self.number_of(x, y)] = True
        return crossed

    def _inside(self, xy: Floats) -> Floats:
        corner = np.array([self.west, self.south])
        return np.clip(xy, corner, corner + (2**self.bits - 0.5) * self.side_m)


def _interleave(number: Cells) -> Cells:
    """Put a zero before each of the low sixteen bits."""
    spread = number.copy()
    for shift, mask in zip(_SHIFTS, _MASKS, strict=True):
        spread |= spread << shift
        spread &= mask
    return spread
