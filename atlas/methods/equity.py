"""
How evenly something is spread: over people (Gini, Theil) and over the map (Moran).

All three describe a spread and judge nothing: an even spread of too little is even. They depend
on how the ground is divided, and change when zones are merged or split.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from atlas.errors import BadInput
from atlas.methods.arrays import Floats, refuse_rows

# rounding within which a shuffled figure counts as equal to the one observed
ROUNDING = 1e-12


class Moran(NamedTuple):
    """Statistic, its mean if places were shuffled, and how rarely a shuffle is as extreme."""

    statistic: float
    expected: float
    p_value: float


def gini(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """
    Measure inequality as the area between the Lorenz curve and the line of equality, doubled.

    Insensitive to changes at the ends of the spread. Values are counted as if everyone in a place
    had the same, so inequality within places is not seen.

    Parameters
    ----------
    values
        What a head has in each place, at least zero.
    weights
        Heads in each place; 1 by default.

    Returns
    -------
    coefficient
        In [0, 1): 0 where all have the same, also where nobody has anything.

    Raises
    ------
    BadInput
        If there are no values or no weight, or one is negative or not finite; names the rows.

    References
    ----------
    Gini (1912), Variabilità e mutabilità; Lorenz (1905), Methods of measuring the concentration
    of wealth.
    """
    have = _amounts(values, "values")
    heads = np.ones(len(have)) if weights is None else _amounts(weights, "weights")
    if heads.shape != have.shape:
        raise BadInput(argument="weights", reason="wrong_shape")
    if not heads.sum() > 0:
        raise BadInput(argument="weights", reason="empty")
    order = np.argsort(have)
    held = np.cumsum(have[order] * heads[order])
    if not held[-1] > 0:
        return 0.0
    lorenz = np.append(0.0, held / held[-1])
    share = heads[order] / heads.sum()
    under_curve = (share * (lorenz[1:] + lorenz[:-1])).sum() / 2
    return float(1 - 2 * under_curve)


def theil(values: ArrayLike) -> float:
    """
    Measure inequality as the mean of share times logarithm of share (Theil's T).

    Most sensitive to differences at the top. Its upper bound depends on the number of values,
    so figures for different numbers do not compare.

    Parameters
    ----------
    values
        What each has, at least zero.

    Returns
    -------
    index
        From 0 (all the same, also where all have nothing) to the logarithm of the number of
        values (one has all).

    Raises
    ------
    BadInput
        If there are no values, or one is negative or not finite; names the rows.

    References
    ----------
    Theil (1967), Economics and Information Theory.
    """
    have = _amounts(values, "values")
    mean = have.mean()
    if not mean > 0:
        return 0.0
    relative = have[have > 0] / mean
    return float((relative * np.log(relative)).sum() / len(have))


def moran(values: ArrayLike, weights_matrix: Any, *, permutations: int, seed: int) -> Moran:
    """
    Measure whether neighbours are alike (Moran's I), against shuffled maps.

    A pattern at another scale than that of the neighbourhoods is not seen.

    Parameters
    ----------
    values
        One a place.
    weights_matrix
        How much each place neighbours each other, dense or sparse, shape (places, places), used
        unchanged: standardise the rows first if they should count alike. The diagonal is zero.
    permutations
        How many shuffled maps to compare with.
    seed
        Of the shuffles: the same seed gives the same p value.

    Returns
    -------
    moran
        `statistic`: above `expected`, -1 / (places - 1), where neighbours are alike.
        `p_value`: share of maps, this one and the shuffled, at least as far from expected.

    Raises
    ------
    BadInput
        If there are fewer than three values or all are the same, a figure is not finite, the
        matrix does not fit, a weight is negative, a place neighbours itself, or nobody has a
        neighbour; names the rows.

    References
    ----------
    Moran (1950), Notes on continuous stochastic phenomena, Biometrika 37 (1/2); Cliff & Ord
    (1981), Spatial Processes: Models and Applications.
    """
    have = _finite(values, "values")
    if len(have) < 3:
        raise BadInput(argument="values", reason="too_few")
    if np.ptp(have) == 0:
        raise BadInput(argument="values", reason="constant")
    if permutations < 1:
        raise BadInput(argument="permutations", reason="not_positive")
    weights = _neighbours(weights_matrix, places=len(have))
    apart = have - have.mean()
    scale = len(apart) / weights.sum() / (apart @ apart)
    statistic = scale * (apart @ (weights @ apart))
    expected = -1 / (len(apart) - 1)
    random = np.random.default_rng(seed)
    far = abs(statistic - expected) - ROUNDING
    extreme = 1  # the map observed is one of the maps
    for _ in range(permutations):
        shuffled = random.permutation(apart)
        extreme += abs(scale * (shuffled @ (weights @ shuffled)) - expected) >= far
    return Moran(float(statistic), expected, float(extreme / (permutations + 1)))


def _finite(figures: ArrayLike, argument: str) -> Floats:
    values = np.asarray(figures, dtype=np.float64)
    if values.ndim != 1:
        raise BadInput(argument=argument, reason="wrong_shape")
    refuse_rows(~np.isfinite(values), argument=argument, reason="not_finite")
    return values


def _amounts(figures: ArrayLike, argument: str) -> Floats:
    values = _finite(figures, argument)
    if not values.size:
        raise BadInput(argument=argument, reason="empty")
    refuse_rows(values < 0, argument=argument, reason="negative")
    return values


def _neighbours(weights_matrix: Any, *, places: int) -> csr_array:
    weights = csr_array(weights_matrix, dtype=np.float64)
    if weights.shape != (places, places):
        raise BadInput(argument="weights_matrix", reason="wrong_shape")
    row = weights.tocoo().row
    for bad, reason in ((~np.isfinite(weights.data), "not_finite"), (weights.data < 0, "negative")):
        if bad.any():
            rows = np.unique(row[bad]).tolist()
            raise BadInput(argument="weights_matrix", reason=reason, rows=rows)
    refuse_rows(weights.diagonal() != 0, argument="weights_matrix", reason="own_neighbour")
    if not weights.sum() > 0:
        raise BadInput(argument="weights_matrix", reason="empty")
    return weights
