"""
Coverage of ground: how much of a zone lies within a service radius, and where the gaps are.

A disc is drawn as a polygon inside its circle, so covered areas are a little small (0.16 % of
a disc with 16 segments a quarter). People are counted in `distance`, never by these shapes.
"""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from atlas.analysis.coverage.inputs import as_points, as_radius, as_zones

Shapes = NDArray[np.object_]


def covered_area(
    zones: Sequence[Any],
    facility_xy: ArrayLike,
    *,
    radius_m: ArrayLike,
    quad_segs: int = 16,
) -> gpd.GeoDataFrame:
    """
    Measure the ground of each zone that lies within reach, and return the gaps.

    Planar areas of polygons inside the true circles: `quad_segs` says how closely.

    Parameters
    ----------
    zones
        Polygons in metres; overlapping zones are each measured whole.
    facility_xy
        Places that serve, in metres, shape (facilities, 2).
    radius_m
        Reach in metres: one positive radius, or one a facility. A facility whose own radius is
        not positive covers nothing.
    quad_segs
        Segments a quarter circle.

    Returns
    -------
    areas
        One row a zone, in order, indexed from 0: `area_m2`, `covered_m2`, `gap_m2` (the two sum
        to the area), `overlap2_m2` and `overlap3_m2` (within reach of at least two and three
        facilities), and as geometry the gap, empty where there is none. Without facilities
        all is gap.

    Raises
    ------
    BadInput
        If a coordinate or radius is not finite, a radius for all is not positive, or a zone is
        not a polygon or crosses itself; names the rows.
    """
    polygons = as_zones(zones)
    facilities = as_points(facility_xy, argument="facility_xy")
    radius = as_radius(radius_m, facilities=len(facilities))
    serving = radius > 0
    discs = shapely.buffer(
        shapely.points(facilities[serving]), radius[serving], quad_segs=quad_segs
    )
    once, twice, thrice = depths(discs)
    gap = shapely.difference(polygons, once)
    area, gap_m2 = shapely.area(polygons), shapely.area(gap)
    return gpd.GeoDataFrame(
        {
            "area_m2": area,
            "covered_m2": area - gap_m2,
            "gap_m2": gap_m2,
            "overlap2_m2": shapely.area(shapely.intersection(polygons, twice)),
            "overlap3_m2": shapely.area(shapely.intersection(polygons, thrice)),
        },
        geometry=gap,
        crs=getattr(zones, "crs", None),
    )


def depths(discs: Shapes) -> tuple[Any, Any, Any]:
    """Merge discs two by two into the ground under at least one, two and three of them."""
    nothing = shapely.Polygon()
    level = [(disc, nothing, nothing) for disc in discs] or [(nothing, nothing, nothing)]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [_merge(a, b) for a, b in pairs] + level[len(level) - len(level) % 2 :]
    return level[0]


def _merge(a: tuple[Any, Any, Any], b: tuple[Any, Any, Any]) -> tuple[Any, Any, Any]:
    (a1, a2, a3), (b1, b2, b3) = a, b
    twice = _union(a2, b2, shapely.intersection(a1, b1))
    thrice = _union(a3, b3, shapely.intersection(a2, b1), shapely.intersection(a1, b2))
    return _union(a1, b1), twice, thrice


def _union(*shapes: Any) -> Any:
    parts = shapely.get_parts(list(shapes))
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
