"""
What a file or a planner says of its coordinates, understood.

A statement is not a fact: a `.prj` is often copied from another file, and GeoJSON says WGS84
whatever it holds. Only survey systems (CGCS2000 in degrees or in a Gauss-Kruger belt) are taken
at their word where nothing contradicts them, since map services never deliver them.
"""

import math
import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pyproj

from atlas.ingest.coordinates.numbers import NumberKind

SHIFTED = {"GCJ-02": "gcj02", "BD-09": "bd09"}
# CGCS2000 in degrees and in its belts; anything else is what software says by default
SURVEY = {"EPSG:4490", *(f"EPSG:{code}" for code in range(4491, 4555))}
_NAMES = Path(__file__).with_name("systems.toml")
_SEMI_MAJOR_M = 6378137.0  # of WGS84, GRS80 and CGCS2000 alike
_CODE = re.compile(r"(?:EPSG:|EPSG/0/|EPSG::)?(\d{4,6})", re.IGNORECASE)
_FLATTENING = 298.257222101  # inverse, of GRS80 and CGCS2000
_MERIDIAN = "longitude_of_central_meridian"
_LAST_WIDE = 23  # zones up to this are 6 degrees wide
_ZONED_M = 1e6  # a false easting above this carries the number of its zone


@dataclass(frozen=True)
class System:
    """
    Coordinates as they were named.

    `name` is what to call them; `crs` what PROJ takes, empty where it has no formula; `kind` how
    their numbers look, None where that cannot be said; `meridian` and `belt_degrees` those of a
    transverse Mercator; `is_refused` where no public formula leads to WGS84; `is_trusted` where
    the statement is believed unless contradicted.
    """

    name: str
    crs: str = ""
    kind: NumberKind | None = None
    meridian: float | None = None
    belt_degrees: float | None = None
    is_refused: bool = False
    is_trusted: bool = False
    is_read: bool = True

    @property
    def shift(self) -> str:
        """The shift of a map service, empty where there is none."""
        last = self.name.rpartition("+")[2]
        return last if last in SHIFTED else ""

    @property
    def has_code(self) -> bool:
        """Whether it is on a public list of systems, and not somebody's own."""
        return "[" not in self.crs


def stated(text: str | None, *, by_planner: bool = False) -> System | None:
    """
    Understand a statement about coordinates.

    Parameters
    ----------
    text
        A code, WKT, or a name such as "GCJ-02"; Chinese names are known too.
    by_planner
        Whether a planner says so, and not a file of itself.

    Returns
    -------
    system
        None where nothing is said; `is_read` is False where it could not be understood.
    """
    if not text or not text.strip():
        return None
    system = _shifted(text) or _by_name(text) or _by_proj(text)
    if by_planner and system.is_read and not system.is_refused:
        return replace(system, is_trusted=True)
    return system


def system_of(crs: str) -> System:
    """Describe a system that PROJ knows; Gauss-Kruger belts by their meridian and width."""
    return _by_proj(crs)


def gauss_kruger(meridian: int, *, belt_degrees: int, zoned: bool) -> str:
    """
    Return the code of a belt of CGCS2000.

    Parameters
    ----------
    meridian
        Its central meridian in degrees, a multiple of 3, for wide belts of 6 with 3 left over.
    belt_degrees
        3 or 6.
    zoned
        Whether eastings carry the number of the zone.
    """
    if belt_degrees == 3:
        return f"EPSG:{(4513 if zoned else 4534) + meridian // 3 - 25}"
    return f"EPSG:{(4491 if zoned else 4502) + (meridian + 3) // 6 - 13}"


def _by_name(text: str) -> System | None:
    said = _plain(text)
    for entry in _entries():
        if said in entry.get("names", ()) or (
            "[" not in text and any(part in said for part in entry.get("parts", ()))
        ):
            return _named(entry)
    return None


def _shifted(text: str) -> System | None:
    # as a reading names it: "EPSG:3857+GCJ-02"
    base, _, shift = text.strip().rpartition("+")
    return replace(_by_proj(base), name=text.strip()) if base and shift in SHIFTED else None


