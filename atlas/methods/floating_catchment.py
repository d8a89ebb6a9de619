"""
Accessibility: how much of a service people can use, where others want it too.

Floating catchments share each supply among the people who can reach it, then add up what each
place can reach: supply per head, in the unit of supply. Nothing is lost or made: population
times access sums to the supply that anybody can reach. Choice and quality are left out, but for
Huff, where people spread over sites by their pull.

Rows are places of demand, columns are sites; a cost of infinity is out of reach.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from atlas.errors import BadInput
from atlas.methods.arrays import TOLERANCE_M, Floats, refuse_rows

# how far beyond a limit still counts as within it, in the unit of the costs
TOLERANCE = TOLERANCE_M


def two_step_fca(
    population: ArrayLike, supply: ArrayLike, cost: ArrayLike, *, catchment: float
) -> Floats:
    """
    Measure supply per head by the two-step floating catchment area.

    Within the catchment all distances count alike, and beyond it nothing counts: places just
    outside look worse than they are.

    Parameters
    ----------
    population
        People of each place, shape (places,).
    supply
        Capacity of each site, shape (sites,).
    cost
        From place to site, shape (places, sites).
    catchment
        The highest cost of using a site, inclusive, in the unit of `cost`.

    Returns
    -------
    access
        Supply per head, shape (places,). A site that nobody can reach serves nobody.

    Raises
    ------
    BadInput
        If a shape does not fit, a figure is negative or not a number, or the catchment is not
        positive; names the rows.

    References
    ----------
    Luo & Wang (2003), Measures of spatial accessibility to health care in a GIS environment,
    Environment and Planning B 30 (6).
    """
    if not 0 < catchment < np.inf:
        raise BadInput(argument="catchment", reason="not_positive")
    return enhanced_two_step_fca(population, supply, cost, zones=[catchment], weights=[1.0])


def enhanced_two_step_fca(
    population: ArrayLike,
    supply: ArrayLike,
    cost: ArrayLike,
    *,
    zones: ArrayLike,
    weights: ArrayLike,
) -> Floats:
    """
    Measure supply per head by the two-step floating catchment area with weighted travel zones.

    The weights are a judgement, and the answer follows them.

    Parameters
    ----------
    population
        People of each place, shape (places,).
    supply
        Capacity of each site, shape (sites,).
    cost
        From place to site, shape (places, sites).
    zones
        The highest cost of each travel zone, inclusive, ascending.
    weights
        What a person or a site counts for in each zone, such as 1, 0.68, 0.22; beyond the last
        zone nothing counts.

    Returns
    -------
    access
        Supply per head, shape (places,). A site that nobody can reach serves nobody.

    Raises
    ------
    BadInput
        If a shape does not fit, a figure is negative or not a number, or the zones do not
        ascend from above zero; names the rows.

    References
    ----------
    Luo & Qi (2009), An enhanced two-step floating catchment area (E2SFCA) method for measuring
    spatial accessibility to primary care physicians, Health & Place 15 (4).
    """
    people, capacity = _amounts(population, "population"), _amounts(supply, "supply")
    costs = _costs(cost, places=len(people), sites=len(capacity))
    limits, counted = _travel_zones(zones, weights)
    zone = np.searchsorted(limits + TOLERANCE, costs)
    weight = np.append(counted, 0.0)[zone]
    wanted = people @ weight
    per_head = np.divide(capacity, wanted, out=np.zeros(len(capacity)), where=wanted > 0)
    access: Floats = weight @ per_head
    return access


def huff(cost: ArrayLike, attractiveness: ArrayLike, *, exponent: float) -> Floats:
    """
    Spread each place over the sites by their pull: attractiveness over cost to a power.

    A site at no cost draws everybody, shared by attractiveness where there are several: the
    limit of the formula as the cost goes to zero.

    Parameters
    ----------
    cost
        From place to site, shape (places, sites).
    attractiveness
        Of each site, such as its floor area, shape (sites,).
    exponent
        How strongly cost deters, above zero; 2 in Huff's own example of furniture and less for
        goods that people travel for.

    Returns
    -------
    share
        Shape (places, sites); each row sums to 1, or to 0 where no site draws.

    Raises
    ------
    BadInput
        If a shape does not fit, a figure is negative or not a number, or the exponent is not
        positive; names the rows.

    References
    ----------
    Huff (1963), A probabilistic analysis of shopping center trade areas, Land Economics 39 (1).
    """
    if not 0 < exponent < np.inf:
        raise BadInput(argument="exponent", reason="not_positive")
    appeal = _amounts(attractiveness, "attractiveness")
    costs = _costs(cost, places=len(np.atleast_1d(cost)), sites=len(appeal))
    drawing = np.isfinite(costs) & (appeal > 0)
    least = np.min(costs, axis=1, keepdims=True, where=drawing, initial=np.inf)
    # relative to the least cost the powers stay within [0, 1], and a least of zero is the limit
    nearness = np.divide(least, costs, out=np.ones_like(costs), where=costs > least)
    pull = np.where(drawing, appeal * nearness**exponent, 0.0)
    total = pull.sum(axis=1, keepdims=True)
    share: Floats = np.divide(pull, total, out=np.zeros_like(pull), where=total > 0)
    return share


def _amounts(figures: ArrayLike, argument: str) -> Floats:
    values = np.asarray(figures, dtype=np.float64)
    if values.ndim != 1:
        raise BadInput(argument=argument, reason="wrong_shape")
    refuse_rows(~np.isfinite(values), argument=argument, reason="not_finite")
    refuse_rows(values < 0, argument=argument, reason="negative")
    return values


def _costs(cost: ArrayLike, *, places: int, sites: int) -> Floats:
    costs = np.asarray(cost, dtype=np.float64)
    if costs.size == 0 and places * sites == 0:
        return np.empty((places, sites))
    if costs.shape != (places, sites):
        raise BadInput(argument="cost", reason="wrong_shape")
    refuse_rows(np.isnan(costs).any(axis=1), argument="cost", reason="not_a_number")
    refuse_rows((costs < 0).any(axis=1), argument="cost", reason="negative")
    return costs


def _travel_zones(zones: ArrayLike, weights: ArrayLike) -> tuple[Floats, NDArray[np.float64]]:
    limits, counted = _amounts(zones, "zones"), _amounts(weights, "weights")
    if counted.shape != limits.shape:
        raise BadInput(argument="weights", reason="wrong_shape")
    refuse_rows(np.diff(limits, prepend=0.0) <= 0, argument="zones", reason="not_ascending")
    return limits, counted
