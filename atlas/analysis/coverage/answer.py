"""
Who is reached? Ground and places of each zone within radii of the nearest facility.

The answer describes the list of facilities it was given, not the city: the headline says how
many are in the list and how many are known to exist.
"""

import geopandas
import numpy as np
import pandas
import shapely

from atlas.analysis.coverage.figures import AtRadius, Demand, at_radius, values_of
from atlas.analysis.coverage.membership import zone_of
from atlas.analysis.coverage.reach import Facilities, uncertainty
from atlas.analysis.coverage.telling import caveats_of, columns_of, summary
from atlas.analysis.query.conditions import chosen, measured
from atlas.domain.catalogue import Catalogue
from atlas.domain.definition import Coverage, LayerRef, written
from atlas.domain.finding import Finding
from atlas.domain.source import Source
from atlas.domain.space import MEASURING_CRS, to_storage, xy
from atlas.domain.words import message
from atlas.errors import Refused

_M2_PER_HA = 1e4


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
    demand = [_demand(catalogue, ref, zones) for ref in definition.demand]
    parts = {r: at_radius(definition, r, zones, facilities, demand) for r in definition.radii_m}
    table = pandas.concat([part.table for part in parts.values()], ignore_index=True)
    is_schematic = catalogue[definition.zones.layer].is_schematic
    values = values_of(catalogue, definition, table, facilities)
    return Finding(
        definition=definition,
        name=message(
            "coverage.title",
            facilities=catalogue[definition.facilities.layer].name,
            zones=catalogue[definition.zones.layer].name,
        ),
        summary=summary(catalogue, definition, table, values, is_schematic=is_schematic),
        method=message("coverage.method"),
        values=values,
        table=table,
        columns=columns_of(table, demand, is_schematic=is_schematic),
        layers=_drawn(catalogue, definition, zones, parts[definition.focus]),
        parameters=written(definition),
        caveats=caveats_of(catalogue, definition, demand, facilities),
        sources=_sources(catalogue, definition),
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


def _demand(catalogue: Catalogue, ref: LayerRef, zones: geopandas.GeoDataFrame) -> Demand:
    frame = measured(catalogue, ref)
    places = xy(frame.geometry)
    zone = zone_of(places, np.asarray(zones.geometry.array, dtype=object))
    unlocated = len(chosen(catalogue, ref)) - len(frame)
    return Demand(catalogue[ref.layer], places, uncertainty(frame), zone, unlocated)


def _drawn(
    catalogue: Catalogue,
    definition: Coverage,
    zones: geopandas.GeoDataFrame,
    focus: AtRadius,
) -> dict[str, geopandas.GeoDataFrame]:
    shapes = focus.gaps
    names = zones[["name_zh", "name_en"]]
    gaps = geopandas.GeoDataFrame(names, geometry=shapes, crs=MEASURING_CRS)
    gaps["gap_ha"] = gaps.area / _M2_PER_HA
    covered = shapely.difference(zones.geometry.to_numpy(), shapes)
    ground = geopandas.GeoDataFrame(names, geometry=covered, crs=MEASURING_CRS)
    return {
        "reached": to_storage(ground[~ground.is_empty]),
        "gap": to_storage(gaps[~gaps.is_empty]),
        "facilities": catalogue[definition.facilities.layer].frame.loc[list(focus.ids)],
    }


def _sources(catalogue: Catalogue, definition: Coverage) -> tuple[Source, ...]:
    return catalogue.sources_of(*(chosen(catalogue, ref)["source"] for ref in _refs(definition)))
