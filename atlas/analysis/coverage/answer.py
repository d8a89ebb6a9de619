"""
Who is reached? Ground and places of each zone within radii of the nearest facility.

The answer describes the list of facilities it was given, not the city: the headline says how
many are in the list and how many are known to exist.
"""

from dataclasses import dataclass

import geopandas
import numpy as np
import pandas
import shapely
from numpy.typing import NDArray

from atlas.analysis.coverage.area import covered_area
from atlas.analysis.coverage.inputs import Floats
from atlas.analysis.coverage.membership import zone_of
from atlas.analysis.coverage.reach import (
    CERTAIN,
    MEASURED,
    POSSIBLE,
    Facilities,
    reached,
    uncertainty,
)
from atlas.analysis.query.conditions import chosen, measured
from atlas.domain.catalogue import Catalogue
from atlas.domain.definition import Coverage, LayerRef, written
from atlas.domain.finding import Finding, Quantity, TableColumn
from atlas.domain.layer import NOT_YET, KnownTotal, Layer
from atlas.domain.source import Source
from atlas.domain.space import MEASURING_CRS, to_storage, xy
from atlas.domain.words import Message, Name, message
from atlas.errors import Refused

TOGETHER = Name("合计", "Together")  # the last row of each radius
_M2_PER_HA = 1e4
_M2_PER_KM2 = 1e6


