"""
Targets: which are due, and how far along those are that have an actual value.

Levels are never added up: a province's target holds the city's. Only what was printed as a
target with a value can be compared; figures that the documents print oddly or as an order of
magnitude are declared `comparable = no` and get no share. The light is green when the target is
reached, amber while it is not and its year is not over, red when its year is over.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas

PAST, THIS_YEAR, AHEAD, UNDATED = "past", "this_year", "ahead", "undated"
GREEN, AMBER, RED = "green", "amber", "red"
_AT_MOST = ("<", "<=")


def target_status(
    targets: pandas.DataFrame, actual: Mapping[str, float], *, today: date
) -> pandas.DataFrame:
    """
    Say of each target when it is due and how far it is.

    Parameters
    ----------
    targets
        Rows of the targets table: `value`, `year`, `operator`, `comparable`.
    actual
        Target id -> latest actual value, in the unit of the target.
    today
        The day that decides what is past.

    Returns
    -------
    standing
        Indexed as `targets`: `due`, `actual`, `share` (actual / value, NaN where it makes no
        sense) and `light` (empty where there is no share).
    """
    known = pandas.Series(actual, dtype=float).reindex(targets.index)
    due = pandas.Series(
        [_due(year, today) for year in targets["year"]], index=targets.index, dtype=str
    )
    is_fair = (targets["comparable"] == "yes") & (targets["value"] > 0) & known.notna()
    share = (known / targets["value"]).where(is_fair)
    reached = _reached(targets, known)
    lights = [
        _light(bool(done), when) if fair else ""
        for done, when, fair in zip(reached, due, is_fair, strict=True)
    ]
    return pandas.DataFrame(
        {"due": due, "actual": known, "share": share, "light": lights}, index=targets.index
    )


def _due(year: float, today: date) -> str:
    if np.isnan(year):
        return UNDATED
    if year < today.year:
        return PAST
    return THIS_YEAR if year == today.year else AHEAD


def _reached(targets: pandas.DataFrame, known: pandas.Series) -> pandas.Series:
    is_ceiling = targets["operator"].isin(_AT_MOST)
    above = known > targets["value"]
    met = known == targets["value"]
    # "more than" is not met by as much; "about" and "equal to" are taken as a floor
    floor = above | (met & (targets["operator"] != ">"))
    ceiling = (known < targets["value"]) | (met & (targets["operator"] == "<="))
    return floor.where(~is_ceiling, ceiling)


def _light(done: bool, when: str) -> str:
    if done:
        return GREEN
    return RED if when == PAST else AMBER
