"""
Where to put facilities: the four classic location models, on a matrix of costs.

Demand rows x site columns; a cost is metres or minutes, `inf` where there is no way. Every answer
says how good it is: proven optimal, or within a stated gap of a bound that nothing can beat. Where
the models mislead: demand counts as reached or not at a sharp radius, sites have no capacity, and
an optimum is one of often many plans of equal value.
"""

from atlas.methods.location.covering import lscp, mclp, mclp_preview
from atlas.methods.location.median_center import p_center, p_median
from atlas.methods.location.solution import Solution
from atlas.methods.location.tradeoff_curve import CoverCurve, cover_curve

__all__ = [
    "CoverCurve",
    "Solution",
    "cover_curve",
    "lscp",
    "mclp",
    "mclp_preview",
    "p_center",
    "p_median",
]