@dataclass(frozen=True)
class _Demand:
    """Places that need: which layer, where, how uncertain, and in which zone each lies."""

    layer: Layer
    xy: Floats
    uncertainty_m: Floats
    zone: NDArray[np.intp]
    unlocated: int


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
    parts = [_at_radius(definition, r, zones, facilities, demand) for r in definition.radii_m]
    table = pandas.concat(parts, ignore_index=True)
    is_schematic = catalogue[definition.zones.layer].is_schematic
    values = _values(catalogue, definition, table, facilities)
    return Finding(
        definition=definition,
        name=message(
            "coverage.title",
            facilities=catalogue[definition.facilities.layer].name,
            zones=catalogue[definition.zones.layer].name,
        ),
        summary=_summary(catalogue, definition, table, values, is_schematic=is_schematic),
        method=message("coverage.method"),
        values=values,
        table=table,
        columns=_columns(table, demand, is_schematic=is_schematic),
        layers=_drawn(catalogue, definition, zones, facilities),
        parameters=written(definition),
        caveats=_caveats(catalogue, definition, demand, facilities),
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


def _demand(catalogue: Catalogue, ref: LayerRef, zones: geopandas.GeoDataFrame) -> _Demand:
    frame = measured(catalogue, ref)
    places = xy(frame.geometry)
    zone = zone_of(places, np.asarray(zones.geometry.array, dtype=object))
    unlocated = len(chosen(catalogue, ref)) - len(frame)
    return _Demand(catalogue[ref.layer], places, uncertainty(frame), zone, unlocated)


def _at_radius(
    definition: Coverage,
    radius_m: float,
    zones: geopandas.GeoDataFrame,
    facilities: Facilities,
    demand: list[_Demand],
) -> pandas.DataFrame:
    """Return one row a zone, and a last one for all of them together."""
    sure = facilities.only(facilities.sure_enough(radius_m, definition.largest_uncertainty))
    areas = [
        covered_area(zones, sure.xy, radius_m=radii)["covered_m2"].to_numpy()
        for radii in sure.radii(radius_m)
    ]
    total = zones.area.to_numpy()
    data: dict[str, Floats] = {"area_km2": total / _M2_PER_KM2}
    data["gap_ha"] = (total - areas[MEASURED]) / _M2_PER_HA
    for key, covered in zip(("covered_low", "covered", "covered_high"), areas, strict=True):
        data[f"{key}_km2"] = covered / _M2_PER_KM2
    for part in demand:
        data |= _places_reached(part, sure, radius_m, zones=len(zones))
    frame = pandas.DataFrame(data)
    frame.loc[len(frame)] = frame.sum()
    return _with_shares(frame, zones, radius_m)


def _places_reached(
    part: _Demand, facilities: Facilities, radius_m: float, *, zones: int
) -> dict[str, Floats]:
    flags = reached(part.xy, part.uncertainty_m, facilities, radius_m)
    held = part.zone >= 0

    def count(mask: NDArray[np.bool_]) -> Floats:
        return np.bincount(part.zone[mask & held], minlength=zones).astype(float)

    name = part.layer.id
    return {
        f"{name}_total": count(held),
        f"{name}_low": count(flags[CERTAIN]),
        f"{name}_reached": count(flags[MEASURED]),
        f"{name}_high": count(flags[POSSIBLE]),
    }


def _with_shares(
    frame: pandas.DataFrame, zones: geopandas.GeoDataFrame, radius_m: float
) -> pandas.DataFrame:
    for key in ("", "_low", "_high"):
        frame[f"share{key}"] = frame[f"covered{key}_km2"] / frame["area_km2"]
    frame = frame.drop(columns=["covered_low_km2", "covered_high_km2"])
    frame.insert(0, "radius_m", radius_m)
    frame.insert(0, "zone_en", [*zones["name_en"], TOGETHER.en])
    frame.insert(0, "zone_zh", [*zones["name_zh"], TOGETHER.zh])
    frame.insert(0, "zone", [*zones.index, ""])
    return frame


def _values(
    catalogue: Catalogue, definition: Coverage, table: pandas.DataFrame, facilities: Facilities
) -> dict[str, Quantity]:
    listed = chosen(catalogue, definition.facilities)
    sure = facilities.sure_enough(definition.focus, definition.largest_uncertainty)
    values = {
        "listed": Quantity(len(listed), "count"),
        "located": Quantity(len(facilities.ids), "count"),
        "used": Quantity(int(sure.sum()), "count"),
        "planned": Quantity(int(_is_planned(listed, facilities.only(sure).ids).sum()), "count"),
    }
    known = catalogue[definition.facilities.layer].spec.known_total
    if known is not None:
        values["known"] = Quantity(known.count, "count")
    for row in table.itertuples():
        # the whole is keyed by the radius alone
        key = f"{row.radius_m:g}:{row.zone}" if row.zone else f"{row.radius_m:g}"
        values[f"share:{key}"] = Quantity(row.share, "share", row.share_low, row.share_high)
        values[f"gap:{key}"] = Quantity(row.gap_ha, "ha")
    return values


def _is_planned(listed: geopandas.GeoDataFrame, ids: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.asarray(listed.loc[list(ids), "status"].isin(NOT_YET))


def _summary(
    catalogue: Catalogue,
    definition: Coverage,
    table: pandas.DataFrame,
    values: dict[str, Quantity],
    *,
    is_schematic: bool,
) -> Message:
    focus = table[table["radius_m"] == definition.focus]
    zones = focus[focus["zone"] != ""]
    worst = zones.loc[zones["gap_ha"].idxmax()]
    known = catalogue[definition.facilities.layer].spec.known_total
    gap = values[f"gap:{definition.focus:g}"].value
    return message(
        "coverage.headline",
        used=values["used"],
        listed=_listed(known, values["planned"]),
        boundary=message("boundary.schematic" if is_schematic else "boundary.loaded"),
        radius=Quantity(definition.focus / 1000, "km"),
        zones=catalogue[definition.zones.layer].name,
        share=values[f"share:{definition.focus:g}"],
        # a schematic area is never finer than a square kilometre
        gap=Quantity(gap / 100, "km2_schematic") if is_schematic else Quantity(gap, "ha"),
        worst=Name(worst["zone_zh"], worst["zone_en"]),
        worst_share=values[f"share:{definition.focus:g}:{worst['zone']}"],
    )


def _listed(known: KnownTotal | None, planned: Quantity) -> Message | Name:
    """Say how many of the list are not there yet, and how many such things are known."""
    notes = []
    if planned.value:
        notes.append(message("coverage.of_planned", count=planned))
    if known is not None:
        what = known.label.name if known.label else Name("")
        told = message("coverage.of_known", count=known.count, as_of=known.as_of, what=what)
        notes.append(told)
    if not notes:
        return Name("")
    if len(notes) == 1:
        return message("coverage.listed", notes=notes[0])
    return message("coverage.listed", notes=message("coverage.both", one=notes[0], other=notes[1]))


def _columns(
    table: pandas.DataFrame, demand: list[_Demand], *, is_schematic: bool
) -> dict[str, TableColumn]:
    km2 = "km2_schematic" if is_schematic else "km2"
    columns = {
        "zone": TableColumn(message("column.zone_id"), detail=True),
        "zone_zh": TableColumn(message("column.zone"), only="zh"),
        "zone_en": TableColumn(message("column.zone"), only="en"),
        "radius_m": TableColumn(message("column.radius"), "m"),
        "share": TableColumn(message("column.share"), "share"),
        "share_low": TableColumn(message("column.share_low"), "share"),
        "share_high": TableColumn(message("column.share_high"), "share"),
        "covered_km2": TableColumn(message("column.covered"), km2),
        "gap_ha": TableColumn(message("column.gap"), "ha_schematic" if is_schematic else "ha"),
        "area_km2": TableColumn(message("column.area"), km2),
    }
    for part in demand:
        for key in ("total", "low", "reached", "high"):
            label = message(f"column.demand_{key}", layer=part.layer.name)
            name = f"{part.layer.id}_{key}"
            # bounds that say nothing new are for downloads
            same = table[name].equals(table[f"{part.layer.id}_reached"])
            columns[name] = TableColumn(label, detail=key in {"low", "high"} and same)
    return columns


def _drawn(
    catalogue: Catalogue,
    definition: Coverage,
    zones: geopandas.GeoDataFrame,
    facilities: Facilities,
) -> dict[str, geopandas.GeoDataFrame]:
    sure = facilities.only(facilities.sure_enough(definition.focus, definition.largest_uncertainty))
    shapes = covered_area(zones, sure.xy, radius_m=definition.focus).geometry.to_numpy()
    names = zones[["name_zh", "name_en"]]
    gaps = geopandas.GeoDataFrame(names, geometry=shapes, crs=MEASURING_CRS)
    gaps["gap_ha"] = gaps.area / _M2_PER_HA
    covered = shapely.difference(zones.geometry.to_numpy(), shapes)
    ground = geopandas.GeoDataFrame(names, geometry=covered, crs=MEASURING_CRS)
    return {
        "reached": to_storage(ground[~ground.is_empty]),
        "gap": to_storage(gaps[~gaps.is_empty]),
        "facilities": catalogue[definition.facilities.layer].frame.loc[list(sure.ids)],
    }


def _caveats(
    catalogue: Catalogue, definition: Coverage, demand: list[_Demand], facilities: Facilities
) -> tuple[Message, ...]:
    layer, zones = catalogue[definition.facilities.layer], catalogue[definition.zones.layer]
    caveats = [message("caveat.list_only", layer=layer.name), message("caveat.straight")]
    if zones.is_schematic:
        caveats.append(message("caveat.schematic", layers=(zones.name,)))
    for radius_m in definition.radii_m:
        out = ~facilities.sure_enough(radius_m, definition.largest_uncertainty)
        names = [layer.name_of(i) for i, left in zip(facilities.ids, out, strict=True) if left]
        if names:
            limit = Quantity(radius_m * definition.largest_uncertainty, "m")
            radius = Quantity(radius_m / 1000, "km")
            caveats.append(
                message(
                    "caveat.left_out",
                    radius=radius,
                    limit=limit,
                    names=tuple(names),
                    count=Quantity(len(names), "count"),
                )
            )
    unlocated = len(chosen(catalogue, definition.facilities)) - len(facilities.ids)
    missing = [(layer, unlocated), *((part.layer, part.unlocated) for part in demand)]
    caveats += [
        message("caveat.unlocated", layer=which.name, count=Quantity(count, "rows"))
        for which, count in missing
        if count
    ]
    caveats += [
        message(
            "caveat.outside_zones",
            layer=part.layer.name,
            count=Quantity(int((part.zone < 0).sum()), "rows"),
        )
        for part in demand
        if (part.zone < 0).any()
    ]
    return tuple(caveats)


def _sources(catalogue: Catalogue, definition: Coverage) -> tuple[Source, ...]:
    return catalogue.sources_of(*(chosen(catalogue, ref)["source"] for ref in _refs(definition)))
