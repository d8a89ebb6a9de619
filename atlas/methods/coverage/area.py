"""
Coverage of ground: how much of a zone lies within a service radius, and where the gaps are.

A disc is drawn as a polygon inside its circle, so covered areas are a little small (0.16 % of
a disc with 16 segments a quarter). People are counted in `distance`, never by these shapes.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from atlas.errors import BadInput
from atlas.methods.arrays import Floats, as_points
from atlas.methods.coverage.arguments import as_radius, as_zones
from atlas.methods.coverage.depth import Shapes, areal, depths

# clips are cut this much outside a zone, so that their own edges never meet its border
MARGIN_M = 1.0


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
        If a coordinate or radius is not finite, a radius for all or `quad_segs` is not positive,
        or a zone is not a polygon or crosses itself; names the rows.
    """
    if quad_segs < 1:
        raise BadInput(argument="quad_segs", reason="not_positive")
    polygons = as_zones(zones)
    facilities = as_points(facility_xy, argument="facility_xy")
    radius = as_radius(radius_m, facilities=len(facilities))
    serving = radius > 0
    with ThreadPoolExecutor() as threads:
        cover = depths(facilities[serving], radius[serving], quad_segs=quad_segs, threads=threads)
        for shape in cover:
            shapely.prepare(shape)
        shared = threads.map(_shared_area, (polygons, polygons), (cover.twice[0], cover.thrice[0]))
        gap = _gap(polygons, cover.once[0])
        overlap2_m2, overlap3_m2 = shared
    area_m2, gap_m2 = shapely.area(polygons), shapely.area(gap)
    return gpd.GeoDataFrame(
        {
            "area_m2": area_m2,
            "covered_m2": np.maximum(area_m2 - gap_m2, 0.0),
            "gap_m2": gap_m2,
            "overlap2_m2": overlap2_m2,
            "overlap3_m2": overlap3_m2,
        },
        geometry=gap,
        crs=getattr(zones, "crs", None),
    )


def _gap(zones: Shapes, cover: Any) -> Shapes:
    inside, cut = _sorted_by(cover, zones)
    gap = zones.copy()
    gap[inside] = shapely.Polygon()
    gap[cut] = areal(shapely.difference(zones[cut], _clipped(cover, zones[cut])))
    return gap


def _shared_area(zones: Shapes, cover: Any) -> Floats:
    inside, cut = _sorted_by(cover, zones)
    area = np.where(inside, shapely.area(zones), 0.0)
    area[cut] = shapely.area(shapely.intersection(zones[cut], _clipped(cover, zones[cut])))
    return area


def _sorted_by(cover: Any, zones: Shapes) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Flag the zones that lie wholly under the cover, and those that its border passes."""
    inside = shapely.contains_properly(cover, zones)
    return inside, shapely.intersects(cover, zones) & ~inside


def _clipped(cover: Any, zones: Shapes) -> Shapes:
    """Cut the cover down to the surroundings of each zone, to keep the overlays small."""
    boxes = shapely.bounds(zones) + np.array([-1, -1, 1, 1]) * MARGIN_M
    clips = np.empty(len(zones), dtype=object)
    clips[:] = [shapely.clip_by_rect(cover, *box) for box in boxes]
    clips = areal(clips)
    # clipping is quick and may be dirty: where it is, the whole cover serves
    clips[~shapely.is_valid(clips)] = cover
    return clips
