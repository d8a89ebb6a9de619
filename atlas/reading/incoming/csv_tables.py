"""
CSV, which says nothing of itself: the encoding, the delimiter and the header are worked out.

Every cell stays text: a code keeps the nought before it, and a formula is only letters.
"""

import csv
import io
from collections import Counter

from atlas.domain.incoming import Incoming
from atlas.domain.words import message
from atlas.errors import BadFile
from atlas.reading.incoming.encoding import UTF8, text_of
from atlas.reading.incoming.grid import Line, table_of
from atlas.reading.incoming.limits import Limits
from atlas.reading.incoming.staging import Staged

_DELIMITERS = ",;\t|"
_LOOKED_AT = 20_000  # characters
_ROWS = 30
_MOST_ROWS = 0.5  # a sign found in fewer of them is part of their text


def read_csv_table(source: Staged, limits: Limits) -> Incoming:
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
    lines = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for number, cells in enumerate(reader, start=1):
            if number > limits.rows:
                raise BadFile(path=source.name, reason=f"too_many_rows: {limits.rows:,}")
            if cells:
                lines.append(Line(number, cells))
    except csv.Error as error:
        raise BadFile(path=source.name, reason="not_a_csv") from error
    table = table_of(source.name, lines, encoding=encoding, notes=notes, limits=limits)
    if table is None:
        raise BadFile(path=source.name, reason="empty")
    return table


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
