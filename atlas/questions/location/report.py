"""What a location answer says: its headline, its tables, and what must be said with it."""

from typing import Any

import numpy as np
import pandas
from numpy.typing import NDArray

from atlas.domain.catalogue import Catalogue
from atlas.domain.crs import to_storage
from atlas.domain.finding import Finding, Part, Quantity, TableColumn, computed, fact
from atlas.domain.messages import Message, Name, Text, message
from atlas.methods.arrays import Floats
from atlas.methods.location.tradeoff_curve import CoverCurve
from atlas.questions.access.definition import Along
from atlas.questions.candidates.definition import Cells, Hexagons
from atlas.questions.data_caveats import schematic_caveats
from atlas.questions.location.definition import Location
from atlas.questions.location.evaluation import RankedSites, demand_table
from atlas.questions.location.inputs import DemandRows, Sites
from atlas.questions.location.landmarks import nearest_landmarks

_FLAGS: dict[str, Text] = {flag: message(f"value.flag.{flag}") for flag in ("yes", "no")}


def location_title(catalogue: Catalogue, definition: Location) -> Message:
    """Return the title: the number is an assumption, and without every red line a screening."""
    key = "title_screening" if catalogue.unapplied_constraints else "title"
    return message(f"location.{key}", what=_what(catalogue, definition))


def headline(catalogue: Catalogue, definition: Location, values: dict[str, Quantity]) -> Message:
    """
    Return the answer as one sentence, with the proof, or why there is no plan.

    Parameters
    ----------
    catalogue
        The layers.
    definition
        The question.
    values
        Figures of the answer by key.
    """
    told: dict[str, Any] = {
        "what": _what(catalogue, definition),
        "distance": _distance(definition),
        "radius": values["radius"],
        "used": values["existing_used"],
    }
    if "unreachable" in values:
        told["count"] = values["unreachable"]
        if "smallest_radius" not in values:
            return Message("location.none_at_all", told)
        told["smallest"] = values["smallest_radius"]
        return Message(f"location.none_{definition.model}", told)
    told |= {name: known for name, known in values.items() if ":" not in name}
    today = values.get("longest_before" if definition.model == "p_center" else "mean_before")
    told["before"] = message("location.was", value=today) if today else Name("")
    return Message(f"location.headline_{definition.model}", told | {"proof": _proof(values)})


def method_of(definition: Location) -> Message:
    """Return how the plan was found."""
    model = message(f"location.model_{definition.model}")
    return message("location.method", model=model, distance=_distance(definition))


def _distance(definition: Location) -> Message:
    along = definition.distance
    if not isinstance(along, Along):
        return message("distance.straight")
    mode, speed = message(f"distance.{along.mode}"), fact(along.speed_kmh, "km/h")
    return message("distance.along", mode=mode, speed=speed)


def _proof(values: dict[str, Quantity]) -> Message:
    if values["proven"].value:
        return message("location.proven")
    if not np.isfinite(values["gap"].value):
        return message("location.no_bound")
    return message("location.gap", gap=values["gap"], bound=values["bound"])


def _what(catalogue: Catalogue, definition: Location) -> Text:
    if definition.existing is None:
        return message("location.facility")
    return catalogue[definition.existing.layer].name


def site_table(
    definition: Location,
    demand: DemandRows,
    sites: Sites,
    new: RankedSites,
    values: dict[str, Quantity],
) -> pandas.DataFrame:
    """
    Return one row a new site, the one that adds most first.

    Parameters
    ----------
    definition
        The question.
    demand
        Rows of demand with place, weight and uncertainty.
    sites
        Existing and candidate sites, existing ones first.
    new
        The new sites in order, with the weight and rows that each adds.
    values
        Figures of the answer by key.
    """
    chosen = sites.rows.iloc[new.columns]
    at = to_storage(chosen.set_geometry(chosen.geometry.centroid)).geometry
    adds = new.weight / demand.weights.sum()
    before = values.get("weight_share_before", Quantity(0.0, "share")).value
    # what has a name of its own needs no other's
    names = ["name_zh", "name_en"] if _are_named(definition) else []
    told = chosen[names] if names else nearest_landmarks(demand, sites, chosen)
    table = pandas.DataFrame(
        {
            "rank": np.arange(1, len(chosen) + 1),
            "cell": chosen["id"].to_numpy(),
            "lon": at.x.to_numpy().round(5),
            "lat": at.y.to_numpy().round(5),
            "adds_share": adds,
            "adds_rows": new.rows,
            "share_so_far": before + np.cumsum(adds),
        }
    )
    return pandas.concat([table, told.reset_index(drop=True)], axis=1)


