"""What a coverage answer says: its headline, its columns, and what must be said with it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas

from atlas.analysis.coverage.demand import Demand
from atlas.analysis.coverage.reach import Facilities
from atlas.analysis.query.conditions import chosen, measured
from atlas.domain.catalogue import Catalogue
from atlas.domain.definition import Coverage
from atlas.domain.finding import Part, Quantity, TableColumn
from atlas.domain.layer import KnownTotal, Layer
from atlas.domain.words import Message, Name, message


def summary(
    catalogue: Catalogue,
    definition: Coverage,
    table: pandas.DataFrame,
    values: dict[str, Quantity],
    demand: Sequence[Demand],
    *,
    is_schematic: bool,
) -> Message:
    """Return the headline: the radius in focus, of the ground and of those in need."""
    ground = _of_the_ground(catalogue, definition, table, values, is_schematic=is_schematic)
    told = [
        message("coverage.share_of", name=part.name, share=values[key])
        for part in demand
        if (key := f"share_of:{part.key}:{definition.focus:g}") in values
    ]
    return message("coverage.with_demand", ground=ground, demand=tuple(told)) if told else ground


def _of_the_ground(
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
        "overlap2_km2": TableColumn(message("column.overlap2"), km2, detail=True),
        "overlap3_km2": TableColumn(message("column.overlap3"), km2, detail=True),
    }
    for part in demand:
        for key in ("total", "low", "reached", "high"):
            label = message(f"column.demand_{key}", layer=part.name)
            name = f"{part.key}_{key}"
            # bounds that say nothing new are for downloads
            same = table[name].equals(table[f"{part.key}_reached"])
            detail = key in {"low", "high"} and same
            columns[name] = TableColumn(label, part.unit, detail=detail)
    return columns


def ground_part(table: pandas.DataFrame, *, is_schematic: bool) -> Part:
    """Return the ground of each zone: covered, gap, and covered twice and thrice."""
    known = columns_of(table, [], is_schematic=is_schematic)
    names = ("zone", "zone_zh", "zone_en", "radius_m", "area_km2", "covered_km2", "gap_ha")
    columns = {name: known[name] for name in (*names, "overlap2_km2", "overlap3_km2")}
    columns = {name: replace(kind, detail=name == "zone") for name, kind in columns.items()}
    return Part(message("coverage.part_ground"), table[[*columns]], columns)


def caveats_of(
    catalogue: Catalogue, definition: Coverage, demand: list[Demand], facilities: Facilities
) -> tuple[Message, ...]:
    """Return what must be said with the figures: who is not in them, and why."""
    layer, zones = catalogue[definition.facilities.layer], catalogue[definition.zones.layer]
    caveats = [message("caveat.list_only", layer=layer.name), message("caveat.straight")]
    if zones.is_schematic:
        caveats.append(message("caveat.schematic", layers=(zones.name,)))
    caveats += _left_out(layer, definition, facilities)
    names = [zones.name_of(name) for name in measured(catalogue, definition.zones).index]
    unlocated = len(chosen(catalogue, definition.facilities)) - len(facilities.ids)
    missing = [(layer, unlocated), *((part.layer, part.unlocated) for part in demand)]
    caveats += [
        message("caveat.unlocated", layer=which.name, count=Quantity(count, "rows"))
        for which, count in missing
        if count
    ]
    return (*caveats, *(said for part in demand for said in _uncounted(part, names)))


def _uncounted(part: Demand, zones: Sequence[Name]) -> Iterator[Message]:
    """Say what of a demand is in no figure, or only by assumption."""
    outside = int((part.zone < 0).sum())
    if outside:
        count = Quantity(outside, "rows")
        yield message("caveat.outside_zones", layer=part.layer.name, count=count)
    if part.unweighed:
        column = part.layer.spec.heading(str(part.ref.weight))
        count = Quantity(part.unweighed, "rows")
        yield message("caveat.unweighed", layer=part.layer.name, column=column, count=count)
    held = set(part.zone[part.weight > 0])
    empty = tuple(name for number, name in enumerate(zones) if number not in held)
    if empty:
        yield message("caveat.no_demand", zones=empty, name=part.name)
    if part.pieces is not None:
        yield message("caveat.apportioned", name=part.name)


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
