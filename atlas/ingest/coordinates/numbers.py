"""
The numbers of a file, before they are places: which pattern they follow, row by row.

A pair of numbers in China is degrees, metres of a Gauss-Kruger or UTM belt, such metres with the
number of the zone before them, or metres of web Mercator, each either way round; within China
no pair fits two patterns. A pattern is not a system: it says nothing of belt, datum or shift.
"""

from collections import Counter
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.domain.crs import CHINA

SAMPLE_MOST = 4_000  # coordinates that stand for a file; their choice does not hang on row order
SWAPPED = 16
EMPTY, BROKEN, ZERO, OTHER, MIXED = -1, -2, -3, -4, -5
_ZONE_M = 1e6
_LEAST_PACKED = 10  # places that have to look like degrees, minutes and seconds

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]


class NumberKind(Enum):
    """How a pair of numbers looks, easting (or longitude) first."""

    DEGREES = 1
    METRES = 2
    ZONED = 3
    MERCATOR = 4


_WEST, _SOUTH, _EAST, _NORTH = CHINA
_EASTINGS = (1e5, 9e5)  # of a belt with a false easting of 500 km, beyond its neighbours' borders
_NORTHINGS = (1.9e6, 6.2e6)
_ZONES = (16e6, 46e6)  # from zone 16 of the wide belts to zone 45 of the narrow ones
_NO_ZONE = 24  # the wide belts of China end at 23, the narrow ones begin at 25
_MERCATOR_EAST = (8.0e6, 15.4e6)
_MERCATOR_NORTH = (9e4, 7.6e6)


