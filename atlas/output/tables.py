"""A finding's table as it is read: headings with units, codes in words, empty columns left out."""

from typing import Any

import pandas

from atlas.domain.finding import Finding, Part, TableColumn
from atlas.domain.units import UNITS, sign
from atlas.domain.words import Language, Message
from atlas.output.language import say
from atlas.output.language.terms import term

_SCALED = {"share": 100.0, "%": 1.0}


def reading_table(
    finding: Finding | Part, lang: Language, *, detail: bool = False
) -> pandas.DataFrame:
    """
    Return the table for a reader.

    Parameters
    ----------
    finding
        Any answer, or a part of one.
    lang
        Of headings and codes.
    detail
        Whether the columns meant for downloads are wanted too.

    Returns
    -------
    table
        The same rows and index; numbers stay numbers (shares in per cent, rounded as their unit
        is), everything else is text.
    """
    table = {}
    for name, column in finding.columns.items():
        if not _is_read(finding.table[name], column, lang, detail=detail):
            continue
        table[heading(column, lang)] = _cells(finding.table[name], name, column, lang)
    return pandas.DataFrame(table, index=finding.table.index)


def heading(column: TableColumn, lang: Language) -> str:
    """Return a column's heading with its unit."""
    label, unit = say(column.label, lang), sign(column.unit, lang).strip()
    if not unit:
        return label
    return f"{label}（{unit}）" if lang == "zh" else f"{label} ({unit})"


def _is_read(cells: pandas.Series, column: TableColumn, lang: Language, *, detail: bool) -> bool:
    if column.only not in {None, lang} or (column.detail and not detail):
        return False
    return bool(cells.notna().any()) and not bool((cells.astype(str) == "").all())


def _cells(cells: pandas.Series, name: str, column: TableColumn, lang: Language) -> pandas.Series:
    if pandas.api.types.is_bool_dtype(cells):
        words = {flag: say(Message(f"value.flag.{flag}"), lang) for flag in ("yes", "no")}
        return cells.map(lambda cell: words["yes" if cell else "no"])
    if pandas.api.types.is_numeric_dtype(cells):
        unit = UNITS.get(column.unit)
        # no minus before a zero
        return (cells * _SCALED.get(column.unit, 1.0)).round(unit.decimals if unit else 3) + 0
    spoken: dict[Any, str] = {value: say(text, lang) for value, text in column.values.items()}
    return cells.map(lambda cell: spoken[cell] if cell in spoken else _told(name, cell, lang))


def _told(name: str, cell: Any, lang: Language) -> Any:
    """Return a cell of words as it is read; whatever else stands in it as it is."""
    return term(name, cell, lang) if isinstance(cell, str) else cell
