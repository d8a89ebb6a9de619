"""
CSV, which says nothing of itself: the encoding, the delimiter and the header are worked out.

Every cell stays text: a code keeps the nought before it, and a formula is only letters. Rows that
all have as many cells are read by Arrow, thirty times as fast; all others row by row.
"""

import csv
import io
from collections import Counter

import pyarrow
from pyarrow import compute
from pyarrow import csv as arrow_csv

from atlas.domain.messages import message
from atlas.domain.records.imported import ImportedTable
from atlas.errors import BadFile
from atlas.ingest.formats.header_detection import Line, table_below_header, table_of_columns
from atlas.ingest.safety.encoding import UTF8, text_of
from atlas.ingest.safety.limits import Limits
from atlas.ingest.safety.staging import Staged

_DELIMITERS = ",;\t|"
_LOOKED_AT = 20_000  # characters
_ROWS = 30
_MOST_ROWS = 0.5  # a sign found in fewer of them is part of their text
_QUOTE = '"'


def read_csv_table(source: Staged, limits: Limits) -> ImportedTable:
    """
    Read a table of text.

    Raises
    ------
    BadFile
        If it is no text, no table, empty, or beyond the limits.
    """
    found = text_of(source.path.read_bytes())
    if found is None:
        raise BadFile(path=source.name, reason="not_text")
    text, encoding = found
    notes = list(source.notes)
    if encoding != UTF8:
        notes.append(message("incoming.encoding_assumed", encoding=encoding))
    delimiter = _delimiter(text)
    is_wide = text[: text.find("\n")].count(delimiter) > limits.columns
    columns = None if is_wide else even_columns(text, delimiter)
    if columns is None:
        lines = _lines(source, text, delimiter, limits)
        table = table_below_header(
            source.name, lines, encoding=encoding, notes=notes, limits=limits
        )
    elif columns.num_rows > limits.rows:
        raise _too_many(source, limits)
    else:
        table = table_of_columns(
            source.name, columns, encoding=encoding, notes=notes, limits=limits
        )
    if table is None:
        raise BadFile(path=source.name, reason="empty")
    return table


def even_columns(text: str, delimiter: str) -> pyarrow.Table | None:
    """
    Return the cells of a text whose rows all have as many, by column; None of any other.

    What is returned is what the row by row reader returns, cell by cell.

    Parameters
    ----------
    text
        Without noughts.
    delimiter
        One character.
    """
    has_quotes = _QUOTE in text
    # empty rows at the end are none, unless they stand in quotes
    content = text if has_quotes else text.rstrip("\r\n")
    try:
        cells = arrow_csv.read_csv(
            pyarrow.BufferReader(content.encode()),
            read_options=arrow_csv.ReadOptions(autogenerate_column_names=True),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=has_quotes,
                ignore_empty_lines=False,
            ),
            convert_options=arrow_csv.ConvertOptions(
                default_column_type=pyarrow.large_string(), strings_can_be_null=False
            ),
        )
    except pyarrow.ArrowInvalid:
        return None
    longest = (compute.max(compute.utf8_length(column)).as_py() for column in cells.columns)
    return None if max(map(int, longest), default=0) > csv.field_size_limit() else cells


def _lines(source: Staged, text: str, delimiter: str, limits: Limits) -> list[Line]:
    """Return the rows of a text, however many cells each has, with their numbers."""
    lines = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, cells in enumerate(reader, start=1):
            if number > limits.rows:
                raise _too_many(source, limits)
            while cells and not cells[-1].strip():
                cells.pop()
            if len(cells) > limits.columns:
                raise BadFile(path=source.name, reason=f"too_many_columns: {limits.columns:,}")
            if cells:
                lines.append(Line(number, cells))
    except csv.Error as error:
        raise BadFile(path=source.name, reason="not_a_csv") from error
    return lines


def _too_many(source: Staged, limits: Limits) -> BadFile:
    return BadFile(path=source.name, reason=f"too_many_rows: {limits.rows:,}")


def _delimiter(text: str) -> str:
    """Return the sign that parts most rows into the same number of cells, more than one."""
    sample = text[:_LOOKED_AT]
    lines = sample.splitlines()[:_ROWS] if len(text) <= _LOOKED_AT else sample.splitlines()[:-1]
    best, best_score = ",", (_MOST_ROWS, 0)
    for sign in _DELIMITERS:
        try:
            widths = Counter(len(cells) for cells in csv.reader(lines[:_ROWS], delimiter=sign))
        except csv.Error:
            continue
        widths.pop(0, None)
        several = {width: count for width, count in widths.items() if width > 1}
        if several:
            width = max(several, key=lambda width: (several[width], width))
            score = (several[width] / sum(widths.values()), width)
            if score > best_score:
                best, best_score = sign, score
    return best
