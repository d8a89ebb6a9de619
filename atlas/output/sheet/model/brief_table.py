"""
Table: the first rows of an answer, small, beside its map.

Only what a sheet's reader needs: a zone and its share, a site and its score. The whole table is
the finding's. A figure with a range is shown as the range.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Any

import pandas

from atlas.deliverables.sheet_contents import division_of
from atlas.domain.finding import Finding, Quantity, TableColumn, fact
from atlas.domain.messages import Language, message
from atlas.domain.units import sign
from atlas.output.sheet.model.content import DrawnLayer, Say

MOST_ROWS = 10  # of more the first are told, and how many there are beside them
_REST_ROWS = 2  # fewer than the most, so that the last rows can say how many there are
_ZONE_AND_TOTAL = 2
_NOT_TOLD = ("uncertainty_m", "position_basis", "parent_basis", "sensitive", "release")
_NAMED = ("name", "indicator", "ask", "subject", "entity")  # what rows are called by
_MOSTLY = 0.5  # of the rows must have a value for a column to be told unasked
_NOTHING = "–"


@dataclass(frozen=True)
class Table:
    """Heads and rows of words; the first column is set left, the others right."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table_of(finding: Finding, *, say: Say, lang: Language, most: int = MOST_ROWS) -> Table | None:
    """
    Return the small table of an answer, or None where its kind has none or it is empty.

    Parameters
    ----------
    finding
        The answer.
    say, lang
        Words.
    most
        Rows, the last of which says how many more there are where there are more.
    """
    makers: Mapping[str, Callable[[Finding, Say, Language, int], Table]] = {
        "coverage": _coverage,
        "siting": _siting,
        "location": _location,
        "query": _query,
    }
    question = getattr(finding.definition, "shows", None) or finding.definition
    if question.kind not in makers or finding.table.empty:
        return None
    return makers[question.kind](finding, say, lang, most)


def table_of_layer(shown: DrawnLayer, *, say: Say, lang: Language) -> Table | None:
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
        parts = tuple((name, fact(area, division.unit).figure) for name, area in told)
        heads = (name, _headed(say(label.name, lang), division.unit, lang))
        return Table(heads, (*parts, (total, division.whole.figure)))
    units = [
        name for name, column in spec.columns.items() if column.is_measure and name in shown.rows
    ]
    if not units or len(shown.rows) > MOST_ROWS - _REST_ROWS:
        return None
    column = spec.columns[units[0]]
    heads = (say(spec.label.name, lang), _headed(say(column.label.name, lang), column.unit, lang))
    body = [
        (str(row[f"name_{lang}"]), fact(row[units[0]], column.unit).figure)
        for _, row in shown.rows.iterrows()
        if pandas.notna(row[units[0]])
    ]
    return Table(heads, tuple(body)) if body else None


def _coverage(finding: Finding, say: Say, lang: Language, most: int) -> Table:
    question = getattr(finding.definition, "shows", None) or finding.definition
    focus = getattr(question, "focus", None)
    gap, share = finding.columns["gap_ha"], say(finding.columns["share"].label, lang)
    in_hectares = _headed(say(gap.label, lang), gap.unit, lang)
    if (only := of_zone_alone(finding)) is not None:
        radii = tuple(
            (radius_text(row, say, lang), *_reach(row, gap)) for _, row in only.iterrows()
        )
        return Table((_zone_of(only.iloc[0], lang), share, in_hectares), radii)
    rows = of_focus(finding, focus, most)
    total = say(message("sheet.total"), lang)
    body: list[tuple[str, ...]] = [
        (_zone_of(row, lang) or total, *_reach(row, gap)) for _, row in rows.iterrows()
    ]
    hidden = int((finding.table["radius_m"] == focus).sum()) - len(rows)
    if hidden and len(rows) > 1:
        body[:-1] = _with_rest(body[:-1], len(body) - 1 + hidden, say, lang)
    zone = say(finding.columns["zone_zh"].label, lang)
    within = _within(radius_text(rows.iloc[0], say, lang), share, say, lang)
    return Table((zone, within, in_hectares), tuple(body))


def of_zone_alone(finding: Finding) -> pandas.DataFrame | None:
    """Return the rows of the only zone, the smallest radius first; None where there are more."""
    zones = finding.table[finding.table["zone"] != ""]
    if zones["zone"].nunique() != 1 or zones["radius_m"].nunique() == 1:
        return None
    return zones.sort_values("radius_m")


def radius_text(row: pandas.Series, say: Say, lang: Language) -> str:
    """Return a radius in words."""
    metres = float(row["radius_m"])
    known = fact(metres / 1000, "km") if metres >= 1000 else fact(metres, "m")
    return say(message("sheet.radius", radius=known), lang)


def _within(radius: str, measure: str, say: Say, lang: Language) -> str:
    return say(message("sheet.within", radius=radius, measure=measure), lang)


def _zone_of(row: pandas.Series, lang: Language) -> str:
    return str(row[f"zone_{lang}"] or row["zone_zh"])


def _reach(row: pandas.Series, gap: TableColumn) -> tuple[str, str]:
    share = Quantity(row["share"], "share", row["share_low"], row["share_high"])
    return quantity(share), gap.quantity(row["gap_ha"]).figure


