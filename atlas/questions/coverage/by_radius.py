"""
The figures of a coverage answer: ground and places of each zone within one radius.

Every figure comes three times: what is certain, what is drawn, what is possible.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas
import numpy as np
import pandas
from numpy.typing import NDArray

from atlas.domain.finding import Part, Quantity
from atlas.domain.layer import NOT_YET
from atlas.methods.arrays import Floats
from atlas.questions.access.facilities import MEASURED, Facilities
from atlas.questions.access.straight import CoveredGround
from atlas.questions.coverage.demand_breakdown import by_zone, demand_rows
from atlas.questions.coverage.inputs import CoverageInputs

_M2_PER_HA = 1e4
_M2_PER_KM2 = 1e6


@dataclass(frozen=True)
class RadiusResult:
    """
    One radius.

    Parameters
    ----------
    table
        One row a zone and a last one for all of them together.
    demand_rows
        The breakdown of each demand.
    gaps
        The gap of each zone, metres.
    """

    table: pandas.DataFrame
    demand_rows: list[dict[str, object]]
    gaps: NDArray[np.object_]


def at_radius(case: CoverageInputs, facilities: Facilities, radius_m: float) -> RadiusResult:
    """
    Measure one radius.

    Parameters
    ----------
    case
        The inputs of the question.
    facilities
        Those standing, or those after the changes.
    radius_m
        Metres, inclusive.
    """
    to = case.to(case.sure(facilities, radius_m))
    ground = to.ground(case.zones, radius_m)
    data = _ground(case.zones, ground)
    rows: list[dict[str, object]] = []
    for part in case.demand:
        share = to.share_reached(part, radius_m)
        sums = by_zone(part, share, zones=len(case.zones))
        data |= {f"{part.key}_{name}": values for name, values in sums.items()}
        rows += demand_rows(part, share, radius_m, case.zones)
    frame = pandas.DataFrame(data)
    frame.loc[len(frame)] = frame.sum()
    table = _with_shares(frame, case.zones, radius_m)
    if case.ways is not None:
        table.insert(table.columns.get_loc("radius_m") + 1, "minutes", case.ways.minutes(radius_m))
    return RadiusResult(table, rows, ground.gaps)


def _ground(zones: geopandas.GeoDataFrame, ground: CoveredGround) -> dict[str, Floats]:
    """Return the ground of each zone by column."""
    total = zones.area.to_numpy()
    data: dict[str, Floats] = {"area_km2": total / _M2_PER_KM2}
    data["gap_ha"] = (total - ground.covered_m2[MEASURED]) / _M2_PER_HA
    for key, covered in zip(
        ("covered_low", "covered", "covered_high"), ground.covered_m2, strict=True
    ):
        data[f"{key}_km2"] = covered / _M2_PER_KM2
    for depth, shared in zip((2, 3), ground.overlap_m2, strict=True):
        data[f"overlap{depth}_km2"] = shared / _M2_PER_KM2
    return data


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


def radius_values(
    case: CoverageInputs, table: pandas.DataFrame, parts: Mapping[str, Part]
) -> dict[str, Quantity]:
    """
    Return the figures of the whole answer by key; those of a zone end in its id.

    Parameters
    ----------
    case
        The inputs of the coverage question.
    table
        The rows of the answer.
    parts
        The other tables of the answer by name.
    """
    located = [name for name in case.facilities.ids if name in case.listed.index]
    used = [name for name in case.in_focus.ids if name in case.listed.index]
    planned = case.listed.loc[used, "status"].isin(NOT_YET)
    values = {
        "listed": Quantity(len(case.listed), "count"),
        "located": Quantity(len(located), "count"),
        "used": Quantity(len(used), "count"),
        "planned": Quantity(int(planned.sum()), "count"),
    }
    known = case.layer.spec.known_total
    if known is not None:
        values["known"] = Quantity(known.count, "count")
    for row in table.itertuples():
        # the whole is keyed by the radius alone
        key = f"{row.radius_m:g}:{row.zone}" if row.zone else f"{row.radius_m:g}"
        values[f"share:{key}"] = Quantity(row.share, "share", row.share_low, row.share_high)
        values[f"gap:{key}"] = Quantity(row.gap_ha, "ha")
    return values | (_demand_values(parts) if "demand" in parts else {})


def _demand_values(parts: Mapping[str, Part]) -> dict[str, Quantity]:
    """Return what part of each demand is reached, and how far it is from the nearest facility."""
    values = {}
    shares = parts["demand"].table
    for row in shares[shares["class"] == ""].dropna(subset="share").itertuples():
        key = f"{row.radius_m:g}:{row.zone}" if row.zone else f"{row.radius_m:g}"
        share = Quantity(row.share, "share", row.share_low, row.share_high)
        values[f"share_of:{row.demand}:{key}"] = share
    if "nearest" not in parts:
        return values
    away = parts["nearest"].table
    for row in away[away["zone"] == ""].dropna(subset="mean").to_dict("records"):
        for name in ("mean", "median", "p90", "max"):
            figure = Quantity(row[name], "m", row[f"{name}_low"], row[f"{name}_high"])
            values[f"{name}_distance:{row['demand']}"] = figure
    return values
