"""
The figures of a coverage answer: ground and places of each zone within one radius.

Every figure comes three times: what is certain, what is drawn, what is possible.
"""

from dataclasses import dataclass

import geopandas
import numpy as np
import pandas
from numpy.typing import NDArray

from atlas.analysis.coverage.area import covered_area
from atlas.analysis.coverage.reach import CERTAIN, MEASURED, POSSIBLE, Facilities, reached
from atlas.analysis.inputs import Floats
from atlas.analysis.query.conditions import chosen
from atlas.domain.catalogue import Catalogue
from atlas.domain.definition import Coverage
from atlas.domain.finding import Quantity
from atlas.domain.layer import NOT_YET, Layer

_M2_PER_HA = 1e4
_M2_PER_KM2 = 1e6


@dataclass(frozen=True)
class Demand:
    """Places that need: which layer, where, how uncertain, and in which zone each lies."""

    layer: Layer
    xy: Floats
    uncertainty_m: Floats
    zone: NDArray[np.intp]
    unlocated: int


@dataclass(frozen=True)
class AtRadius:
    """One radius: its rows, the gap of each zone in metres, and the facilities it rests on."""

    table: pandas.DataFrame
    gaps: NDArray[np.object_]
    ids: tuple[str, ...]


def at_radius(
    definition: Coverage,
    radius_m: float,
    zones: geopandas.GeoDataFrame,
    facilities: Facilities,
    demand: list[Demand],
) -> AtRadius:
    """
    Measure one radius.

    Parameters
    ----------
    definition
        The question.
    radius_m
        Metres, inclusive.
    zones, facilities, demand
        Located and in metres.

    Returns
    -------
    at_radius
        One row a zone and a last one for all of them together, and the gap of each zone.
    """
    sure = facilities.only(facilities.sure_enough(radius_m, definition.largest_uncertainty))
    # who is too far to reach any zone costs time and changes nothing
    near = sure.only(sure.may_reach(zones, radius_m))
    ground = [covered_area(zones, near.xy, radius_m=radii) for radii in near.radii(radius_m)]
    areas = [frame["covered_m2"].to_numpy() for frame in ground]
    total = zones.area.to_numpy()
    data: dict[str, Floats] = {"area_km2": total / _M2_PER_KM2}
    data["gap_ha"] = (total - areas[MEASURED]) / _M2_PER_HA
    for key, covered in zip(("covered_low", "covered", "covered_high"), areas, strict=True):
        data[f"{key}_km2"] = covered / _M2_PER_KM2
    for part in demand:
        data |= _places_reached(part, sure, radius_m, zones=len(zones))
    frame = pandas.DataFrame(data)
    frame.loc[len(frame)] = frame.sum()
    table = _with_shares(frame, zones, radius_m)
    return AtRadius(table, ground[MEASURED].geometry.to_numpy(), sure.ids)


def _places_reached(
    part: Demand, facilities: Facilities, radius_m: float, *, zones: int
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
    frame.insert(0, "zone_en", [*zones["name_en"], ""])
    frame.insert(0, "zone_zh", [*zones["name_zh"], ""])
    frame.insert(0, "zone", [*zones.index, ""])
    return frame


def values_of(
    catalogue: Catalogue, definition: Coverage, table: pandas.DataFrame, facilities: Facilities
) -> dict[str, Quantity]:
    """Return the figures of the whole answer by key; those of a zone end in its id."""
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
