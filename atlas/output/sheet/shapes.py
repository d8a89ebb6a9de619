"""
Shapes: geometry as the arrays that matplotlib draws fast.

Coordinates go from GEOS to arrays in one step and rings of the same length are drawn as one
block, which is an order of magnitude faster than an artist or a path object for each feature.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
import shapely
from matplotlib.collections import Collection, LineCollection, PathCollection, PolyCollection
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray

Coordinates: TypeAlias = NDArray[np.float64]
Geometries: TypeAlias = NDArray[np.object_]
_MARGIN = 0.02  # of the frame, by which drawn geometry reaches beyond it


def polygons(geometry: Geometries, **style: Any) -> Iterator[Collection]:
    """
    Yield collections that together draw polygons.

    Parameters
    ----------
    geometry
        Polygons and multipolygons; other kinds are left out. Rings of equal length share a
        collection, so the order of drawing among the features of one call is not kept.
    style
        What matplotlib's collections take, one value for all; without edges where not told.
    """
    style = {"linewidths": 0, **style}
    parts = _parts(geometry, shapely.GeometryType.POLYGON)
    holed = shapely.get_num_interior_rings(parts) > 0
    if holed.any():
        yield PathCollection([_compound(part) for part in parts[holed]], **style)
    plain = parts[~holed]
    if not len(plain):
        return
    counts = shapely.get_num_coordinates(plain)
    coordinates = shapely.get_coordinates(plain)
    starts = np.cumsum(counts) - counts
    for count in np.unique(counts):
        # the last vertex repeats the first: PolyCollection closes the ring itself, and faster
        rows = starts[counts == count][:, None] + np.arange(count - 1)
        yield PolyCollection(coordinates[rows], **style)


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
    parts: Geometries = np.asarray(shapely.get_parts(geometry), dtype=object)
    wanted = np.isin(shapely.get_type_id(parts), [int(kind) for kind in kinds])
    kept: Geometries = parts[wanted & ~shapely.is_empty(parts)]
    return kept


def _compound(polygon: shapely.Polygon) -> Path:
    rings = [np.asarray(ring.coords)[:, :2] for ring in (polygon.exterior, *polygon.interiors)]
    return Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))
