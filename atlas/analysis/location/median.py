"""
The p-median as a program, with a start from exchanges.

Each row has a ladder of distinct costs to the free sites and climbs one rung for every level at
which no chosen site is found (Elloumi 2010). A predefined facility cuts the ladder short: nobody
climbs beyond it. The program has about one column for each pair of a row and a distinct cost, so
some ten thousand pairs are proven in seconds, a few hundred thousand in minutes at best.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from atlas.analysis.location.program import Patience, Program, solve
from atlas.analysis.location.solution import Floats, Integers
from atlas.errors import BadInput, Infeasible, Refused


@dataclass(frozen=True)
class Demand:
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
    """Give the columns chosen, a bound on the least total and whether it is reached."""
    served = np.flatnonzero(np.isfinite(cost.min(axis=1)) & (weights > 0))
    if not len(served):
        raise BadInput(argument="cost", reason="all_unreachable")
    rows, which = np.unique(cost[served], axis=0, return_inverse=True)
    free = np.setdiff1d(np.arange(cost.shape[1]), fixed)
    demand = Demand(rows, np.bincount(which.ravel(), weights[served]).astype(float), fixed, free)
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


def exchanged(demand: Demand, count: int) -> Integers:
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
    priced: Floats, worst: Floats, chosen: Integers, kept: int
) -> tuple[int, int, float]:
    """Position to give up, site to take and what that saves; the first `kept` positions stay."""
    order = np.argsort(priced[:, chosen], axis=1, kind="stable")
    mine = order[:, 0]
    rows = np.arange(len(priced))
    first = priced[rows, chosen[mine]]
    second = priced[rows, chosen[order[:, 1]]] if len(chosen) > 1 else worst
    with_first = np.minimum(first[:, None], priced)
    loss = np.minimum(second[:, None], priced) - with_first
    owner = sparse.csr_array((np.ones(len(rows)), (mine, rows)), shape=(len(chosen), len(rows)))
    totals = with_first.sum(axis=0) + owner @ loss
    totals[:kept] = np.inf
    totals[:, chosen] = np.inf
    out, new = np.unravel_index(np.argmin(totals), totals.shape)
    return int(out), int(new), float(first.sum() - totals[out, new])


def _search(
    demand: Demand, chosen: Integers, low: float, patience: Patience
) -> tuple[Integers, float, bool]:
    """Solve the program; without a plan from it, the one it started from is given back."""
    program, constant = ladder(demand, len(chosen) - len(demand.fixed))
    largest = np.where(np.isfinite(demand.cost), demand.cost, 0.0).max(axis=1)
    # brought to one size, so that the solver's gap means the same for metres and for minutes
    unit = 1e6 / (demand.weights @ largest)
    feasible = np.isfinite(demand.total(chosen))
    outcome = solve(
        replace(program, cost=program.cost * unit),
        start=np.isin(demand.free, chosen).astype(float) if feasible else None,
        absolute_gap=1e-4,
        patience=patience.told(
            lambda scaled: scaled / unit + constant, least=low, most=demand.total(chosen)
        ),
    )
    bound = outcome.bound / unit + constant
    if outcome.values is None:
        return chosen, bound, outcome.proven
    sites = np.argsort(-outcome.values[: len(demand.free)], kind="stable")
    plan = demand.free[sites[: len(chosen) - len(demand.fixed)]]
    return np.append(demand.fixed, plan), bound, outcome.proven


def ladder(demand: Demand, count: int) -> tuple[Program, float]:
    """State the program: columns are the free sites, then a rung for each row and level."""
    cap = np.min(demand.cost[:, demand.fixed], axis=1, initial=np.inf)
    price = demand.cost[:, demand.free]
    order = np.argsort(price, axis=1, kind="stable")
    price = np.take_along_axis(price, order, axis=1)
    use = price < cap[:, None]  # a site dearer than a predefined one, or out of reach, is no use
    new = use & np.column_stack([np.ones(len(price), bool), price[:, 1:] > price[:, :-1]])
    level = np.cumsum(new.ravel()).reshape(new.shape) - 1  # numbered through all rows
    row_of, cost_of = np.nonzero(new)[0], price[new]
    levels = len(row_of)
    last = np.append(row_of[1:] != row_of[:-1], True)[:levels]
    first = np.append(True, row_of[1:] != row_of[:-1])[:levels]
    following = np.where(last, cap[row_of], np.append(cost_of[1:], 0.0)[:levels])
    rung = np.isfinite(following)  # no rung above the last level where nothing catches the row
    rungs = np.cumsum(rung) - 1
    sites = len(demand.free)
    parts = [
        (level[use], order[use], 1.0),
        (np.flatnonzero(rung), sites + rungs[rung], 1.0),
        (np.flatnonzero(~first), sites + rungs[np.flatnonzero(~first) - 1], -1.0),
        (np.full(sites, levels), np.arange(sites), 1.0),
    ]
    rows, columns = (np.concatenate([part[at] for part in parts]) for at in (0, 1))
    values = np.concatenate([np.full(len(part[0]), part[2]) for part in parts])
    shape = (levels + 1, sites + int(rung.sum()))
    climb = demand.weights[row_of[rung]] * (following - cost_of)[rung]
    base = np.where(use[:, 0], price[:, 0], cap)
    program = Program(
        cost=np.append(np.zeros(sites), climb),
        matrix=sparse.csr_array((values, (rows, columns)), shape=shape),
        row_lower=np.append(first.astype(float), count),
        row_upper=np.append(np.full(levels, np.inf), count),
        integer=np.append(np.ones(sites, bool), np.zeros(len(climb), bool)),
    )
    return program, float(demand.weights @ base)
