"""
A sheet as people write it, as a table: the header found, titles above it skipped, gaps left out.

A bureau's list has a title over it, sometimes a header of two lines, empty rows and columns. The
header is the first row about as wide as the table; where it is numbers, there is none. A line of
units below it belongs to it; totals and notes at the foot are left out, and told. Nothing is filled
in.
"""

import datetime
from collections.abc import Sequence
from functools import reduce
from itertools import chain, islice, repeat, zip_longest
from typing import Any, NamedTuple

import numpy as np
import pandas
import pyarrow
from pyarrow import compute

from atlas.domain.messages import Message, message
from atlas.domain.records.imported import ImportedTable
from atlas.errors import BadFile
from atlas.ingest.formats.margins import FOOT_MOST, foot_of, units_below
from atlas.ingest.formats.tables import incoming
from atlas.ingest.safety.limits import Limits

_LOOKED_AT = 50  # rows, among which the header is
_WIDE_ENOUGH = 0.6  # of the widest of them
_MIDNIGHT = datetime.time()


class Line(NamedTuple):
    """One row: its number in the file and its cells, None or empty text where there is nothing."""

    number: int
    cells: Sequence[Any]


def table_below_header(
    name: str,
    lines: list[Line],
    *,
    encoding: str | None,
    notes: Sequence[Message],
    limits: Limits,
) -> ImportedTable | None:
    """
    Return the rows of a sheet as an `ImportedTable`, None where it holds nothing.

    Raises
    ------
    BadFile
        If it has more columns than the limits allow.
    """
    lines = [line for line in lines if not all(map(_is_blank, line.cells))]
    if not lines:
        return None
    header, after, told = _header(lines)
    body = lines[after:]
    if foot := foot_of([[*map(_text, line.cells)] for line in body[-FOOT_MOST:]]):
        told.append(_foot_told([line.number for line in body[-foot:]]))
        body = body[:-foot]
    widths = [_width(line) for line in body]
    width = max(widths, default=0)
    if max(width, len(header)) > limits.columns:
        raise BadFile(path=name, reason=f"too_many_columns: {limits.columns:,}")
    ragged = sum(own > len(header) for own in widths) if header else 0
    if ragged:
        told.append(message("incoming.rows_beyond_header", count=ragged))
    header += [""] * (width - len(header))
    cells = zip_longest(*(line.cells for line in body))  # cells beyond the width are blank
    columns = list(islice(chain(cells, repeat((None,) * len(body))), len(header)))
    kept = [n for n, cells in enumerate(columns) if header[n] or not all(map(_is_blank, cells))]
    return incoming(
        name,
        [header[n] or f"column_{n + 1}" for n in kept],
        [_series(columns[n]) for n in kept],
        rows=[line.number for line in body],
        encoding=encoding,
        notes=(*notes, *told),
        limits=limits,
    )


def table_of_columns(
    name: str,
    text: pyarrow.Table,
    *,
    encoding: str | None,
    notes: Sequence[Message],
    limits: Limits,
) -> ImportedTable | None:
    """
    Return columns of text, equally long, as `table_of` does the same rows, and much sooner.

    Raises
    ------
    BadFile
        If there are more columns than the limits allow.
    """
    columns = [compute.utf8_trim_whitespace(column) for column in text.columns]
    is_said = reduce(compute.or_, (compute.not_equal(column, "") for column in columns))
    numbers = np.flatnonzero(is_said.to_numpy()) + 1
    if not len(numbers):
        return None
    if len(numbers) < text.num_rows:
        columns = [column.filter(is_said) for column in columns]
    looked_at = [column.slice(0, _LOOKED_AT + 1).to_pylist() for column in columns]
    rows = zip(numbers[: _LOOKED_AT + 1].tolist(), zip(*looked_at, strict=True), strict=True)
    header, after, told = _header([Line(number, cells) for number, cells in rows])
    columns = [column.slice(after) for column in columns]
    numbers = numbers[after:]
    lowest = [column.slice(max(0, len(numbers) - FOOT_MOST)).to_pylist() for column in columns]
    if foot := foot_of(list(zip(*lowest, strict=True))):
        told.append(_foot_told(numbers[-foot:].tolist()))
        columns, numbers = (
            [column.slice(0, len(column) - foot) for column in columns],
            numbers[:-foot],
        )
    filled = [compute.not_equal(column, "").to_numpy() for column in columns]
    width = 1 + max((n for n, mask in enumerate(filled) if mask.any()), default=-1)
    if max(width, len(header)) > limits.columns:
        raise BadFile(path=name, reason=f"too_many_columns: {limits.columns:,}")
    if header and width > len(header):
        ragged = int(np.any(filled[len(header) :], axis=0).sum())
        told.append(message("incoming.rows_beyond_header", count=ragged))
    header += [""] * (width - len(header))
    kept = [n for n, heading in enumerate(header) if heading or filled[n].any()]
    return incoming(
        name,
        [header[n] or f"column_{n + 1}" for n in kept],
        [columns[n].to_pandas() for n in kept],
        rows=pandas.Index(numbers),
        encoding=encoding,
        notes=(*notes, *told),
        limits=limits,
    )


