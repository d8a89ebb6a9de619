"""
A good plan at once, with a bound that certifies how good.

The plan is the better of two: sites added greedily, and sites rounded from the linear relaxation;
both improved by exchanging one site at a time until no exchange helps (Teitz & Bart 1968); the
winner is shaken and improved again some twenty times. The bound comes from the relaxation's
prices by a sum anyone can repeat, so it does not rest on the solver's tolerances. It says how
much better a plan could be at most, not that such a plan exists.
"""

import numpy as np

from atlas.methods.location.coverage_matrix import Cover, maximal
from atlas.methods.location.mip import Relaxation
from atlas.methods.location.solution import PROVEN_GAP, Floats, Integers

NOTHING: Integers = np.empty(0, dtype=np.intp)
SHAKES = 20  # rounds; many more gain little (tried up to 170 on 1,400 rows x 500 sites)
SHAKEN_SITES = 4


def preview_plan(cover: Cover, count: int) -> tuple[Integers, float, float]:
    """Give a plan of free sites, the weight it covers and a bound on any such plan."""
    return improve(cover, count, NOTHING, relaxation(cover))


def relaxation(cover: Cover) -> Relaxation:
    """Prepare the linear relaxation of the maximal covering model."""
    return Relaxation(maximal(cover, 0, relaxed=True))


def improve(
    cover: Cover, count: int, start: Integers, relaxed: Relaxation
) -> tuple[Integers, float, float]:
    """
    Extend a plan of free sites to `count` by the marginal gain of each site.

    Give it with the weight it covers and a bound on any plan of as many sites.

    Parameters
    ----------
    cover
        The merged rows and their sites.
    count
        The number of free sites.
    start
        Free sites the plan begins with.
    relaxed
        The solved linear relaxation.
    """
    if not len(cover.weights) or count in (0, len(cover.sites)):
        plan = np.arange(count)
        return plan, covered(cover, plan), covered(cover, plan)
    answer = relaxed.at(count)
    limit = upper_bound(cover, count, answer.row_dual[: len(cover.weights)])
    plans = [exchange(cover, greedy(cover, count, start))]
    if answer.values is not None:
        preferred = np.argsort(-answer.values[: len(cover.sites)], kind="stable")
        plans.append(exchange(cover, preferred[:count]))
    best = max(plans, key=lambda plan: covered(cover, plan))
    if limit > covered(cover, best):
        best = shaken(cover, best)
    value = covered(cover, best)
    # sums in another order may differ in the last digits: that is no gap
    return best, value, limit if limit > value * (1 + PROVEN_GAP) else value


def covered(cover: Cover, plan: Integers) -> float:
    """Weight of the merged rows that a plan covers."""
    return float(cover.weights[cover.reach[:, plan].any(axis=1)].sum())


def greedy(cover: Cover, count: int, start: Integers = NOTHING) -> Integers:
    """
    Add to the start, one by one, the site that covers most of what is left.

    Parameters
    ----------
    cover
        The merged rows and their sites.
    count
        The number of free sites in the plan.
    start
        Free sites the plan begins with.
    """
    plan = start.tolist()
    left = np.where(cover.reach[:, plan].any(axis=1), 0.0, cover.weights)
    while len(plan) < count:
        gain = left @ cover.incidence
        gain[plan] = -1.0  # a site counts once, even where nothing is left to cover
        site = int(np.argmax(gain))
        plan.append(site)
        left[cover.reach[:, site]] = 0.0
    return np.array(plan, dtype=np.intp)


def greedy_cover(cover: Cover) -> Integers:
    """Add sites until every merged row is covered; each must be within reach of one."""
    plan = greedy(cover, len(cover.sites))
    first = np.argmax(cover.reach[:, plan], axis=1)
    return plan[: first.max() + 1]


def exchange(cover: Cover, plan: Integers) -> Integers:
    """Make the best exchange of one chosen for one free site until none improves."""
    plan = plan.copy()
    rows, sites = cover.pairs
    width, least = len(cover.sites), 1e-9 * cover.weights.sum()
    while len(plan):
        chosen = cover.reach[:, plan]
        times, owner = chosen.sum(axis=1), chosen.argmax(axis=1)
        left = np.where(times == 0, cover.weights, 0.0)
        alone = np.where(times == 1, cover.weights, 0.0)
        gain = np.bincount(sites, left[rows], minlength=width)
        loss = np.bincount(owner, alone, minlength=len(plan))
        # what only one chosen site covers is lost with it, unless the newcomer covers it too
        kept = np.bincount(owner[rows] * width + sites, alone[rows], minlength=len(plan) * width)
        better = gain + kept.reshape(len(plan), width) - loss[:, None]
        better[:, plan] = -np.inf
        out, new = np.unravel_index(np.argmax(better), better.shape)
        if better[out, new] <= least:
            break
        plan[out] = new
    return plan


def shaken(cover: Cover, plan: Integers, *, rounds: int = SHAKES) -> Integers:
    """
    Swap a few sites at random and exchange again, keeping what is no worse; always the same.

    Parameters
    ----------
    cover
        The merged rows and their sites.
    plan
        Free sites.
    rounds
        How often sites are swapped.
    """
    random = np.random.default_rng(0)
    value = covered(cover, plan)
    free = np.arange(len(cover.sites))
    few = min(SHAKEN_SITES, len(plan), len(free) - len(plan))
    for _ in range(rounds if few else 0):
        other = plan.copy()
        out = random.choice(len(plan), few, replace=False)
        other[out] = random.choice(np.setdiff1d(free, plan), few, replace=False)
        other = exchange(cover, other)
        reached = covered(cover, other)
        if reached >= value:
            plan, value = other, reached
    return plan


def upper_bound(cover: Cover, count: int, row_dual: Floats) -> float:
    """
    Bound what any plan of `count` sites covers, for whatever prices (Lagrangian relaxation).

    A row covered is worth its weight less its price; a site is worth the prices of its rows.

    Parameters
    ----------
    cover
        The merged rows and their sites.
    count
        The number of free sites.
    row_dual
        A price for each merged row.
    """
    prices = np.clip(np.abs(row_dual), 0.0, cover.weights)
    worth = np.sort(prices @ cover.incidence)[::-1][:count].sum()
    limit = float((cover.weights - prices).sum() + worth)
    return float(np.floor(limit + 1e-6)) if cover.whole else limit
