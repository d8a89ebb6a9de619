"""
Competition: whom facilities share.

Two facilities share those who are within reach of both. To share is not to compete: they may
offer different things, and which of the two somebody uses is not seen here (see `access.huff`).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from atlas.errors import BadInput
from atlas.methods.arrays import TOLERANCE_M, Floats, refuse_rows


class Shared(NamedTuple):
    """
    Whom facilities share, by weight.

    Parameters
    ----------
    matrix
        Shape (sites, sites): the weight within reach of both, and on the diagonal of each.
    alone
        Shape (sites,): the weight within reach of this site and of no other.
    """

    matrix: Floats
    alone: Floats


def shared_demand(weights: ArrayLike, cost: ArrayLike, *, radius: float) -> Shared:
    """
    Measure how much demand each pair of sites has in common.

    Parameters
    ----------
    weights
        What each place counts for, shape (places,).
    cost
        From place to site, shape (places, sites); infinite where there is no way.
    radius
        The highest cost within reach, inclusive, in the unit of `cost`.

    Returns
    -------
    shared
        The matrix is symmetric, and no entry is larger than the lesser of its two diagonals.

    Raises
    ------
    BadInput
        If a shape does not fit, a figure is negative or not a number, or the radius is not
        positive; names the rows.
    """
    if not 0 < radius < np.inf:
        raise BadInput(argument="radius", reason="not_positive")
    held = np.asarray(weights, dtype=np.float64)
    costs = np.asarray(cost, dtype=np.float64)
    if costs.ndim != 2 or held.shape != costs.shape[:1]:
        raise BadInput(argument="cost", reason="wrong_shape")
    refuse_rows(~np.isfinite(held), argument="weights", reason="not_finite")
    refuse_rows(held < 0, argument="weights", reason="negative")
    refuse_rows(np.isnan(costs).any(axis=1), argument="cost", reason="not_a_number")
    reached = (costs <= radius + TOLERANCE_M).astype(np.float64)
    matrix: Floats = reached.T @ (reached * held[:, np.newaxis])
    single = reached.sum(axis=1) == 1
    alone: Floats = reached[single].T @ held[single]
    return Shared(matrix, alone)