def _named(entry: dict[str, Any]) -> System:
    name = entry["id"]
    if entry.get("refused"):
        return System(name, is_refused=True)
    if name in SHIFTED:
        return System(name, "EPSG:4326", NumberKind.DEGREES, is_trusted=True)
    return system_of(name)


@lru_cache(maxsize=64)
def _by_proj(text: str) -> System:
    code = _CODE.fullmatch(text.strip())
    try:
        crs = pyproj.CRS.from_user_input(f"EPSG:{code[1]}" if code else text.strip())
    except pyproj.exceptions.CRSError:
        return System(text.strip()[:60], is_read=False)
    return _described(crs)


def _described(crs: pyproj.CRS) -> System:
    crs = _plane(crs)
    if crs.ellipsoid is None or not (crs.is_projected or crs.is_geographic):
        return System("local_grid", is_refused=True)
    if old := _old_datum(crs.ellipsoid.semi_major_metre):
        return System(old, is_refused=True)
    code = _code(crs)
    # a system of nobody's list keeps its whole text, which is the only exact name it has
    system = System(code or crs.name, code or crs.to_wkt(), is_trusted=code in SURVEY)
    if crs.is_geographic:
        return replace(system, kind=NumberKind.DEGREES)
    if code == "EPSG:3857":
        return replace(system, kind=NumberKind.MERCATOR)
    if values := _transverse(crs):
        return replace(
            system,
            kind=NumberKind.ZONED if values["false_easting"] > _ZONED_M else NumberKind.METRES,
            meridian=values[_MERIDIAN],
            belt_degrees=_belt(crs, values),
        )
    return system


def _code(crs: pyproj.CRS) -> str:
    """Return the code of a system, by its parameters where its WKT is not the register's."""
    # what it says of itself first: CM 111E is the same in the narrow and in the wide net
    own = crs.to_json_dict().get("id")
    if own and own["authority"] == "EPSG":
        return f"EPSG:{own['code']}"
    if authority := crs.to_authority():
        return ":".join(authority)
    if crs.is_geographic and crs.prime_meridian.longitude == 0:
        return "EPSG:4490" if re.search(r"china|cgcs", crs.to_wkt(), re.IGNORECASE) else "EPSG:4326"
    values = _transverse(crs)
    if not values or not math.isclose(crs.ellipsoid.inverse_flattening, _FLATTENING, abs_tol=1e-6):
        return ""
    meridian = values[_MERIDIAN]
    zone, easting = divmod(values["false_easting"], _ZONED_M)
    plain = easting == 500_000 and values["false_northing"] == 0 and meridian % 3 == 0
    if not plain or values["scale_factor_at_central_meridian"] != 1 or not 75 <= meridian <= 135:
        return ""
    return gauss_kruger(int(meridian), belt_degrees=int(_belt(crs, values)), zoned=zone > 0)


def _belt(crs: pyproj.CRS, values: dict[str, Any]) -> float:
    zone = values["false_easting"] // _ZONED_M
    is_narrow = zone > _LAST_WIDE if zone else values[_MERIDIAN] % 6 != 3
    return 3.0 if is_narrow or re.search(r"3[-_]degree", crs.name, re.IGNORECASE) else 6.0


def _transverse(crs: pyproj.CRS) -> dict[str, Any]:
    """Return the parameters of a transverse Mercator, none for other projections."""
    values: dict[str, Any] = crs.to_cf() if crs.is_projected else {}
    return values if values.get("grid_mapping_name") == "transverse_mercator" else {}


def _plane(crs: pyproj.CRS) -> pyproj.CRS:
    if crs.is_compound:  # with heights
        crs = crs.sub_crs_list[0]
    if crs.is_bound and crs.source_crs is not None:
        crs = crs.source_crs
    # to_2d forgets which code the WKT was recognised by
    return crs.to_2d() if len(crs.axis_info) > 2 else crs


def _old_datum(semi_major_m: float) -> str:
    for entry in _entries():
        if abs(entry.get("semi_major_m", 0.0) - semi_major_m) < 1.0:
            return str(entry["id"])
    return "" if abs(semi_major_m - _SEMI_MAJOR_M) < 1.0 else "other_datum"


@cache
def _entries() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(_NAMES.read_text(encoding="utf8"))["system"])


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text).casefold())
