"""
XLSX: the table as it is read, and a second sheet with what defends it.

Text is stored as text and marked so, and can never become a formula, not even when a reader edits
the cell; that is why no apostrophe is put before it, as CSV needs. Characters that the format
cannot hold are left out. The times that the format notes are set to a fixed one, so that the
same answer is the same file.
"""

import io
import json
import math
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from atlas.domain.definition import definition_hash, written
from atlas.domain.finding import Finding, Part
from atlas.domain.words import Language, message
from atlas.output.export.base import Exporter
from atlas.output.language import say
from atlas.output.plain import width
from atlas.output.tables import reading_table

_NO_TIME = datetime(1980, 1, 1)  # the earliest that a zip file can hold
_NARROWEST, _WIDEST = 8, 48
_NOTE_WIDTHS = (14, 100)
_LONGEST_TITLE = 31  # the format allows no more
_LONGEST = 32_000  # characters; the format cuts a cell off not far beyond


def write(finding: Finding, lang: Language) -> bytes:
    """Write the reading table with every column, and the notes and sources beside it."""
    book = Workbook()
    book.properties.creator = ""
    book.properties.created = book.properties.modified = _NO_TIME
    _table(book.active, finding, say(message("web.table"), lang), lang)
    for part in (part for part in finding.parts.values() if len(part.table)):
        _table(book.create_sheet(), part, say(part.name, lang), lang)
    _notes(book.create_sheet(), finding, lang)
    out = io.BytesIO()
    # the writer itself, because saving a workbook stamps the time on it
    ExcelWriter(book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)).save()
    return _without_times(out.getvalue())


def _table(sheet: Worksheet, finding: Finding | Part, title: str, lang: Language) -> None:
    table = reading_table(finding, lang, detail=True)
    if table.index.name == "id":  # any other index is but a count
        table = table.reset_index()
    rows = [list(table.columns), *table.itertuples(index=False, name=None)]
    sheet.title = title[:_LONGEST_TITLE]
    for number, cells in enumerate(rows, start=1):
        for place, value in enumerate(cells, start=1):
            _put(sheet.cell(number, place), value)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for place, texts in enumerate(zip(*rows, strict=True), start=1):
        widest = max(width(line) for text in texts for line in str(text).split("\n"))
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = min(max(widest + 2, _NARROWEST), _WIDEST)
    sheet.freeze_panes = "C2" if table.columns[0] == "id" else "B2"  # headings, id and name
    sheet.auto_filter.ref = sheet.dimensions


def _notes(sheet: Worksheet, finding: Finding, lang: Language) -> None:
    sheet.title = say(message("web.notes"), lang)
    for number, cells in enumerate(_note_rows(finding, lang), start=1):
        for place, value in enumerate(cells, start=1):
            cell = sheet.cell(number, place)
            _put(cell, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for letter, wide in zip("AB", _NOTE_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = wide
    sheet["B1"].font = Font(bold=True)


def _note_rows(finding: Finding, lang: Language) -> Iterator[tuple[str, str]]:
    """Yield label and text; a label stands once before the lines it is for."""
    yield "", finding.title(lang)
    yield "", finding.headline(lang)
    yield say(message("web.method"), lang), finding.say(finding.method, lang)
    label = say(message("sheet.notes"), lang).rstrip(":： ")
    for caveat in finding.caveats:
        yield label, finding.say(caveat, lang)
        label = ""
    label = say(message("web.sources"), lang)
    for source in finding.sources:
        yield label, source.citation(lang)
        label = ""
    yield say(message("sheet.definition"), lang), definition_hash(finding.definition)
    asked = json.dumps(written(finding.definition), ensure_ascii=False)
    for start in range(0, len(asked), _LONGEST):
        yield "", asked[start : start + _LONGEST]
    label = say(message("sheet.data_version"), lang)
    for layer, version in finding.versions.items():
        yield label, f"{layer} {version}"
        label = ""


def _put(cell: Cell, value: Any) -> None:
    value = value.item() if hasattr(value, "item") else value
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return
    if isinstance(value, int | float):
        cell.value = value
        return
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    if not text:
        return
    cell.value = text
    cell.data_type = "s"  # the library takes a text after an equals sign for a formula
    cell.quotePrefix = True


def _without_times(book: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as stamped, zipfile.ZipFile(out, "w") as plain:
        for name in stamped.namelist():
            entry = zipfile.ZipInfo(name, _NO_TIME.timetuple()[:6])
            plain.writestr(entry, stamped.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


EXPORTER = Exporter(
    "xlsx",
    ".xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    write,
)
