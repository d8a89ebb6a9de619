"""
Who covers whom, in as few rows as possible.

Demand rows that the same sites cover are the same to a covering model: they are merged
and their weights added. Rows that a predefined facility covers already are settled, and rows that
no site covers are lost; both leave the program.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from atlas.methods.location.mip import Program
from atlas.methods.location.solution import TOLERANCE, Floats, Integers


@dataclass(frozen=True)
class Cover:
    """Merged rows x free sites (true: covered), row weights, and what is settled already."""

    reach: NDArray[np.bool_]
    weights: Floats
    sites: Integers  # the column of `cost` each column of `reach` stands for
    settled: float  # weight covered by the predefined facilities

    @cached_property
    def incidence(self) -> sparse.csr_array:
        """The cover sets without their zeros: few sites reach a row, so sums are quick."""
        return sparse.csr_array(self.reach.astype(float))

    @cached_property
    def pairs(self) -> tuple[Integers, Integers]:
        """Row and site numbers of all that is covered."""
        rows, sites = np.nonzero(self.reach)
        return rows, sites

    @property
    def whole(self) -> bool:
        """Return whether all plans differ by whole numbers, so that less than 1 is nothing."""
        return bool(np.all(self.weights == np.rint(self.weights)) and self.weights.max() <= 1e6)


def merge(cost: Floats, weights: Floats, *, radius: float, predefined: Integers) -> Cover:
    """
    Find the cover sets of the free sites and merge the rows that share one.

    Parameters
    ----------
    cost
        Rows against sites.
    weights
        One a row.
    radius
        In the unit of the costs, inclusive.
    predefined
        Columns that are part of every plan; their rows are covered.
    """
    within = cost <= radius + TOLERANCE
    done = within[:, predefined].any(axis=1)
    sites = np.setdiff1d(np.arange(cost.shape[1]), predefined)
    open_rows = ~done & (weights > 0)
    reach = within[np.ix_(open_rows, sites)]
    some = reach.any(axis=1)
    merged, total = merge_rows(reach[some], weights[open_rows][some])
    return Cover(reach=merged, weights=total, sites=sites, settled=float(weights[done].sum()))


def merge_rows(reach: NDArray[np.bool_], weights: Floats) -> tuple[NDArray[np.bool_], Floats]:
    """Keep one of each set of equal rows, with the sum of their weights."""
    _, first, which = np.unique(
        np.packbits(reach, axis=1), axis=0, return_index=True, return_inverse=True
    )
    total = np.bincount(which.ravel(), weights, minlength=len(first))
    return reach[first], total.astype(float)


def maximal(cover: Cover, count: int, *, relaxed: bool) -> Program:
    """
    State the maximal covering model as the least weight left out.

    Columns are the free sites, then one a merged row that says it is left out; these take whole
    values by themselves once the sites do. (Stated by the weight covered, the same model
    took half as long again and more.)

    Parameters
    ----------
    cover
        The merged rows and their sites.
    count
        The number of free sites.
    relaxed
        Whether sites may be fractions.
    """
    rows, sites = cover.reach.shape
    served = sparse.hstack([cover.incidence, sparse.eye_array(rows)])
    total = sparse.csr_array(np.append(np.ones(sites), np.zeros(rows))[None])
    return Program(
        cost=np.append(np.zeros(sites), cover.weights),
        matrix=sparse.csr_array(sparse.vstack([served, total])),
        row_lower=np.append(np.ones(rows), count),
        row_upper=np.append(np.full(rows, np.inf), count),
        integer=np.append(np.full(sites, not relaxed), np.zeros(rows, dtype=bool)),
    )


def smallest(reach: NDArray[np.bool_], *, at_most: float = np.inf) -> Program:
    """State the set covering model: every row covered by as few sites as possible."""
    rows, sites = reach.shape
    matrix = sparse.vstack([sparse.csr_array(reach.astype(float)), np.ones((1, sites))])
    return Program(
        cost=np.ones(sites),
        matrix=sparse.csr_array(matrix),
        row_lower=np.append(np.ones(rows), 0.0),
        row_upper=np.append(np.full(rows, np.inf), at_most),
        integer=np.ones(sites, dtype=bool),
    )
