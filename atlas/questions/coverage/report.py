"""What a coverage answer says: its headline, its columns, and what must be said with it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas

from atlas.domain.finding import Part, Quantity, TableColumn, computed, fact
from atlas.domain.layer import DeclaredTotal
from atlas.domain.messages import Message, Name, message
from atlas.questions.access.definition import Along
from atlas.questions.access.demand import Demand
from atlas.questions.coverage.before_after import change_columns, change_summary
from atlas.questions.coverage.inputs import CoverageInputs
from atlas.questions.coverage.report_roads import ways_caveats
from atlas.questions.data_caveats import schematic_caveats

_READING_ORDER = (
    "radius_m",
    "minutes",
    "zone",
    "zone_zh",
    "zone_en",
    "share_before",
    "share",
    "share_change",
    "share_low",
    "share_high",
    "covered_km2",
    "gap_ha",
    "gap_change_ha",
    "area_km2",
    "overlap2_km2",
    "overlap3_km2",
)


def summary(case: CoverageInputs, table: pandas.DataFrame, values: dict[str, Quantity]) -> Message:
    """
    Return the headline: the radius in focus, of the ground and of those in need.

    Parameters
    ----------
    case
        The inputs of the coverage question.
    table
        The rows of the answer.
    values
        Figures of the answer by key.
    """
    ground = _of_the_ground(case, table, values)
    if case.definition.changes is not None:
        change = change_summary(case, table, values)
        return message("coverage.after_change", change=change, ground=ground)
    told = [
        message("coverage.share_of", name=part.name, share=values[key])
        for part in case.demand
        if (key := f"share_of:{part.key}:{case.definition.focus:g}") in values
    ]
    return message("coverage.with_demand", ground=ground, demand=tuple(told)) if told else ground


def _of_the_ground(
    case: CoverageInputs, table: pandas.DataFrame, values: dict[str, Quantity]
) -> Message:
    radius_m = case.definition.focus
    zones = table[(table["radius_m"] == radius_m) & (table["zone"] != "")]
    worst = zones.loc[zones["gap_ha"].idxmax()]
    gap = values[f"gap:{radius_m:g}"].value
    return message(
        "coverage.headline",
        used=values["used"],
        listed=_listed(case.layer.spec.known_total, values["planned"]),
        distance=_distance(case),
        boundary=message("boundary.schematic" if case.is_schematic else "boundary.loaded"),
        radius=fact(radius_m / 1000, "km"),
        zones=case.zone_layer.name,
        share=values[f"share:{radius_m:g}"],
        # a schematic area is never finer than a square kilometre
        gap=Quantity(gap / 100, "km2_schematic") if case.is_schematic else Quantity(gap, "ha"),
        worst=Name(worst["zone_zh"], worst["zone_en"]),
        worst_share=values[f"share:{radius_m:g}:{worst['zone']}"],
    )


def _distance(case: CoverageInputs) -> Message:
    along = case.definition.distance
    if not isinstance(along, Along):
        return message("distance.straight")
    mode, speed = message(f"distance.{along.mode}"), fact(along.speed_kmh, "km/h")
    return message("distance.along", mode=mode, speed=speed)


def _listed(known: DeclaredTotal | None, planned: Quantity) -> Message | Name:
    """Say how many of the list are not there yet, and how many such things exist as declared."""
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


def columns_of(case: CoverageInputs, table: pandas.DataFrame) -> dict[str, TableColumn]:
    """Return how the table is headed."""
    columns = _ground_columns(is_schematic=case.is_schematic)
    if case.definition.changes is not None:
        columns = change_columns(case) | columns
    columns = {name: columns[name] for name in _READING_ORDER if name in columns and name in table}
    for part in case.demand:
        for key in ("total", "before", "low", "reached", "high"):
            name = f"{part.key}_{key}"
            if name not in table:
                continue
            label = message(f"column.demand_{key}", layer=part.name)
            # bounds that say nothing new are for downloads
            same = table[name].equals(table[f"{part.key}_reached"])
            detail = key in {"low", "high"} and same
            columns[name] = computed(label, part.unit, detail=detail)
    return columns


def _ground_columns(*, is_schematic: bool) -> dict[str, TableColumn]:
    """Return how figures of ground are headed; areas of schematic zones are shown coarsely."""
    km2 = "km2_schematic" if is_schematic else "km2"
    together = {"": message("column.together")}
    return {
        "zone": TableColumn(message("column.zone_id"), detail=True),
        "zone_zh": TableColumn(message("column.zone"), values=together, only="zh"),
        "zone_en": TableColumn(message("column.zone"), values=together, only="en"),
        "radius_m": TableColumn(message("column.radius"), "m"),
        "minutes": computed(message("column.minutes"), "min"),
        "share": computed(message("column.share"), "share"),
        "share_low": computed(message("column.share_low"), "share"),
        "share_high": computed(message("column.share_high"), "share"),
        "covered_km2": computed(message("column.covered"), km2),
        "gap_ha": computed(message("column.gap"), "ha_schematic" if is_schematic else "ha"),
        "area_km2": computed(message("column.area"), km2),
        "overlap2_km2": computed(message("column.overlap2"), km2, detail=True),
        "overlap3_km2": computed(message("column.overlap3"), km2, detail=True),
    }


def ground_part(case: CoverageInputs, table: pandas.DataFrame) -> Part:
    """Return the ground of each zone: covered, gap, and covered twice and thrice."""
    known = _ground_columns(is_schematic=case.is_schematic)
    names = ("radius_m", "zone", "zone_zh", "zone_en", "area_km2", "covered_km2", "gap_ha")
    overlaps = [name for name in ("overlap2_km2", "overlap3_km2") if name in table]
    columns = {name: known[name] for name in (*names, *overlaps)}
    columns = {name: replace(kind, detail=name == "zone") for name, kind in columns.items()}
    return Part(message("coverage.part_ground"), table[[*columns]], columns)


def caveats_of(case: CoverageInputs) -> tuple[Message, ...]:
    """Return what must be said with the figures: who is not in them, and why."""
    caveats = [message("caveat.list_only", layer=case.layer.name)]
    caveats += [message("caveat.straight")] if case.ways is None else ways_caveats(case)
    caveats += schematic_caveats([case.zone_layer])
    caveats += _of_changes(case)
    caveats += _left_out(case)
    unlocated = len(case.listed) - len(case.standing.ids)
    missing = [(case.layer, unlocated), *((part.layer, part.unlocated) for part in case.demand)]
    caveats += [
        message("caveat.unlocated", layer=which.name, count=Quantity(count, "rows"))
        for which, count in missing
        if count
    ]
    zones = [case.zone_layer.name_of(name) for name in case.zones.index]
    return (*caveats, *(said for part in case.demand for said in _uncounted(part, zones)))


def _of_changes(case: CoverageInputs) -> Iterator[Message]:
    changes = case.definition.changes
    if changes is None:
        return
    if changes.add or changes.move:
        yield message("caveat.placed_exactly")
    idle = [name for name in (*changes.close, *changes.move) if name not in case.listed.index]
    if idle:
        names = tuple(case.layer.name_of(name) for name in idle)
        yield message("caveat.change_without_effect", names=names)


def _uncounted(part: Demand, zones: Sequence[Name]) -> Iterator[Message]:
    """Say what of a demand is in no figure, or only by assumption."""
    outside = int((part.zone < 0).sum()) + part.outside
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
    if part.grid is not None or part.counted is not None:
        yield message("caveat.own_file", name=part.name)
    elif part.pieces is not None:
        yield message("caveat.apportioned", name=part.name)


def _left_out(case: CoverageInputs) -> Iterator[Message]:
    """Say which facilities are too uncertain: by name for the focus, then who differs from it."""
    facilities, share = case.facilities, case.definition.largest_uncertainty
    first: set[int] | None = None
    for radius_m in case.definition.reading_order:
        rows = set(np.flatnonzero(~facilities.sure_enough(radius_m, share)).tolist())
        first = rows if first is None else first
        if not rows:
            continue
        # the larger the radius the fewer are left out: one list is always part of the other
        key, told = "left_out", rows
        if first and rows is not first:
            key, told = _compared(rows, first)
        yield message(
            f"caveat.{key}",
            radius=fact(radius_m / 1000, "km"),
            limit=Quantity(radius_m * share, "m"),
            names=tuple(facilities.names[row] for row in sorted(told)),
            count=Quantity(len(rows), "count"),
        )


def _compared(rows: set[int], first: set[int]) -> tuple[str, set[int]]:
    if rows == first:
        return "left_out_same", set()
    return ("left_out_more" if rows > first else "left_out_fewer"), rows ^ first
