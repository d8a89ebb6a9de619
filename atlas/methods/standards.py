"""
Standards: who reaches every threshold of a class, who nearly does, and for whom data are missing.

A threshold is the least that a figure must be. A figure that is missing is unknown: it neither
meets nor fails, and a standard with an unknown figure is not met, only not failed. To be near a
threshold is to lack at most a tenth of it, which no standard grants: it says where to look.
"""

from collections.abc import Iterable

import numpy as np
import pandas
from numpy.typing import NDArray

from atlas.methods.arrays import Floats

NEAR = 0.1
VERDICTS = ("below", "unknown", "near", "meets")
COLUMNS = (
    "standard_zh",
    "standard_en",
    "class",
    "indicator_zh",
    "indicator_en",
    "column",
    "per",
    "value",
    "either",
)


def judged(figures: pandas.DataFrame, thresholds: pandas.DataFrame) -> pandas.DataFrame:
    """
    Hold each feature against each threshold of its class.

    Parameters
    ----------
    figures
        One row a feature, with `class`; columns that are not there are unknown for all.
    thresholds
        One row a threshold, with `COLUMNS`: `column` is compared, divided by `per` where that
        is set; of rows of a standard with the same `either` one is enough. A row without a
        value is a standard that was not found, which nobody meets or fails.

    Returns
    -------
    verdicts
        One row for each feature and threshold: `feature`, `standard_zh`, `standard_en`,
        `indicator_zh`, `indicator_en`, `value`, `actual`, `either`, and `verdict`, one of
        `VERDICTS`.
    """
    told = ["standard_zh", "standard_en", "indicator_zh", "indicator_en", "value", "either"]
    parts = []
    for row in thresholds.to_dict("records"):
        own = figures[figures["class"] == row["class"]]
        actual = _figure(own, row["column"], row["per"])
        part = pandas.DataFrame({"feature": own.index, "actual": actual})
        parts.append(
            part.assign(verdict=_verdicts(actual, row["value"]), **{k: row[k] for k in told})
        )
    if not parts:
        return pandas.DataFrame(columns=["feature", "actual", "verdict", *told])
    return pandas.concat(parts, ignore_index=True)


def by_standard(verdicts: pandas.DataFrame) -> pandas.DataFrame:
    """
    Sum the verdicts up for each feature and standard.

    Returns
    -------
    standards
        `feature`, `standard_zh`, `standard_en`, how many requirements it `meets`, is `near`, is
        `below` and are `unknown`, the indicators unknown (`missing_zh`, `missing_en`), and the
        `verdict`: below if any is, else unknown if any is, else near if any is, else meets.
    """
    rows = []
    by = ["feature", "standard_zh", "standard_en"]
    for (feature, zh, en), own in verdicts.groupby(by, sort=False):
        found = _requirements(own)
        counts = {name: found.count(name) for name in VERDICTS}
        missing = own[own["verdict"] == "unknown"]
        rows.append(
            {
                "feature": feature,
                "standard_zh": zh,
                "standard_en": en,
                "verdict": next(name for name in VERDICTS if counts[name]),
                **counts,
                "missing_zh": "、".join(filter(None, missing["indicator_zh"])),
                "missing_en": ", ".join(filter(None, missing["indicator_en"])),
            }
        )
    names = [*by, "verdict", *VERDICTS, "missing_zh", "missing_en"]
    return pandas.DataFrame(rows, columns=names)


def _figure(own: pandas.DataFrame, column: str, per: str) -> Floats:
    unknown = np.full(len(own), np.nan)
    if column not in own or (per and per not in own):
        return unknown
    value: Floats = pandas.to_numeric(own[column]).to_numpy(dtype=float)
    if not per:
        return value
    below = pandas.to_numeric(own[per]).to_numpy(dtype=float)
    share: Floats = np.divide(value, below, out=unknown, where=below > 0)
    return share


def _verdicts(actual: Floats, value: float) -> NDArray[np.str_]:
    unknown = np.isnan(actual) | np.isnan(value)
    # a tenth less than 0.1 is 0.09, whatever the computer's fractions make of it
    nearly = actual >= value * (1 - NEAR) * (1 - 1e-12)
    chosen = np.select([unknown, actual >= value, nearly], ["unknown", "meets", "near"], "below")
    return np.asarray(chosen, dtype=np.str_)


def _requirements(own: pandas.DataFrame) -> list[str]:
    """Return one verdict for each requirement; of alternatives the best, if it is certain."""
    alone = list(own.loc[own["either"] == "", "verdict"])
    choices = own[own["either"] != ""].groupby("either")["verdict"]
    return alone + [_best(set(verdicts)) for _, verdicts in choices]


def _best(verdicts: Iterable[str]) -> str:
    # what is unknown may yet be met, so it counts before what is merely near
    return next(name for name in ("meets", "unknown", "near", "below") if name in verdicts)
