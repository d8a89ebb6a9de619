"""
The door of the location models: everything is checked here, once, and trusted behind it.

Each fault is refused by name (`BadInput`); nothing is mended in silence.
"""

from collections.abc import Sequence
from time import perf_counter

import numpy as np
from numpy.typing import ArrayLike

from atlas.errors import BadInput
from atlas.methods.location.mip import Patience, ShouldStop
from atlas.methods.location.solution import Floats, Integers


def checked_cost(cost: ArrayLike) -> Floats:
    """Demand rows x site columns, none negative, `inf` allowed."""
    table = np.asarray(cost, dtype=float)
    if table.ndim != 2 or not table.size:
        raise BadInput(argument="cost", reason="not_a_table")
    _refuse("cost", "not_a_number", np.isnan(table).any(axis=1))
    _refuse("cost", "negative", (table < 0).any(axis=1))
    return table


def checked_weights(weights: ArrayLike, *, rows: int) -> Floats:
    """One finite weight a demand row, none negative, not all zero."""
    given = np.asarray(weights, dtype=float)
    if given.shape != (rows,):
        raise BadInput(argument="weights", reason="length_differs")
    _refuse("weights", "not_finite", ~np.isfinite(given))
    _refuse("weights", "negative", given < 0)
    if not given.any():
        raise BadInput(argument="weights", reason="all_zero")
    return given


def checked_radius(service_radius: float) -> float:
    """Give a positive finite radius."""
    if not np.isfinite(service_radius):
        raise BadInput(argument="service_radius", reason="not_finite")
    if service_radius <= 0:
        raise BadInput(argument="service_radius", reason="not_positive")
    return float(service_radius)


def checked_count(name: str, value: int, *, sites: int, predefined: Integers) -> int:
    """
    Give a number of sites that counts the predefined ones and can be had.

    Parameters
    ----------
    name
        Of the argument, for the error.
    value
        The number of sites, the predefined ones included.
    sites
        How many sites there are.
    predefined
        Columns that are part of every plan.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise BadInput(argument=name, reason="not_whole")
    if value < 1:
        raise BadInput(argument=name, reason="not_positive")
    if value > sites:
        raise BadInput(argument=name, reason="more_than_sites")
    if value < len(predefined):
        raise BadInput(argument=name, reason="fewer_than_predefined")
    return int(value)


def checked_predefined(predefined: Sequence[int] | Integers, *, sites: int) -> Integers:
    """Columns of the facilities that stand already: whole numbers, in range, each once."""
    given = np.asarray(predefined)
    if not given.size:
        return np.empty(0, dtype=np.intp)
    if given.ndim != 1 or not np.issubdtype(given.dtype, np.integer):
        raise BadInput(argument="predefined", reason="not_whole")
    if given.min() < 0 or given.max() >= sites:
        raise BadInput(argument="predefined", reason="unknown_site")
    if len(np.unique(given)) < len(given):
        raise BadInput(argument="predefined", reason="repeated")
    return np.sort(given).astype(np.intp)


def checked_patience(time_limit_s: float | None, should_stop: ShouldStop | None) -> Patience:
    """Turn a positive number of seconds, counted from now, into a moment."""
    if time_limit_s is None:
        return Patience(should_stop=should_stop)
    if not time_limit_s > 0:
        raise BadInput(argument="time_limit_s", reason="not_positive")
    return Patience(perf_counter() + time_limit_s, should_stop)


def _refuse(name: str, reason: str, faults: ArrayLike) -> None:
    rows = np.flatnonzero(np.asarray(faults))
    if len(rows):
        raise BadInput(argument=name, reason=reason, rows=rows.tolist())
