"""
The p-median: a start from exchanges, then a program that proves or improves it.

Most rows end up at one of their nearest sites, so the program knows only those at first and is
extended where a plan needs it. Measured: 50 000 pairs of rows and sites take seconds; with
few sites among many, or several times the pairs, expect minutes and a gap.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from atlas.errors import BadInput, Infeasible, Refused
from atlas.methods.location.mip import Patience, solve
from atlas.methods.location.radius_formulation import ladder
from atlas.methods.location.solution import Floats, Integers

SLACK = 1e-4  # of a total brought to about a million: rounding


@dataclass(frozen=True)
class DistinctDemand:
    """Distinct cost rows that some site reaches, with their summed weights."""

    cost: Floats
    weights: Floats
    fixed: Integers
    free: Integers

    def total(self, chosen: Integers) -> float:
        """Sum what a plan costs, `inf` if it leaves a row unreached."""
        return float(self.weights @ self.cost[:, chosen].min(axis=1))


def least_total(
    cost: Floats,
    weights: Floats,
    count: int,
    fixed: Integers,
    patience: Patience,
) -> tuple[Integers, float, bool]:
    """
    Give the columns chosen, a bound on the least total and whether it is reached.

    Parameters
    ----------
    cost
        Rows against sites.
    weights
        One a row.
    count
        The number of sites, the fixed ones included.
    fixed
        Columns that are part of every plan.
    patience
        When to stop.
    """
    served = np.flatnonzero(np.isfinite(cost.min(axis=1)) & (weights > 0))
    if not len(served):
        raise BadInput(argument="cost", reason="all_unreachable")
    rows, which = np.unique(cost[served], axis=0, return_inverse=True)
    free = np.setdiff1d(np.arange(cost.shape[1]), fixed)
    demand = DistinctDemand(
        rows, np.bincount(which.ravel(), weights[served]).astype(float), fixed, free
    )
    chosen = exchanged(demand, count)
    value = demand.total(chosen)
    bound = float(demand.weights @ rows.min(axis=1))  # everybody at the door
    proven = value <= bound or not len(fixed) < count < cost.shape[1]
    if not proven and not patience.is_over(value, bound):
        found, low, proven = _search(demand, chosen, bound, patience)
        if demand.total(found) < value:
            chosen, value = found, demand.total(found)
        bound = max(bound, min(low, value))
    if np.isfinite(value):
        return chosen, bound, proven
    if not proven:
        raise Refused(reason="no_solution_in_time")
    left = served[~np.isfinite(cost[np.ix_(served, chosen)].min(axis=1))]
    raise Infeasible(rows=left.tolist(), smallest_radius=float("inf"))


def exchanged(demand: DistinctDemand, count: int) -> Integers:
    """Add sites greedily, then make the best exchange until none helps (Teitz & Bart 1968)."""
    # a row left out costs more than all rows together, so that leaving out is never cheaper
    finite = np.where(np.isfinite(demand.cost), demand.cost, 0.0) * demand.weights[:, None]
    priced = np.where(np.isfinite(demand.cost), finite, finite.max(axis=1).sum() + 1.0)
    worst = np.full(len(priced), priced.max() + 1.0)
    chosen = demand.fixed
    while len(chosen) < count:
        nearest = np.min(priced[:, chosen], axis=1, initial=np.inf)
        totals = np.minimum(np.minimum(nearest, worst)[:, None], priced).sum(axis=0)
        totals[chosen] = np.inf
        chosen = np.append(chosen, np.argmin(totals))
    while len(chosen) > len(demand.fixed):
        out, new, gain = _best_exchange(priced, worst, chosen, len(demand.fixed))
        if gain <= 1e-9 * priced[:, chosen].min(axis=1).sum():
            break
        chosen[out] = new
    return chosen


def _best_exchange(
    priced: Floats, worst: Floats, chosen: Integers, fixed: int
) -> tuple[int, int, float]:
    """Return the position to drop, the site to add and the gain; the first `fixed` stay."""
    order = np.argsort(priced[:, chosen], axis=1, kind="stable")
    mine = order[:, 0]
    rows = np.arange(len(priced))
    first = priced[rows, chosen[mine]]
    second = priced[rows, chosen[order[:, 1]]] if len(chosen) > 1 else worst
    with_first = np.minimum(first[:, None], priced)
    loss = np.minimum(second[:, None], priced) - with_first
    owner = sparse.csr_array((np.ones(len(rows)), (mine, rows)), shape=(len(chosen), len(rows)))
    totals = with_first.sum(axis=0) + owner @ loss
    totals[:fixed] = np.inf
    totals[:, chosen] = np.inf
    out, new = np.unravel_index(np.argmin(totals), totals.shape)
    return int(out), int(new), float(first.sum() - totals[out, new])


def _search(
    demand: DistinctDemand, chosen: Integers, low: float, patience: Patience
) -> tuple[Integers, float, bool]:
    """
    Solve the program with short ladders, and lengthen those that a plan falls off.

    A row pays no more than the top of its ladder, so each program bounds the model from below,
    and its plan is the best of all once no row is beyond its top.
    """
    largest = np.where(np.isfinite(demand.cost), demand.cost, 0.0).max(axis=1)
    # brought to one size, so that the solver's gap means the same for metres and for minutes
    unit = 1e6 / float(demand.weights @ largest)
    nearest = demand.cost[:, chosen].min(axis=1)
    depth = 2 * (demand.cost <= nearest[:, None]).sum(axis=1) + 3
    while True:
        top = _tops(demand, depth)
        plan, bound, proven = _solve(demand, top, chosen, low, unit, patience)
        low = max(low, bound)
        if plan is None:
            return chosen, low, proven
        if demand.total(plan) < demand.total(chosen):
            chosen = plan
        beyond = demand.cost[:, plan].min(axis=1) > top
        if not beyond.any() or demand.total(chosen) - low <= 2 * SLACK / unit:
            return chosen, low, proven
        if not proven or patience.is_over(demand.total(chosen), low):
            return chosen, low, False
        depth[beyond] *= 2


def _tops(demand: DistinctDemand, depth: Integers) -> Floats:
    """Cost at a depth of the row's own list of sites, no dearer than a predefined facility."""
    ordered = np.sort(demand.cost, axis=1)
    deep = np.minimum(depth, ordered.shape[1] - 1)
    top = np.where(depth < ordered.shape[1], ordered[np.arange(len(ordered)), deep], np.inf)
    cap = np.min(demand.cost[:, demand.fixed], axis=1, initial=np.inf)
    return np.asarray(np.minimum(top, cap))


def _solve(
    demand: DistinctDemand,
    top: Floats,
    chosen: Integers,
    low: float,
    unit: float,
    patience: Patience,
) -> tuple[Integers | None, float, bool]:
    """Give a plan (None if none was found), a bound from below and whether it is reached."""
    count = len(chosen) - len(demand.fixed)
    program, constant = ladder(demand.cost[:, demand.free], demand.weights, top=top, count=count)
    value = demand.total(chosen)
    outcome = solve(
        replace(program, cost=program.cost * unit),
        start=np.isin(demand.free, chosen).astype(float) if np.isfinite(value) else None,
        absolute_gap=SLACK,
        patience=patience.rescaled(lambda cost: cost / unit + constant, least=low, most=value),
    )
    bound = outcome.bound / unit + constant
    if outcome.values is None:
        return None, bound, outcome.proven
    sites = np.argsort(-outcome.values[: len(demand.free)], kind="stable")[:count]
    return np.append(demand.fixed, demand.free[sites]), bound, outcome.proven
