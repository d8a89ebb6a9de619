"""
The p-centre by bisection: the least radius at which few enough sites cover every row.

Each step is a set covering model at one of the costs that occur. A step settled by adding sites
greedily costs nothing; only those near the answer need the solver.
"""

import numpy as np

from atlas.errors import BadInput, Infeasible, Refused
from atlas.methods.location.coverage_matrix import Cover, merge_rows, smallest
from atlas.methods.location.heuristics import greedy
from atlas.methods.location.mip import Patience, solve
from atlas.methods.location.solution import Floats, Integers


def least_radius(
    cost: Floats,
    count: int,
    fixed: Integers,
    patience: Patience,
) -> tuple[Integers, float]:
    """
    Give the columns chosen and the least radius not proven too short for any plan.

    Parameters
    ----------
    cost
        Rows against sites.
    count
        The number of sites, the fixed ones included.
    fixed
        Columns that are part of every plan.
    patience
        When to stop.
    """
    served = np.flatnonzero(np.isfinite(cost.min(axis=1)))
    if not len(served):
        raise BadInput(argument="cost", reason="all_unreachable")
    rows = cost[served]
    radii = np.unique(rows[np.isfinite(rows)])
    low = int(np.searchsorted(radii, rows.min(axis=1).max()))  # shorter leaves a row out
    high = len(radii) - 1
    step = patience.holding(np.inf, radii[low])
    best, proven = _within(rows, radii[high], count, fixed, step)
    if best is None:
        raise _none(served, rows, count, fixed, proven)
    high = int(np.searchsorted(radii, _longest(rows, best)))
    while low < high and not patience.is_over(radii[high], radii[low]):
        middle = (low + high) // 2
        step = patience.holding(radii[high], radii[low])
        plan, proven = _within(rows, radii[middle], count, fixed, step)
        if plan is not None:
            best, high = plan, int(np.searchsorted(radii, _longest(rows, plan)))
        elif proven:
            low = middle + 1
        else:
            break
    return best, float(radii[low])


def _within(
    rows: Floats,
    radius: float,
    count: int,
    fixed: Integers,
    patience: Patience,
) -> tuple[Integers | None, bool]:
    """Find a plan that covers all rows within a radius, or prove that there is none."""
    cover = _cover(rows, radius, fixed)
    free = count - len(fixed)
    if len(cover.weights) and not cover.reach.any(axis=1).all():
        return None, True
    plan = greedy(cover, free)
    if not cover.reach[:, plan].any(axis=1).all():
        if not free:
            return None, True
        outcome = solve(
            smallest(cover.reach, at_most=free),
            absolute_gap=float(len(cover.sites)),  # any plan will do
            patience=patience,
        )
        if outcome.values is None:
            return None, outcome.proven
        plan = np.argsort(-outcome.values, kind="stable")[:free]
    return np.append(fixed, cover.sites[plan]), True


def _cover(rows: Floats, radius: float, fixed: Integers) -> Cover:
    """Cover sets of the rows no predefined facility covers; the radius is one of the costs."""
    within = rows <= radius
    sites = np.setdiff1d(np.arange(rows.shape[1]), fixed)
    still = within[~within[:, fixed].any(axis=1)][:, sites]
    reach, weights = merge_rows(still, np.ones(len(still)))
    return Cover(reach=reach, weights=weights, sites=sites, settled=0.0)


def _longest(rows: Floats, plan: Integers) -> float:
    return float(rows[:, plan].min(axis=1).max())


def _none(
    served: Integers, rows: Floats, count: int, fixed: Integers, proven: bool
) -> Infeasible | Refused:
    """Make the error for a question without a plan at any radius."""
    if not proven:
        return Refused(reason="no_solution_in_time")
    cover = _cover(rows, rows[np.isfinite(rows)].max(), fixed)
    plan = np.append(fixed, cover.sites[greedy(cover, count - len(fixed))])
    left = served[~np.isfinite(rows[:, plan].min(axis=1, initial=np.inf))]
    return Infeasible(rows=left.tolist(), smallest_radius=float("inf"))
