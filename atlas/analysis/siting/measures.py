"""Measures of a candidate: distance to the nearest, count within a radius, share inside."""

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from atlas.analysis.coverage import nearest_distance
from atlas.domain.definition import Criterion, Linear

Floats = NDArray[np.float64]
_TOLERANCE_M = 1e-6


def raw_values(
    criterion: Criterion, cells: geopandas.GeoDataFrame, shapes: NDArray[np.object_]
) -> Floats:
    """
    Measure a criterion at every candidate.

    Parameters
    ----------
    criterion
        What to measure.
    cells
        Candidates from `square_cells`.
    shapes
        What the criterion is measured against, in metres.

    Returns
    -------
    values
        Metres, a count, or a share; infinite where there is nothing to measure a distance to.
    """
    if criterion.measure == "distance":
        return distance_to_nearest(cells, shapes)
    if criterion.measure == "count":
        return count_within(cells, shapes, radius_m=criterion.radius_m or 0.0)
    return share_inside(cells, shapes)


def score(values: Floats, transform: Linear) -> Floats:
    """Turn values into scores in [0, 1]: 1 at `best` and beyond, 0 at `worst` and beyond."""
    with np.errstate(invalid="ignore"):
        scores = (transform.worst - values) / (transform.worst - transform.best)
    return np.clip(np.nan_to_num(scores, nan=0.0), 0.0, 1.0)


def distance_to_nearest(cells: geopandas.GeoDataFrame, shapes: NDArray[np.object_]) -> Floats:
    """Measure from each centre to the nearest shape, 0 inside it; infinite without any."""
    centres = cells[["x", "y"]].to_numpy()
    if not len(shapes):
        return np.full(len(cells), np.inf)
    if (shapely.get_type_id(shapes) == shapely.GeometryType.POINT).all():
        return nearest_distance(centres, shapely.get_coordinates(shapes))
    tree = shapely.STRtree(shapes)
    _, distance = tree.query_nearest(
        shapely.points(centres), return_distance=True, all_matches=False
    )
    return np.asarray(distance, dtype=float)


def count_within(
    cells: geopandas.GeoDataFrame, shapes: NDArray[np.object_], *, radius_m: float
) -> Floats:
    """Count the shapes within a radius of each centre, inclusive; areas by their nearest edge."""
    if not len(shapes):
        return np.zeros(len(cells))
    centres = cells[["x", "y"]].to_numpy()
    reach = radius_m + _TOLERANCE_M
    if (shapely.get_type_id(shapes) == shapely.GeometryType.POINT).all():
        tree = cKDTree(shapely.get_coordinates(shapes))
        found = tree.query_ball_point(centres, reach, return_length=True)
        return np.asarray(found, dtype=float)
    near = shapely.STRtree(shapes).query(
        shapely.points(centres), predicate="dwithin", distance=reach
    )
    return np.bincount(near[0], minlength=len(cells)).astype(float)


def share_inside(cells: geopandas.GeoDataFrame, shapes: NDArray[np.object_]) -> Floats:
    """Measure which share of each cell lies inside the shapes taken as one."""
    whole = shapely.union_all(shapes)
    shapely.prepare(whole)
    boxes = np.asarray(cells.geometry.array, dtype=object)
    inside = np.where(shapely.contains(whole, boxes), shapely.area(boxes), 0.0)
    crossed = shapely.intersects(whole, boxes) & (inside == 0)
    inside[crossed] = shapely.area(shapely.intersection(boxes[crossed], whole))
    return np.asarray(inside / shapely.area(boxes), dtype=float)
