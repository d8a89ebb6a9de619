"""
CSV: the table, then the notes as comment lines.

UTF-8 with a byte-order mark, which Excel needs to read Chinese. Facts are written with every
digit they have, computed figures rounded for their unit, nothing set apart. A cell that a
spreadsheet would run as a formula is written with an apostrophe before it.
"""

import csv
import io
import json
import math

from atlas.domain.finding import Finding
from atlas.domain.messages import Language
from atlas.domain.units import digits
from atlas.output.export.base import Exporter
from atlas.output.export.notes import notes
from atlas.output.tables import reading_table

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; numbers are no formulas."""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    if isinstance(cell, int | float):
        # a missing number, or a distance without a way
        return digits(cell) if math.isfinite(cell) else ""
    return cell


def write(finding: Finding, lang: Language) -> bytes:
    """Write a finding's table with every column, and the notes below it."""
    table = reading_table(finding, lang, detail=True)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["id", *(harmless(name) for name in table.columns)])
    for index, *cells in table.itertuples():
        writer.writerow([harmless(index), *(harmless(cell) for cell in cells)])
    for name, note in notes(finding, lang).items():
        for line in note if isinstance(note, list) else [note]:
            told = json.dumps(line, ensure_ascii=False) if isinstance(line, dict) else line
            writer.writerow([harmless(f"# {name}: {told}")])
    return out.getvalue().encode("utf-8-sig")


EXPORTER = Exporter("csv", ".csv", "text/csv", write)
