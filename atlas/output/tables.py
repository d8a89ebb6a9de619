"""
A finding's table as it is read: headings with units, codes in words, empty columns left out.

Whether a figure is rounded is its column's to say (`domain.finding`), and nobody's here.
"""

import math
from collections.abc import Iterator
from typing import Any

import pandas

from atlas.domain.finding import Finding, Part, TableColumn
from atlas.domain.messages import Language, Message
from atlas.domain.units import sign
from atlas.output.language import say
from atlas.output.language.terms import term


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
        The same rows and index; numbers stay numbers (shares in per cent, computed ones rounded
        as their unit is, facts as they stand), everything else is text.
    """
    table = {
        heading(column, lang): cells(finding, name, lang)
        for name, column in read_columns(finding, lang, detail=detail)
    }
    return pandas.DataFrame(table, index=finding.table.index)


def worded_table(finding: Finding | Part, lang: Language) -> tuple[pandas.DataFrame, set[str]]:
    """
    Return the table for a reader with its numbers in words too.

    Returns
    -------
    table, figures
        The same rows and index, each cell as it is shown, nothing where it is missing or, as a
        distance without a way is, infinite; and the headings of the figures.
    """
    table, figures = reading_table(finding, lang), set()
    for name, column in read_columns(finding, lang):
        if is_figures(finding.table[name]):
            shown = finding.table[name].map(
                lambda cell, of=column: of.quantity(cell).figure if math.isfinite(cell) else ""
            )
            table[heading(column, lang)] = shown.astype(object)
            figures.add(heading(column, lang))
    return table, figures


def read_columns(
    finding: Finding | Part, lang: Language, *, detail: bool = False
) -> Iterator[tuple[str, TableColumn]]:
    """
    Yield names and columns that a reader sees: of the language, not empty.

    Parameters
    ----------
    finding
        Any answer, or a part of one.
    lang
        Of the reader.
    detail
        Whether columns for downloads count too.
    """
    for name, column in finding.columns.items():
        if _is_read(finding.table[name], column, lang, detail=detail):
            yield name, column


def is_figures(cells: pandas.Series) -> bool:
    """Return whether cells are numbers, and not yes or no."""
    is_flag = pandas.api.types.is_bool_dtype(cells)
    return pandas.api.types.is_numeric_dtype(cells) and not is_flag


def cells(
    finding: Finding | Part, name: str, lang: Language, *, rounded: bool = True
) -> pandas.Series:
    """
    Return a column's cells as they are read; figures in full where they are not rounded.

    Parameters
    ----------
    finding
        Any answer, or a part of one.
    name
        Of the column.
    lang
        Of codes.
    rounded
        Whether computed figures are rounded for their unit.
    """
    given, column = finding.table[name], finding.columns[name]
    if is_figures(given):
        return column.numbers(given, rounded=rounded)
    if pandas.api.types.is_bool_dtype(given):
        words = {flag: say(Message(f"value.flag.{flag}"), lang) for flag in ("yes", "no")}
        return given.map(lambda cell: words["yes" if cell else "no"])
    spoken: dict[Any, str] = {value: say(text, lang) for value, text in column.values.items()}
    return given.map(lambda cell: spoken[cell] if cell in spoken else _told(name, cell, lang))


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


def _told(name: str, cell: Any, lang: Language) -> Any:
    """Return a cell of words as it is read; whatever else stands in it as it is."""
    return term(name, cell, lang) if isinstance(cell, str) else cell
