"""
A place as somebody types it: longitude and latitude in either order, or metres of EPSG:4545.

What the map says under the pointer can be typed or pasted, in degrees or in degrees, minutes and
seconds. Degrees are read as WGS84; those of a Chinese map service lie some 500 m off.
"""

import re
from itertools import permutations

import geopandas
import shapely

from atlas.domain.crs import CHINA, MEASURING_CRS, to_storage
from atlas.ingest.mapping.angles import angle_of, number_of
from atlas.output.webmap.draggable import Place

_SYSTEM = re.compile(r"^(WGS ?84|CGCS2000|EPSG:4545)\s*", re.IGNORECASE)
_COMMA = re.compile(r"[,\uff0c;\uff1b\u3001\t]")
_SPACE = re.compile(r"\s+(?=[XYxy\u4e1c\u5317])|(?<=[EN″\"\u79d2])\s+|(?<=\d)\s+(?=\d+\.\d)")
_AXIS = re.compile(r"^[XYxy]\s*[=:\uff1a]?\s*")
_EASTINGS_M = (100_000.0, 900_000.0)
_NORTHINGS_M = (300_000.0, 6_000_000.0)


def typed_place(text: str) -> Place | None:
    """
    Return longitude and latitude, degrees, of what was typed; None if it is no place in China.

    Parameters
    ----------
    text
        Two coordinates parted by a comma, or by white space where that is unambiguous.
    """
    told = _SYSTEM.sub("", text.strip())
    parting = _COMMA if _COMMA.search(told) else _SPACE
    parts = [part.strip() for part in parting.split(told) if part.strip()]
    if len(parts) == 1:
        parts = told.split()
    values = [value for part in parts if (value := _value(part)) is not None]
    if len(parts) != 2 or len(values) != 2:
        return None
    west, south, east, north = CHINA
    for a, b in permutations(values):
        if west <= a <= east and south <= b <= north:
            return a, b
        if _is_between(a, _EASTINGS_M) and _is_between(b, _NORTHINGS_M) and a < b:
            point = geopandas.GeoSeries([shapely.Point(a, b)], crs=MEASURING_CRS)
            stored = to_storage(point).iloc[0]
            return stored.x, stored.y
    return None


def _value(text: str) -> float | None:
    plain = _AXIS.sub("", text)
    number = number_of(plain)
    return angle_of(plain) if number is None else number


def _is_between(value: float, limits: tuple[float, float]) -> bool:
    low, high = limits
    return low <= value <= high