def _foot_told(rows: list[int]) -> Message:
    return message("incoming.foot_left_out", rows=tuple(map(str, rows)))


def _header(lines: list[Line]) -> tuple[list[str], int, list[Message]]:
    """Return the names of the columns with their units, how many rows end with them, and notes."""
    names, after, notes = _names(lines)
    below = [_text(cell) for cell in lines[after].cells] if after < len(lines) else []
    units = units_below(below[: len(names)]) if names else None
    if units is None or any(below[len(names) :]):
        return names, after, notes
    told = [name + unit for name, unit in zip_longest(names, units, fillvalue="")]
    return told, after + 1, [*notes, message("incoming.units_below", row=lines[after].number)]


def _names(lines: list[Line]) -> tuple[list[str], int, list[Message]]:
    """Return the names of the columns, how many rows end with them, and notes."""
    first = lines[:_LOOKED_AT]
    widest = max(_filled(line) for line in first)
    at = next(n for n, line in enumerate(first) if _filled(line) >= _WIDE_ENOUGH * widest)
    top = [_text(cell) for cell in lines[at].cells[: _width(lines[at])]]
    notes = []
    if at:
        notes.append(message("incoming.header_at", row=lines[at].number))
    if 2 * sum(_is_number(text) for text in top) >= max(len([t for t in top if t]), 1):
        return [], at, [*notes, message("incoming.no_header")]
    below = lines[at + 1] if at + 1 < len(lines) else Line(0, ())
    second = [_text(cell) for cell in below.cells[: _width(below)]]
    if _is_second_line(top, second):
        names = [
            (second[n] if n < len(second) else "") or (top[n] if n < len(top) else "")
            for n in range(max(len(top), len(second)))
        ]
        return names, at + 2, [*notes, message("incoming.header_of_two_rows")]
    return top, at + 1, notes


def _is_second_line(top: list[str], second: list[str]) -> bool:
    """Whether a row names the parts of a heading above it: it fills its gaps, and only those."""
    below = [n for n, text in enumerate(second) if text]
    fills = [n for n in below if n >= len(top) or not top[n]]
    begins = [n for n in below if n < len(top) and top[n] and n + 1 in fills]
    is_named = not any(_is_number(second[n]) for n in below)
    return bool(fills) and is_named and set(below) == {*fills, *begins}


def _series(cells: Sequence[Any]) -> pandas.Series:
    """Return cells as numbers where all of them are, and as text otherwise."""
    kinds = set(map(type, cells))
    if kinds <= {str, type(None)}:
        return pandas.Series(cells, dtype=str).fillna("").str.strip()
    known = [cell for cell in cells if not _is_blank(cell)]
    if known and all(type(cell) in {int, float} for cell in known):
        numbers = [float("nan") if _is_blank(cell) else float(cell) for cell in cells]
        return pandas.Series(numbers, dtype=float)
    return pandas.Series([_text(cell) for cell in cells], dtype=str)


def _text(cell: Any) -> str:
    """Return a cell as a person would write it: a whole number without decimals, a plain date."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == _MIDNIGHT:
        return cell.date().isoformat()
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell).strip()


def _is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _filled(line: Line) -> int:
    return sum(not _is_blank(cell) for cell in line.cells)


def _width(line: Line) -> int:
    """Return the number of the last cell that holds something."""
    width = len(line.cells)
    while width and _is_blank(line.cells[width - 1]):
        width -= 1
    return width


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
