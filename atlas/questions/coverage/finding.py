"""
The finding of a coverage question: figures, tables, geometry, and what must be said with them.

The answer describes the list of facilities in the data, not the city: the headline says how
many are in the list and how many are declared to exist.
"""

from collections.abc import Mapping

import geopandas
import pandas
import shapely

from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import LayerRef
from atlas.domain.crs import MEASURING_CRS, to_storage
from atlas.domain.finding import Finding, Part
from atlas.domain.messages import message
from atlas.domain.question import written
from atlas.domain.source import Source
from atlas.questions.access.definition import Along
from atlas.questions.coverage.before_after import change_values, gained
from atlas.questions.coverage.by_radius import RadiusResult, radius_values
from atlas.questions.coverage.changes import drawn_changes
from atlas.questions.coverage.competition import advanced_parts
from atlas.questions.coverage.definition import Coverage
from atlas.questions.coverage.demand_breakdown import demand_part
from atlas.questions.coverage.detour import compared, detour_parts, detour_values
from atlas.questions.coverage.gaps import gap_part
from atlas.questions.coverage.inputs import CoverageInputs
from atlas.questions.coverage.nearest_facility import nearest_by_zone, worst_served
from atlas.questions.coverage.report import caveats_of, columns_of, ground_part, summary
from atlas.questions.coverage.result import CoverageResult
from atlas.questions.coverage.standards_part import standards_part
from atlas.questions.selection.rows import rows_of


def report(catalogue: Catalogue, definition: Coverage, result: CoverageResult) -> Finding:
    """
    Make the finding of a coverage question.

    Parameters
    ----------
    catalogue, definition
        The question, and what it was asked of.
    result
        As `compute` returned it.

    Returns
    -------
    finding
        One table row for each zone and radius, with ranges, after the changes in question. The
        headline speaks of `definition.focus` and the table begins with it; layers `reached`,
        `gap` and `facilities` are of that radius, and so are the parts `nearest`, `worst` and
        `gaps`.
    """
    case, table, focus = result.inputs, result.table, result.focus
    parts = _parts(case, result.after, result.measured, result.gaps)
    values = radius_values(case, result.measured, parts)
    if case.ways is not None and case.places:
        parts |= detour_parts(case, compared(case))
        values |= detour_values(parts)
    layers = _drawn(case, focus, result.gaps)
    if result.before:
        before = result.before[definition.focus]
        values |= change_values(table, before, definition)
        layers |= gained(case, before, focus)
    return Finding(
        definition=definition,
        name=message("coverage.title", facilities=case.layer.name, zones=case.zone_layer.name),
        summary=summary(case, table, values),
        method=message("coverage.method" if case.ways is None else "coverage.method_along"),
        values=values,
        table=table,
        columns=columns_of(case, table),
        layers=layers,
        parameters=written(definition),
        caveats=caveats_of(case),
        sources=_sources(catalogue, definition),
        parts=parts | _asked_beside(catalogue, case),
        versions=_versions(catalogue, definition) | dict(result.file_versions),
    )


def _parts(
    case: CoverageInputs,
    at: Mapping[float, RadiusResult],
    table: pandas.DataFrame,
    gaps: geopandas.GeoDataFrame,
) -> dict[str, Part]:
    parts = {"ground": ground_part(case, table)}
    if case.demand:
        rows = [row for one in at.values() for row in one.demand_rows]
        parts["demand"] = demand_part(rows, case.demand)
    if case.places:
        to = case.to(case.in_focus)
        parts["nearest"] = nearest_by_zone(case.places, to, case.zones)
        parts["worst"] = worst_served(case.places, to, case.zones)
    return parts | {"gaps": gap_part(gaps, is_schematic=case.is_schematic)}


def _asked_beside(catalogue: Catalogue, case: CoverageInputs) -> dict[str, Part]:
    """Return the parts that are there only where a question asks for them."""
    table, advanced = case.definition.standards, case.definition.advanced
    parts = {"standards": standards_part(case, catalogue[table])} if table else {}
    return parts | (advanced_parts(case, advanced) if advanced else {})


def _refs(definition: Coverage) -> tuple[LayerRef, ...]:
    along = definition.distance
    roads = [along.roads] if isinstance(along, Along) and along.roads else []
    layers = [ref for ref in definition.demand if isinstance(ref, LayerRef)]
    return (definition.facilities, definition.zones, *layers, *roads)


def _drawn(
    case: CoverageInputs, focus: RadiusResult, gaps: geopandas.GeoDataFrame
) -> dict[str, geopandas.GeoDataFrame]:
    covered = shapely.difference(case.zones.geometry.to_numpy(), focus.gaps)
    names = case.zones[["name_zh", "name_en"]]
    ground = geopandas.GeoDataFrame(names, geometry=covered, crs=MEASURING_CRS)
    return {
        "reached": to_storage(ground[~ground.is_empty]),
        "gap": to_storage(gaps),
        "facilities": drawn_changes(case.listed, case.in_focus),
        **_overlaps_drawn(case),
        **_ways_drawn(case),
    }


def _overlaps_drawn(case: CoverageInputs) -> dict[str, geopandas.GeoDataFrame]:
    """Return the ground that two facilities and more reach, and three and more, if there is any."""
    shapes = case.to(case.in_focus).overlaps(case.zones, case.definition.focus)
    deep = geopandas.GeoDataFrame(
        {"facilities": [2, 3]}, geometry=shapes, index=["overlap-2", "overlap-3"], crs=MEASURING_CRS
    )
    deep = deep[~deep.is_empty]
    return {"overlap": to_storage(deep)} if len(deep) else {}


def _ways_drawn(case: CoverageInputs) -> dict[str, geopandas.GeoDataFrame]:
    """Return the ways that are reached, where the distance is along some."""
    if case.ways is None:
        return {}
    to, around = case.ways.to(case.in_focus), case.zones.total_bounds
    reached = to.drawn(case.definition.focus, around)
    # nobody has said what the licence of a file allows
    release = "public" if case.ways.along.file is None else "internal"
    ways = geopandas.GeoDataFrame({"release": [release]}, geometry=[reached], index=["ways"])
    ways = ways.set_crs(MEASURING_CRS)
    return {"ways": to_storage(ways)}


def _versions(catalogue: Catalogue, definition: Coverage) -> dict[str, str]:
    names = [ref.layer for ref in _refs(definition)]
    names += [definition.standards] if definition.standards else []
    return {name: catalogue[name].version for name in names}


def _sources(catalogue: Catalogue, definition: Coverage) -> tuple[Source, ...]:
    columns = [rows_of(catalogue, ref)["source"] for ref in _refs(definition)]
    if definition.standards:
        columns.append(catalogue[definition.standards].frame["source"])
    return catalogue.sources_of(*columns)
