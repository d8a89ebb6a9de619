"""What a location question computes: the plan, whom it reaches, and how cover grows with sites."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atlas.methods.arrays import Floats
from atlas.methods.location.solution import Solution
from atlas.methods.location.tradeoff_curve import CoverCurve
from atlas.questions.location.evaluation import Flags, RankedSites
from atlas.questions.location.inputs import DemandRows, Sites


@dataclass(frozen=True)
class Plan:
    """A plan, or why there is none: rows that no site can reach, and the radius that would."""

    solution: Solution | None
    selected: NDArray[np.intp]
    unreachable: NDArray[np.intp]
    smallest_radius_m: float | None = None


@dataclass(frozen=True)
class LocationResult:
    """
    A plan and what it is worth.

    Parameters
    ----------
    demand, sites
        Rows of demand; existing sites, then candidates.
    cost
        Metres from each row of demand to each site; infinite where there is no way.
    plan
        The sites that were chosen, or why there is no plan.
    new
        The new sites, the one that adds most first.
    today, after
        Which rows are reached: certain, as drawn, possibly; shape (3, demand rows).
    curve
        Cover by the number of sites; None where none was asked for.
    """

    demand: DemandRows
    sites: Sites
    cost: Floats
    plan: Plan
    new: RankedSites
    today: Flags
    after: Flags
    curve: CoverCurve | None
