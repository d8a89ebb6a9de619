"""
The door of the numeric cores: arrays in metres, checked once and then trusted.

Every check names all offending rows at once. What only one measure takes is checked beside it.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from atlas.errors import BadInput

Floats = NDArray[np.float64]

# how far beyond a boundary still counts as on it, in metres or the unit of a cost
TOLERANCE_M = 1e-6


def as_points(xy: ArrayLike, *, argument: str) -> Floats:
    """Return finite coordinates of shape (n, 2)."""
    points = np.asarray(xy, dtype=np.float64)
    if points.size == 0:
        return np.empty((0, 2))
    if points.ndim != 2 or points.shape[1] != 2:
        raise BadInput(argument=argument, reason="wrong_shape")
    finite = np.isfinite(points)
    if not finite.all():
        refuse_rows(~finite.all(axis=1), argument=argument, reason="not_finite")
    return points


def refuse_rows(bad: Any, *, argument: str, reason: str) -> None:
    """
    Raise `BadInput` naming the rows that are bad, if any.

    Parameters
    ----------
    bad
        A flag for each row.
    argument
        The name of the argument.
    reason
        The key of the reason.
    """
    rows = np.flatnonzero(bad)
    if rows.size:
        raise BadInput(argument=argument, reason=reason, rows=rows.tolist())