def of_focus(finding: Finding, focus: float | None, most: int = MOST_ROWS) -> pandas.DataFrame:
    """
    Return the rows of one radius: the first zones, and the total.

    A zone alone is its own total, which is not told twice.
    """
    rows = finding.table[finding.table["radius_m"] == focus]
    if len(rows) == _ZONE_AND_TOTAL:
        return rows.head(1)
    return (
        rows if len(rows) <= most else pandas.concat([rows.head(most - _REST_ROWS), rows.tail(1)])
    )


def site_of(row: pandas.Series, lang: Language) -> str:
    """Return what a site is called: its own name, else the landmark it is near, else its cell."""
    named = (row.get(f"{kind}_{of}") for kind in ("name", "near") for of in (lang, "zh"))
    known = (str(name) for name in named if isinstance(name, str) and name)
    return f"{row['rank']}  {next(known, row['cell'])}"


def _siting(finding: Finding, say: Say, lang: Language, most: int) -> Table:
    raw = [name for name in finding.table if str(name).endswith(":raw")]
    heads = [say(finding.columns["score"].label, lang)]
    heads += [_headed(name.removesuffix(":raw"), finding.columns[name].unit, lang) for name in raw]

    def told(row: pandas.Series) -> list[str]:
        return [_cell(row[name], finding.columns[name], say, lang) for name in ("score", *raw)]

    return _sites(finding, heads, told, say, lang, most)


def _location(finding: Finding, say: Say, lang: Language, most: int) -> Table:
    shares = ("adds_share", "share_so_far")
    heads = [say(finding.columns[name].label, lang) for name in shares]

    def told(row: pandas.Series) -> list[str]:
        return [quantity(finding.columns[name].quantity(row[name])) for name in shares]

    return _sites(finding, heads, told, say, lang, most)


def _sites(
    finding: Finding,
    heads: list[str],
    told: Callable[[pandas.Series], list[str]],
    say: Say,
    lang: Language,
    most: int,
) -> Table:
    """Return sites by rank: what each is called, how far its landmark is, and its figures."""
    table, columns = finding.table, finding.columns
    named = next((name for name in ("name_zh", "near_zh") if name in table), "cell")
    site = " ".join(say(columns[name].label, lang) for name in ("rank", named))
    away = ["near_m"] if named == "near_zh" else []
    heads = [_headed(say(columns[name].label, lang), "m", lang) for name in away] + heads
    body = [
        (
            site_of(row, lang),
            *(columns[name].quantity(row[name]).figure for name in away),
            *told(row),
        )
        for _, row in _first(table, most).iterrows()
    ]
    return Table((site, *heads), _with_rest(body, len(table), say, lang))


def _query(finding: Finding, say: Say, lang: Language, most: int) -> Table:
    """Return what was found by name, and two columns: those it is ordered by come first."""
    told, columns = _first(finding.table, most), finding.columns
    tried = (name for stem in _NAMED for name in (f"{stem}_{lang}", f"{stem}_zh", stem))
    names = [name for name in tried if name in told]
    chosen = _columns_told(finding, besides=names)
    heads = [say(columns[names[0]].label, lang) if names else ""]
    heads += [_headed(say(columns[c].label, lang), columns[c].unit, lang) for c in chosen]
    body = [
        (
            next((_cell(row[n], columns[n], say, lang) for n in names if row[n]), str(number)),
            *(_cell(row[column], columns[column], say, lang) for column in chosen),
        )
        for number, row in told.iterrows()
    ]
    return Table(tuple(heads), _with_rest(body, len(finding.table), say, lang))


def _columns_told(finding: Finding, *, besides: Container[str]) -> list[str]:
    """Return two columns: what the rows are ordered by, then figures, then categories."""
    question = getattr(finding.definition, "shows", None) or finding.definition
    asked = [str(name).lstrip("-") for name in getattr(question, "order_by", ())]
    table, columns = finding.table, finding.columns
    given = {c: float((table[c].notna() & (table[c] != "")).mean()) for c in columns if c in table}
    worth = [c for c in given if c not in _NOT_TOLD and c not in besides]
    known = [c for c in worth if columns[c].unit or columns[c].values]
    ordered = [c for c in asked if c in known and given[c] > 0]
    # a year is told where it is asked for
    often = [c for c in known if given[c] >= _MOSTLY and c not in ordered and columns[c].is_grouped]
    often.sort(key=lambda c: not columns[c].unit)
    return [*ordered, *often][:2]


def _cell(value: Any, column: TableColumn, say: Say, lang: Language) -> str:
    if pandas.isna(value) or value == "":
        return _NOTHING
    if isinstance(value, int | float):
        return column.quantity(value).figure
    known = column.values.get(str(value))
    return say(known, lang) if known is not None else str(value)


def _first(table: pandas.DataFrame, most: int) -> pandas.DataFrame:
    return table if len(table) <= most else table.head(most - _REST_ROWS)


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
    return f"{value.figure}{sign(value.unit, 'zh')}"


def _headed(label: str, unit: str, lang: Language) -> str:
    of = sign(unit, lang).strip()
    return f"{label} ({of})" if of else label
