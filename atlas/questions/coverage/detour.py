"""
Straight lines beside ways: how much longer the way is, and who falls out of cover by it.

The detour factor of a place is its way to the facility soonest reached over its straight
distance to the nearest one; the two need not be the same facility. A place that stands at a
facility has no factor. A factor near one says that the roads are dense, not that they are good.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas

from atlas.domain.finding import Part, Quantity, TableColumn, computed
from atlas.domain.messages import message
from atlas.methods.arrays import TOLERANCE_M
from atlas.questions.access.demand import Demand
from atlas.questions.access.facilities import MEASURED
from atlas.questions.access.straight import StraightReach
from atlas.questions.coverage.demand_breakdown import demand_columns
from atlas.questions.coverage.inputs import CoverageInputs
from atlas.questions.coverage.nearest_facility import weighted_quantile

MOST_LISTED = 1000
VERDICTS = ("falls_out", "no_road", "no_way", "beyond", "reached")


def compared(case: CoverageInputs) -> pandas.DataFrame:
    """
    Compare both distances of everyone in need, for the radius in focus.

    Returns
    -------
    table
        One row for each that lies in a zone and counts, those who fall out of cover first.
    """
    frames = [_of_each(case, part) for part in case.places]
    table = pandas.concat(frames) if frames else pandas.DataFrame(columns=["verdict"])
    order = table["verdict"].map(VERDICTS.index)
    return table.assign(order=order).sort_values(
        ["order", "factor"], ascending=[True, False], kind="stable"
    )


def _of_each(case: CoverageInputs, part: Demand) -> pandas.DataFrame:
    straight = StraightReach(case.in_focus).distances(part)[0][MEASURED]
    way = case.to(case.in_focus).distances(part)[0][MEASURED]
    limit = case.definition.focus + TOLERANCE_M
    on_road = case.ways is None or case.ways.snapped(part.xy).node >= 0
    verdict = np.select(
        [straight > limit, way <= limit, ~np.asarray(on_road), np.isinf(way)],
        ["beyond", "reached", "no_road", "no_way"],
        default="falls_out",
    )
    apart = (straight > TOLERANCE_M) & np.isfinite(straight)
    factor = np.divide(way, straight, out=np.full(len(way), np.nan), where=apart)
    held = np.flatnonzero((part.zone >= 0) & (part.weight > 0))
    names = [part.layer.name_of(name) for name in part.ids[held]]
    zone = case.zones.iloc[part.zone[held]]
    told = {
        "name_zh": [name.zh for name in names],
        "name_en": [name.in_language("en") for name in names],
        "demand": part.key,
        "zone": zone.index,
        "zone_zh": zone["name_zh"].to_numpy(),
        "zone_en": zone["name_en"].to_numpy(),
        "verdict": verdict[held],
        "straight_m": np.where(np.isfinite(straight), straight, np.nan)[held],
        "way_m": np.where(np.isfinite(way), way, np.nan)[held],
        "factor": np.where(np.isfinite(factor), factor, np.nan)[held],
        "weight": part.weight[held],
    }
    return pandas.DataFrame(told, index=pandas.Index(part.ids[held], name="id"))


def detour_parts(case: CoverageInputs, table: pandas.DataFrame) -> dict[str, Part]:
    """Return the comparison by zone, and the list of who falls out of cover."""
    heads = demand_columns(case.places)
    zones = {
        **heads,
        "total": computed(message("column.weight_total")),
        "straight": computed(message("column.within_straight")),
        "way": computed(message("column.within_way")),
        "lost": computed(message("column.lost_by_way")),
        "factor": computed(message("column.median_detour"), "1"),
    }
    verdicts = {name: message(f"coverage.way_{name}") for name in VERDICTS}
    places = {
        "name_zh": TableColumn(message("column.name_zh"), only="zh"),
        "name_en": TableColumn(message("column.name_en"), only="en"),
        **heads,
        "verdict": TableColumn(message("column.verdict"), values=verdicts),
        "straight_m": computed(message("column.straight"), "m"),
        "way_m": computed(message("column.way"), "m"),
        "factor": computed(message("column.detour"), "1"),
        "weight": TableColumn(message("column.weight")),
    }
    rows = pandas.DataFrame(list(_by_zone(case, table)), columns=[*zones])
    listed = table[[*places]].head(MOST_LISTED)
    return {
        "side_by_side": Part(message("coverage.part_side_by_side"), rows, zones),
        "detour": Part(message("coverage.part_detour"), listed, places),
    }


def _by_zone(case: CoverageInputs, table: pandas.DataFrame) -> Iterator[Mapping[str, object]]:
    named = case.zones[["name_zh", "name_en"]].itertuples(name=None)
    places = [*named, ("", "", "")]
    for part in case.places:
        own = table[table["demand"] == part.key]
        for zone, zh, en in places:
            rows = own[own["zone"] == zone] if zone else own
            way = rows.loc[rows["verdict"] == "reached", "weight"].sum()
            straight = rows.loc[rows["verdict"] != "beyond", "weight"].sum()
            known = rows.dropna(subset="factor")
            yield {
                "demand": part.key,
                "zone": zone,
                "zone_zh": zh,
                "zone_en": en,
                "total": rows["weight"].sum(),
                "straight": straight,
                "way": way,
                "lost": straight - way,
                "factor": weighted_quantile(
                    known["factor"].to_numpy(), known["weight"].to_numpy(), 0.5
                ),
            }


def detour_values(parts: Mapping[str, Part]) -> dict[str, Quantity]:
    """Return how much of each demand falls out of cover, and its median detour factor."""
    values = {}
    table = parts["side_by_side"].table
    for row in table[table["zone"] == ""].to_dict("records"):
        values[f"lost_by_way:{row['demand']}"] = Quantity(row["lost"], "")
        if np.isfinite(row["factor"]):
            values[f"detour:{row['demand']}"] = Quantity(row["factor"], "1")
    return values
