"""
Where would so many more reach the most? The location models, run on a catalogue.

What cannot be reached is explained and not refused: who, at which radius they could be, and how
cover grows with the number of sites.
"""

from typing import Any

import numpy as np

from atlas.domain.catalogue import Catalogue
from atlas.errors import BadInput
from atlas.methods.arrays import TOLERANCE_M, Floats
from atlas.methods.location.covering import lscp, mclp, mclp_preview
from atlas.methods.location.median_center import p_center, p_median
from atlas.methods.location.mip import ShouldStop
from atlas.methods.location.tradeoff_curve import CoverCurve, cover_curve
from atlas.questions.access.along_roads import roads_of_file, ways_of
from atlas.questions.kind import Run
from atlas.questions.location.definition import Location
from atlas.questions.location.evaluation import (
    ranked,
    reached_by,
)
from atlas.questions.location.inputs import DemandRows, Sites, distances, location_demand, sites_of
from atlas.questions.location.result import LocationResult, Plan


def compute(catalogue: Catalogue, definition: Location, run: Run) -> LocationResult:
    """
    Choose sites for so many more facilities beside those of today.

    A sharp radius, in a straight line or along roads: read the curve and the range beside the
    plan.

    Parameters
    ----------
    catalogue
        The layers; loaded red lines exclude candidate cells by default.
    definition
        Model, candidates, demand, existing facilities; names already checked.
    run
        Opens the file of roads that the question names; may stop the search, whose best and bound
        are as the model counts.

    Raises
    ------
    BadInput
        If there are fewer candidates than sites wanted, or weights cannot be used.
    Refused
        If there is no demand or no candidate, too many of both, or no roads to measure along.

    References
    ----------
    Church & ReVelle (1974), Toregas and others (1971), Hakimi (1964): see `mclp`, `lscp`,
    `p_median`.
    """
    roads = roads_of_file(definition.distance, run.resources.roads)
    demand, sites = location_demand(catalogue, definition), sites_of(catalogue, definition)
    _hold_number(definition, sites)
    cost = distances(demand, sites, ways_of(catalogue, definition.distance, roads))
    plan = _solve(definition, demand, sites, cost, run.should_stop)
    radius = definition.radius_m
    return LocationResult(
        demand=demand,
        sites=sites,
        cost=cost,
        plan=plan,
        new=ranked(demand, cost, sites, plan.selected, radius),
        today=reached_by(demand, sites, cost, sites.today, radius),
        after=reached_by(demand, sites, cost, plan.selected, radius),
        curve=_curve(definition, demand, sites, cost),
    )


def _hold_number(definition: Location, sites: Sites) -> None:
    if definition.p is not None and definition.p <= sites.existing:
        raise BadInput(argument="p", reason="not_more_than_existing")
    asked = _total(definition, sites) - sites.existing
    if asked > sites.candidates:
        argument = "additional" if definition.p is None else "p"
        raise BadInput(argument=argument, reason="more_than_candidates")


def _total(definition: Location, sites: Sites) -> int:
    """Count the sites there are in the end."""
    return definition.p or sites.existing + (definition.additional or 0)


def _solve(
    definition: Location,
    demand: DemandRows,
    sites: Sites,
    cost: Floats,
    should_stop: ShouldStop | None,
) -> Plan:
    radius = definition.radius_m
    none = _none(definition, sites, cost)
    if none is not None:
        return none
    is_preview = definition.solve == "preview"
    patience: dict[str, Any] = {
        "predefined": sites.today.tolist(),
        "time_limit_s": definition.time_limit_s,
        # the models begin with a good plan and a bound: to stop at once is to be given those
        "should_stop": (lambda _best, _bound: True) if is_preview else should_stop,
    }
    count = _total(definition, sites)
    if definition.model == "lscp":
        solution = lscp(cost, service_radius=radius, **patience)
    elif definition.model == "p_median":
        solution = p_median(cost, demand.weights, p_facilities=count, **patience)
    elif definition.model == "p_center":
        solution = p_center(cost, p_facilities=count, **patience)
    elif is_preview:
        solution = mclp_preview(
            cost,
            demand.weights,
            service_radius=radius,
            p_facilities=count,
            predefined=sites.today.tolist(),
        )
    else:
        solution = mclp(
            cost,
            demand.weights,
            service_radius=radius,
            p_facilities=count,
            **patience,
        )
    return Plan(solution, solution.selected, np.empty(0, dtype=np.intp))


def _none(definition: Location, sites: Sites, cost: Floats) -> Plan | None:
    """Say who is out of reach of every site, where that leaves the model without a plan."""
    new, radius = cost[:, sites.existing :], definition.radius_m + TOLERANCE_M
    if definition.model == "lscp":
        nearest = cost.min(axis=1)
        beyond = np.flatnonzero(nearest > radius)
        smallest = float(nearest.max())
    elif definition.model == "mclp":
        out = new.min() > radius
        beyond = np.flatnonzero(out & (cost.min(axis=1) > radius))
        smallest = float(new.min())
    else:
        return None
    if not len(beyond):
        return None
    return Plan(None, sites.today, beyond, smallest)


def _curve(
    definition: Location, demand: DemandRows, sites: Sites, cost: Floats
) -> CoverCurve | None:
    most = min(definition.curve_to, sites.candidates)
    if most < 1:
        return None
    return cover_curve(
        cost,
        demand.weights,
        service_radius=definition.radius_m,
        up_to=sites.existing + most,
        predefined=sites.today.tolist(),
    )
