"""
The p-median as a program of ladders (Elloumi 2010).

Each row has a ladder of distinct costs to the sites, and climbs one rung for every level at which
no chosen site is found; a rung costs the difference to the next level. Far fewer entries than a
column for each pair of a row and a site would need.
"""

import numpy as np
from scipy import sparse

from atlas.methods.location.mip import Program
from atlas.methods.location.solution import Floats


def ladder(price: Floats, weights: Floats, *, top: Floats, count: int) -> tuple[Program, float]:
    """
    State the program, and the constant to be added to its objective.

    Columns are the sites, then a rung for each row and level. A row pays `top` at most; where
    that is infinite, one of its sites must be chosen.

    Parameters
    ----------
    price
        Rows against sites.
    weights
        One a row.
    top
        The most a row pays; infinite where one of its sites must be chosen.
    count
        The number of sites.
    """
    order = np.argsort(price, axis=1, kind="stable")
    price = np.take_along_axis(price, order, axis=1)
    use = price < top[:, None]
    new = use & np.column_stack([np.ones(len(price), bool), price[:, 1:] > price[:, :-1]])
    level = np.cumsum(new.ravel()).reshape(new.shape) - 1  # numbered through all rows
    row_of, cost_of = np.nonzero(new)[0], price[new]
    levels = len(row_of)
    last = np.append(row_of[1:] != row_of[:-1], True)[:levels]
    first = np.append(True, row_of[1:] != row_of[:-1])[:levels]
    following = np.where(last, top[row_of], np.append(cost_of[1:], 0.0)[:levels])
    rung = np.isfinite(following)  # no rung above the last level where nothing catches the row
    rungs = np.cumsum(rung) - 1
    sites = price.shape[1]
    parts = [
        (level[use], order[use], 1.0),
        (np.flatnonzero(rung), sites + rungs[rung], 1.0),
        (np.flatnonzero(~first), sites + rungs[np.flatnonzero(~first) - 1], -1.0),
        (np.full(sites, levels), np.arange(sites), 1.0),
    ]
    rows, columns = (np.concatenate([part[at] for part in parts]) for at in (0, 1))
    values = np.concatenate([np.full(len(part[0]), part[2]) for part in parts])
    shape = (levels + 1, sites + int(rung.sum()))
    climb = weights[row_of[rung]] * (following - cost_of)[rung]
    base = np.where(use[:, 0], price[:, 0], top)
    program = Program(
        cost=np.append(np.zeros(sites), climb),
        matrix=sparse.csr_array((values, (rows, columns)), shape=shape),
        row_lower=np.append(first.astype(float), count),
        row_upper=np.append(np.full(levels, np.inf), count),
        integer=np.append(np.ones(sites, bool), np.zeros(len(climb), bool)),
    )
    return program, float(weights @ base)
