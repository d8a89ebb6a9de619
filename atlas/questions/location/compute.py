"""
Where would so many more reach the most? The location models, asked of a catalogue.

An assumption, never the plan's own demand: every answer is titled 情景假设. What cannot be
reached is explained and not refused: who, at which radius they could be, and how cover grows with
the number of sites.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import LayerRef
from atlas.domain.finding import Finding, Quantity, fact
from atlas.domain.question import written
from atlas.domain.source import Source
from atlas.errors import BadInput
from atlas.methods.arrays import TOLERANCE_M, Floats
from atlas.methods.location.covering import lscp, mclp, mclp_preview
from atlas.methods.location.median_center import p_center, p_median
from atlas.methods.location.mip import ShouldStop
from atlas.methods.location.solution import Solution, relative_gap
from atlas.methods.location.tradeoff_curve import CoverCurve, cover_curve
from atlas.questions.access.along_roads import roads_of_file, ways_of
from atlas.questions.access.definition import Along
from atlas.questions.candidates.constraints import target_of
from atlas.questions.candidates.definition import Cells, Hexagons
from atlas.questions.kind import Run
from atlas.questions.location.definition import Location
from atlas.questions.location.evaluation import (
    Ranked,
    before_and_after,
    distance_figures,
    nearest_m,
    ranked,
    reached_by,
)
from atlas.questions.location.inputs import DemandRows, Sites, demand_of, distances, sites_of
from atlas.questions.location.map_layers import drawn
from atlas.questions.location.report import (
    caveats_of,
    columns_of,
    headline,
    method_of,
    parts_of,
    table_of,
    title_of,
)
from atlas.questions.selection.rows import rows_of


@dataclass(frozen=True)
class _Found:
    """A plan, or why there is none: rows that no site can reach, and the radius that would."""

    solution: Solution | None
    selected: NDArray[np.intp]
    unreachable: NDArray[np.intp]
    smallest_radius_m: float | None = None


def location(catalogue: Catalogue, definition: Location, run: Run) -> Finding:
    """
    Choose sites for so many more facilities, those of today kept.

    A sharp radius, in a straight line or along roads: read the curve and the range beside the
    plan.

    Parameters
    ----------
    catalogue
        The layers; loaded red lines take candidate cells away without being asked for.
    definition
        Model, candidates, demand, existing facilities; names already checked.
    run
        Opens the file of roads that the question names; may stop the search, whose best and bound
        are as the model counts.

    Returns
    -------
    finding
        The table holds the new sites, the one that adds most cover first; layers `chosen` (with
        `rank`), `reached` (today's ground and what is added), `gap` (demand left out) and
        `facilities`; parts `demand`, `curve`, `unreached`. Without a plan the table is empty, and
        `values` holds `unreachable` and `smallest_radius`.

    Raises
    ------
    BadInput
        If there are fewer candidates than sites asked for, or weights cannot be used.
    Refused
        If there is no demand or no candidate, too many of both, or no roads to measure along.

    References
    ----------
    Church & ReVelle (1974), Toregas and others (1971), Hakimi (1964): see `mclp`, `lscp`,
    `p_median`.
    """
    roads = roads_of_file(definition.distance, run.resources.roads)
    demand, sites = demand_of(catalogue, definition), sites_of(catalogue, definition)
    _hold_number(definition, sites)
    cost = distances(demand, sites, ways_of(catalogue, definition.distance, roads))
    found = _solve(definition, demand, sites, cost, run.should_stop)
    curve = _curve(definition, demand, sites, cost)
    new = ranked(demand, cost, sites, found.selected, definition.radius_m)
    radius = definition.radius_m
    today = reached_by(demand, sites, cost, sites.today, radius)
    after = reached_by(demand, sites, cost, found.selected, radius)
    values = _counts(catalogue, definition, demand, sites, new)
    values |= before_and_after(demand, today, after)
    values |= distance_figures(demand, cost, found.selected, sites.existing)
    values |= _proof(definition, demand, sites, found) | _knee(curve, sites)
    table = table_of(definition, demand, sites, new, values)
    left = _left_out(found, after[1])
    return Finding(
        definition=definition,
        name=title_of(catalogue, definition),
        summary=headline(catalogue, definition, values),
        method=method_of(definition),
        values=values,
        table=table,
        columns=columns_of(definition, table),
        layers=drawn(catalogue, definition, demand, sites, new, left, (today[1], after[1])),
        parameters=written(definition),
        caveats=caveats_of(catalogue, definition, demand, sites, cost),
        sources=_sources(catalogue, definition),
        versions={ref.layer: catalogue[ref.layer].version for ref in _refs(catalogue, definition)},
        parts=parts_of(demand, curve, values, left, _nearest(found, cost), sites.existing),
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
) -> _Found:
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
    return _Found(solution, solution.selected, np.empty(0, dtype=np.intp))


def _none(definition: Location, sites: Sites, cost: Floats) -> _Found | None:
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
    return _Found(None, sites.today, beyond, smallest)


def _left_out(found: _Found, reached: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which rows the plan leaves out; where there is no plan, whom no site can reach."""
    if found.solution is not None:
        return ~reached
    mask = np.zeros(len(reached), dtype=bool)
    mask[found.unreachable] = True
    return mask


def _nearest(found: _Found, cost: Floats) -> Floats:
    """Measure to the nearest site of the plan; where there is none, of all there could be."""
    columns = np.arange(cost.shape[1]) if found.solution is None else found.selected
    return nearest_m(cost, columns)


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


def _counts(
    catalogue: Catalogue, definition: Location, demand: DemandRows, sites: Sites, new: Ranked
) -> dict[str, Quantity]:
    listed = len(rows_of(catalogue, definition.existing)) if definition.existing else 0
    return {
        "existing_listed": Quantity(listed, "count"),
        "existing_used": Quantity(sites.existing, "count"),
        "new": Quantity(len(new.columns), "count"),
        "candidates": Quantity(sites.candidates, "count"),
        "demand_rows": Quantity(len(demand.rows), "rows"),
        "radius": fact(definition.radius_m / 1000, "km"),
    }


def _proof(
    definition: Location, demand: DemandRows, sites: Sites, found: _Found
) -> dict[str, Quantity]:
    """Return how good the plan is known to be, or who is out of reach."""
    if found.solution is None:
        out = {"unreachable": Quantity(len(found.unreachable), "rows")}
        smallest = float(np.ceil(found.smallest_radius_m or 0.0))  # rounded down it would not do
        # where there is no way at all, no radius works
        return out | ({"smallest_radius": Quantity(smallest, "m")} if smallest < np.inf else {})
    solution, total = found.solution, float(demand.weights.sum())
    scale: dict[str, Callable[[float], Quantity]] = {
        "mclp": lambda value: Quantity(value / total, "share"),
        "lscp": lambda value: Quantity(value - sites.existing, "count"),
        "p_median": lambda value: Quantity(value / total / 1000, "km"),
        "p_center": lambda value: Quantity(value / 1000, "km"),
    }
    told = scale[definition.model]
    is_proven = Quantity(float(solution.status == "optimal"), "")
    objective, bound = told(solution.objective), told(solution.bound)
    gap = Quantity(relative_gap(objective.value, bound.value), "share")
    return {"objective": objective, "bound": bound, "proven": is_proven, "gap": gap}


def _knee(curve: CoverCurve | None, sites: Sites) -> dict[str, Quantity]:
    if curve is None or curve.knee is None:
        return {}
    return {"knee": Quantity(curve.knee - sites.existing, "count")}


def _refs(catalogue: Catalogue, definition: Location) -> list[LayerRef]:
    asked = (definition.candidates, *definition.demand)
    refs = [part.inside if isinstance(part, Cells | Hexagons) else part for part in asked]
    refs += [target_of(constraint) for constraint in definition.constraints]
    refs += [LayerRef(layer=line.id) for line in catalogue.spatial if line.spec.constraint]
    along = definition.distance
    roads = along.roads if isinstance(along, Along) else None
    return refs + [ref for ref in (definition.existing, roads) if ref is not None]


def _sources(catalogue: Catalogue, definition: Location) -> tuple[Source, ...]:
    refs = _refs(catalogue, definition)
    return catalogue.sources_of(*(rows_of(catalogue, ref)["source"] for ref in refs))
