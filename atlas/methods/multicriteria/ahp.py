"""
Weights from pairwise judgements: the analytic hierarchy process (AHP, Saaty 1980).

A judgement says how many times criterion i matters more than criterion j. The weights are the
principal eigenvector of the matrix of judgements, or the geometric means of its rows; the
consistency ratio (CR) compares how far the judgements contradict each other with matrices filled
at random. Where it misleads: a low CR says that judgements agree with each other, not that they
are right; equal weights can come from a perfect circle (a over b over c over a), which only the
CR betrays; and with few judgements left in, hardly anything can contradict anything, so the CR
of an incomplete matrix flatters (the random index is that of complete ones).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from atlas.errors import BadInput

ACCEPTED_CR = 0.10
SCALE = 9.0  # judgements run from 1/9 to 9
RANDOM_INDEX_SOURCE = "Saaty 1980"
RANDOM_INDEX = {1: 0.0, 2: 0.0, 3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45}

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weighting:
    """
    Weights of criteria with the proof of how consistent the judgements are.

    `weights` sum to 1, in the order of the criteria. `worst_judgement` is (i, j, suggested): the
    judgement i < j that gains most consistency by being replaced with what the others imply,
    limited to 1/9 to 9; None where no such change gains anything. `missing` counts the pairs
    nobody judged. `consistent` is the verdict `cr <= 0.10`.
    """

    weights: Floats
    lambda_max: float
    ci: float
    cr: float
    random_index: float
    random_index_source: str
    consistent: bool
    missing: int
    worst_judgement: tuple[int, int, float] | None


def ahp(matrix: ArrayLike, *, method: str = "eigenvector") -> Weighting:
    """
    Derive weights from pairwise judgements, and say how consistent these are.

    An inconsistent matrix is answered, not refused: look at `consistent` before using the weights.

    Parameters
    ----------
    matrix
        Square, 1 to 9 criteria; entry (i, j) says how many times i matters more than j. NaN where
        nobody judged; a pair on one side only is mirrored, so a triangle is enough. A pair
        on both sides must be reciprocal within 0.1 percent.
    method
        "eigenvector" (missing judgements by Harker's method) or "geometric_mean" (missing ones by
        logarithmic least squares; of a full matrix, the geometric means of the rows).

    Returns
    -------
    weighting
        The CR belongs to the matrix, whichever method made the weights.

    Raises
    ------
    BadInput
        If the matrix is not square, too large, not positive, not reciprocal, or so incomplete that
        two criteria are not linked by any chain of judgements; or the method is unknown.

    References
    ----------
    Saaty (1980), *The Analytic Hierarchy Process*. Harker (1987), Incomplete pairwise comparisons
    in the analytic hierarchy process, *Mathematical Modelling* 9. Bozoki, Fulop & Ronyai (2010),
    On optimal completions of incomplete pairwise comparison matrices, *Mathematical and Computer
    Modelling* 52 (logarithmic least squares: unique if the judgements link all criteria).
    """
    judged = _checked(matrix)
    if method not in ("eigenvector", "geometric_mean"):
        raise BadInput(argument="method", reason="unknown_method")
    n = len(judged)
    lambda_max, principal = _perron(judged)
    ci = max(lambda_max - n, 0.0) / (n - 1) if n > 1 else 0.0
    random_index = RANDOM_INDEX[n]
    cr = ci / random_index if random_index else 0.0
    return Weighting(
        weights=principal if method == "eigenvector" else _log_least_squares(judged),
        lambda_max=lambda_max,
        ci=ci,
        cr=cr,
        random_index=random_index,
        random_index_source=RANDOM_INDEX_SOURCE,
        consistent=cr <= ACCEPTED_CR,
        missing=int(np.isnan(judged).sum()) // 2,
        worst_judgement=_worst(judged, lambda_max),
    )


def _checked(matrix: ArrayLike) -> Floats:
    """Give the matrix mirrored, exactly reciprocal, NaN only where a pair is not judged."""
    given = np.array(matrix, dtype=float)
    if given.ndim != 2 or given.shape[0] != given.shape[1] or not given.size:
        raise BadInput(argument="matrix", reason="not_square")
    if len(given) > max(RANDOM_INDEX):
        raise BadInput(argument="matrix", reason="too_many_criteria")
    known = ~np.isnan(given)
    _refuse(np.isinf(given) | (known & (np.nan_to_num(given) <= 0)), "not_positive")
    diagonal = np.diag(given)
    _refuse(np.diag(~np.isnan(diagonal) & (np.abs(diagonal - 1) > 1e-3)), "diagonal_not_one")
    other = 1 / given.T
    _refuse(known & known.T & (np.abs(given / other - 1) > 1e-3), "not_reciprocal")
    judged = np.where(known & known.T, np.sqrt(given * other), np.where(known, given, other))
    np.fill_diagonal(judged, 1.0)
    if not _linked(judged):
        raise BadInput(argument="matrix", reason="not_connected")
    return judged


def _refuse(faults: NDArray[np.bool_], reason: str) -> None:
    rows = np.flatnonzero(faults.any(axis=1))
    if len(rows):
        raise BadInput(argument="matrix", reason=reason, rows=rows.tolist())


def _linked(judged: Floats) -> bool:
    """Is every criterion reached from the first by a chain of judgements."""
    steps = np.linalg.matrix_power((~np.isnan(judged)).astype(float), len(judged))
    return bool((steps[0] > 0).all())


def _perron(judged: Floats) -> tuple[float, Floats]:
    """Largest eigenvalue and its vector; unjudged pairs count on the diagonal (Harker 1987)."""
    missing = np.isnan(judged)
    values, vectors = np.linalg.eig(np.where(missing, 0.0, judged) + np.diag(missing.sum(axis=1)))
    first = int(np.argmax(values.real))
    vector = np.abs(vectors[:, first].real)
    return float(values[first].real), vector / vector.sum()


def _log_least_squares(judged: Floats) -> Floats:
    known = ~np.isnan(judged)
    links = np.diag(known.sum(axis=1)) - known.astype(float)
    logs = np.where(known, np.log(np.where(known, judged, 1.0)), 0.0).sum(axis=1)
    # the weights are free up to a factor: one more row pins the sum of the logs
    system = np.vstack([links, np.ones(len(judged))])
    solution = np.linalg.lstsq(system, np.append(logs, 0.0), rcond=None)[0]
    weights = np.exp(solution)
    return np.asarray(weights / weights.sum())


def _worst(judged: Floats, lambda_max: float) -> tuple[int, int, float] | None:
    """Try for each judgement what the others imply for it: the change that gains most."""
    best, worst = lambda_max - 1e-9 * len(judged), None
    for i, j in zip(*np.triu_indices(len(judged), 1), strict=True):
        changed = judged.copy()
        changed[i, j] = changed[j, i] = np.nan
        if np.isnan(judged[i, j]) or not _linked(changed):
            continue
        weights = _perron(changed)[1]
        implied = float(np.clip(weights[i] / weights[j], 1 / SCALE, SCALE))
        changed[i, j], changed[j, i] = implied, 1 / implied
        value = _perron(changed)[0]
        if value < best - 1e-9:
            best, worst = value, (int(i), int(j), implied)
    return worst
