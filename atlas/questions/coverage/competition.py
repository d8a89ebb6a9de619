"""
Competition and equity of a coverage answer: who shares whose demand, and how even access is.

Each demand is looked at by itself: firms and homes do not add up. Without a column that says
how much a facility offers each offers one, and access is facilities per head. Evenness is
measured over those in need (Gini, Theil) and, as likeness of neighbouring zones, on the map
(Moran's I over zones that touch).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas
import shapely
from scipy.spatial.distance import cdist

from atlas.domain.finding import Part, TableColumn, computed
from atlas.domain.messages import message
from atlas.errors import Refused
from atlas.methods.arrays import Floats
from atlas.methods.competition import shared_demand
from atlas.methods.equity import gini, moran, theil
from atlas.methods.floating_catchment import enhanced_two_step_fca, huff, two_step_fca
from atlas.questions.access.demand import Demand
from atlas.questions.coverage.definition import Advanced
from atlas.questions.coverage.demand_breakdown import demand_columns
from atlas.questions.coverage.inputs import CoverageInputs

MOST_PAIRS = 20_000_000
_MOST_LISTED = 200


def advanced_parts(case: CoverageInputs, asked: Advanced) -> dict[str, Part]:
    """
    Return who shares whom, what each facility serves, access by zone, and how even it is.

    Raises
    ------
    Refused
        If there are too many pairs of demand and facility, or a supply is no amount.
    """
    supply = _supply(case, asked)
    rivals: list[dict[str, object]] = []
    pairs: list[dict[str, object]] = []
    zones: list[dict[str, object]] = []
    evenness: list[dict[str, object]] = []
    for part in case.places if len(case.in_focus.ids) else ():
        held = np.flatnonzero((part.zone >= 0) & (part.weight > 0))
        if not len(held):
            continue
        cost, weight = _cost(case, part, held), part.weight[held]
        access = _access(case, asked, weight, supply, cost)
        rivals += _rivals(case, asked, part, weight, supply, cost)
        pairs += _pairs(case, part, weight, cost)
        own = list(_by_zone(case, part, part.zone[held], weight, access))
        zones += _readable(own)
        evenness += _evenness(case, asked, part, weight, access[0], own)
    return {
        "rivals": _part("rivals", rivals, _RIVALS, case.places),
        "shared": _part("shared", pairs, _PAIRS, case.places),
        "access": _part("access", zones, _ACCESS, case.places),
        "evenness": _part("evenness", evenness, _EVENNESS, case.places),
    }


_NAMES = {
    "name_zh": TableColumn(message("column.name_zh"), only="zh"),
    "name_en": TableColumn(message("column.name_en"), only="en"),
}
_RIVALS = {
    **_NAMES,
    "reached": computed(message("column.within_reach")),
    "alone": computed(message("column.only_here")),
    "expected": computed(message("column.huff"), "1"),
    "supply": computed(message("column.supply")),
}
_PAIRS = {
    **_NAMES,
    "other_zh": TableColumn(message("column.other_facility"), only="zh"),
    "other_en": TableColumn(message("column.other_facility"), only="en"),
    "shared": computed(message("column.shared")),
    "share": computed(message("column.share_of_lesser"), "share"),
}
_ACCESS = {
    "total": computed(message("column.weight_total")),
    "per": TableColumn(message("column.per_so_many")),
    "access_per": computed(message("column.two_step"), "score"),
    "enhanced_per": computed(message("column.enhanced"), "score"),
    "access": computed(message("column.two_step_each"), detail=True),
    "enhanced": computed(message("column.enhanced_each"), detail=True),
}
_EACH = ("access", "enhanced")
_METHODS = ("gini", "theil", "moran", "moran_p")
_EVENNESS = {
    "method": TableColumn(
        message("column.method"),
        values={name: message(f"coverage.method_{name}") for name in _METHODS},
    ),
    "value": computed(message("column.figure"), "score"),
}


def _part(
    name: str,
    rows: list[dict[str, object]],
    columns: dict[str, TableColumn],
    demand: Sequence[Demand],
) -> Part:
    heads = demand_columns(demand)
    zoned = [key for key in heads if rows and key in rows[0]] if rows else ["demand"]
    columns = {key: heads[key] for key in zoned} | columns
    table = pandas.DataFrame(rows, columns=[*columns]).head(_MOST_LISTED)
    return Part(message(f"coverage.part_{name}"), table, columns)


def _supply(case: CoverageInputs, asked: Advanced) -> Floats:
    """Return what each facility in focus offers; one where nothing is said, also of it alone."""
    facilities = case.in_focus
    if asked.supply is None:
        return np.ones(len(facilities.ids))
    column = pandas.to_numeric(case.listed[asked.supply])
    amounts = column.reindex(list(facilities.ids)).to_numpy(dtype=float)
    bad = (amounts < 0) | np.isinf(amounts)
    if bad.any():
        names = tuple(facilities.names[row] for row in np.flatnonzero(bad))
        heading = case.layer.spec.heading(asked.supply)
        raise Refused(
            reason="weight_is_no_count", layer=case.layer.name, column=heading, names=names
        )
    known: Floats = np.nan_to_num(amounts)
    return known


def _cost(case: CoverageInputs, part: Demand, held: np.ndarray) -> Floats:
    facilities = case.in_focus
    if len(held) * len(facilities.ids) > MOST_PAIRS:
        count = len(held) * len(facilities.ids)
        raise Refused(reason="too_many_pairs", count=count, most=MOST_PAIRS)
    if case.ways is not None:
        return case.ways.matrix(part.xy[held], facilities)
    cost: Floats = cdist(part.xy[held], facilities.xy)
    return cost


def _access(
    case: CoverageInputs, asked: Advanced, weight: Floats, supply: Floats, cost: Floats
) -> tuple[Floats, Floats]:
    """Return supply per head of each, by the two-step method and by the enhanced one."""
    plain = two_step_fca(weight, supply, cost, catchment=case.definition.focus)
    if not asked.bands_m:
        return plain, np.full(len(plain), np.nan)
    zones, weights = asked.bands_m, asked.band_weights
    return plain, enhanced_two_step_fca(weight, supply, cost, zones=zones, weights=weights)


def _rivals(
    case: CoverageInputs,
    asked: Advanced,
    part: Demand,
    weight: Floats,
    supply: Floats,
    cost: Floats,
) -> Iterator[dict[str, object]]:
    shared = shared_demand(weight, cost, radius=case.definition.focus)
    expected = weight @ huff(cost, supply, exponent=asked.exponent)
    for row in np.argsort(-np.diag(shared.matrix), kind="stable"):
        name = case.in_focus.names[row]
        yield {
            "demand": part.key,
            "name_zh": name.zh,
            "name_en": name.in_language("en"),
            "reached": shared.matrix[row, row],
            "alone": shared.alone[row],
            "expected": expected[row],
            "supply": supply[row],
        }


def _pairs(
    case: CoverageInputs, part: Demand, weight: Floats, cost: Floats
) -> Iterator[dict[str, object]]:
    matrix = shared_demand(weight, cost, radius=case.definition.focus).matrix
    own = np.diag(matrix)
    first, second = np.triu_indices(len(matrix), k=1)
    common = matrix[first, second]
    order = np.argsort(-common, kind="stable")
    for pair in order[common[order] > 0][:_MOST_LISTED]:
        a, b = (case.in_focus.names[row] for row in (first[pair], second[pair]))
        yield {
            "demand": part.key,
            "name_zh": a.zh,
            "name_en": a.in_language("en"),
            "other_zh": b.zh,
            "other_en": b.in_language("en"),
            "shared": common[pair],
            "share": common[pair] / min(own[first[pair]], own[second[pair]]),
        }


def _by_zone(
    case: CoverageInputs,
    part: Demand,
    zone: np.ndarray,
    weight: Floats,
    access: tuple[Floats, Floats],
) -> Iterator[dict[str, object]]:
    named = case.zones[["name_zh", "name_en"]].itertuples(name=None)
    for number, (place, zh, en) in enumerate([*named, ("", "", "")]):
        held = zone == number if place else np.full(len(zone), True)
        total = weight[held].sum()
        means = [
            float(weight[held] @ of[held] / total) if total > 0 else float("nan") for of in access
        ]
        row = {"demand": part.key, "zone": place, "zone_zh": zh, "zone_en": en, "total": total}
        yield row | dict(zip(("access", "enhanced"), means, strict=True))


def _readable(zones: list[dict[str, Any]]) -> Iterator[dict[str, object]]:
    """Add access per so many of the demand that the best served zone has one or more."""
    most = np.nanmax([0.0, *(row[key] for row in zones for key in _EACH)])
    per = 10.0 ** max(0, int(np.ceil(-np.log10(most)))) if most > 0 else 1.0
    for row in zones:
        yield row | {"per": per} | {f"{key}_per": row[key] * per for key in _EACH}


def _evenness(
    case: CoverageInputs,
    asked: Advanced,
    part: Demand,
    weight: Floats,
    access: Floats,
    zones: list[dict[str, object]],
) -> Iterator[dict[str, object]]:
    # where nobody has anything there is nothing to be even about
    even = (gini(access, weight), theil(access)) if access.any() else (np.nan, np.nan)
    for method, value in zip(("gini", "theil"), even, strict=True):
        yield {"demand": part.key, "method": method, "value": value}
    values = np.array([row["access"] for row in zones if row["zone"]], dtype=float)
    known = np.flatnonzero(np.isfinite(values))
    shapes = case.zones.geometry.to_numpy()[known]
    touching = shapely.intersects(shapes[:, np.newaxis], shapes[np.newaxis]).astype(float)
    np.fill_diagonal(touching, 0.0)
    if len(known) < 3 or np.ptp(values[known]) == 0 or not touching.any():
        return
    each = touching.sum(axis=1, keepdims=True)
    weights = np.divide(touching, each, out=np.zeros_like(touching), where=each > 0)
    found = moran(values[known], weights, permutations=asked.permutations, seed=asked.seed)
    yield {"demand": part.key, "method": "moran", "value": found.statistic}
    yield {"demand": part.key, "method": "moran_p", "value": found.p_value}
