"""
Shapes written as text, WKT or GeoJSON, where the text is a stranger's.

The parser descends into collections by recursion and breaks its stack on text nested some hundred
thousand deep, so brackets are counted first; no shape needs more than a few.
"""

import re

import shapely

_DEPTH_MOST = 16
_SRID = re.compile(r"\s*SRID\s*=\s*(\d{1,6})\s*;", re.IGNORECASE)
_OPENS, _CLOSES = "([{", ")]}"


def is_deep(text: str) -> bool:
    """Tell whether brackets are nested deeper than any shape needs."""
    depth = 0
    for bracket in re.findall(r"[()\[\]{}]", text):
        depth += 1 if bracket in _OPENS else -1
        if depth > _DEPTH_MOST:
            return True
    return False


def shape_of(text: str) -> shapely.Geometry | None:
    """Return the shape that WKT says (with an SRID before it or not), None if it is none."""
    bare = _SRID.sub("", text, count=1)
    if is_deep(bare):
        return None
    try:
        return shapely.from_wkt(bare)
    except (shapely.GEOSException, NotImplementedError, ValueError):
        return None


def declared_srid(text: str) -> str | None:
    """Return the coordinates that extended WKT declares before the shape."""
    found = _SRID.match(text)
    return f"EPSG:{found[1]}" if found else None
