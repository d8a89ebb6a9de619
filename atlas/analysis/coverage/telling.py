"""What a coverage answer says: its headline, its columns, and what must be said with it."""

import pandas

from atlas.analysis.coverage.figures import Demand
from atlas.analysis.coverage.reach import Facilities
from atlas.analysis.query.conditions import chosen
from atlas.domain.catalogue import Catalogue
from atlas.domain.definition import Coverage
from atlas.domain.finding import Quantity, TableColumn
from atlas.domain.layer import KnownTotal, Layer
from atlas.domain.words import Message, Name, message


def summary(
    catalogue: Catalogue,
    definition: Coverage,
    table: pandas.DataFrame,
    values: dict[str, Quantity],
    *,
    is_schematic: bool,
) -> Message:
    """Return the headline: one sentence of the radius in focus."""
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


def columns_of(
    table: pandas.DataFrame, demand: list[Demand], *, is_schematic: bool
) -> dict[str, TableColumn]:
    """Return how the table is headed; areas of schematic zones are shown coarsely."""
    km2 = "km2_schematic" if is_schematic else "km2"
    together = {"": message("column.together")}
    columns = {
        "zone": TableColumn(message("column.zone_id"), detail=True),
        "zone_zh": TableColumn(message("column.zone"), values=together, only="zh"),
        "zone_en": TableColumn(message("column.zone"), values=together, only="en"),
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


def caveats_of(
    catalogue: Catalogue, definition: Coverage, demand: list[Demand], facilities: Facilities
) -> tuple[Message, ...]:
    """Return what must be said with the figures: who is not in them, and why."""
    layer, zones = catalogue[definition.facilities.layer], catalogue[definition.zones.layer]
    caveats = [message("caveat.list_only", layer=layer.name), message("caveat.straight")]
    if zones.is_schematic:
        caveats.append(message("caveat.schematic", layers=(zones.name,)))
    caveats += _left_out(layer, definition, facilities)
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


def _left_out(layer: Layer, definition: Coverage, facilities: Facilities) -> list[Message]:
    told = []
    for radius_m in definition.radii_m:
        out = ~facilities.sure_enough(radius_m, definition.largest_uncertainty)
        names = [layer.name_of(i) for i, left in zip(facilities.ids, out, strict=True) if left]
        if names:
            told.append(
                message(
                    "caveat.left_out",
                    radius=Quantity(radius_m / 1000, "km"),
                    limit=Quantity(radius_m * definition.largest_uncertainty, "m"),
                    names=tuple(names),
                    count=Quantity(len(names), "count"),
                )
            )
    return told
