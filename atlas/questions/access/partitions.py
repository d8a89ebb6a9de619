"""
Demand in parts: each part counted by itself, the counts put together exactly.

A part is boiled down to strata: how much lies in which zone, reached by which of the sets of
facilities and radii in question, certain, as drawn, possibly. Sums are rounded once, over all
parts, so that neither who counted a part nor when changes a digit. How the rows are cut into
parts may change the last digit of weights that are no whole numbers; whole ones never change.
Places in parts are nameless: there is no nearest distance and no worst served among them.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atlas.domain.records.point_table import Piece, PointTable
from atlas.methods.arrays import Floats
from atlas.methods.coverage.membership import NO_ZONE, ZoneRows, zone_of
from atlas.questions.access.facilities import Facilities, reached


class RadiusOfFacilities(NamedTuple):
    """A radius, and the facilities that are sure enough for it."""

    facilities: Facilities
    radius_m: float

    @property
    def key(self) -> bytes:
        """The same for facilities that stand alike, whatever they are called."""
        radii = self.facilities.radii(self.radius_m)
        return self.facilities.xy.tobytes() + radii.tobytes()


@dataclass(frozen=True)
class Tally:
    """
    What parts hold.

    Parameters
    ----------
    strata
        By zone and by what reaches it (one byte for each set and radius, times certain, as
        drawn, possible): weight.
    outside, unlocated, unweighed
        How many rows lie in no zone, have no place, and have no weight.
    """

    strata: dict[tuple[int, bytes], float]
    outside: int
    unlocated: int
    unweighed: int


Read: TypeAlias = Callable[[Piece], PointTable]
Spread: TypeAlias = Callable[[Callable[[Piece], Tally], Sequence[Piece]], Iterable[Tally]]


@dataclass(frozen=True)
class CountedTable:
    """
    Places in parts, and how they are come by.

    Parameters
    ----------
    name, version
        What it is called, and a hash of it.
    pieces
        Where its parts stand.
    read
        Reads one of them.
    spread
        Has each piece counted, here or elsewhere, and returns the counts in any order; `map`
        counts them here, one after the other.
    """

    name: str
    version: str
    pieces: tuple[Piece, ...]
    read: Read
    spread: Spread = map

    def count(self, zones: NDArray[np.object_], asked: Sequence[RadiusOfFacilities]) -> Tally:
        """Count all of it; see `count_piece`."""
        work = partial(count_piece, read=self.read, zones=zones, asked=tuple(asked))
        return merged(self.spread(work, self.pieces))


def count_piece(
    piece: Piece, *, read: Read, zones: NDArray[np.object_], asked: Sequence[RadiusOfFacilities]
) -> Tally:
    """
    Count one part: exact distances, borders as everywhere.

    Parameters
    ----------
    piece
        Which one.
    read
        Reads it.
    zones
        Polygons in metres; a place on a border is in the one of the lowest row.
    asked
        Sets of facilities and radii, inclusive.
    """
    places = read(piece)
    zone = zone_of(places.xy, zones)
    held = zone != NO_ZONE
    xy, certain = places.xy[held], np.zeros(int(held.sum()))
    marks = [reached(xy, certain, one.facilities, one.radius_m) for one in asked]
    flags = np.concatenate([np.empty((0, len(xy)), dtype=bool), *marks])
    # a question asks 16 things at most: 48 bits for what reaches a place, the rest for its zone
    code = zone[held].astype(np.int64)
    for flag in flags:
        code = code << 1 | flag
    _, first, kind = np.unique(code, return_index=True, return_inverse=True)
    weight = np.bincount(kind, places.weight[held], len(first))
    kinds = zip(zone[held][first], flags.T[first].astype(np.uint8), weight, strict=True)
    strata = {(int(row), flag.tobytes()): float(value) for row, flag, value in kinds}
    return Tally(strata, int((~held).sum()), places.unlocated, places.unweighed)


def merged(tallies: Iterable[Tally]) -> Tally:
    """Put counts together; the order they come in changes nothing."""
    weights: dict[tuple[int, bytes], list[float]] = defaultdict(list)
    rows = np.zeros(3, dtype=np.int64)
    for tally in tallies:
        rows += (tally.outside, tally.unlocated, tally.unweighed)
        for stratum, weight in tally.strata.items():
            weights[stratum].append(weight)
    # math.fsum rounds the true sum, once
    strata = {stratum: math.fsum(weights[stratum]) for stratum in sorted(weights)}
    outside, unlocated, unweighed = rows.tolist()
    return Tally(strata, outside, unlocated, unweighed)


def unpack_tally(
    tally: Tally, asked: Sequence[RadiusOfFacilities]
) -> tuple[ZoneRows, Floats, dict[bytes, Floats]]:
    """
    Lay strata out as rows.

    Returns
    -------
    zone, weight
        Of each stratum.
    share
        By the key of the set and radius, shape (3, strata): 1 where it is reached, else 0.
    """
    zone = np.array([zone for zone, _ in tally.strata], dtype=np.int32)
    weight = np.array([*tally.strata.values()], dtype=np.float64)
    marks = np.frombuffer(b"".join(mark for _, mark in tally.strata), dtype=np.uint8)
    by_asked = marks.reshape(len(zone), len(asked), 3).astype(np.float64)
    return zone, weight, {one.key: by_asked[:, n].T for n, one in enumerate(asked)}