@dataclass(frozen=True)
class Numbers:
    """
    The geometry of a file as it stands, and the pattern each row follows.

    `codes` has one entry for each row: the value of a `Kind`, plus `SWAPPED` where northing comes
    first, or one of EMPTY, BROKEN (not finite), ZERO, OTHER (no pattern, or only in part), MIXED
    (two patterns in one shape).
    """

    geometry: geopandas.GeoSeries
    codes: Codes

    @cached_property
    def counts(self) -> Counter[int]:
        """How many rows follow each pattern."""
        values, counts = np.unique(self.codes, return_counts=True)
        return Counter(dict(zip(values.tolist(), counts.tolist(), strict=True)))

    @cached_property
    def main(self) -> int:
        """The pattern of most rows, OTHER where none follows a known one, EMPTY without rows."""
        known = {code: n for code, n in self.counts.items() if code > 0}
        if known:
            return max(known, key=lambda code: (known[code], -code))
        return OTHER if self.counts[OTHER] + self.counts[MIXED] else EMPTY

    @property
    def kind(self) -> NumberKind | None:
        """The main pattern, whichever number comes first."""
        return NumberKind(self.main % SWAPPED) if self.main > 0 else None

    @property
    def is_swapped(self) -> bool:
        """Whether northing or latitude comes first."""
        return self.main > SWAPPED

    @cached_property
    def in_main(self) -> NDArray[np.bool_]:
        """Which rows follow the main pattern."""
        return np.asarray(self.codes == self.main)

    def zones(self) -> list[int]:
        """Return the zone numbers before the eastings, none where the pattern has none."""
        if self.kind is not NumberKind.ZONED:
            return []
        coordinates = shapely.get_coordinates(self.geometry.array[self.in_main])
        eastings = coordinates[:, 1 if self.is_swapped else 0]
        return [int(zone) for zone in np.unique(eastings // _ZONE_M)]

    def sample(self, *, most: int = SAMPLE_MOST) -> Floats:
        """
        Return coordinates that stand for the file, the same whatever the order of its rows.

        Parameters
        ----------
        most
            How many at most; all of them where there are fewer.

        Returns
        -------
        coordinates
            As they stand in the file, shape (n, 2), from the rows of the main pattern.
        """
        ordered = self._ordered
        chosen = np.linspace(0, len(ordered) - 1, min(most, len(ordered)))
        picked = ordered[np.round(chosen).astype(int)]
        return np.column_stack([picked.real, picked.imag])

    def may_be_packed(self) -> bool:
        """
        Whether degrees may be written as degrees, minutes and seconds in one number, DD.MMSS.

        No minute and no second reaches 60: of ten places in decimal degrees, one file in 20,000
        looks so by chance.
        """
        if self.kind is not NumberKind.DEGREES:
            return False
        places = np.unique(self.sample(), axis=0)
        seconds = np.floor(places * 1e4 + 1e-3)  # of one number: DDMMSS
        is_clock = (seconds % 100 < 60) & (seconds // 100 % 100 < 60)
        return len(places) >= _LEAST_PACKED and bool(is_clock.all() and (seconds % 100).any())

    def is_one_place(self) -> bool:
        """Whether all coordinates of the main pattern are the same."""
        return bool(len(self._ordered)) and bool(self._ordered[0] == self._ordered[-1])

    @cached_property
    def _ordered(self) -> NDArray[np.complex128]:
        # complex numbers sort by both parts at once, several times as fast as by two keys
        coordinates = shapely.get_coordinates(self.geometry.array[self.in_main])
        return np.sort(coordinates[:, 0] + 1j * coordinates[:, 1])

    def lies_beyond_china(self) -> bool:
        """Whether the rows that follow no pattern are degrees of elsewhere on Earth."""
        coordinates = shapely.get_coordinates(self.geometry.array[self.codes == OTHER])
        largest = np.abs(coordinates).max(axis=0, initial=0.0)
        return bool(largest.max() <= 180 and largest.min() <= 90)


def read_numbers(geometry: geopandas.GeoSeries) -> Numbers:
    """
    Sort the rows of a file by the pattern of their numbers.

    Parameters
    ----------
    geometry
        Any geometry; its CRS is not looked at.

    Returns
    -------
    numbers
        With one code for each row.
    """
    bare = geometry.set_crs(None, allow_override=True).reset_index(drop=True)
    coordinates, rows = shapely.get_coordinates(bare.array, return_index=True)
    codes = np.full(len(bare), EMPTY, dtype=np.int8)
    if len(rows):
        each = _codes(coordinates[:, 0], coordinates[:, 1])
        starts = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]])
        least, greatest = np.minimum.reduceat(each, starts), np.maximum.reduceat(each, starts)
        broken = np.logical_or.reduceat(each == BROKEN, starts)
        # one stray vertex spoils a shape, two systems in one shape spoil the file
        several = np.where(least < 0, OTHER, MIXED)
        uniform = np.where(least == greatest, least, several)
        codes[rows[starts]] = np.where(broken, BROKEN, uniform)
    return Numbers(bare, codes)


def _codes(first: Floats, second: Floats) -> Codes:
    codes = np.full(len(first), OTHER, dtype=np.int8)
    for swapped, x, y in ((0, first, second), (SWAPPED, second, first)):
        codes[_within(x, (_WEST, _EAST)) & _within(y, (_SOUTH, _NORTH))] = (
            NumberKind.DEGREES.value + swapped
        )
        codes[_within(x, _EASTINGS) & _within(y, _NORTHINGS)] = NumberKind.METRES.value + swapped
        with np.errstate(invalid="ignore"):  # of the infinite
            zone, after = np.divmod(x, _ZONE_M)
        zoned = _within(x, _ZONES) & _within(after, _EASTINGS) & _within(y, _NORTHINGS)
        codes[zoned & (zone != _NO_ZONE)] = NumberKind.ZONED.value + swapped
        mercator = _within(x, _MERCATOR_EAST) & _within(y, _MERCATOR_NORTH)
        codes[mercator] = NumberKind.MERCATOR.value + swapped
    codes[(first == 0) & (second == 0)] = ZERO
    codes[~(np.isfinite(first) & np.isfinite(second))] = BROKEN
    return codes


def _within(values: Floats, limits: tuple[float, float]) -> NDArray[np.bool_]:
    return np.asarray((values >= limits[0]) & (values <= limits[1]))
