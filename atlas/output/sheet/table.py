"""
Table: the first rows of an answer, small, beside its map.

Only what a sheet's reader needs: a zone and its share, a site and its score. The whole table is
the finding's. A figure with a range is shown as the range.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas

from atlas.analysis.contents import division_of
from atlas.domain.finding import Finding, Quantity, TableColumn
from atlas.domain.units import figure, sign
from atlas.domain.words import Language, message
from atlas.output.sheet.canvas import INK, LINE, QUIET, Canvas
from atlas.output.sheet.content import Say, Shown
from atlas.output.sheet.lettering import MM_PER_POINT, shortened, width_mm
from atlas.output.sheet.templates import Box

MOST_ROWS = 8
_WHOLE_UP_TO = 10  # rows: more are cut to MOST_ROWS, and told
_ZONE_AND_TOTAL = 2
_NOT_TOLD = ("uncertainty_m", "status", "position_basis", "parent_basis")
_NOTHING = "–"
_ROW_MM = 4.6
_GAP_MM = 2.5


@dataclass(frozen=True)
class Table:
    """Heads and rows of words; the first column is set left, the others right."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table_of(finding: Finding, *, say: Say, lang: Language) -> Table | None:
    """Return the small table of an answer, or None where its kind has none or it is empty."""
    makers: Mapping[str, Callable[[Finding, Say, Language], Table]] = {
        "coverage": _coverage,
        "siting": _siting,
        "location": _location,
        "query": _query,
    }
    question = getattr(finding.definition, "shows", None) or finding.definition
    if question.kind not in makers or finding.table.empty:
        return None
    return makers[question.kind](finding, say, lang)


def table_of_layer(shown: Shown, *, say: Say, lang: Language) -> Table | None:
    """
    Return the names of a layer's features and the first figure the plan gives for them.

    None where the layer has no column with a unit, or more features than a small table holds.
    """
    spec = shown.layer.spec
    if (division := division_of(shown.layer, shown.rows)) is not None:
        label = spec.columns[division.column].label
        name, total = say(spec.label.name, lang), say(message("sheet.total"), lang)
        told = [
            (shown.layer.name_of(str(row)).in_language(lang), area)
            for row, area in division.areas.items()
        ]
        parts = tuple((name, figure(area, division.unit)) for name, area in told)
        heads = (name, _headed(say(label.name, lang), division.unit, lang))
        return Table(heads, (*parts, (total, figure(division.total, division.unit))))
    units = [name for name, column in spec.columns.items() if column.unit and name in shown.rows]
    if not units or len(shown.rows) > MOST_ROWS:
        return None
    column = spec.columns[units[0]]
    heads = (say(spec.label.name, lang), _headed(say(column.label.name, lang), column.unit, lang))
    body = [
        (str(row[f"name_{lang}"]), figure(row[units[0]], column.unit))
        for _, row in shown.rows.iterrows()
        if pandas.notna(row[units[0]])
    ]
    return Table(heads, tuple(body)) if body else None


def draw_table(canvas: Canvas, box: Box, table: Table) -> float | None:
    """
    Draw a table from the top of a box downwards.

    Parameters
    ----------
    canvas
        The page.
    box
        The room there is.
    table
        What to draw.

    Returns
    -------
    bottom
        Where it ends, millimetres; None, and nothing drawn, where the room does not suffice.
    """
    sizes = canvas.template.sizes
    size, row_high = sizes.quiet, _ROW_MM * sizes.factor
    if row_high * (len(table.rows) + 1) > box.height:
        return None
    cells, wide, first = _columns_that_fit(table, box.width, size)
    rights = _rights(box, wide)
    for number, row in enumerate(cells):
        y = box.top - (number + 0.5) * row_high - 0.36 * size * MM_PER_POINT
        how = {"size": size, "color": QUIET if number == 0 else INK}
        canvas.write(box.x, y, shortened(row[0], first, size)[0], **how)  # type: ignore[arg-type]
        for text, right in zip(row[1:], rights, strict=True):
            canvas.write(right, y, text, align="right", **how)  # type: ignore[arg-type]
        low = box.top - (number + 1) * row_high
        color = QUIET if number in {0, len(table.rows)} else LINE
        canvas.rule(((box.x, low), (box.right, low)), width=0.12, color=color)
    return box.top - len(cells) * row_high


def _columns_that_fit(
    table: Table, width: float, size: float
) -> tuple[list[tuple[str, ...]], list[float], float]:
    """Return the cells without the last columns, as many of them as have no room."""
    for count in range(len(table.heads), 0, -1):
        cells = [row[:count] for row in (table.heads, *table.rows)]
        wide = [max(width_mm(row[k], size) for row in cells) for k in range(count)]
        first = width - sum(wide[1:]) - _GAP_MM * (count - 1)
        if first >= wide[0]:
            break
    return cells, wide, first


def _rights(box: Box, wide: list[float]) -> list[float]:
    rights = [box.right][: len(wide) - 1]
    for width in reversed(wide[2:]):
        rights.append(rights[-1] - width - _GAP_MM)
    return rights[::-1]


