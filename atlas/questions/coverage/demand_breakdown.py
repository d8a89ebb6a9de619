"""
Demand broken down: how much of each kind, of each class, lies within each radius, by zone.

A share of nothing is no share: where a zone holds none of a demand the share is missing, not
zero, and a note says which zones those are.
"""

from collections.abc import Iterator, Mapping, Sequence

import geopandas
import numpy as np
import pandas

from atlas.domain.finding import Part, TableColumn, computed
from atlas.domain.messages import Text, message
from atlas.methods.arrays import Floats
from atlas.questions.access.demand import Demand
from atlas.questions.access.facilities import CERTAIN, MEASURED, POSSIBLE

_ENDS = {"low": CERTAIN, "reached": MEASURED, "high": POSSIBLE}


def by_zone(part: Demand, share: Floats, *, zones: int) -> dict[str, Floats]:
    """
    Sum a demand by zone.

    Parameters
    ----------
    part
        Those in need.
    share
        What part of each row is reached, shape (3, rows).
    zones
        How many there are.

    Returns
    -------
    sums
        `total`, `low`, `reached` and `high`, each of shape (zones,).
    """
    held = part.zone >= 0
    where, weight = part.zone[held], part.weight[held]
    sums: dict[str, Floats] = {"total": np.bincount(where, weight, zones).astype(float)}
    for name, end in _ENDS.items():
        sums[name] = np.bincount(where, weight * share[end, held], zones).astype(float)
    return sums


def demand_rows(
    part: Demand, share: Floats, radius_m: float, zones: geopandas.GeoDataFrame
) -> Iterator[dict[str, object]]:
    """
    Yield a row for each class and zone of a demand, all classes and all zones last.

    Parameters
    ----------
    part
        One kind of demand.
    share
        Part of each row that is reached: certain, as drawn, possible; shape (3, rows).
    radius_m
        Metres.
    zones
        Polygons in metres, EPSG:4545.
    """
    groups = sorted(set(part.group)) if part.ref.by else []
    places = [*zip(zones.index, zones["name_zh"], zones["name_en"], strict=True), ("", "", "")]
    for group in [*groups, None]:
        counted = np.ones(len(part.zone), bool) if group is None else part.group == group
        for number, (zone, zh, en) in enumerate(places):
            held = counted & (part.zone == number if zone else part.zone >= 0)
            weight = part.weight[held]
            sums = {name: float(weight @ share[end, held]) for name, end in _ENDS.items()}
            row = {"demand": part.key, "class": "" if group is None else _class(part, group)}
            row |= {"zone": zone, "zone_zh": zh, "zone_en": en}
            yield row | {"radius_m": radius_m, **_shares(sums, float(weight.sum()))}


def _class(part: Demand, group: object) -> str:
    return f"{part.key}:{group}"


def _shares(sums: Mapping[str, float], total: float) -> dict[str, float]:
    names = {"low": "share_low", "reached": "share", "high": "share_high"}
    shares = {name: sums[end] / total if total > 0 else float("nan") for end, name in names.items()}
    return {"total": total, **sums, **shares}


def demand_part(rows: list[dict[str, object]], demand: Sequence[Demand]) -> Part:
    """Return the breakdown as a further table."""
    words = _classes(demand)
    columns = {
        "radius_m": TableColumn(message("column.radius"), "m"),
        **demand_columns(demand),
        "class": TableColumn(message("column.class"), values=words),
        "total": computed(message("column.weight_total")),
        "low": computed(message("column.certain"), detail=True),
        "reached": computed(message("column.reached")),
        "high": computed(message("column.possible"), detail=True),
        "share": computed(message("column.share_reached"), "share"),
        "share_low": computed(message("column.share_low"), "share"),
        "share_high": computed(message("column.share_high"), "share"),
    }
    return Part(
        message("coverage.part_demand"), pandas.DataFrame(rows, columns=[*columns]), columns
    )


def _classes(demand: Sequence[Demand]) -> dict[str, Text]:
    if not any(part.ref.by for part in demand):
        return {}
    return {"": message("column.together")} | {
        _class(part, group): _class_text(part, str(group))
        for part in demand
        if part.ref.by
        for group in set(part.group)
    }


def _class_text(part: Demand, group: str) -> Text:
    return part.layer.spec.value_text(str(part.ref.by), group) if group else message("value.empty")


def demand_columns(demand: Sequence[Demand]) -> dict[str, TableColumn]:
    """Return how the columns are headed that say which demand and which zone."""
    together = {"": message("column.together")}
    return {
        "demand": TableColumn(
            message("column.demand"), values={part.key: part.name for part in demand}
        ),
        "zone": TableColumn(message("column.zone_id"), detail=True),
        "zone_zh": TableColumn(message("column.zone"), values=together, only="zh"),
        "zone_en": TableColumn(message("column.zone"), values=together, only="en"),
    }
