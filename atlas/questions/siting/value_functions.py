"""
Scores: what a raw value is worth, between 0 and 1, and what stands in for a missing one.

A transform says which way is better. Beyond its ends a value is clamped: everything past the end
scores alike, and how many candidates that befell is reported: a scale on which most are clamped
no longer separates them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atlas.domain.messages import Name
from atlas.errors import Refused
from atlas.questions.candidates.reference_trees import Floats
from atlas.questions.siting.criteria import (
    Criterion,
    Gaussian,
    Inverse,
    Linear,
    Sigmoid,
    Steps,
    Transform,
)

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Scored:
    """One criterion on the feasible candidates: values with stand-ins, which those are, scores."""

    values: Floats
    filled: Mask
    scores: Floats
    clamped: Mask


def scored(criterion: Criterion, raw: Floats) -> Scored:
    """
    Score the feasible candidates by one criterion.

    Parameters
    ----------
    criterion
        Its transform, and what stands in for a missing value.
    raw
        Values of the feasible candidates; NaN where missing.

    Returns
    -------
    scored
        No value is missing.

    Raises
    ------
    Refused
        If a value must stand in and no candidate has one.
    """
    filled = np.isnan(raw)
    if filled.all() and filled.any():
        raise Refused(reason="criterion_without_data", name=Name(criterion.name))
    values = raw.copy()
    if filled.any():
        known = raw[~filled]
        worst = known[np.argmin(score(known, criterion.transform))]
        values[filled] = np.median(known) if criterion.missing == "median" else worst
    scores = score(values, criterion.transform)
    return Scored(values, filled, scores, beyond_ends(values, criterion.transform))


def score(values: Floats, transform: Transform) -> Floats:
    """Turn values into scores in [0, 1] as the transform says."""
    if isinstance(transform, Linear):
        scores = (transform.worst - values) / (transform.worst - transform.best)
    elif isinstance(transform, Inverse):
        decay = 1 / (1 + np.maximum(values, 0) / transform.half)
        scores = decay if transform.better == "low" else 1 - decay
    elif isinstance(transform, Steps):
        # a break belongs to the class below it; a hair of tolerance for sums of floats
        classes = np.searchsorted(np.array(transform.breaks) + 1e-9, values, side="left")
        scores = np.array(transform.scores)[classes]
    elif isinstance(transform, Sigmoid):
        turn = 1.0 if transform.better == "low" else -1.0
        steep = np.clip(turn * (values - transform.midpoint) / transform.spread, -700, 700)
        scores = 1 / (1 + np.exp(steep))
    else:
        scores = np.exp(-(((values - transform.ideal) / transform.spread) ** 2) / 2)
    return np.asarray(np.clip(scores, 0.0, 1.0), dtype=float)


def beyond_ends(values: Floats, transform: Transform) -> Mask:
    """Return which values a transform clamps: past the ends of a line, below 0 of a decay."""
    if isinstance(transform, Linear):
        low, high = sorted((transform.best, transform.worst))
        return np.asarray((values < low) | (values > high))
    if isinstance(transform, Inverse):
        return np.asarray(values < 0)
    return np.zeros(len(values), dtype=bool)


def as_measure(values: Floats, scores: Floats, transform: Transform) -> tuple[Floats, bool]:
    """
    Return a criterion as TOPSIS takes it: a measure, and whether more of it is better.

    An ideal value becomes the distance from it, a cost; classes have no direction but their
    scores'.

    Parameters
    ----------
    values
        Raw values of the feasible candidates, shape (n,).
    scores
        Their scores, between 0 and 1.
    transform
        How values become scores.
    """
    if isinstance(transform, Linear):
        return values, transform.best > transform.worst
    if isinstance(transform, Inverse | Sigmoid):
        return values, transform.better == "high"
    if isinstance(transform, Gaussian):
        return np.abs(values - transform.ideal), False
    return scores, True


def value_for(wanted: float, transform: Transform, *, near: float) -> float | None:
    """
    Find the value that scores as wanted, the nearest to a present one where several do.

    Parameters
    ----------
    wanted
        The score; outside [0, 1] no value reaches it.
    transform
        From value to score.
    near
        The present value.

    Returns
    -------
    value
        None where none scores so, or, of classes, at least so.
    """
    if not 0 <= wanted <= 1:
        return None
    if isinstance(transform, Linear):
        return transform.worst - wanted * (transform.worst - transform.best)
    if isinstance(transform, Inverse):
        decay = wanted if transform.better == "low" else 1 - wanted
        return transform.half * (1 / decay - 1) if decay > 0 else None
    if isinstance(transform, Sigmoid):
        if not 0 < wanted < 1:
            return None
        turn = 1.0 if transform.better == "low" else -1.0
        return transform.midpoint + turn * transform.spread * float(np.log(1 / wanted - 1))
    if isinstance(transform, Gaussian):
        if wanted == 0:
            return None
        off = transform.spread * float(np.sqrt(-2 * np.log(wanted)))
        return min((transform.ideal - off, transform.ideal + off), key=lambda v: abs(v - near))
    return _break_for(wanted, transform, near)


def _break_for(wanted: float, transform: Steps, near: float) -> float | None:
    """Return the nearest end of a class that scores at least so; open classes by their break."""
    ends: list[float] = []
    for number, given in enumerate(transform.scores):
        if given >= wanted:
            ends += transform.breaks[max(number - 1, 0) : number + 1]
    return min(ends, key=lambda end: abs(end - near)) if ends else None
