"""
How far those in need are from the nearest facility: by zone, and who is worst off.

A quantile is the least distance within which at least so large a part of the weight lies, so
that the 90 % distance of ten people is that of the ninth. A distance that position uncertainty
blurs comes with the least and the most it may be.
"""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import geopandas
import numpy as np
import pandas

from atlas.domain.finding import Part, TableColumn, computed
from atlas.domain.messages import Name, message
from atlas.methods.arrays import Floats
from atlas.questions.access.along_roads import RoadReach
from atlas.questions.access.demand import Demand
from atlas.questions.access.facilities import MEASURED
from atlas.questions.access.straight import StraightReach
from atlas.questions.coverage.demand_breakdown import demand_columns

Reach: TypeAlias = StraightReach | RoadReach

MOST_LISTED = 50
_LISTED = {
    "name_zh": TableColumn(message("column.name_zh"), only="zh"),
    "name_en": TableColumn(message("column.name_en"), only="en"),
    "demand": TableColumn(message("column.demand")),
    "zone": TableColumn(message("column.zone_id"), detail=True),
    "zone_zh": TableColumn(message("column.zone"), only="zh"),
    "zone_en": TableColumn(message("column.zone"), only="en"),
    "distance_m": computed(message("column.nearest_distance"), "m"),
    "distance_low_m": computed(message("column.at_least"), "m"),
    "distance_high_m": computed(message("column.at_most"), "m"),
    "weight": TableColumn(message("column.weight")),
    "nearest_zh": TableColumn(message("column.nearest_facility"), only="zh"),
    "nearest_en": TableColumn(message("column.nearest_facility"), only="en"),
}
_QUANTILES = {"median": 0.5, "p90": 0.9}
_ENDS = {"": MEASURED, "_low": 0, "_high": 2}


def weighted_quantile(values: Floats, weights: Floats, share: float) -> float:
    """
    Return the least value within which at least a share of the weight lies; NaN for none.

    Parameters
    ----------
    values
        Shape (n,), no NaN.
    weights
        Shape (n,), none negative.
    share
        Between 0 and 1.
    """
    order = np.argsort(values)
    held = np.cumsum(weights[order])
    if not len(held) or not held[-1] > 0:
        return float("nan")
    # rounding must not push a share that is exactly met to the next value
    return float(values[order][np.searchsorted(held, share * held[-1] * (1 - 1e-12))])


def nearest_by_zone(demand: Sequence[Demand], to: Reach, zones: geopandas.GeoDataFrame) -> Part:
    """
    Return mean, median, 90 % and longest distance of each demand in each zone.

    Parameters
    ----------
    demand
        The kinds of demand.
    to
        Measures the way to the facilities.
    zones
        Polygons in metres, EPSG:4545.
    """
    rows = [row for part in demand for row in _zone_rows(part, to, zones)]
    columns = {
        **demand_columns(demand),
        "total": computed(message("column.weight_total")),
    }
    for name in ("mean", *_QUANTILES, "max"):
        for end in _ENDS:
            label = message(f"column.nearest_{name}{end}")
            columns[name + end] = computed(label, "m", detail=bool(end))
    return Part(
        message("coverage.part_nearest"), pandas.DataFrame(rows, columns=[*columns]), columns
    )


def _zone_rows(
    part: Demand, to: Reach, zones: geopandas.GeoDataFrame
) -> Iterator[dict[str, object]]:
    distance, _ = to.distances(part)
    places = [*zip(zones.index, zones["name_zh"], zones["name_en"], strict=True), ("", "", "")]
    for number, (zone, zh, en) in enumerate(places):
        held = (part.zone == number if zone else part.zone >= 0) & (part.weight > 0)
        row = {"demand": part.key, "zone": zone, "zone_zh": zh, "zone_en": en}
        row["total"] = part.weight[held].sum()
        for end, which in _ENDS.items():
            row |= _figures(distance[which, held], part.weight[held], end)
        yield row


def _figures(distance: Floats, weight: Floats, end: str) -> dict[str, float]:
    if not len(distance):
        return {f"{name}{end}": float("nan") for name in ("mean", *_QUANTILES, "max")}
    found = {f"mean{end}": float(distance @ weight / weight.sum())}
    for name, share in _QUANTILES.items():
        found[name + end] = weighted_quantile(distance, weight, share)
    found[f"max{end}"] = float(distance.max())
    # to have no way at all is no distance, and neither is the mean of such
    return {name: far if np.isfinite(far) else float("nan") for name, far in found.items()}


def worst_served(demand: Sequence[Demand], to: Reach, zones: geopandas.GeoDataFrame) -> Part:
    """
    Return those farthest from any facility, the worst first, each with its nearest one.

    Parameters
    ----------
    demand
        The kinds of demand.
    to
        Measures the way to the facilities.
    zones
        Polygons in metres, EPSG:4545.
    """
    found = [_listed(part, to, zones) for part in demand if len(to.facilities.ids)]
    found = [listed for listed in found if len(listed)]
    table = pandas.concat(found) if found else pandas.DataFrame(columns=[*_LISTED])
    table = table.sort_values("distance_m", ascending=False, kind="stable").head(MOST_LISTED)
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    columns = {"rank": TableColumn(message("column.rank")), **_LISTED, **demand_columns(demand)}
    if all(part.pieces is not None for part in demand):  # what each holds is reckoned by its ground
        columns["weight"] = computed(message("column.weight"), "1")
    return Part(message("coverage.part_worst"), table, columns)


def _listed(part: Demand, to: Reach, zones: geopandas.GeoDataFrame) -> pandas.DataFrame:
    held = np.flatnonzero((part.zone >= 0) & (part.weight > 0))
    (low, drawn, high), nearest = to.distances(part)
    first = held[np.argsort(-drawn[held], kind="stable")[:MOST_LISTED]]
    own = [part.layer.name_of(name) for name in part.ids[first]]
    names = (*to.facilities.names, Name(""))  # the last is for those without a way
    theirs = [names[number] for number in nearest[first]]
    zone = zones.iloc[part.zone[first]]
    told = {
        "name_zh": [name.zh for name in own],
        "name_en": [name.in_language("en") for name in own],
        "demand": part.key,
        "zone": zone.index,
        "zone_zh": zone["name_zh"].to_numpy(),
        "zone_en": zone["name_en"].to_numpy(),
        "distance_m": drawn[first],
        "distance_low_m": low[first],
        "distance_high_m": high[first],
        "weight": part.weight[first],
        "nearest_zh": [name.zh for name in theirs],
        "nearest_en": [name.in_language("en") for name in theirs],
    }
    return pandas.DataFrame(told, index=pandas.Index(part.ids[first], name="id"))
