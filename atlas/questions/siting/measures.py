"""
Measures of a candidate: how far, how many, how much, which share, which industries.

Distances and radii are straight lines from a candidate's centre, inclusive. What is missing is
missing (NaN) and never zero: a layer that waits for its data has no count of 0.
"""

from typing import cast

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import LayerRef
from atlas.questions.candidates.reference_trees import TOLERANCE_M, Floats, Targets, targets_of
from atlas.questions.selection.rows import rows_in_metres, rows_of
from atlas.questions.siting.criteria import Criterion
from atlas.questions.siting.definition import Siting
from atlas.questions.siting.travel_time import travel_minutes

_AT_ONCE = 2_000  # centres whose finds are held at a time


def raw_values(
    catalogue: Catalogue, criterion: Criterion, places: geopandas.GeoDataFrame, definition: Siting
) -> Floats:
    """
    Measure a criterion at every candidate.

    Parameters
    ----------
    catalogue
        The layers.
    criterion
        What to measure.
    places
        Candidates from `candidates_of`.
    definition
        Whose candidates they are: an attribute is read from their own layer.

    Returns
    -------
    values
        In the criterion's unit; NaN where it is missing.

    Raises
    ------
    Refused
        If a travel time is wanted and there is no network to travel on.
    """
    if criterion.of is None:
        return _attribute(catalogue, criterion, places, definition)
    if catalogue[criterion.of.layer].is_slot:
        return np.full(len(places), np.nan)
    centres = places[["x", "y"]].to_numpy()
    targets = targets_of(catalogue, criterion.of)
    radius_m = criterion.radius_m or np.inf
    if criterion.network is not None:
        return travel_minutes(catalogue, criterion.network, centres, targets)
    match criterion.measure:
        case "distance":
            return targets.distance_from(centres)
        case "count":
            return count_within(centres, targets, radius_m=radius_m)
        case "sum":
            weights = rows_in_metres(catalogue, criterion.of)[criterion.field].to_numpy(dtype=float)
            return sum_within(centres, targets, weights, radius_m=radius_m)
        case "share":
            return share_inside(np.asarray(places.geometry.array, dtype=object), targets)
    listed = rows_in_metres(catalogue, criterion.of)["industries"]
    matches = np.array([shared_industries(criterion.industries, cell) for cell in listed])
    return _of_nearest(centres, targets, matches, radius_m=radius_m)


def count_within(centres: Floats, targets: Targets, *, radius_m: float) -> Floats:
    """
    Count the shapes within a radius of each centre, inclusive; areas by their nearest edge.

    Parameters
    ----------
    centres
        Metres, shape (n, 2).
    targets
        Shapes in metres, with their search trees.
    radius_m
        Metres.
    """
    if not len(targets.shapes):
        return np.zeros(len(centres))
    reach = radius_m + TOLERANCE_M
    if targets.are_points:
        found = targets.points.query_ball_point(centres, reach, return_length=True, workers=-1)
        return np.asarray(found, dtype=float)
    near = targets.tree.query(shapely.points(centres), predicate="dwithin", distance=reach)
    return np.bincount(near[0], minlength=len(centres)).astype(float)


def sum_within(centres: Floats, targets: Targets, weights: Floats, *, radius_m: float) -> Floats:
    """
    Sum what the shapes within a radius of each centre weigh, inclusive; NaN weighs nothing.

    Parameters
    ----------
    centres
        Metres, shape (n, 2).
    targets
        Shapes in metres, with their search trees.
    weights
        One for each shape.
    radius_m
        Metres.
    """
    known = np.nan_to_num(weights)
    total = np.zeros(len(centres))
    for start in range(0, len(centres), _AT_ONCE):
        part = shapely.points(centres[start : start + _AT_ONCE])
        reach = radius_m + TOLERANCE_M
        here, there = targets.tree.query(part, predicate="dwithin", distance=reach)
        total[start : start + _AT_ONCE] = np.bincount(here, known[there], minlength=len(part))
    return total


def share_inside(grounds: NDArray[np.object_], targets: Targets) -> Floats:
    """Measure which share of each ground lies inside the shapes as one; of a point all or none."""
    area = shapely.area(grounds)
    # parts of a union share no ground, so what lies in each adds up
    parts = shapely.get_parts(targets.whole)
    ground, part = shapely.STRtree(parts).query(grounds)
    shapely.prepare(parts)
    # here the parts are the prepared ones; within the query it would be the grounds
    meet = shapely.intersects(parts[part], grounds[ground])
    ground, part = ground[meet], part[meet]
    held = shapely.contains(parts[part], grounds[ground])
    shared = np.where(held, area[ground], 0.0)
    crossed = ~held & (area[ground] > 0)
    cut = shapely.intersection(grounds[ground[crossed]], parts[part[crossed]])
    shared[crossed] = shapely.area(cut)
    inside = np.bincount(ground, shared, minlength=len(grounds))
    met = np.bincount(ground, minlength=len(grounds)) > 0
    return np.where(area > 0, inside / np.where(area > 0, area, 1.0), met)


def shared_industries(sought: tuple[str, ...], listed: str) -> float:
    """Return the share of the industries sought that a list names; NaN where it names none."""
    named = {name.strip().casefold() for name in str(listed).split(";")} - {""}
    if not named:
        return float("nan")
    wanted = {name.strip().casefold() for name in sought}
    return len(wanted & named) / len(wanted)


def _of_nearest(centres: Floats, targets: Targets, values: Floats, *, radius_m: float) -> Floats:
    """Return the value of the nearest target, the cluster that a site would belong to."""
    if not len(values):
        return np.full(len(centres), np.nan)
    near = targets.distance_from(centres) <= radius_m + TOLERANCE_M
    return np.where(near, values[targets.nearest_to(centres)], np.nan)


def _attribute(
    catalogue: Catalogue,
    criterion: Criterion,
    places: geopandas.GeoDataFrame,
    definition: Siting,
) -> Floats:
    # that the candidates have columns was checked with the names
    own = rows_of(catalogue, cast(LayerRef, definition.candidates))[criterion.field]
    return np.asarray(own.loc[places.index], dtype=float)