def _coverage(finding: Finding, say: Say, lang: Language) -> Table:
    question = getattr(finding.definition, "shows", None) or finding.definition
    focus = getattr(question, "focus", None)
    rows = of_focus(finding, focus)
    total = say(message("sheet.total"), lang)
    gap = finding.columns["gap_ha"]
    share = finding.columns["share"]
    body: tuple[tuple[str, ...], ...] = tuple(
        (
            str(row[f"zone_{lang}"] or row["zone_zh"] or total),
            quantity(Quantity(row["share"], "share", row["share_low"], row["share_high"])),
            figure(row["gap_ha"], gap.unit),
        )
        for _, row in rows.iterrows()
    )
    hidden = int((finding.table["radius_m"] == focus).sum()) - len(rows)
    if hidden and len(rows) > 1:
        body = (*_with_rest(list(body[:-1]), len(body) - 1 + hidden, say, lang), body[-1])
    zone = finding.columns["zone_zh"].label
    heads = (say(zone, lang), say(share.label, lang), _headed(say(gap.label, lang), gap.unit, lang))
    return Table(heads, body)


def of_focus(finding: Finding, focus: float | None) -> pandas.DataFrame:
    """
    Return the rows of one radius: the first zones, and the total.

    A zone alone is its own total, which is not told twice.
    """
    rows = finding.table[finding.table["radius_m"] == focus]
    if len(rows) == _ZONE_AND_TOTAL:
        return rows.head(1)
    return (
        rows if len(rows) <= _WHOLE_UP_TO else pandas.concat([rows.head(MOST_ROWS), rows.tail(1)])
    )


def _siting(finding: Finding, say: Say, lang: Language) -> Table:
    raw = [name for name in finding.table if str(name).endswith(":raw")]
    site = " ".join(say(finding.columns[name].label, lang) for name in ("rank", "cell"))
    heads = [site, say(finding.columns["score"].label, lang)]
    heads += [_headed(name.removesuffix(":raw"), finding.columns[name].unit, lang) for name in raw]
    body = []
    for _, row in _first(finding.table).iterrows():
        figures = [figure(row[name], finding.columns[name].unit) for name in ("score", *raw)]
        body.append((f"{row['rank']}  {row['cell']}", *figures))
    return Table(tuple(heads), _with_rest(body, len(finding.table), say, lang))


def _location(finding: Finding, say: Say, lang: Language) -> Table:
    told = ("adds_share", "share_so_far")
    site = " ".join(say(finding.columns[name].label, lang) for name in ("rank", "cell"))
    heads = [say(finding.columns[name].label, lang) for name in told]
    body = []
    for _, row in _first(finding.table).iterrows():
        figures = [quantity(Quantity(row[name], "share")) for name in told]
        body.append((f"{row['rank']}  {row.get(f'name_{lang}') or row['cell']}", *figures))
    return Table((site, *heads), tuple(body))


def _query(finding: Finding, say: Say, lang: Language) -> Table:
    """Return the names of what was found, and two columns: figures first, then categories."""
    told = _first(finding.table)
    name = f"name_{lang}" if f"name_{lang}" in told else "name_zh"
    columns = [
        c for c in finding.columns if c in told and (told[c].notna() & (told[c] != "")).any()
    ]
    figures = [c for c in columns if finding.columns[c].unit and c not in _NOT_TOLD]
    categories = [c for c in columns if finding.columns[c].values and c not in _NOT_TOLD]
    chosen = [*figures, *categories][:2]
    heads = [say(finding.columns["name_zh"].label, lang)]
    heads += [
        _headed(say(finding.columns[c].label, lang), finding.columns[c].unit, lang) for c in chosen
    ]
    body = [
        (
            str(row[name] or row["name_zh"]),
            *(_cell(row[column], finding.columns[column], say, lang) for column in chosen),
        )
        for _, row in told.iterrows()
    ]
    return Table(tuple(heads), _with_rest(body, len(finding.table), say, lang))


def _cell(value: Any, column: TableColumn, say: Say, lang: Language) -> str:
    if pandas.isna(value) or value == "":
        return _NOTHING
    if column.unit:
        return figure(value, column.unit)
    known = column.values.get(str(value))
    return say(known, lang) if known is not None else str(value)


def _first(table: pandas.DataFrame) -> pandas.DataFrame:
    return table if len(table) <= _WHOLE_UP_TO else table.head(MOST_ROWS)


def _with_rest(
    body: list[tuple[str, ...]], count: int, say: Say, lang: Language
) -> tuple[tuple[str, ...], ...]:
    """Return rows with a last one that says how many more there are, where there are more."""
    if count <= len(body):
        return tuple(body)
    rest = say(message("sheet.more", count=count - len(body)), lang)
    return (*body, (rest, *("" for _ in body[0][1:])))


def quantity(value: Quantity) -> str:
    """Return a share as a percentage, as a range where position uncertainty leaves one."""
    if value.low is None or value.high is None:
        return f"{figure(value.value, value.unit)}{sign(value.unit, 'zh')}"
    low, high = figure(value.low, value.unit), figure(value.high, value.unit)
    shown = low if low == high else f"{low}–{high}"
    return f"{shown}{sign(value.unit, 'zh')}"


def _headed(label: str, unit: str, lang: Language) -> str:
    of = sign(unit, lang).strip()
    return f"{label} ({of})" if of else label
