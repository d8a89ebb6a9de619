"""
The answer of a location model, and how far it is from the best there can be.

A gap is a promise about the objective only: two plans of nearly the same value can look quite
different on the map.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Status = Literal["optimal", "feasible", "preview"]

TOLERANCE = 1e-6  # a cost equal to the radius is within it
PROVEN_GAP = 1e-9  # below this a gap is rounding


@dataclass(frozen=True)
class Solution:
    """
    Chosen sites, who is served by which, and the proof.

    `selected` holds site columns in ascending order, predefined ones included. `assignment` holds
    for each demand row the column of its cheapest selected site, -1 where it is not served: out
    of reach or, in the covering models, beyond the service radius. `covered_rows` are the rows
    that are served and `covered_weight` is what they weigh (a row weighs 1 where the model takes
    no weights).

    `status` is "optimal" (proven, gap 0), "feasible" (stopped before the proof; `bound` and `gap`
    say how much better a plan could be) or "preview" (made without search for a proof, gap
    certified). `gap` is |bound - objective| as a share of the objective.
    """

    objective: float
    selected: Integers
    assignment: Integers
    covered_weight: float
    covered_rows: Integers
    status: Status
    gap: float
    bound: float
    seconds: float


def make_solution(
    cost: Floats,
    weights: Floats,
    selected: Integers,
    *,
    objective: float,
    bound: float,
    status: Status,
    seconds: float,
    within: float = np.inf,
) -> Solution:
    """
    Assign each row to its cheapest selected site within reach and complete the answer.

    Parameters
    ----------
    cost
        Rows against sites.
    weights
        One a row.
    selected
        The chosen columns.
    objective
        Its value by the model.
    bound
        What no plan can beat.
    status
        How the search ended.
    seconds
        How long it lasted.
    within
        Beyond it a row is assigned to no site.
    """
    assignment = assign(cost, selected, within=within)
    rows = np.flatnonzero(assignment >= 0)
    if status == "optimal":
        bound = objective
    return Solution(
        objective=float(objective),
        selected=np.sort(selected),
        assignment=assignment,
        covered_weight=float(weights[rows].sum()),
        covered_rows=rows,
        status=status,
        gap=relative_gap(objective, bound),
        bound=float(bound),
        seconds=seconds,
    )


def assign(cost: Floats, selected: Integers, *, within: float = np.inf) -> Integers:
    """
    Find the cheapest selected site of each row (the first of equals), -1 beyond reach.

    Parameters
    ----------
    cost
        Rows against sites.
    selected
        The chosen columns.
    within
        Beyond it a row is assigned to no site.
    """
    if not len(selected):
        return np.full(len(cost), -1, dtype=np.intp)
    sites = np.sort(selected)
    near = np.argmin(cost[:, sites], axis=1)
    price = cost[np.arange(len(cost)), sites[near]]
    return np.where(np.isfinite(price) & (price <= within + TOLERANCE), sites[near], -1)


def relative_gap(objective: float, bound: float) -> float:
    """Distance to the bound as a share of the objective; 0 when they agree up to rounding."""
    distance = abs(bound - objective)
    if not np.isfinite(distance):
        return float("inf")
    if distance <= PROVEN_GAP * max(abs(objective), abs(bound)):
        return 0.0
    return distance / abs(objective) if objective else float("inf")
