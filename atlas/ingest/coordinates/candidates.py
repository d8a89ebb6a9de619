"""
Candidates: the systems that a file's numbers could be in, each tried on a sample of them.

Which belt metres lie in cannot be read off them: the same easting stands in every belt. So the
belts of Shaanxi are all tried, those of 3 and of 6 degrees, with UTM beside them, and what was
stated as well. Degrees and web Mercator are tried as they are and as shifted by a map service.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas
import numpy as np
from numpy.typing import NDArray

from atlas.domain.crs import CHINA, STORAGE_CRS
from atlas.ingest.coordinates.convert import UNLOCATE, apply_steps
from atlas.ingest.coordinates.numbers import BROKEN, Floats, NumberKind, Numbers
from atlas.ingest.coordinates.systems import SHIFTED, System, gauss_kruger, system_of

MERIDIANS = (108, 111, 105)  # of the belts that cross Shaanxi, Xi'an's first
UTM = ("EPSG:32649", "EPSG:32648")
BELT_MARGIN = 0.4  # degrees a drawing may reach over the edge of its belt, as Xi'an's districts do
PACKED = "DD.MMSS"
_ZONE_M = 1e6
_SAME_DEGREES = 1e-7  # a centimetre
_IN_CHINA = 0.5  # share of the sample that has to land there for a system to be considered


@dataclass(frozen=True)
class Candidate:
    """
    A system tried on the sample.

    `base` is the system before a service's shift, `shift` that shift or nothing, `steps` the way
    to WGS84 and `lonlat` where the sample lands.
    """

    base: System
    shift: str
    steps: tuple[str, ...]
    lonlat: Floats
    is_stated: bool

    @property
    def crs(self) -> str:
        """What to call it."""
        if self.is_packed:
            return f"{self.base.crs}+{PACKED}"
        if not self.shift:
            return self.base.crs
        return (
            self.shift if self.base.kind is NumberKind.DEGREES else f"{self.base.crs}+{self.shift}"
        )

    @property
    def is_packed(self) -> bool:
        """Whether degrees, minutes and seconds are taken to stand in one number."""
        return "unpack_dms" in self.steps

    @property
    def label(self) -> str:
        """What to show it as: WKT is for machines."""
        return self.base.name if "[" in self.base.crs else self.crs

    def share_in(self, area: tuple[float, float, float, float]) -> float:
        """Return the share of the sample inside a box of degrees: west, south, east, north."""
        return float(is_inside(self.lonlat, area).mean())

    def is_in_belt(self) -> bool:
        """Whether the middle of the sample is where its belt is meant for."""
        if self.base.meridian is None or self.base.belt_degrees is None:
            return True
        away = abs(float(np.median(self.lonlat[:, 0])) - self.base.meridian)
        return away <= self.base.belt_degrees / 2 + BELT_MARGIN

    def placed(self, raw: Floats) -> geopandas.GeoSeries:
        """Return other numbers of the same file as WGS84 points."""
        return _placed(raw, self.steps, self.base.crs)


def candidates(numbers: Numbers, system: System | None) -> tuple[Candidate, ...]:
    """
    Try every system that the numbers could be in.

    Parameters
    ----------
    numbers
        Of a file.
    system
        What was stated, None where nothing was.

    Returns
    -------
    candidates
        Those that land in China, each place once; the stated one first.
    """
    sample = numbers.sample()
    first = preparation(numbers)
    swap = ("swap_axes",) if numbers.is_swapped else ()
    found: list[Candidate] = []
    for base, shift, is_stated in _tried(numbers.kind, sample, system, numbers.is_swapped):
        steps = (*swap, *_way(base, shift))
        if shift and not _may_be_shifted(found, base):
            continue
        lonlat = _coordinates(_placed(sample, steps, base.crs))
        tried = Candidate(base, shift, (*first, *steps), lonlat, is_stated)
        if tried.share_in(CHINA) >= _IN_CHINA and not any(_same(tried, v) for v in found):
            found.append(tried)
    if found and numbers.may_be_packed():
        plain = found[0].base
        steps = (*swap, "unpack_dms", *_way(plain, ""))
        lonlat = _coordinates(_placed(sample, steps, plain.crs))
        found.append(Candidate(plain, "", (*first, *steps), lonlat, is_stated=False))
    return tuple(found)


def preparation(numbers: Numbers, *, in_pattern: bool = True) -> tuple[str, ...]:
    """
    Return the steps that come before all others: what cannot be placed, and heights.

    Parameters
    ----------
    numbers
        Of a file.
    in_pattern
        Whether only numbers of the main pattern can be placed; any finite ones otherwise.
    """
    lost = [
        step
        for step, code in UNLOCATE.items()
        if numbers.counts[code] and code != numbers.main and (in_pattern or code == BROKEN)
    ]
    has_height = bool(numbers.geometry.has_z.any())
    return (*lost, *(["drop_height"] if has_height else []))


def _tried(
    kind: NumberKind | None, sample: Floats, system: System | None, is_swapped: bool
) -> Iterator[tuple[System, str, bool]]:
    fits = system is not None and (kind is None or system.kind in (kind, None))
    usable = system if system and system.crs and fits else None
    bases = [usable] if usable else []
    if kind is not None:
        eastings = sample[:, 1 if is_swapped else 0]
        bases += [system_of(code) for code in _codes(kind, eastings, usable)]
    for base in bases:
        # a stated shift stands on the same numbers as no shift
        plain = system_of(base.crs) if base.shift else base
        yield plain, "", base is usable and not base.shift
        if base.kind is not None:
            for shift in SHIFTED:
                yield plain, shift, base is usable and base.shift == shift


def _codes(kind: NumberKind, eastings: Floats, usable: System | None) -> Iterator[str]:
    if kind is NumberKind.DEGREES:
        # CGCS2000 coincides with WGS84, so whichever was stated is enough
        yield from () if usable else (STORAGE_CRS,)
    elif kind is NumberKind.MERCATOR:
        yield "EPSG:3857"
    elif kind is NumberKind.ZONED:
        zone = int(np.median(eastings) // _ZONE_M)
        wide = zone < 24
        meridian = 6 * zone - 3 if wide else 3 * zone
        yield gauss_kruger(meridian, belt_degrees=6 if wide else 3, zoned=True)
    else:
        for meridian in MERIDIANS:
            # a meridian of both nets has the same numbers in both; Xi'an is in the wide one's
            wide = meridian % 6 == 3 and _is_far(eastings)
            yield gauss_kruger(meridian, belt_degrees=6 if wide else 3, zoned=False)
        yield from UTM


def _is_far(eastings: Floats) -> bool:
    """Whether metres lie beyond the edge of a narrow belt, 1.5 degrees from its meridian."""
    return bool(abs(np.median(eastings) - 500_000) > 140_000)


def _way(base: System, shift: str) -> tuple[str, ...]:
    back = (f"{SHIFTED[shift]}->wgs84",) if shift else ()
    if base.crs == STORAGE_CRS or (shift and base.kind is NumberKind.DEGREES):
        return back
    # WKT is too long for a word; the reading holds it
    found = base.crs.lower() if len(base.crs) < 20 else "declared"
    return (f"{found}->{STORAGE_CRS.lower()}", *back)


def _placed(raw: Floats, steps: tuple[str, ...], crs: str) -> geopandas.GeoSeries:
    points = geopandas.GeoSeries.from_xy(*raw.T) if len(raw) else geopandas.GeoSeries([])
    return apply_steps(points, [step for step in steps if step not in UNLOCATE], crs=crs)


def _coordinates(points: geopandas.GeoSeries) -> Floats:
    return np.column_stack([points.x, points.y])


def _may_be_shifted(found: list[Candidate], base: System) -> bool:
    """Whether a service's shift on top of a system is worth trying: not in a belt far away."""
    plain = [v for v in found if v.base.crs == base.crs and not v.shift]
    return any(v.share_in(CHINA) == 1 and v.is_in_belt() for v in plain)


def _same(one: Candidate, other: Candidate) -> bool:
    return np.allclose(one.lonlat, other.lonlat, rtol=0, atol=_SAME_DEGREES)


def is_inside(lonlat: Floats, box: tuple[float, float, float, float]) -> NDArray[np.bool_]:
    """Return which points are inside a box of degrees: west, south, east, north."""
    west, south, east, north = box
    x, y = lonlat.T
    return np.asarray((x >= west) & (x <= east) & (y >= south) & (y <= north))
