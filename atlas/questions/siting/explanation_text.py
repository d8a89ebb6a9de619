"""Reasons as plain sentences: what a committee needs to hear, in the order of its questions."""

from collections.abc import Iterator

from atlas.domain.finding import Quantity
from atlas.domain.messages import Message, Name, message
from atlas.questions.siting.explanation import Duel, Reasons, ScorePart, Swap
from atlas.questions.siting.margins import tightest
from atlas.questions.siting.sensitivity import Interval

_FIRM, _FAIR = 0.8, 0.5  # from so many draws in the first places a site is firm, or fairly so


def sentences(told: Reasons) -> tuple[Message, ...]:
    """
    Return the reasons as sentences: place, parts, constraints, rivals, robustness.

    Parameters
    ----------
    told
        From `reasons`.
    """
    if told.place is None or told.total is None:
        return tuple(_excluded(told))
    listed = told.rank is not None and told.rank != told.place
    return (
        message(
            "why.place_listed" if listed else "why.place",
            site=told.name,
            kept=Quantity(told.kept, "count"),
            place=told.place,
            rank=told.rank,
            score=Quantity(told.total, "score"),
            method=message(f"siting.method_{told.ranking}"),
        ),
        *_parts(told),
        _constraint(told),
        *_rivals(told),
        *_robustness(told),
    )


def _excluded(told: Reasons) -> Iterator[Message]:
    for margin in told.failed:
        key = "why.broken" if margin.by is None else "why.broken_by"
        yield message(key, site=told.name, constraint=margin.text, by=margin.by)


def _parts(told: Reasons) -> Iterator[Message]:
    best = max(told.parts, key=lambda part: part.contribution)
    yield message(
        "why.most",
        criterion=Name(best.criterion),
        part=Quantity(best.contribution, "score"),
        raw=best.raw,
        score=Quantity(best.score, "score"),
        weight=Quantity(best.weight, "share"),
    )
    lost = max(told.parts, key=_lost)
    if _lost(lost) > 0:
        yield message(
            "why.lost",
            criterion=Name(lost.criterion),
            lost=Quantity(_lost(lost), "score"),
            raw=lost.raw,
            score=Quantity(lost.score, "score"),
        )
    filled = tuple(Name(part.criterion) for part in told.parts if part.filled)
    if filled:
        yield message("why.filled", criteria=filled)


def _lost(part: ScorePart) -> float:
    return part.weight - part.contribution


def _constraint(told: Reasons) -> Message:
    near = tightest(list(told.margins))
    if near is None:
        return message("why.no_margin")
    return message("why.margin", constraint=near.text, by=near.by)


def _rivals(told: Reasons) -> Iterator[Message]:
    if told.behind is not None:
        yield _compared("why.behind", told.behind)
        yield from _turn(told.behind)
    if told.ahead is not None:
        yield _compared("why.ahead", told.ahead)
        yield from _turn(told.ahead)


def _compared(key: str, duel: Duel) -> Message:
    gap = Quantity(duel.gap, "score")
    return message(key, rival=duel.rival_name, leader=duel.leader_name, gap=gap)


def _turn(duel: Duel) -> Iterator[Message]:
    """Say the least change of one weight, and of one value, that would turn a duel round."""
    if not duel.swaps:
        return
    weighed = [swap for swap in duel.swaps if swap.weight is not None]
    if weighed:
        least = min(weighed, key=_weight_change)
        rises = least.weight is not None and least.weight > least.weight_now
        yield message(
            "why.weight_up" if rises else "why.weight_down",
            rival=duel.rival_name,
            criterion=Name(least.criterion),
            now=Quantity(least.weight_now, "share"),
            then=Quantity(least.weight or 0.0, "share"),
        )
    else:
        yield message("why.no_weight", rival=duel.rival_name)
    valued = [swap for swap in duel.swaps if swap.raw is not None]
    if valued:
        easiest = min(valued, key=lambda swap: _value_change(swap, duel))
        yield message(
            "why.value",
            rival=duel.rival_name,
            criterion=Name(easiest.criterion),
            now=easiest.raw_now,
            then=easiest.raw,
        )
    else:
        yield message("why.no_value", rival=duel.rival_name)


def _weight_change(swap: Swap) -> float:
    return abs((swap.weight or 0.0) - swap.weight_now)


def _value_change(swap: Swap, duel: Duel) -> float:
    """Return the rise in score that a value needs: the same gap, the less the more it weighs."""
    return duel.gap / swap.weight_now


def _move(one: Interval) -> float:
    """Return by how much a weight may move before the winner falls; an open end is no end."""
    down = one.weight - one.lowest if one.lowest > 0 else float("inf")
    up = one.highest - one.weight if one.highest < 1 else float("inf")
    return min(down, up)


def _held(told: Reasons) -> Message:
    """Say which single weight would unseat the winner soonest."""
    if told.ranking != "weighted_sum":
        return message("why.no_interval")
    soonest = min(told.intervals, key=_move)
    if _move(soonest) == float("inf"):
        return message("why.any_weight", winner=told.winner)
    return message(
        "why.interval",
        winner=told.winner,
        criterion=Name(soonest.criterion),
        now=Quantity(soonest.weight, "share"),
        ends=Quantity(soonest.weight, "share", soonest.lowest, soonest.highest),
    )


def _robustness(told: Reasons) -> Iterator[Message]:
    if len(told.parts) > 1:
        yield _held(told)
    if told.stability is None:
        return
    share = told.stability.share[told.site]
    firmness = "firm" if share >= _FIRM else "fair" if share >= _FAIR else "weak"
    yield message(
        f"why.{firmness}",
        site=told.name,
        draws=told.stability.draws,
        seed=told.stability.seed,
        compared=Quantity(told.stability.compared, "count"),
        top=told.stability.top,
        share=Quantity(share, "share"),
        first=Quantity(told.stability.first[told.site], "share"),
    )
