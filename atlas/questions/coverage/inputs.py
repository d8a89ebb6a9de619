"""The case: what a question of coverage is about, found in the catalogue and put into metres."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import geopandas
import numpy as np

from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import LayerRef
from atlas.domain.layer import Layer
from atlas.domain.records.grid import Grid
from atlas.errors import Refused
from atlas.questions.access.along_roads import RoadReach, Ways, ways_of
from atlas.questions.access.definition import RasterRef, TableRef
from atlas.questions.access.demand import Demand, demand_of
from atlas.questions.access.facilities import Facilities
from atlas.questions.access.partitions import CountedTable, RadiusOfFacilities
from atlas.questions.access.raster_demand import surface_of
from atlas.questions.access.straight import StraightReach
from atlas.questions.access.table_demand import tabled
from atlas.questions.coverage.changes import changed
from atlas.questions.coverage.definition import Coverage
from atlas.questions.selection.rows import rows_in_metres, rows_of


@dataclass(frozen=True)
class CoverageInputs:
    """
    The inputs of a coverage question.

    Parameters
    ----------
    definition
        The question.
    layer
        The layer of the facilities.
    listed
        The facilities of the list that are meant, located or not, EPSG:4326.
    zone_layer, zones
        The layer of the zones, and those that are meant, in metres.
    demand
        Those in need, sorted into zones.
    standing
        The facilities that have a place today.
    ways
        The roads to measure along; None for straight lines.
    """

    definition: Coverage
    layer: Layer
    listed: geopandas.GeoDataFrame
    zone_layer: Layer
    zones: geopandas.GeoDataFrame
    demand: tuple[Demand, ...]
    standing: Facilities
    ways: Ways | None = None

    @cached_property
    def facilities(self) -> Facilities:
        """Those measured: the standing ones, after the changes in question."""
        if self.definition.changes is None:
            return self.standing
        names = {name: self.layer.name_of(name) for name in self.listed.index}
        return changed(self.standing, self.definition.changes, names)

    @property
    def places(self) -> tuple[Demand, ...]:
        """The demand with a place for each row."""
        known = (part for part in self.demand if part.grid is None)
        return tuple(part for part in known if part.counted is None)

    @property
    def is_schematic(self) -> bool:
        """Whether any zone is drawn by us."""
        return self.zone_layer.is_schematic

    def to(self, facilities: Facilities) -> StraightReach | RoadReach:
        """Measure to the nearest of some facilities, straight or along the roads."""
        return StraightReach(facilities) if self.ways is None else self.ways.to(facilities)

    def sure(self, facilities: Facilities, radius_m: float) -> Facilities:
        """Return those whose position is sure enough for a radius."""
        share = self.definition.largest_uncertainty
        return facilities.only(facilities.sure_enough(radius_m, share))

    @cached_property
    def in_focus(self) -> Facilities:
        """Those measured that are sure enough for the radius in focus."""
        return self.sure(self.facilities, self.definition.focus)


def case_of(
    catalogue: Catalogue,
    definition: Coverage,
    *,
    roads: geopandas.GeoDataFrame | None,
    grids: Mapping[str, Grid],
    tables: Mapping[str, CountedTable],
) -> CoverageInputs:
    """
    Find what a question is about.

    Parameters
    ----------
    catalogue
        The layers.
    definition
        The question.
    roads
        The lines of the file that the question names, any coordinates; None if it names none.
    grids
        The grids that the question names, by the name of their file.
    tables
        The tables that the question names, by the key of the demand.

    Raises
    ------
    Refused
        If the zones are not polygons, none of them has a place, or they may not be measured; if
        a weight is no count, there are no roads to measure along, or a table would have to be.
    """
    zones = _zones(catalogue, definition.zones)
    case = CoverageInputs(
        definition=definition,
        layer=catalogue[definition.facilities.layer],
        listed=rows_of(catalogue, definition.facilities),
        zone_layer=catalogue[definition.zones.layer],
        zones=zones,
        demand=tuple(
            surface_of(ref, grids[ref.raster], zones)
            if isinstance(ref, RasterRef)
            else demand_of(catalogue, ref, zones)
            for ref in definition.demand
            if not isinstance(ref, TableRef)
        ),
        standing=Facilities.of(rows_in_metres(catalogue, definition.facilities)),
        ways=ways_of(catalogue, definition.distance, roads),
    )
    return _with_tables(case, tables) if tables else case


def _with_tables(case: CoverageInputs, tables: Mapping[str, CountedTable]) -> CoverageInputs:
    """Count the tables once, for all that the question will ask of them."""
    if case.ways is not None:
        raise Refused(reason="table_along_ways", names=tuple(one.name for one in tables.values()))
    sets = [case.standing] if case.definition.changes is None else [case.standing, case.facilities]
    asked = [
        RadiusOfFacilities(case.sure(some, r), r) for some in sets for r in case.definition.radii_m
    ]
    shapes = np.asarray(case.zones.geometry.array, dtype=object)
    found = {part.key: part for part in case.demand}
    for ref in case.definition.demand:
        if isinstance(ref, TableRef):
            found[ref.key] = tabled(ref, tables[ref.key], shapes, asked)
    return replace(case, demand=tuple(found[ref.key] for ref in case.definition.demand))


def _zones(catalogue: Catalogue, ref: LayerRef) -> geopandas.GeoDataFrame:
    layer = catalogue[ref.layer]
    if layer.spec.geometry != "polygon":
        raise Refused(reason="zones_are_not_polygons", layer=ref.layer)
    if not layer.spec.statistics:
        raise Refused(reason="too_uncertain_for_statistics", layer=ref.layer)
    zones = rows_in_metres(catalogue, ref)
    if zones.empty:
        raise Refused(reason="no_zones", layer=ref.layer)
    return zones
