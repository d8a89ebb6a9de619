"""
The finding of a location question: figures, tables, geometry, and what must be said with them.

An assumption, never the plan's own demand: every answer is titled 情景假设.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import LayerRef
from atlas.domain.finding import Finding, Quantity, fact
from atlas.domain.question import written
from atlas.domain.source import Source
from atlas.methods.arrays import Floats
from atlas.methods.location.solution import relative_gap
from atlas.methods.location.tradeoff_curve import CoverCurve
from atlas.questions.access.definition import Along
from atlas.questions.candidates.constraints import target_of
from atlas.questions.candidates.definition import Cells, Hexagons
from atlas.questions.location.definition import Location
from atlas.questions.location.evaluation import (
    RankedSites,
    before_and_after,
    distance_figures,
    nearest_m,
)
from atlas.questions.location.inputs import DemandRows, Sites
from atlas.questions.location.map_layers import drawn_sites
from atlas.questions.location.report import (
    headline,
    location_caveats,
    location_title,
    method_of,
    part_tables,
    site_columns,
    site_table,
)
from atlas.questions.location.result import LocationResult, Plan
from atlas.questions.selection.rows import rows_of


def report(catalogue: Catalogue, definition: Location, result: LocationResult) -> Finding:
    """
    Make the finding of a location question.

    Parameters
    ----------
    catalogue, definition
        The question, and what it was asked of.
    result
        As `compute` returned it.

    Returns
    -------
    finding
        The table holds the new sites, the one that adds most cover first; layers `chosen` (with
        `rank`), `reached` (today's ground and what is added), `gap` (demand left out) and
        `facilities`; parts `demand`, `curve`, `unreached`. Without a plan the table is empty, and
        `values` holds `unreachable` and `smallest_radius`.
    """
    demand, sites, cost, new = result.demand, result.sites, result.cost, result.new
    values = _counts(catalogue, definition, demand, sites, new)
    values |= before_and_after(demand, result.today, result.after)
    values |= distance_figures(demand, cost, result.plan.selected, sites.existing)
    values |= _proof(definition, demand, sites, result.plan) | _knee(result.curve, sites)
    table = site_table(definition, demand, sites, new, values)
    left, nearest = _left_out(result.plan, result.after[1]), _nearest(result.plan, cost)
    reached = (result.today[1], result.after[1])
    return Finding(
        definition=definition,
        name=location_title(catalogue, definition),
        summary=headline(catalogue, definition, values),
        method=method_of(definition),
        values=values,
        table=table,
        columns=site_columns(definition, table),
        layers=drawn_sites(catalogue, definition, demand, sites, new, left, reached),
        parameters=written(definition),
        caveats=location_caveats(catalogue, definition, demand, sites, cost),
        sources=_sources(catalogue, definition),
        versions={ref.layer: catalogue[ref.layer].version for ref in _refs(catalogue, definition)},
        parts=part_tables(demand, result.curve, values, left, nearest, sites.existing),
    )


def _left_out(found: Plan, reached: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which rows the plan leaves out; where there is no plan, whom no site can reach."""
    if found.solution is not None:
        return ~reached
    mask = np.zeros(len(reached), dtype=bool)
    mask[found.unreachable] = True
    return mask


def _nearest(found: Plan, cost: Floats) -> Floats:
    """Measure to the nearest site of the plan; where there is none, of all there could be."""
    columns = np.arange(cost.shape[1]) if found.solution is None else found.selected
    return nearest_m(cost, columns)


def _counts(
    catalogue: Catalogue, definition: Location, demand: DemandRows, sites: Sites, new: RankedSites
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
    definition: Location, demand: DemandRows, sites: Sites, found: Plan
) -> dict[str, Quantity]:
    """Return the proven quality of the plan, or who is out of reach."""
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
