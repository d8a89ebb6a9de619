"""
From what a cell says to what `geodata/` would hold, column by column.

A value is put into our form where that takes no judgement (是 is yes, 2024年5月 is 2024-05, 孵化器
is `incubator` because the declaration labels it so) and is a problem otherwise: unknown codes are
listed and never guessed. Only the distinct values of a column are looked at.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pandas

from atlas.domain.layer import Column, ColumnKind
from atlas.errors import Problem
from atlas.ingest.formats.headings import headings, plain
from atlas.ingest.mapping.angles import number_of
from atlas.ingest.safety.limits import shown

_DATE = re.compile(
    r"(\d{4})(?:[-/.\u5e74](\d{1,2})(?:[-/.\u6708](\d{1,2})\u65e5?)?)?[\u5e74\u6708]?"
)
_PACKED_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
# a blank other than one space: few cells have any
_LOOSE = "[\t-\r\x1c-\x1f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]|  "
_LIST = re.compile(r"[、，,;；|\n]+")
_MONTHS, _DAYS = 12, 31

Reader = Callable[[str], str | None]


def converted(
    cells: pandas.Series, kind: ColumnKind, *, column: str, heading: str, factor: float
) -> tuple[pandas.Series, list[Problem]]:
    """
    Return a column as declared, and every cell that cannot be.

    Parameters
    ----------
    cells
        As in the file, indexed by row.
    kind
        What the cells of the declared column may be.
    column
        The declared column.
    heading
        What the file calls it, for problems.
    factor
        What numbers are multiplied by.
    """
    if kind.is_number:
        return _numbers(cells, kind, heading, factor)
    text = _as_text(cells)
    if kind.type == "text":
        return text, []
    reader = _reader(kind, column)
    read = {value: reader(value) for value in text.unique()}
    out = text.map({value: found or "" for value, found in read.items()}).astype(str)
    wrong = {value for value, found in read.items() if found is None}
    problems = []
    if wrong:
        bad = text[text.isin(wrong)]
        allowed = kind.values or (("yes", "no") if kind.type == "flag" else ())
        rule = "not_a_date" if kind.type == "date" else "not_in_values"
        problems = list(_problems(rule, bad, heading, tuple(allowed)))
    return out, problems


def _as_text(cells: pandas.Series) -> pandas.Series:
    """Return cells as text in one line: a whole number without decimals, nothing where missing."""
    if pandas.api.types.is_numeric_dtype(cells):
        values = cells.to_numpy(dtype=float, na_value=np.nan).tolist()
        words = ["" if v != v else f"{v:.0f}" if v.is_integer() else repr(v) for v in values]
        return pandas.Series(words, index=cells.index, dtype=str)
    text = cells.fillna("").astype(str).str.strip()
    loose = text.str.contains(_LOOSE, regex=True).to_numpy()
    if loose.any():
        text[loose] = text[loose].str.replace(r"\s+", " ", regex=True)
    return text


def _numbers(
    cells: pandas.Series, kind: ColumnKind, heading: str, factor: float
) -> tuple[pandas.Series, list[Problem]]:
    if pandas.api.types.is_numeric_dtype(cells):
        values = cells.to_numpy(dtype=float, na_value=np.nan)
        blank = np.isnan(values)
    else:
        text = _as_text(cells)
        blank = (text == "").to_numpy()
        read = {value: number_of(value.removesuffix("%")) for value in text.unique()}
        values = text.map({v: np.nan if n is None else n for v, n in read.items()}).to_numpy(float)
    problems = list(_problems("not_a_number", cells[~blank & ~np.isfinite(values)], heading, ()))
    if kind.type == "integer":
        broken = np.isfinite(values) & (values * factor != np.round(values * factor))
        problems += _problems("not_an_integer", cells[broken], heading, ())
        values = np.where(broken, np.nan, values)
    values = np.where(np.isfinite(values), values * factor, np.nan)
    return pandas.Series(values, index=cells.index, dtype=float), problems


def _problems(
    rule: str, cells: pandas.Series, heading: str, allowed: tuple[str, ...]
) -> Iterator[Problem]:
    for row, cell in cells.items():
        yield Problem(rule, f"{row}:{shown(heading)}", shown(str(cell)), allowed)


def _reader(kind: ColumnKind, column: str) -> Reader:
    """Return the function from a cell to our form of it; it returns None for what has none."""
    if kind.type == "category":
        known = _wordings(kind, column)
        return lambda cell: known.get(plain(cell)) if cell else ""
    if kind.type == "flag":
        flags = _plain_values(headings().values["flag"])
        return lambda cell: flags.get(plain(cell)) or flags.get(cell) if cell else ""
    if kind.type == "date":
        return date_of
    return lambda cell: ";".join(part.strip() for part in _LIST.split(cell) if part.strip())


def _wordings(kind: ColumnKind, column: str) -> dict[str, str]:
    """Return what each of the allowed values may be written as, in plain form."""
    known = _plain_values(headings().values.get(column, {}))
    known = {word: value for word, value in known.items() if value in kind.values}
    if isinstance(kind, Column):
        for value, label in kind.values_label.items():
            known |= {plain(label.zh): value, plain(label.en): value}
    return known | {plain(value): value for value in kind.values}


def _plain_values(values: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {word: value for value, words in values.items() for word in words}


def date_of(cell: str) -> str | None:
    """
    Return a date as YYYY, YYYY-MM or YYYY-MM-DD, without the time of day.

    2024年5月1日, 2024/5/1, 2024.05, 20240501; nothing in another order, None for what is no date.
    """
    if not cell:
        return ""
    text = _CLOCK.sub("", unicodedata.normalize("NFKC", cell).strip())
    found = _PACKED_DATE.fullmatch(text) or _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    if not 1 <= (month or 1) <= _MONTHS or not 1 <= (day or 1) <= _DAYS:
        return None
    parts = [f"{year:04d}", *(f"{part:02d}" for part in (month, day) if part is not None)]
    return "-".join(parts)