def _are_named(definition: Location) -> bool:
    """Return whether candidates are features with names, and not cells."""
    return not isinstance(definition.candidates, Cells | Hexagons)


def site_columns(definition: Location, table: pandas.DataFrame) -> dict[str, TableColumn]:
    """Return how the table of new sites is headed."""
    named = _are_named(definition)
    columns = {
        "rank": TableColumn(message("column.rank")),
        "name_zh": TableColumn(message("column.name_zh"), only="zh"),
        "name_en": TableColumn(message("column.name_en"), only="en"),
        "cell": TableColumn(message("column.candidate"), detail=named),
        "near_zh": TableColumn(message("column.near"), only="zh"),
        "near_en": TableColumn(message("column.near"), only="en"),
        "near_m": computed(message("column.near_m"), "m"),
        "lon": computed(message("column.lon"), "deg"),
        "lat": computed(message("column.lat"), "deg"),
        "adds_share": computed(message("column.adds_share"), "share"),
        "adds_rows": computed(message("column.adds_rows"), "rows"),
        "share_so_far": computed(message("column.share_so_far"), "share"),
    }
    return {name: column for name, column in columns.items() if name in table}


def part_tables(
    demand: DemandRows,
    curve: CoverCurve | None,
    values: dict[str, Quantity],
    left: NDArray[np.bool_],
    nearest: Floats,
    existing: int,
) -> dict[str, Part]:
    """
    Return the further tables: each kind of demand, the curve, and who is left out.

    Parameters
    ----------
    demand, curve, values
        The answer.
    left
        Which rows are left out.
    nearest
        How far each row is from the nearest site it could have, metres.
    existing
        How many facilities stand already.
    """
    parts = {"demand": _demand_part(demand, values)}
    if curve is not None:
        parts["curve"] = _curve_part(curve, float(demand.weights.sum()), existing)
    parts["unreached"] = _unreached_part(demand, left, nearest)
    return parts


def _demand_part(demand: DemandRows, values: dict[str, Quantity]) -> Part:
    names = {kind.key: kind.name for kind in demand.kinds}
    columns = {
        "kind": TableColumn(message("column.demand_kind"), values=names),
        "rows": computed(message("column.demand_rows"), "rows"),
    }
    for when in ("before", "after"):
        for what in ("weight_share", "row_share"):
            label = message(f"column.{what}_{when}")
            columns[f"{what}_{when}"] = computed(label, "share")
    return Part(message("location.part_demand"), demand_table(demand, values), columns)


def _curve_part(curve: CoverCurve, total: float, existing: int) -> Part:
    new = curve.sites - existing
    table = pandas.DataFrame(
        {
            "sites": new,
            "share": curve.covered_weight / total,
            "bound": curve.bound / total,
            "proven": ["yes" if flag else "no" for flag in curve.proven],
            "knee": ["yes" if sites == curve.knee else "no" for sites in curve.sites],
        }
    )
    columns = {
        "sites": computed(message("column.new_sites"), "count"),
        "share": computed(message("column.weight_share_after"), "share"),
        "bound": computed(message("column.bound"), "share"),
        "proven": TableColumn(message("column.proven"), values=_FLAGS),
        "knee": TableColumn(message("column.knee"), values=_FLAGS),
    }
    return Part(message("location.part_curve"), table, columns)


