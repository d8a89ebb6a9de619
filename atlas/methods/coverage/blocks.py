"""
Places grouped into blocks, blocks into larger blocks: the distances of many from a few.

A block holds neighbouring places of one zone: those of one lattice cell. The circle around it
shows at once whether a radius covers all of it or none of it, so that only blocks which the rim
of a disc passes are opened, level by level, down to single places. Nothing is approximated.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atlas.methods.arrays import TOLERANCE_M, Floats
from atlas.methods.coverage.lattice import ROUNDING_M, Lattice
from atlas.methods.coverage.membership import NO_ZONE, ZoneRows
from atlas.methods.coverage.service import Service

# the finest cells would hold so many places each, were places spread evenly over their extent
PLACES_PER_CELL = 1.5

# a block is made of the blocks of 2 by 2 cells, which is two bits of a cell's code
BITS_A_LEVEL = 2

# blocks larger than an eighth of the extent are hardly ever covered whole
BITS_OF_LARGEST = 6


@dataclass(frozen=True)
class Level:
    """Blocks of one coarseness: the box around each, what it holds, and its parts."""

    low: Floats
    high: Floats
    zone: ZoneRows
    weight: Floats
    # parts of block b are rows first_part[b] to first_part[b + 1] of the next finer level
    first_part: NDArray[np.intp]

    def circles(self, rows: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Return centre and radius of a circle around each block; zero around a single place."""
        low, high = self.low[rows], self.high[rows]
        radius = np.hypot(*((high - low) / 2).T)
        return (low + high) / 2, np.where(radius > 0, radius + ROUNDING_M, 0.0)

    def merged(self, keys: NDArray[np.int64]) -> "Level":
        """Merge neighbours of equal key into the blocks of the next coarser level."""
        first = _starts(keys)
        return Level(
            np.minimum.reduceat(self.low, first),
            np.maximum.reduceat(self.high, first),
            self.zone[first],
            np.add.reduceat(self.weight, first),
            np.append(first, len(keys)),
        )


def gather(
    xy: Floats, zone: ZoneRows, weights: Floats, *, places_per_cell: float = PLACES_PER_CELL
) -> list[Level]:
    """
    Gather places into levels of blocks, from the coarsest down to the places themselves.

    Places in no zone are left out. Finer cells take longer to gather and less to ask.

    Parameters
    ----------
    xy
        Places, metres, shape (n, 2).
    zone
        The zone of each place; `NO_ZONE` outside all.
    weights
        What each place counts for.
    places_per_cell
        How many places a cell of the finest level holds, on average.
    """
    held = np.count_nonzero(zone != NO_ZONE)
    if not held:
        return []
    lattice = Lattice.over(*xy.T, places_per_cell=places_per_cell)
    code_bits = 2 * lattice.bits
    key = zone.astype(np.int64)
    key <<= code_bits
    key |= lattice.cell_of(*xy.T)
    # the keys of places in no zone are negative and come first
    order, key = (part[-held:] for part in _sorted(key))
    places = np.take(xy, order, axis=0)
    levels = [Level(places, places, zone[order], weights[order], np.arange(0))]
    for dropped in range(0, code_bits - BITS_OF_LARGEST + 1, BITS_A_LEVEL):
        coarser = levels[-1].merged(key >> dropped)
        key = key[coarser.first_part[:-1]]
        levels.append(coarser)
    return levels[::-1]


def _sorted(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """
    Return the rows of keys in ascending order, and the keys in that order.

    Each row number rides in the low bits of its key where there is room for it: to sort numbers
    takes a third of the time that it takes to find out where they would go.
    """
    bits = len(keys).bit_length()
    if int(keys.max()) >> (63 - bits):
        order = np.argsort(keys)
        return order, keys[order]
    riding = keys << bits
    riding |= np.arange(len(keys))
    riding.sort()
    return riding & (2**bits - 1), riding >> bits


def _starts(sorted_keys: NDArray[np.int64]) -> NDArray[np.intp]:
    return np.flatnonzero(np.append(True, sorted_keys[1:] != sorted_keys[:-1]))


def covered_block_weight(levels: list[Level], service: Service, *, zones: int) -> Floats:
    """
    Sum, in each zone, the weight of the covered places; shape (zones, radii).

    Parameters
    ----------
    levels
        As `gather` returns them.
    service
        The facilities and their radii.
    zones
        The number of zones.
    """
    covered = np.zeros((service.radii, zones))
    rows = np.arange(len(levels[0].zone) if levels else 0)
    undecided = np.ones((service.radii, len(rows)), dtype=bool)
    for level in levels:
        centre, radius = level.circles(rows)
        shortfall = service.shortfall(centre, within_m=radius.max(initial=0.0))
        whole = undecided & (shortfall + radius <= TOLERANCE_M)
        for total, chosen in zip(covered, whole, strict=True):
            held = rows[chosen]
            total += np.bincount(level.zone[held], level.weight[held], minlength=zones)
        passed = undecided & ~whole & (shortfall - radius <= TOLERANCE_M)
        if not passed.any():
            break
        opened = passed.any(axis=0)
        rows, parent = _parts(level, rows[opened])
        undecided = passed[:, opened][:, parent]
    return covered.T


def _parts(level: Level, blocks: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """List the parts of blocks, and for each part the position of its block in the list."""
    first = level.first_part[blocks]
    count = level.first_part[blocks + 1] - first
    parent = np.repeat(np.arange(len(blocks)), count)
    begun = np.cumsum(count) - count
    return np.arange(len(parent)) + (first - begun)[parent], parent
