"""
Robustness: how much a ranking owes to its weights.

Two views. The interval says how far one weight may move, the others keeping their proportions,
before the winner falls: exact, but for the weighted sum alone. The stability says how often a site
would be among the first if all weights were possible. Neither doubts the data: a site that
is firm here may still stand on a schematic boundary.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from atlas.methods.multicriteria.ranking import rank_stability, weight_interval
from atlas.questions.siting.ranking import Ranked, apart

DRAWS = 2_000
SEED = 1
MOST_COMPARED = 1_000  # candidates that each draw ranks anew
MOST_APART = 300  # of sites that keep apart


@dataclass(frozen=True)
class Interval:
    """How far the weight of a criterion may move, inclusive, before the winner falls."""

    criterion: str
    weight: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class Stability:
    """
    How often each listed site is among the first `top`, and the very first, of those compared.

    By name, in the order of the list. `compared` is how many candidates each draw ranked: where
    sites keep apart those that do so, else all feasible ones, or of very many those that do best
    by the present weights and by each criterion alone.
    """

    top: int
    draws: int
    seed: int
    compared: int
    share: dict[str, float]
    first: dict[str, float]


@lru_cache(maxsize=8)
def intervals(ranked: Ranked) -> tuple[Interval, ...]:
    """
    Return how far each weight may move before the winner changes, all candidates considered.

    Empty where nothing is left to rank, or the ranking is not the weighted sum.
    """
    if ranked.definition.ranking != "weighted_sum" or not len(ranked.best):
        return ()
    # the winner first, so that a tie is decided as the ranking decides it
    scores = np.vstack([ranked.scores[ranked.best[:1]], ranked.scores])
    ends = weight_interval(scores, ranked.weights)
    return tuple(
        Interval(criterion.name, float(weight), float(low), float(high))
        for criterion, weight, (low, high) in zip(
            ranked.definition.criteria, ranked.weights, ends, strict=True
        )
    )


@lru_cache(maxsize=32)
def stability(ranked: Ranked, *, also: str | None = None) -> Stability | None:
    """
    Return how the listed sites fare under weights drawn at random; None where none is listed.

    Parameters
    ----------
    ranked
        The ranking; its scores are weighed anew, its own weights play no part.
    also
        A feasible candidate that is not listed that is to be compared as well.
    """
    listed = [int(row) for row in ranked.best]
    names = ranked.sites.index
    if also is not None and int(names.get_loc(also)) not in listed:
        listed.append(int(names.get_loc(also)))
    if not listed:
        return None
    rows = _compared(ranked, listed)
    scores = ranked.scores[rows]
    top = min(ranked.definition.top, len(rows))
    share = rank_stability(scores, draws=DRAWS, seed=SEED, top=top)
    first = rank_stability(scores, draws=DRAWS, seed=SEED, top=1)
    at = np.searchsorted(rows, listed)
    return Stability(
        top,
        DRAWS,
        SEED,
        len(rows),
        {str(names[row]): float(share[i]) for row, i in zip(listed, at, strict=True)},
        {str(names[row]): float(first[i]) for row, i in zip(listed, at, strict=True)},
    )


def _compared(ranked: Ranked, listed: list[int]) -> NDArray[np.intp]:
    count, separation_m = len(ranked.total), ranked.definition.separation_m
    if separation_m > 0:
        # neighbours of a site would crowd it out of every list that keeps sites apart
        rows = apart(ranked.sites, ranked.order, separation_m=separation_m, most=MOST_APART)
        return np.unique(np.concatenate([listed, rows]))
    if count <= MOST_COMPARED:
        return np.arange(count)
    each = MOST_COMPARED // 2 // ranked.scores.shape[1]
    by_one = np.argpartition(-ranked.scores, each, axis=0)[:each].ravel()
    return np.unique(np.concatenate([listed, ranked.order[: MOST_COMPARED // 2], by_one]))
