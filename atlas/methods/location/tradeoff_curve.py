"""
How much a number of sites covers, for each number up to a limit: the price of one more site.

Each point is a plan found at once with a bound no plan can beat; a point is proven only where the
two meet. The knee is where the curve bends most, a habit of the eye made exact; it moves with the
limit and is advice, not an optimum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import ArrayLike, NDArray

from atlas.methods.location.arguments import (
    checked_cost,
    checked_count,
    checked_predefined,
    checked_radius,
    checked_weights,
)
from atlas.methods.location.coverage_matrix import merge
from atlas.methods.location.heuristics import NOTHING, improve, relaxation
from atlas.methods.location.solution import Floats, Integers


@dataclass(frozen=True)
class CoverCurve:
    """
    Covered weight for each number of sites.

    `sites` counts the predefined ones and rises by one; `covered_weight` never falls; no plan of
    that many sites covers more than `bound`; `proven` says where the two agree. `selected` holds
    the site columns of each plan. `knee` is the number of sites at the bend, None where the curve
    has no bend (fewer than three points, or a straight line).
    """

    sites: Integers
    covered_weight: Floats
    bound: Floats
    proven: NDArray[np.bool_]
    selected: tuple[Integers, ...]
    knee: int | None
    seconds: float


def cover_curve(
    cost: ArrayLike,
    weights: ArrayLike,
    *,
    service_radius: float,
    up_to: int,
    predefined: Sequence[int] = (),
) -> CoverCurve:
    """
    Trace the covered weight against the number of sites (a maximal covering model each).

    Points are previews, not optima: read `bound` beside them, or solve one with `mclp`.

    Parameters
    ----------
    cost, weights, service_radius, predefined
        As `mclp`.
    up_to
        Largest number of sites, the predefined ones counted.

    Returns
    -------
    curve
        From one site (or from the predefined ones alone, if there are any) up to `up_to`.

    Raises
    ------
    BadInput
        As `mclp`, of `up_to` as of `p_facilities`.

    References
    ----------
    Church & ReVelle (1974), as `mclp`. Satopaa and others (2011), Finding a "kneedle" in a
    haystack: detecting knee points in system behavior (the knee: farthest above the chord).
    """
    began = perf_counter()
    table = checked_cost(cost)
    weight = checked_weights(weights, rows=len(table))
    radius = checked_radius(service_radius)
    fixed = checked_predefined(predefined, sites=table.shape[1])
    highest = checked_count("up_to", up_to, sites=table.shape[1], predefined=fixed)
    cover = merge(table, weight, radius=radius, predefined=fixed)
    counts = np.arange(max(len(fixed), 1), highest + 1)
    plan, relaxed = NOTHING, relaxation(cover)
    plans, values, bounds = [], [], []
    for count in counts - len(fixed):
        plan, value, bound = improve(cover, int(count), plan, relaxed)
        plans.append(np.sort(np.append(fixed, cover.sites[plan])))
        values.append(cover.settled + value)
        bounds.append(cover.settled + bound)
    covered, limits = np.array(values), np.array(bounds)
    return CoverCurve(
        sites=counts,
        covered_weight=covered,
        bound=limits,
        proven=limits <= covered,
        selected=tuple(plans),
        knee=_knee(counts, covered),
        seconds=perf_counter() - began,
    )


def _knee(sites: Integers, covered: Floats) -> int | None:
    """Find the point farthest above the straight line from the first point to the last."""
    if len(sites) < 3 or covered[-1] <= covered[0]:
        return None
    along = (sites - sites[0]) / (sites[-1] - sites[0])
    above = (covered - covered[0]) / (covered[-1] - covered[0]) - along
    bend = int(np.argmax(above))
    return int(sites[bend]) if above[bend] > 1e-9 else None