def _unreached_part(demand: DemandRows, left: NDArray[np.bool_], nearest: Floats) -> Part:
    """Name the places left out; ground that is left out is on the map."""
    ground = [number for number, kind in enumerate(demand.kinds) if kind.is_ground]
    named = left & ~demand.rows["kind"].isin(ground).to_numpy()
    rows = demand.rows[named]
    table = pandas.DataFrame(
        {
            "name_zh": rows["name_zh"],
            "name_en": rows["name_en"],
            "kind": [demand.kinds[number].key for number in rows["kind"]],
            "nearest_m": np.where(np.isfinite(nearest[named]), nearest[named], np.nan),
        }
    )
    table.index = pandas.Index(rows["id"], name="id")
    columns = {
        "name_zh": TableColumn(message("column.name_zh"), only="zh"),
        "name_en": TableColumn(message("column.name_en"), only="en"),
        "kind": TableColumn(
            message("column.demand_kind"), values={kind.key: kind.name for kind in demand.kinds}
        ),
        "nearest_m": computed(message("column.nearest_site"), "m"),
    }
    return Part(message("location.part_unreached"), table, columns)


def location_caveats(
    catalogue: Catalogue, definition: Location, demand: DemandRows, sites: Sites, cost: Floats
) -> tuple[Message, ...]:
    """
    Return what must be said with the plan.

    Parameters
    ----------
    catalogue
        The layers.
    definition
        The question.
    demand
        Rows of demand with place, weight and uncertainty.
    sites
        Existing and candidate sites, existing ones first.
    cost
        Metres from each row of demand to each site, shape (rows, sites); infinite where there is no
        way.
    """
    is_along = isinstance(definition.distance, Along)
    how = "along_ways" if is_along else "straight"
    caveats = [message("caveat.assumption"), message(f"caveat.{how}")]
    no_way = np.isinf(cost).all(axis=1)
    if no_way.any():
        caveats.append(message("caveat.no_way", count=Quantity(int(no_way.sum()), "rows")))
    if len(demand.kinds) > 1:
        caveats.append(message("caveat.emphasis", names=tuple(k.name for k in demand.kinds)))
    missing = catalogue.unapplied_constraints
    if missing:
        names = tuple(layer.name for layer in missing)
        caveats.append(message("caveat.not_applied", names=names))
    caveats += [
        message("caveat.removed_cells", constraint=v.text, count=_count(~v.kept))
        for v in sites.removed
    ]
    caveats += _without_place(catalogue, definition, demand, sites)
    used = {
        part.inside.layer
        for part in (definition.candidates, *definition.demand)
        if isinstance(part, Cells | Hexagons)
    }
    caveats += schematic_caveats(catalogue[name] for name in sorted(used))
    return tuple(caveats)


def _count(mask: NDArray[np.bool_]) -> Quantity:
    return Quantity(int(mask.sum()), "count")


def _without_place(
    catalogue: Catalogue, definition: Location, demand: DemandRows, sites: Sites
) -> list[Message]:
    told = []
    if definition.existing is not None:
        layer = catalogue[definition.existing.layer]
        told.append(message("caveat.list_only_existing", layer=layer.name))
        if sites.left_out:
            names: tuple[Name, ...] = tuple(layer.name_of(name) for name in sites.left_out)
            limit = definition.radius_m * definition.largest_uncertainty
            told.append(
                message(
                    "caveat.left_out",
                    radius=fact(definition.radius_m / 1000, "km"),
                    limit=Quantity(limit, "m"),
                    names=names,
                    count=Quantity(len(names), "count"),
                )
            )
        if sites.unlocated:
            count = Quantity(sites.unlocated, "rows")
            told.append(message("caveat.unlocated", layer=layer.name, count=count))
    for kind in demand.kinds:
        if kind.unlocated:
            count = Quantity(kind.unlocated, "rows")
            told.append(message("caveat.unlocated", layer=kind.name, count=count))
        if kind.unweighted:
            count = Quantity(kind.unweighted, "rows")
            told.append(message("caveat.unweighted", layer=kind.name, count=count))
    return told


def plan_figures(_finding: Finding) -> tuple[str, ...]:
    """Return the column that describes a new site: how much it adds."""
    return ("adds_share",)
