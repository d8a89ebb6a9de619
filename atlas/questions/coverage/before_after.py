"""
Before and after: what adding, closing or moving facilities changes, zone by zone.

Both states are measured in the same way, and a difference is that of the figures as drawn: the
ranges of the two overlap more than they differ, since the same positions blur both.
"""

from collections.abc import Sequence

import geopandas
import pandas
import shapely

from atlas.domain.crs import MEASURING_CRS, to_storage
from atlas.domain.finding import Quantity, TableColumn, computed, fact
from atlas.domain.messages import Message, Name, message
from atlas.methods.coverage.depth import areal
from atlas.questions.access.demand import Demand
from atlas.questions.coverage.by_radius import RadiusResult
from atlas.questions.coverage.definition import Coverage
from atlas.questions.coverage.inputs import CoverageInputs

_SHOWS = 0.0005  # of a share: less is no tenth of a per cent


def with_before(
    after: RadiusResult, before: RadiusResult, demand: Sequence[Demand]
) -> pandas.DataFrame:
    """
    Return the table of one radius with the figures before the changes, and the difference.

    Parameters
    ----------
    after, before
        Figures of one radius with and without the changes.
    demand
        The kinds of demand.
    """
    table = after.table.copy()
    place = table.columns.get_loc("share")
    table.insert(place, "share_before", before.table["share"])
    table.insert(place + 1, "share_change", table["share"] - before.table["share"])
    table["gap_change_ha"] = table["gap_ha"] - before.table["gap_ha"]
    for part in demand:
        name = f"{part.key}_reached"
        place = table.columns.get_loc(name)
        table.insert(place, f"{part.key}_before", before.table[name])
    return table


def change_columns(case: CoverageInputs) -> dict[str, TableColumn]:
    """Return how the columns of `with_before` are headed."""
    columns = {
        "share_before": computed(message("column.share_before"), "share"),
        "share_change": computed(message("column.share_change"), "share"),
        "gap_change_ha": computed(
            message("column.gap_change"), "ha_schematic" if case.is_schematic else "ha"
        ),
    }
    for part in case.demand:
        label = message("column.demand_before", layer=part.name)
        columns[f"{part.key}_before"] = computed(label, part.unit)
    return columns


def change_values(
    table: pandas.DataFrame, before: RadiusResult, definition: Coverage
) -> dict[str, Quantity]:
    """
    Return the share before the changes and by how much it grows, in the focus, by zone.

    Parameters
    ----------
    table
        Rows with the figures before and after, as `with_before` returns them.
    before
        Figures without the changes.
    definition
        The question.
    """
    values = {}
    old = before.table.set_index("zone")
    for row in table[table["radius_m"] == definition.focus].itertuples():
        key = f"{definition.focus:g}:{row.zone}" if row.zone else f"{definition.focus:g}"
        was = old.loc[row.zone]
        values[f"share_before:{key}"] = Quantity(
            was["share"], "share", was["share_low"], was["share_high"]
        )
        values[f"share_change:{key}"] = Quantity(row.share_change, "share")
        values[f"gap_change:{key}"] = Quantity(row.gap_change_ha, "ha")
    return values


def change_summary(
    case: CoverageInputs, table: pandas.DataFrame, values: dict[str, Quantity]
) -> Message:
    """
    Return what the changes do in one sentence, of the radius in focus.

    Parameters
    ----------
    case
        The inputs of the coverage question.
    table
        Rows with the figures before and after.
    values
        Figures of the answer by key.
    """
    focus, changes = case.definition.focus, case.definition.changes
    made = {"added": changes.add, "closed": changes.close, "moved": changes.move} if changes else {}
    gap = values[f"gap_change:{focus:g}"].value
    size = Quantity(abs(gap), "ha")
    if case.is_schematic:
        size = Quantity(abs(gap) / 100, "km2_schematic")
    said = message(
        "coverage.changed",
        made=tuple(
            message(f"coverage.{kind}", count=Quantity(len(some), "count"))
            for kind, some in made.items()
            if some
        ),
        radius=fact(focus / 1000, "km"),
        before=values[f"share_before:{focus:g}"],
        after=values[f"share:{focus:g}"],
        gap=message("coverage.gap_grows" if gap > 0 else "coverage.gap_shrinks", size=size),
        most=_most(table[(table["radius_m"] == focus) & (table["zone"] != "")]),
    )
    if not case.demand:
        return said
    whole = table[(table["radius_m"] == focus) & (table["zone"] == "")].iloc[0]
    changed = [part for part in case.demand if _before(part, whole) != _after(part, whole)]
    if not changed:
        return message("coverage.changed_nobody", said=said)
    counted = tuple(_counts(part, whole) for part in changed)
    return message("coverage.changed_demand", said=said, demand=counted)


def _most(zones: pandas.DataFrame) -> Message | Name:
    """Say which of several zones changes most; nothing where none does so that it would show."""
    by = zones["share_change"].abs()
    if len(zones) < 2 or not by.max() >= _SHOWS:
        return Name("")
    row = zones.loc[by.idxmax()]
    return message(
        "coverage.changed_most",
        zone=Name(row["zone_zh"], row["zone_en"]),
        before=Quantity(row["share_before"], "share"),
        after=Quantity(row["share"], "share"),
    )


def gained(
    case: CoverageInputs, before: RadiusResult, after: RadiusResult
) -> dict[str, geopandas.GeoDataFrame]:
    """
    Return the ground of each zone that the changes bring within reach, if any.

    Parameters
    ----------
    case
        The inputs of the coverage question.
    before, after
        Figures of one radius without and with the changes.
    """
    ground = areal(shapely.difference(before.gaps, after.gaps))
    names = case.zones[["name_zh", "name_en"]]
    frame = geopandas.GeoDataFrame(names, geometry=ground, crs=MEASURING_CRS)
    frame = frame[~frame.is_empty]
    return {"gained": to_storage(frame)} if len(frame) else {}


def _before(part: Demand, whole: pandas.Series) -> Quantity:
    return Quantity(whole[f"{part.key}_before"], part.unit or "rows")


def _after(part: Demand, whole: pandas.Series) -> Quantity:
    return Quantity(whole[f"{part.key}_reached"], part.unit or "rows")


def _counts(part: Demand, whole: pandas.Series) -> Message:
    return message(
        "coverage.demand_change",
        name=part.name,
        before=_before(part, whole),
        after=_after(part, whole),
    )
