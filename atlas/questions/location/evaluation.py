"""
What a plan is worth: whom it reaches before and after, by weight and by rows, and site by site.

Reach comes three times where positions are uncertain: certain, as drawn, possible. The plan was
chosen as drawn.
"""

from dataclasses import dataclass

import numpy as np
import pandas
from numpy.typing import NDArray

from atlas.domain.finding import Quantity
from atlas.methods.arrays import TOLERANCE_M, Floats
from atlas.questions.location.inputs import DemandRows, Sites

Flags = NDArray[np.bool_]
_SIGNS = (1.0, 0.0, -1.0)  # certain, as drawn, possible


@dataclass(frozen=True)
class RankedSites:
    """New sites, the one that adds most first: columns, and what each adds to those before."""

    columns: NDArray[np.intp]
    weight: Floats
    rows: NDArray[np.intp]


def reached_by(
    demand: DemandRows, sites: Sites, cost: Floats, columns: NDArray[np.intp], radius_m: float
) -> Flags:
    """
    Return which rows some of the sites reach: certain, as drawn, possibly.

    Parameters
    ----------
    demand
        Rows of demand with place, weight and uncertainty.
    sites
        Existing and candidate sites, existing ones first.
    cost
        Metres from each row of demand to each site, shape (rows, sites); infinite where there is no
        way.
    columns
        Columns of `cost`: the sites in question.
    radius_m
        Metres, inclusive.

    Returns
    -------
    reached
        Shape (3, demand rows); each includes the one before.
    """
    beyond = cost[:, columns]
    may_err = demand.uncertainty_m[:, None] + sites.uncertainty_m[columns][None]
    within = [beyond + sign * may_err <= radius_m + TOLERANCE_M for sign in _SIGNS]
    return np.array([flags.any(axis=1) for flags in within])


def share(flags: Flags, weights: Floats) -> Quantity:
    """Return the share of weight that is reached, with what uncertainty allows."""
    total = weights.sum()
    low, drawn, high = (float(weights[row].sum() / total) for row in flags)
    return Quantity(drawn, "share", low, high)


def before_and_after(demand: DemandRows, today: Flags, after: Flags) -> dict[str, Quantity]:
    """
    Return the shares of weight and of rows, of all demand and of each kind of it.

    Parameters
    ----------
    demand
        Rows of demand with place, weight and uncertainty.
    today, after
        Rows reached, as `reached_by` returns them: by the existing sites, and by those of the plan.
    """
    groups = {"": np.ones(len(demand.rows), dtype=bool)}
    groups |= {f":{k.key}": demand.rows["kind"] == n for n, k in enumerate(demand.kinds)}
    values: dict[str, Quantity] = {}
    for key, mask in groups.items():
        held = np.asarray(mask)
        weights = demand.weights[held]
        for when, flags in (("before", today[:, held]), ("after", after[:, held])):
            if held.any() and weights.any():
                values[f"weight_share_{when}{key}"] = share(flags, weights)
                values[f"row_share_{when}{key}"] = share(flags, np.ones(len(weights)))
    return values


def ranked(
    demand: DemandRows, cost: Floats, sites: Sites, selected: NDArray[np.intp], radius_m: float
) -> RankedSites:
    """
    Order the new sites: next comes the one that adds most weight, then rows, as drawn.

    Parameters
    ----------
    demand
        Rows of demand with place, weight and uncertainty.
    cost
        Metres from each row of demand to each site, shape (rows, sites); infinite where there is no
        way.
    sites
        Existing and candidate sites, existing ones first.
    selected
        Columns of `cost` that are in the plan.
    radius_m
        Metres, inclusive.
    """
    within = cost <= radius_m + TOLERANCE_M
    left = ~within[:, : sites.existing].any(axis=1)
    waiting = [int(column) for column in selected if column >= sites.existing]
    columns, weight, rows = [], [], []
    while waiting:
        adds = [(demand.weights[left & within[:, c]].sum(), -c) for c in waiting]
        best = waiting.pop(int(np.lexsort(np.array(adds).T[::-1])[-1]))
        gained = left & within[:, best]
        columns.append(best)
        weight.append(float(demand.weights[gained].sum()))
        rows.append(int(gained.sum()))
        left &= ~gained
    return RankedSites(
        np.array(columns, dtype=np.intp), np.array(weight), np.array(rows, dtype=np.intp)
    )


def nearest_m(cost: Floats, columns: NDArray[np.intp]) -> Floats:
    """Return how far each row is from the nearest of some sites; infinite from none."""
    return np.asarray(np.min(cost[:, columns], axis=1, initial=np.inf))


def distance_figures(
    demand: DemandRows, cost: Floats, selected: NDArray[np.intp], existing: int
) -> dict[str, Quantity]:
    """
    Return the mean (by weight) and the longest distance before and after, in kilometres.

    Parameters
    ----------
    demand
        Rows of demand with place, weight and uncertainty.
    cost
        Metres from each row of demand to each site, shape (rows, sites); infinite where there is no
        way.
    selected
        Columns of `cost` that are in the plan.
    existing
        How many sites exist today: the first columns.
    """
    values = {}
    for when, columns in (("before", np.arange(existing)), ("after", selected)):
        if not len(columns):
            continue
        nearest = nearest_m(cost, columns)
        # who has no way to any has no distance, and is counted apart
        known = np.isfinite(nearest)
        weights = demand.weights[known]
        if not weights.any():
            continue
        mean = float(weights @ nearest[known] / weights.sum())
        values[f"mean_{when}"] = Quantity(mean / 1000, "km")
        values[f"longest_{when}"] = Quantity(float(nearest[known].max()) / 1000, "km")
    return values


def demand_table(demand: DemandRows, values: dict[str, Quantity]) -> pandas.DataFrame:
    """Return one row a kind of demand: how many rows it has and what share is reached."""
    rows = []
    for number, kind in enumerate(demand.kinds):
        told = {"kind": kind.key, "rows": int((demand.rows["kind"] == number).sum())}
        for when in ("before", "after"):
            for what in ("weight_share", "row_share"):
                known = values.get(f"{what}_{when}:{kind.key}")
                told[f"{what}_{when}"] = known.value if known else float("nan")
        rows.append(told)
    return pandas.DataFrame(rows)
