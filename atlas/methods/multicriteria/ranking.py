"""
Ranking of alternatives by several criteria, and how much the ranking is worth.

Rows are alternatives, columns criteria. The linear methods need scores already scaled to one
scale where more is better; TOPSIS takes raw measures and brings them to one scale itself. Where
it misleads: a weighted sum lets a good score make up for any bad one; TOPSIS and min-max scaling
depend on which other alternatives are in the list, so adding a poor one can swap the first two.
`weight_interval` and `rank_stability` compute how far the weights may move before the winner falls.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from atlas.errors import BadInput

Floats = NDArray[np.float64]


def contributions(scores: ArrayLike, weights: ArrayLike) -> Floats:
    """
    Split each weighted sum into what every criterion adds to it.

    Weights are scaled to sum to 1 first, so contributions are in the units of the scores.

    Parameters
    ----------
    scores
        Alternatives x criteria, finite, one scale, more is better.
    weights
        One per criterion, none negative, not all zero; zero silences a criterion.

    Returns
    -------
    contributions
        Same shape as `scores`; rows sum to `weighted_sum`.

    Raises
    ------
    BadInput
        If scores or weights are empty, not finite, of different lengths, negative or all zero.
    """
    table = _table("scores", scores)
    return table * _shares(weights, table.shape[1])


def weighted_sum(scores: ArrayLike, weights: ArrayLike) -> Floats:
    """
    Rank alternatives by the weighted sum of their scores (weighted linear combination).

    A bad score is made up for by good ones; see `weighted_product` where it must not be.

    Parameters
    ----------
    scores
        Alternatives x criteria, finite, one scale, more is better.
    weights
        One per criterion, none negative, not all zero; scaled to sum to 1.

    Returns
    -------
    totals
        One per alternative, more is better.

    Raises
    ------
    BadInput
        As `contributions`.

    References
    ----------
    Malczewski (1999), *GIS and Multicriteria Decision Analysis*.
    """
    return np.asarray(contributions(scores, weights).sum(axis=1))


def weighted_product(scores: ArrayLike, weights: ArrayLike) -> Floats:
    """
    Rank alternatives by the product of their scores, each raised to its weight.

    A score of zero on any criterion with a weight makes the whole zero: it works as a veto.

    Parameters
    ----------
    scores
        Alternatives x criteria, finite, none negative, more is better.
    weights
        One per criterion, none negative, not all zero; scaled to sum to 1.

    Returns
    -------
    totals
        One per alternative, more is better.

    Raises
    ------
    BadInput
        As `contributions`, and if a score is negative.

    References
    ----------
    Miller & Starr (1969), *Executive Decisions and Operations Research*.
    """
    table = _table("scores", scores)
    _refuse("scores", "negative", table < 0)
    return np.asarray(np.prod(table ** _shares(weights, table.shape[1]), axis=1))


def topsis(
    matrix: ArrayLike, weights: ArrayLike, *, benefit: ArrayLike, normalization: str = "vector"
) -> Floats:
    """
    Rank alternatives by closeness to the ideal and distance from the worst (TOPSIS).

    Closeness is relative to the list: it changes when an alternative is added or dropped.

    Parameters
    ----------
    matrix
        Alternatives x criteria, raw measures, finite; one equal for all alternatives adds nothing.
    weights
        One per criterion, none negative, not all zero; scaled to sum to 1.
    benefit
        One flag per criterion: true where more is better, false for a cost.
    normalization
        "vector" (divide by the root of the sum of squares), "minmax" (0 to 1 over the list) or
        "sum" (divide by the sum; measures must not be negative).

    Returns
    -------
    closeness
        One per alternative, 0 (the worst on all criteria) to 1 (the best on all); 0.5 for all
        when all alternatives are equal by every criterion, as when there is only one.

    Raises
    ------
    BadInput
        As `contributions`; if `benefit` is not one flag a criterion, the normalization is
        unknown, or "sum" meets a negative measure.

    References
    ----------
    Hwang & Yoon (1981), *Multiple Attribute Decision Making*.
    """
    table = _table("matrix", matrix)
    shares = _shares(weights, table.shape[1])
    flags = np.asarray(benefit)
    if flags.dtype != bool or flags.shape != (table.shape[1],):
        raise BadInput(argument="benefit", reason="not_one_flag_each")
    # a cost is a benefit with the sign turned
    scaled = _normalized(table, normalization) * shares * np.where(flags, 1.0, -1.0)
    to_best = np.sqrt(((scaled - scaled.max(axis=0)) ** 2).sum(axis=1))
    to_worst = np.sqrt(((scaled - scaled.min(axis=0)) ** 2).sum(axis=1))
    span = to_best + to_worst
    return np.asarray(np.divide(to_worst, span, out=np.full(len(span), 0.5), where=span > 0))


def weight_interval(scores: ArrayLike, weights: ArrayLike) -> Floats:
    """
    Find how far each weight may move before the winner of the weighted sum is overtaken.

    One weight moves at a time, the others share the rest in their present proportions; two
    weights moving together may unseat the winner sooner.

    Parameters
    ----------
    scores
        Alternatives x criteria, finite, one scale, more is better.
    weights
        One per criterion, none negative, not all zero; scaled to sum to 1.

    Returns
    -------
    interval
        Criteria x (lowest, highest), both within 0 to 1 and around the present weight, exact and
        inclusive (the winner is tied at the ends); it is the first row of the highest total.
        Beside a criterion with all the weight the others share the rest; a single one has 1 to 1.

    Raises
    ------
    BadInput
        As `contributions`.

    References
    ----------
    Triantaphyllou & Sanchez (1997), A sensitivity analysis approach for some deterministic
    multi-criteria decision-making methods, *Decision Sciences* 28 (the same question with
    absolute changes of a weight).
    """
    table = _table("scores", scores)
    shares = _shares(weights, table.shape[1])
    if len(shares) == 1:
        return np.ones((1, 2))
    lead = table[np.argmax(table @ shares)] - table
    return np.array([_interval(lead, shares, column) for column in range(len(shares))])


def rank_stability(scores: ArrayLike, *, draws: int, seed: int, top: int) -> Floats:
    """
    Measure how often each alternative is among the first over all possible weights.

    Weights are drawn evenly from all that sum to 1 (flat Dirichlet); judgements already made
    about them are not used.

    Parameters
    ----------
    scores
        Alternatives x criteria, finite, one scale, more is better.
    draws
        How many sets of weights to try; the share's standard error is at most 0.5 / sqrt(draws).
    seed
        Of the random draws: the same seed gives the same shares.
    top
        How many places count as first, 1 up to the number of alternatives.

    Returns
    -------
    share
        One per alternative, 0 to 1. Ties share the better place, so the sum may exceed `top`.

    Raises
    ------
    BadInput
        If scores are empty or not finite, or `draws` or `top` are not whole numbers in range.

    References
    ----------
    Lahdelma & Salminen (2001), SMAA-2: stochastic multicriteria acceptability analysis for group
    decision making, *Operations Research* 49.
    """
    table = _table("scores", scores)
    for name, value, highest in (("draws", draws, None), ("top", top, len(table))):
        if isinstance(value, bool) or not isinstance(value, int | np.integer):
            raise BadInput(argument=name, reason="not_whole")
        if value < 1:
            raise BadInput(argument=name, reason="not_positive")
        if highest is not None and value > highest:
            raise BadInput(argument=name, reason="more_than_rows")
    random = np.random.default_rng(seed)
    hits = np.zeros(len(table))
    for start in range(0, draws, 1000):  # a thousand at a time keeps memory flat
        size = min(1000, draws - start)
        totals = table @ random.dirichlet(np.ones(table.shape[1]), size=size).T
        last_in = np.partition(totals, len(table) - top, axis=0)[len(table) - top]
        # sums in another order may differ in the last digits: those are ties
        hits += (totals >= last_in - 1e-12 * np.abs(totals).max()).sum(axis=1)
    return hits / draws


def _interval(lead: Floats, shares: Floats, column: int) -> tuple[float, float]:
    """Lowest and highest weight of one criterion at which no lead turns negative."""
    others = np.delete(shares, column)
    others = others / others.sum() if others.sum() > 0 else np.full(len(others), 1 / len(others))
    without = np.delete(lead, column, axis=1) @ others
    slope = lead[:, column] - without
    rising, falling = slope > 0, slope < 0
    lowest = np.max(-without[rising] / slope[rising], initial=0.0)
    highest = np.min(-without[falling] / slope[falling], initial=1.0)
    return float(min(lowest, shares[column])), float(max(highest, shares[column]))


def _normalized(table: Floats, normalization: str) -> Floats:
    """Bring each criterion to one scale; one that does not vary becomes zero."""
    base = np.zeros(table.shape[1])
    if normalization == "vector":
        divisor = np.sqrt((table**2).sum(axis=0))
    elif normalization == "minmax":
        base, divisor = table.min(axis=0), np.ptp(table, axis=0)
    elif normalization == "sum":
        _refuse("matrix", "negative", table < 0)
        divisor = table.sum(axis=0)
    else:
        raise BadInput(argument="normalization", reason="unknown_normalization")
    flat = np.ptp(table, axis=0) == 0
    return np.where(flat, 0.0, (table - base) / np.where(flat, 1.0, divisor))


def _table(name: str, values: ArrayLike) -> Floats:
    table = np.asarray(values, dtype=float)
    if table.ndim != 2 or not table.size:
        raise BadInput(argument=name, reason="not_a_table")
    _refuse(name, "not_finite", ~np.isfinite(table))
    return table


def _shares(weights: ArrayLike, columns: int) -> Floats:
    """Check the weights and scale them to sum to 1."""
    given = np.asarray(weights, dtype=float)
    if given.shape != (columns,):
        raise BadInput(argument="weights", reason="length_differs")
    _refuse("weights", "not_finite", ~np.isfinite(given))
    _refuse("weights", "negative", given < 0)
    if not given.any():
        raise BadInput(argument="weights", reason="all_zero")
    return np.asarray(given / given.sum())


def _refuse(name: str, reason: str, faults: NDArray[np.bool_]) -> None:
    rows = np.flatnonzero(faults.reshape(len(faults), -1).any(axis=1))
    if len(rows):
        raise BadInput(argument=name, reason=reason, rows=rows.tolist())
