"""
Reasons: why one site stands where it does, and what would have to change.

For a feasible candidate: what each criterion adds, which constraint nearly excluded it, who
comes next and what that one lacks, how far the weights may move. For one that was not: what
excluded it, and by how much. What would have to change is worked out for one thing at a time; two
changes together may do with less.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from atlas.domain.catalogue import Catalogue, nearest
from atlas.domain.finding import Quantity
from atlas.domain.messages import Language, Name, Speaker, Text, keys_only
from atlas.errors import UnknownName
from atlas.questions.siting.margins import Margin, margins
from atlas.questions.siting.ranking import Ranked
from atlas.questions.siting.report import site_name
from atlas.questions.siting.sensitivity import Interval, Stability, intervals, stability
from atlas.questions.siting.value_functions import value_for


@dataclass(frozen=True)
class ScorePart:
    """What one criterion adds: raw value, score, weight, and contribution = weight x score."""

    criterion: str
    raw: Quantity
    score: float
    weight: float
    contribution: float
    filled: bool
    clamped: bool


@dataclass(frozen=True)
class Swap:
    """
    What one criterion would have to be for the rival to draw level, all else as it is.

    `weight` is the weight at which the two tie, the others in their present proportions, and
    `raw` the rival's own value that would do; None where neither end of the scale is enough.
    """

    criterion: str
    weight_now: float
    weight: float | None
    raw_now: Quantity
    raw: Quantity | None


@dataclass(frozen=True)
class Duel:
    """The better and the worse of two sites, by how much, and what would turn it round."""

    leader: str
    leader_name: Name
    rival: str
    rival_name: Name
    gap: float
    swaps: tuple[Swap, ...]


@dataclass(frozen=True)
class Reasons:
    """
    Why a site stands where it does in the ranking.

    `place` is its place among all feasible ones, `rank` that in the list, None where it was
    excluded or not listed. `ahead` sets it against the winner, `behind` against the next one.
    """

    site: str
    name: Name
    ranking: str
    kept: int
    place: int | None
    rank: int | None
    total: float | None
    parts: tuple[ScorePart, ...]
    margins: tuple[Margin, ...]
    ahead: Duel | None
    behind: Duel | None
    winner: Name | None
    intervals: tuple[Interval, ...]
    stability: Stability | None
    speaker: Speaker = field(default=keys_only, repr=False, compare=False)

    @property
    def failed(self) -> tuple[Margin, ...]:
        """The constraints that it breaks."""
        return tuple(margin for margin in self.margins if not margin.kept)

    def say(self, text: Text, lang: Language) -> str:
        """Return any of its texts in words."""
        return self.speaker(text, lang)

    def with_words(self, speaker: Speaker) -> "Reasons":
        """Return the same reasons with words."""
        return replace(self, speaker=speaker)


def reasons(catalogue: Catalogue, ranked: Ranked, site: str) -> Reasons:
    """
    Explain where a candidate stands.

    Parameters
    ----------
    catalogue
        The layers.
    ranked
        The ranking, from `rank`.
    site
        The name of a candidate, feasible or excluded.

    Returns
    -------
    reasons
        Of an excluded one the margins alone, with those that it breaks.

    Raises
    ------
    UnknownName
        If there is no such candidate; similar names are listed.
    """
    if site not in ranked.places.index:
        known = nearest(site, map(str, ranked.sites.index))
        raise UnknownName(kind="candidate", name=site, known=known)
    told = Reasons(
        site=site,
        name=site_name(catalogue, ranked, site),
        ranking=ranked.definition.ranking,
        kept=int(ranked.kept.sum()),
        place=None,
        rank=None,
        total=None,
        parts=(),
        margins=tuple(margins(catalogue, ranked, site)),
        ahead=None,
        behind=None,
        winner=None,
        intervals=intervals(ranked),
        stability=None,
    )
    return _of_kept(catalogue, ranked, told) if site in ranked.sites.index else told


def _of_kept(catalogue: Catalogue, ranked: Ranked, told: Reasons) -> Reasons:
    row = int(ranked.sites.index.get_loc(told.site))
    listed = [int(one) for one in ranked.best]
    rank = listed.index(row) + 1 if row in listed else None
    follows = rank is not None and rank < len(listed)
    return replace(
        told,
        place=int(np.flatnonzero(ranked.order == row)[0]) + 1,
        rank=rank,
        total=float(ranked.total[row]),
        parts=_parts(ranked, row),
        ahead=duel(catalogue, ranked, listed[0], row) if row != listed[0] else None,
        behind=duel(catalogue, ranked, row, listed[rank]) if follows and rank else None,
        winner=site_name(catalogue, ranked, str(ranked.sites.index[listed[0]])),
        stability=stability(ranked, also=None if rank else told.site),
    )


def _parts(ranked: Ranked, row: int) -> tuple[ScorePart, ...]:
    return tuple(
        ScorePart(
            criterion.name,
            ranked.measured.quantity(criterion.name, float(one.values[row])),
            float(one.scores[row]),
            float(weight),
            float(one.scores[row] * weight),
            bool(one.filled[row]),
            bool(one.clamped[row]),
        )
        for criterion, one, weight in zip(
            ranked.definition.criteria, ranked.criteria, ranked.weights, strict=True
        )
    )


def duel(catalogue: Catalogue, ranked: Ranked, leader: int, rival: int) -> Duel:
    """
    Compare two feasible candidates.

    Parameters
    ----------
    catalogue
        The layers.
    ranked
        The ranking.
    leader, rival
        Rows of feasible candidates, the better one first.

    Returns
    -------
    duel
        Without swaps where the ranking is not the weighted sum: only there does one weight, or
        one value, move the totals in a straight line.
    """
    sites = ranked.sites.index
    gap = float(ranked.total[leader] - ranked.total[rival])
    linear = ranked.definition.ranking == "weighted_sum"
    return Duel(
        str(sites[leader]),
        site_name(catalogue, ranked, str(sites[leader])),
        str(sites[rival]),
        site_name(catalogue, ranked, str(sites[rival])),
        gap,
        tuple(_swap(ranked, leader, rival, at) for at in range(len(ranked.weights)))
        if linear
        else (),
    )


def _swap(ranked: Ranked, leader: int, rival: int, column: int) -> Swap:
    criterion, one = ranked.definition.criteria[column], ranked.criteria[column]
    lead = ranked.scores[leader] - ranked.scores[rival]
    weight = float(ranked.weights[column])
    wanted = float(one.scores[rival] + lead @ ranked.weights / weight)
    unit, now = ranked.measured.units[criterion.name], float(one.values[rival])
    value = value_for(_unrounded(wanted), criterion.transform, near=now)
    return Swap(
        criterion.name,
        weight,
        _tie(lead, ranked.weights, column),
        ranked.measured.quantity(criterion.name, now),
        None if value is None else Quantity(value, unit),
    )


def _unrounded(score: float) -> float:
    """Return a score a hair beyond an end of the scale as that end."""
    return round(score, 12)


def _tie(lead: np.ndarray, weights: np.ndarray, column: int) -> float | None:
    """Return the weight of a criterion at which a lead is nothing, the others in proportion."""
    others = np.delete(weights, column)
    if not len(others):
        return None
    without = float(np.delete(lead, column) @ (others / others.sum()))
    slope = float(lead[column]) - without
    if abs(slope) < 1e-12:
        return None
    tie = -without / slope
    return tie if 0 <= tie <= 1 else None
