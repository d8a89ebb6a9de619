"""
Listing: those that an answer of coverage serves worst, each with its distance.

Only the first few: the whole list is the finding's. A distance is printed with what position
uncertainty allows. Where the question has no places, the gaps are listed.
"""

from typing import Any

import pandas

from atlas.domain.finding import Finding, Part
from atlas.domain.messages import Language, message
from atlas.domain.units import sign
from atlas.output.language import say
from atlas.output.sheet.model.brief_table import SheetTable

_MOST = 6
_NOTHING = "—"


def listing_of(finding: Finding, lang: Language) -> tuple[str, SheetTable] | None:
    """
    Return what is listed with its distances, and its name.

    Parameters
    ----------
    finding
        Any answer.
    lang
        Of names and heads.

    Returns
    -------
    title, table
        None where the answer is not about who is reached, or lists nobody.
    """
    for name, maker in (("worst", _worst), ("gaps", _gaps)):
        part = finding.parts.get(name)
        if part is not None and len(part.table):
            return say(part.name, lang), maker(part, lang)
    return None


def _worst(part: Part, lang: Language) -> SheetTable:
    kinds = part.table["demand"].nunique()
    names = (*(("demand",) if kinds > 1 else ()), f"nearest_{lang}")
    heads = tuple(_head(part, name, lang) for name in (f"name_{lang}", *names, "distance_m"))
    rows = [
        (
            f"{row['rank']}  {_cell(part, f'name_{lang}', row, lang)}",
            *(_cell(part, name, row, lang) for name in names),
            _distance(part, row),
        )
        for row in part.table.head(_MOST).to_dict("records")
    ]
    return SheetTable(heads, _with_rest(rows, part, lang))


def _distance(part: Part, row: dict[str, Any]) -> str:
    """Return a distance, with its range where there is one."""
    if pandas.isna(row["distance_m"]):
        return _NOTHING
    drawn, low, high = (
        part.columns[name].quantity(row[name]).figure
        for name in ("distance_m", "distance_low_m", "distance_high_m")
    )
    return drawn if low == high else f"{drawn} ({low}–{high})"


def _gaps(part: Part, lang: Language) -> SheetTable:
    names = [
        name
        for name, column in part.columns.items()
        if column.only in {None, lang} and not column.detail
    ]
    heads = tuple(_head(part, name, lang) for name in names)
    rows = [
        tuple(_cell(part, name, row, lang) for name in names)
        for row in part.table.head(_MOST).to_dict("records")
    ]
    return SheetTable(heads, _with_rest(rows, part, lang))


def _head(part: Part, name: str, lang: Language) -> str:
    column = part.columns[name]
    unit = sign(column.unit, lang).strip()
    return f"{say(column.label, lang)} ({unit})" if unit else say(column.label, lang)


def _cell(part: Part, name: str, row: dict[str, Any], lang: Language) -> str:
    value, column = row[name], part.columns[name]
    if pandas.isna(value) or value == "":
        return _NOTHING
    if isinstance(value, int | float):
        return column.quantity(value).figure
    known = column.values.get(str(value))
    return say(known, lang) if known is not None else str(value)


def _with_rest(
    rows: list[tuple[str, ...]], part: Part, lang: Language
) -> tuple[tuple[str, ...], ...]:
    """Return the rows with a last one that says how many more there are, where there are more."""
    rest = len(part.table) - len(rows)
    if not rest:
        return tuple(rows)
    more = say(message("sheet.more", count=rest), lang)
    return (*rows, (more, *("" for _ in rows[0][1:])))
