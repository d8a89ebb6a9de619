"""
Covering models: as many as possible within reach of a few sites, or all within reach of few.

MCLP (Church & ReVelle 1974) covers the most weight with a fixed number of sites; LSCP (Toregas
and others 1971) covers every row with the fewest. A row a metre outside the radius counts for
nothing and a row at the door no more than one at the edge: look at several radii.
"""

from collections.abc import Sequence
from time import perf_counter

import numpy as np
from numpy.typing import ArrayLike

from atlas.errors import Infeasible
from atlas.methods.location.arguments import (
    checked_cost,
    checked_count,
    checked_patience,
    checked_predefined,
    checked_radius,
    checked_weights,
)
from atlas.methods.location.coverage_matrix import Cover, maximal, merge, smallest
from atlas.methods.location.heuristics import NOTHING, covered, greedy_cover, preview_plan
from atlas.methods.location.mip import COVERING_OPTIONS, Patience, ShouldStop, solve
from atlas.methods.location.solution import (
    TOLERANCE,
    Floats,
    Integers,
    Solution,
    Status,
    make_solution,
)


def mclp(
    cost: ArrayLike,
    weights: ArrayLike,
    *,
    service_radius: float,
    p_facilities: int,
    predefined: Sequence[int] = (),
    time_limit_s: float | None = None,
    should_stop: ShouldStop | None = None,
) -> Solution:
    """
    Choose the sites that cover the most weight within a radius (maximal covering).

    The proof can take minutes where the preview takes a moment: set a time limit.

    Parameters
    ----------
    cost
        Demand rows x site columns, metres or minutes, none negative; `inf` is unreachable.
    weights
        One per demand row, none negative, not all zero.
    service_radius
        In the unit of `cost`, positive, inclusive.
    p_facilities
        Number of sites to have in the end, the predefined ones counted.
    predefined
        Columns of facilities that stand already and stay.
    time_limit_s
        Seconds for the search; the best plan by then is returned with its gap.
    should_stop
        Called during the search with (best covered weight so far, bound); true ends it.

    Returns
    -------
    solution
        `objective` is the covered weight; status "optimal", or "feasible" when stopped.

    Raises
    ------
    BadInput
        If an argument cannot be used, as `p_facilities` of 0 or of more than there are sites.

    References
    ----------
    Church & ReVelle (1974), The maximal covering location problem, *Papers of the Regional
    Science Association* 32.
    """
    began = perf_counter()
    patience = checked_patience(time_limit_s, should_stop)
    table, weight, fixed, free, cover = _question(
        cost, weights, service_radius, p_facilities, predefined
    )
    plan, value, bound = preview_plan(cover, free)
    if bound > value and not patience.is_over(cover.settled + value, cover.settled + bound):
        plan, value, bound = _search(cover, free, plan, bound, patience)
    return make_solution(
        table,
        weight,
        np.append(fixed, cover.sites[plan]),
        objective=cover.settled + value,
        bound=cover.settled + bound,
        status="optimal" if bound <= value else "feasible",
        seconds=perf_counter() - began,
        within=service_radius,
    )


def mclp_preview(
    cost: ArrayLike,
    weights: ArrayLike,
    *,
    service_radius: float,
    p_facilities: int,
    predefined: Sequence[int] = (),
) -> Solution:
    """
    Find a good plan for the maximal covering model at once, with a certified gap.

    The plan is not proven best, but none can be better than `bound`.

    Parameters
    ----------
    cost, weights, service_radius, p_facilities, predefined
        As `mclp`.

    Returns
    -------
    solution
        Status "optimal" when the bound happens to prove the plan, else "preview".

    Raises
    ------
    BadInput
        As `mclp`.

    References
    ----------
    Church & ReVelle (1974), as `mclp`. Teitz & Bart (1968), Heuristic methods for estimating the
    generalized vertex median of a weighted graph, *Operations Research* 16 (the exchange).
    """
    began = perf_counter()
    table, weight, fixed, free, cover = _question(
        cost, weights, service_radius, p_facilities, predefined
    )
    plan, value, bound = preview_plan(cover, free)
    return make_solution(
        table,
        weight,
        np.append(fixed, cover.sites[plan]),
        objective=cover.settled + value,
        bound=cover.settled + bound,
        status="optimal" if bound <= value else "preview",
        seconds=perf_counter() - began,
        within=service_radius,
    )


