"""
Who is reached? Ground and places of each zone within radii of the nearest facility.

The answer describes the list of facilities it was given, not the city: the headline says how
many are in the list and how many are known to exist.
"""

import geopandas
import pandas
import shapely

from atlas.analysis.coverage.breakdown import demand_part
from atlas.analysis.coverage.demand import demand_of
from atlas.analysis.coverage.figures import AtRadius, at_radius, values_of
from atlas.analysis.coverage.gaps import gap_part, gap_pieces
from atlas.analysis.coverage.nearest import nearest_by_zone, worst_served
from atlas.analysis.coverage.reach import Facilities
from atlas.analysis.coverage.telling import caveats_of, columns_of, ground_part, summary
from atlas.analysis.query.conditions import chosen, measured
from atlas.domain.catalogue import Catalogue
from atlas.domain.definition import Coverage, LayerRef, written
from atlas.domain.finding import Finding
from atlas.domain.source import Source
from atlas.domain.space import MEASURING_CRS, to_storage
from atlas.domain.words import message
from atlas.errors import Refused


def coverage(catalogue: Catalogue, definition: Coverage) -> Finding:
    """
    Measure the ground and the places of each zone within radii of the nearest facility.

    Straight-line distance; schematic zones make areas as good as the plan's own figures and
    their edges as good as a sketch.

    Parameters
    ----------
    catalogue
        The layers.
    definition
        Facilities, zones, demand and radii; names already checked.

    Returns
    -------
    finding
        One table row for each zone and radius, with ranges; the headline speaks of
        `definition.focus`; layers `reached`, `gap` and `facilities` are of that radius.

    Raises
    ------
    Refused
        If the zones are not polygons, none of them has a place, or they may not be measured.
    """
    zones = _zones(catalogue, definition.zones)
    facilities = Facilities.of(measured(catalogue, definition.facilities))
    demand = [demand_of(catalogue, ref, zones) for ref in definition.demand]
    parts = {r: at_radius(definition, r, zones, facilities, demand) for r in definition.radii_m}
    table = pandas.concat([part.table for part in parts.values()], ignore_index=True)
    is_schematic = catalogue[definition.zones.layer].is_schematic
    sure = facilities.only(facilities.sure_enough(definition.focus, definition.largest_uncertainty))
    gaps = gap_pieces(zones, parts[definition.focus].gaps, sure)
    told = {"ground": ground_part(table, is_schematic=is_schematic)}
    if demand:
        rows = [row for part in parts.values() for row in part.demand_rows]
        told["demand"] = demand_part(rows, demand)
        told["nearest"] = nearest_by_zone(demand, sure, zones)
        told["worst"] = worst_served(demand, sure, zones)
    told["gaps"] = gap_part(gaps, is_schematic=is_schematic)
    values = values_of(catalogue, definition, facilities, table, told)
    return Finding(
        definition=definition,
        name=message(
            "coverage.title",
            facilities=catalogue[definition.facilities.layer].name,
            zones=catalogue[definition.zones.layer].name,
        ),
        summary=summary(catalogue, definition, table, values, demand, is_schematic=is_schematic),
        method=message("coverage.method"),
        values=values,
        table=table,
        columns=columns_of(table, demand, is_schematic=is_schematic),
        layers=_drawn(catalogue, definition, zones, parts[definition.focus], gaps),
        parameters=written(definition),
        caveats=caveats_of(catalogue, definition, demand, facilities),
        sources=_sources(catalogue, definition),
        parts=told,
        versions={ref.layer: catalogue[ref.layer].version for ref in _refs(definition)},
    )


def _refs(definition: Coverage) -> tuple[LayerRef, ...]:
    return (definition.facilities, definition.zones, *definition.demand)


def _zones(catalogue: Catalogue, ref: LayerRef) -> geopandas.GeoDataFrame:
    layer = catalogue[ref.layer]
    if layer.spec.geometry != "polygon":
        raise Refused(reason="zones_are_not_polygons", layer=ref.layer)
    if not layer.spec.statistics:
        raise Refused(reason="too_uncertain_for_statistics", layer=ref.layer)
    zones = measured(catalogue, ref)
    if zones.empty:
        raise Refused(reason="no_zones", layer=ref.layer)
    return zones


def _drawn(
    catalogue: Catalogue,
    definition: Coverage,
    zones: geopandas.GeoDataFrame,
    focus: AtRadius,
    gaps: geopandas.GeoDataFrame,
) -> dict[str, geopandas.GeoDataFrame]:
    covered = shapely.difference(zones.geometry.to_numpy(), focus.gaps)
    names = zones[["name_zh", "name_en"]]
    ground = geopandas.GeoDataFrame(names, geometry=covered, crs=MEASURING_CRS)
    return {
        "reached": to_storage(ground[~ground.is_empty]),
        "gap": to_storage(gaps),
        "facilities": catalogue[definition.facilities.layer].frame.loc[list(focus.ids)],
    }


def _sources(catalogue: Catalogue, definition: Coverage) -> tuple[Source, ...]:
    return catalogue.sources_of(*(chosen(catalogue, ref)["source"] for ref in _refs(definition)))
