"""
Distance models: the least total distance, or the least longest one.

The p-median (Hakimi 1964) makes the weighted sum of costs to the cheapest site least, and leaves
remote rows remote; the p-centre makes the worst row's cost least, whatever it weighs, and lets
one remote row decide everything. Rows without a way to any site are left out of both and show as
-1 in the assignment: look at `covered_rows`.
"""

from collections.abc import Sequence
from time import perf_counter

import numpy as np
from numpy.typing import ArrayLike

from atlas.methods.location.arguments import (
    checked_cost,
    checked_count,
    checked_patience,
    checked_predefined,
    checked_weights,
)
from atlas.methods.location.center_bisection import least_radius
from atlas.methods.location.median_search import least_total
from atlas.methods.location.mip import ShouldStop
from atlas.methods.location.solution import Solution, make_solution


def p_median(
    cost: ArrayLike,
    weights: ArrayLike,
    *,
    p_facilities: int,
    predefined: Sequence[int] = (),
    time_limit_s: float | None = None,
    should_stop: ShouldStop | None = None,
) -> Solution:
    """
    Choose the sites that make the weighted sum of costs to the cheapest site least (p-median).

    Sums hide who is badly off: compare the longest cost with `p_center`.

    Parameters
    ----------
    cost
        Demand rows x site columns, metres or minutes, none negative; `inf` is unreachable.
    weights
        One per demand row, none negative, not all zero; a row of weight 0 asks for nothing.
    p_facilities
        Number of sites to have in the end, the predefined ones counted.
    predefined
        Columns of facilities that stand already and stay.
    time_limit_s
        Seconds for the search; the best plan by then is returned with its gap.
    should_stop
        Called during the search with (least sum so far, bound); true ends it.

    Returns
    -------
    solution
        `objective` is the weighted sum over the rows that some site reaches; rows that none
        reaches are assigned -1 and not counted.

    Raises
    ------
    BadInput
        If an argument cannot be used.
    Infeasible
        If so few sites cannot reach all rows that could be reached: the rows that the best plan
        found leaves out; no radius helps (`inf`).
    Refused
        If the search was stopped before any plan that reaches all rows was found.

    References
    ----------
    Hakimi (1964), Optimum locations of switching centers and the absolute centers and medians of
    a graph, *Operations Research* 12. Elloumi (2010), A tighter formulation of the p-median
    problem, *Journal of Combinatorial Optimization* 19.
    """
    began = perf_counter()
    table = checked_cost(cost)
    weight = checked_weights(weights, rows=len(table))
    sites = table.shape[1]
    fixed = checked_predefined(predefined, sites=sites)
    count = checked_count("p_facilities", p_facilities, sites=sites, predefined=fixed)
    patience = checked_patience(time_limit_s, should_stop)
    selected, bound, proven = least_total(table, weight, count, fixed, patience)
    served = np.isfinite(table.min(axis=1)) & (weight > 0)
    return make_solution(
        table,
        weight,
        selected,
        objective=float(weight[served] @ table[np.ix_(served, selected)].min(axis=1)),
        bound=bound,
        status="optimal" if proven else "feasible",
        seconds=perf_counter() - began,
    )


def p_center(
    cost: ArrayLike,
    *,
    p_facilities: int,
    predefined: Sequence[int] = (),
    time_limit_s: float | None = None,
    should_stop: ShouldStop | None = None,
) -> Solution:
    """
    Choose the sites that make the longest cost of any row to its cheapest site least (p-centre).

    Only the worst row counts: among plans with the same longest cost any may be returned.

    Parameters
    ----------
    cost, p_facilities, predefined, time_limit_s
        As `p_median`.
    should_stop
        Called between and during the steps with (least radius so far, bound); true ends it.

    Returns
    -------
    solution
        `objective` is the longest cost of a row that some site reaches; rows that none reaches
        are assigned -1 and not counted. Each row weighs 1.

    Raises
    ------
    BadInput, Infeasible
        As `p_median`.

    References
    ----------
    Hakimi (1964), as `p_median`. Minieka (1970), The m-center problem, *SIAM Review* 12 (a
    sequence of set covering models, here by bisection over the costs).
    """
    began = perf_counter()
    table = checked_cost(cost)
    sites = table.shape[1]
    fixed = checked_predefined(predefined, sites=sites)
    count = checked_count("p_facilities", p_facilities, sites=sites, predefined=fixed)
    patience = checked_patience(time_limit_s, should_stop)
    selected, bound = least_radius(table, count, fixed, patience)
    served = np.isfinite(table.min(axis=1))
    longest = float(table[np.ix_(served, selected)].min(axis=1).max()) if served.any() else 0.0
    return make_solution(
        table,
        np.ones(len(table)),
        selected,
        objective=longest,
        bound=min(bound, longest),
        status="optimal" if bound >= longest else "feasible",
        seconds=perf_counter() - began,
    )
