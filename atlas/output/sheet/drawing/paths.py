"""
Shapes: geometry as the arrays that matplotlib draws fast.

Coordinates go from GEOS to arrays in one step, and the rings of many polygons are filled as one
path, which is several times faster than an artist or a path for each. So polygons of one call
that overlap are tinted once and not twice. Symbols of one call that would fall on the same dot
of the page are drawn once.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
import shapely
from matplotlib.collections import Collection, LineCollection, PathCollection
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray

Coordinates: TypeAlias = NDArray[np.float64]
Geometries: TypeAlias = NDArray[np.object_]
_MARGIN = 0.02  # of the frame, by which drawn geometry reaches beyond it
_POLYGONS_A_PATH = 1000


def polygons(geometry: Geometries, **style: Any) -> Iterator[Collection]:
    """
    Yield a collection that draws polygons.

    Parameters
    ----------
    geometry
        Polygons and multipolygons; other kinds are left out. Where they overlap they are filled
        once.
    style
        What matplotlib's collections take, one value for all; without edges by default.
    """
    parts = _parts(geometry, shapely.GeometryType.POLYGON)
    if not len(parts):
        return
    coordinates, counts, owner = _rings(parts)
    ends = np.cumsum(counts)
    codes = np.full(ends[-1], Path.LINETO, dtype=Path.code_type)
    codes[ends - counts] = Path.MOVETO
    codes[ends - 1] = Path.CLOSEPOLY
    # a path ends with a polygon, never between its outer ring and its holes
    last = np.flatnonzero(np.diff(owner // _POLYGONS_A_PATH, append=-1))
    cuts = ends[last][:-1]
    each = zip(np.split(coordinates, cuts), np.split(codes, cuts), strict=True)
    paths = [Path(vertices, kinds, readonly=True) for vertices, kinds in each]
    yield PathCollection(paths, **{"linewidths": 0, "edgecolors": "none", **style})


def _rings(parts: Geometries) -> tuple[Coordinates, NDArray[np.int_], NDArray[np.int_]]:
    """
    Return the vertices of polygons, how many each ring has, and whose it is.

    Outer rings turn one way and holes the other: so a hole stays open, and an overlap filled.
    """
    if shapely.get_num_interior_rings(parts).any():
        rings, owner = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
        return shapely.get_coordinates(rings), shapely.get_num_coordinates(rings), owner
    counts = shapely.get_num_coordinates(parts)
    x, y = shapely.get_coordinates(parts).T
    starts = np.cumsum(counts) - counts
    # twice the area, its sign by the turn; the step from ring to ring belongs to none
    twice = (x - x[0]) * np.roll(y, -1) - np.roll(x - x[0], -1) * y
    twice[np.cumsum(counts) - 1] = 0.0
    clockwise = np.add.reduceat(twice, starts) < 0
    turned = parts.copy()
    turned[clockwise] = shapely.reverse(turned[clockwise])
    return shapely.get_coordinates(turned), counts, np.arange(len(parts))


def lines(geometry: Geometries, **style: Any) -> LineCollection:
    """Return lines, and the outlines of polygons, as one collection."""
    outlines = np.where(shapely.get_dimensions(geometry) == 2, shapely.boundary(geometry), geometry)
    parts = _parts(outlines, shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING)
    ends = np.cumsum(shapely.get_num_coordinates(parts))[:-1]
    return LineCollection(np.split(shapely.get_coordinates(parts), ends), **style)


def points(
    coordinates: Coordinates, marker: Path, *, size: float | Coordinates, **style: Any
) -> PathCollection:
    """
    Return symbols at places.

    Parameters
    ----------
    coordinates
        Places, shape (n, 2), in whatever `transform_offset` takes.
    marker
        One symbol, of about unit width.
    size
        Its width, points; or one width for each place.
    style
        What matplotlib's collections take; one value for all is drawn fastest.
    """
    made = PathCollection([marker], sizes=np.atleast_1d(size) ** 2, offsets=coordinates, **style)
    # a symbol is as large as the page says, not as the map's metres
    made.set_transform(IdentityTransform())
    return made


def clipped(geometry: Geometries, extent: tuple[float, float, float, float]) -> Geometries:
    """
    Return the parts of geometry in a frame, with a margin so that no cut edge shows.

    What lies within, and small things, are left alone.
    """
    west, south, east, north = extent
    more = _MARGIN * max(east - west, north - south)
    box = shapely.box(west - more, south - more, east + more, north + more)
    out = np.asarray(geometry, dtype=object).copy()
    bounds = shapely.bounds(out)
    beyond = (bounds[:, :2] < [west - more, south - more]).any(axis=1)
    beyond |= (bounds[:, 2:] > [east + more, north + more]).any(axis=1)
    out[beyond] = shapely.intersection(shapely.make_valid(out[beyond]), box)
    return out


def _parts(geometry: Any, *kinds: int) -> Geometries:
    types = shapely.get_type_id(geometry)
    is_single = bool((types < shapely.GeometryType.MULTIPOINT).all())
    parts: Geometries = np.asarray(geometry if is_single else shapely.get_parts(geometry))
    wanted = np.isin(shapely.get_type_id(parts), [int(kind) for kind in kinds])
    found: Geometries = parts[wanted & ~shapely.is_empty(parts)]
    return found
