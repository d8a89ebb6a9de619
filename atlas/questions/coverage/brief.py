"""What of a coverage answer stands beside its map: the zones within the radius in focus."""

import pandas

from atlas.domain.finding import Finding, Quantity, TableColumn, fact
from atlas.domain.messages import Message, Name, Text, message
from atlas.domain.records.brief import BriefBar, BriefBars, BriefTable, Head, Row, Rows
from atlas.questions.coverage.definition import Coverage

_ZONE_AND_TOTAL = 2
_MOST_BARS = 10
_LEAST_TOP = 0.1  # a scale that ends lower would make nearly nothing look like all


def brief_table(definition: Coverage, finding: Finding) -> BriefTable:
    """Return the share and the gap of each zone, or of the only zone within each radius."""
    share, gap = Head((finding.columns["share"].label,)), finding.columns["gap_ha"]
    in_hectares = Head((gap.label,), gap.unit)
    if (only := _zone_alone(finding)) is not None:
        head = Head((_zone_of(only.iloc[0]),))
        rows = Rows(only, lambda _, row: (_radius_of(row), *_reach(row, gap)))
        return BriefTable((head, share, in_hectares), rows, is_whole=True)
    zones, total = _of_focus(definition, finding)
    within = Head((_within(definition.focus, finding),))
    return BriefTable(
        (Head((finding.columns["zone_zh"].label,)), within, in_hectares),
        Rows(zones, lambda _, row: (_name_of(row), *_reach(row, gap))),
        () if total is None else (_name_of(total), *_reach(total, gap)),
    )


def brief_bars(definition: Coverage, finding: Finding) -> BriefBars | None:
    """Return the shares of the small table as bars."""
    alone = _zone_alone(finding)
    if alone is not None:
        heading: Text = finding.columns["share"].label
        bars = [BriefBar(_radius_of(row), _share(row)) for _, row in alone.iterrows()]
    else:
        zones, total = _of_focus(definition, finding)
        if total is not None and len(zones) + 1 > _MOST_BARS:
            zones = zones.head(_MOST_BARS - 2)
        rows = [row for _, row in zones.iterrows()] + ([] if total is None else [total])
        heading = _within(definition.focus, finding)
        bars = [BriefBar(_name_of(row), _share(row)) for row in rows]
    if not bars:
        return None
    top = max(_LEAST_TOP, *(bar.value.high or 0.0 for bar in bars))
    return BriefBars(heading, tuple(bars), top, "reached")


def _zone_alone(finding: Finding) -> pandas.DataFrame | None:
    """Return the rows of the only zone, the smallest radius first; None where there are more."""
    zones = finding.table[finding.table["zone"] != ""]
    if zones["zone"].nunique() != 1 or zones["radius_m"].nunique() == 1:
        return None
    return zones.sort_values("radius_m")


def _of_focus(
    definition: Coverage, finding: Finding
) -> tuple[pandas.DataFrame, pandas.Series | None]:
    """Return the zones within the radius in focus and their total; one zone is its own."""
    rows = finding.table[finding.table["radius_m"] == definition.focus]
    zones = rows.head(len(rows) - 1)
    return zones, None if len(rows) == _ZONE_AND_TOTAL else rows.iloc[-1]


def _radius(metres: float) -> Message:
    known = fact(metres / 1000, "km") if metres >= 1000 else fact(metres, "m")
    return message("sheet.radius", radius=known)


def _radius_of(row: pandas.Series) -> Message:
    return _radius(float(row["radius_m"]))


def _within(metres: float, finding: Finding) -> Message:
    return message("sheet.within", radius=_radius(metres), measure=finding.columns["share"].label)


def _zone_of(row: pandas.Series) -> Name:
    return Name(str(row["zone_zh"]), str(row["zone_en"]))


def _name_of(row: pandas.Series) -> Text:
    return _zone_of(row) if row["zone_zh"] else message("sheet.total")


def _share(row: pandas.Series) -> Quantity:
    return Quantity(row["share"], "share", row["share_low"], row["share_high"])


def _reach(row: pandas.Series, gap: TableColumn) -> Row:
    return _share(row), gap.quantity(row["gap_ha"])