def lscp(
    cost: ArrayLike,
    *,
    service_radius: float,
    predefined: Sequence[int] = (),
    time_limit_s: float | None = None,
    should_stop: ShouldStop | None = None,
) -> Solution:
    """
    Choose the fewest sites that leave no demand row beyond a radius (set covering).

    One remote row can cost a site of its own: compare with `cover_curve`.

    Parameters
    ----------
    cost, service_radius, predefined, time_limit_s
        As `mclp`.
    should_stop
        Called during the search with (fewest sites so far, bound); true ends it.

    Returns
    -------
    solution
        `objective` is the number of sites, the predefined ones counted; each row weighs 1.

    Raises
    ------
    BadInput
        If an argument cannot be used.
    Infeasible
        If some rows are within the radius of no site: their numbers, and the smallest radius
        that would reach every row (`inf` if a row has no way to any site).

    References
    ----------
    Toregas, Swain, ReVelle & Bergman (1971), The location of emergency service facilities,
    *Operations Research* 19.
    """
    began = perf_counter()
    table = checked_cost(cost)
    radius = checked_radius(service_radius)
    fixed = checked_predefined(predefined, sites=table.shape[1])
    patience = checked_patience(time_limit_s, should_stop)
    nearest = table.min(axis=1)
    beyond = np.flatnonzero(nearest > radius + TOLERANCE)
    if len(beyond):
        raise Infeasible(rows=beyond.tolist(), smallest_radius=float(nearest.max()))
    weight = np.ones(len(table))
    cover = merge(table, weight, radius=radius, predefined=fixed)
    plan, bound = _fewest(cover, len(fixed), patience)
    status: Status = "optimal" if bound >= len(plan) else "feasible"
    return make_solution(
        table,
        weight,
        np.append(fixed, cover.sites[plan]),
        objective=float(len(fixed) + len(plan)),
        bound=float(len(fixed) + bound),
        status=status,
        seconds=perf_counter() - began,
        within=radius,
    )


def _question(
    cost: ArrayLike,
    weights: ArrayLike,
    service_radius: float,
    p_facilities: int,
    predefined: Sequence[int],
) -> tuple[Floats, Floats, Integers, int, Cover]:
    """Check the arguments of the maximal covering model; count what is left to choose."""
    table = checked_cost(cost)
    weight = checked_weights(weights, rows=len(table))
    radius = checked_radius(service_radius)
    sites = table.shape[1]
    fixed = checked_predefined(predefined, sites=sites)
    count = checked_count("p_facilities", p_facilities, sites=sites, predefined=fixed)
    cover = merge(table, weight, radius=radius, predefined=fixed)
    return table, weight, fixed, count - len(fixed), cover


def _search(
    cover: Cover,
    count: int,
    plan: Integers,
    bound: float,
    patience: Patience,
) -> tuple[Integers, float, float]:
    """Improve the plan of the preview until it is proven or the search is stopped."""
    # weights that are not whole are brought to one size, so that the gap means the same for all
    all_of_it = cover.settled + float(cover.weights.sum())
    unit = 1.0 if cover.whole else 1e6 / cover.weights.sum()
    scaled = Cover(cover.reach, cover.weights * unit, cover.sites, cover.settled)
    chosen = np.zeros(len(cover.sites))
    chosen[plan] = 1.0
    outcome = solve(
        maximal(scaled, count, relaxed=False),
        start=chosen,
        absolute_gap=0.999 if cover.whole else 1e-4,
        patience=patience.rescaled(
            lambda left_out: all_of_it - left_out / unit,
            least=cover.settled + covered(cover, plan),
            most=cover.settled + bound,
        ),
        options=COVERING_OPTIONS,
    )
    value = covered(cover, plan)
    if outcome.values is not None:
        found = np.argsort(-outcome.values[: len(cover.sites)], kind="stable")[:count]
        if covered(cover, found) >= value:
            plan, value = found, covered(cover, found)
    if outcome.proven:
        return plan, value, value
    top = all_of_it - cover.settled - outcome.bound / unit
    return plan, value, max(value, min(bound, top))


def _fewest(cover: Cover, already: int, patience: Patience) -> tuple[Integers, float]:
    """Give a smallest set of free sites covering all merged rows, and the bound on its size."""
    if not len(cover.weights):
        return NOTHING, 0.0
    plan = greedy_cover(cover)
    # no site covers more rows than the largest does
    bound = float(np.ceil(len(cover.reach) / cover.reach.sum(axis=0).max()))
    if bound >= len(plan) or patience.is_over(already + len(plan), already + bound):
        return plan, bound
    chosen = np.zeros(len(cover.sites))
    chosen[plan] = 1.0
    outcome = solve(
        smallest(cover.reach),
        start=chosen,
        absolute_gap=0.999,
        patience=patience.rescaled(
            lambda count: count + already, least=already + bound, most=already + len(plan)
        ),
        options=COVERING_OPTIONS,
    )
    if outcome.values is not None and outcome.values.round().sum() <= len(plan):
        plan = np.flatnonzero(outcome.values > 0.5)
    if outcome.proven:
        return plan, float(len(plan))
    return plan, max(bound, float(np.ceil(outcome.bound - 1e-6)))
