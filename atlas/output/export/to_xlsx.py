"""
XLSX: the table as it is read, and a second sheet with what defends it.

A number is stored in full, and its format shows it as it is read: a fact with the decimals it
has, a computed figure with those of its unit, a year without thousands. Only where a unit is
rounded to tens, which no format can, is a computed figure stored rounded.

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
from typing import Any, TypeAlias

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from atlas.domain.finding import Finding, Part, TableColumn
from atlas.domain.messages import Language, message
from atlas.domain.question import definition_hash, written
from atlas.domain.units import unit_of
from atlas.output.export.base import Exporter
from atlas.output.language import say
from atlas.output.tables import cells, heading, read_columns
from atlas.output.text_table import width

_NO_TIME = datetime(1980, 1, 1)  # the earliest that a zip file can hold
_NARROWEST, _WIDEST = 8, 48
_NOTE_WIDTHS = (14, 100)
_LONGEST_TITLE = 31  # the format allows no more
_LONGEST = 32_000  # characters; the format cuts a cell off not far beyond
_Cells: TypeAlias = tuple[str, list[Any], TableColumn | None]  # heading, cells, what they are


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
    given = finding.table
    columns: list[_Cells] = [("id", list(given.index), None)] if given.index.name == "id" else []
    columns += [
        _read(finding, name, column, lang)
        for name, column in read_columns(finding, lang, detail=True)
    ]
    sheet.title = title[:_LONGEST_TITLE]
    for place, (head, values, column) in enumerate(columns, start=1):
        _put(sheet.cell(1, place), head)
        for number, value in enumerate(values, start=2):
            _put(sheet.cell(number, place), value, column)
        widest = max(width(line) for text in (head, *values) for line in str(text).split("\n"))
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = min(max(widest + 2, _NARROWEST), _WIDEST)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "C2" if columns[0][0] == "id" else "B2"  # headings, id and name
    sheet.auto_filter.ref = sheet.dimensions


def _read(finding: Finding | Part, name: str, column: TableColumn, lang: Language) -> _Cells:
    to_tens = column.origin == "computed" and unit_of(column.unit).decimals < 0
    values = cells(finding, name, lang, rounded=to_tens)
    return heading(column, lang), list(values), column


def _notes(sheet: Worksheet, finding: Finding, lang: Language) -> None:
    sheet.title = say(message("web.notes"), lang)
    for number, texts in enumerate(_note_rows(finding, lang), start=1):
        for place, value in enumerate(texts, start=1):
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


def _put(cell: Cell, value: Any, column: TableColumn | None = None) -> None:
    value = value.item() if hasattr(value, "item") else value
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return
    if isinstance(value, int | float):
        cell.value = value
        if column is not None:
            cell.number_format = _format(column, value)
        return
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    if not text:
        return
    cell.value = text
    cell.data_type = "s"  # the library takes a text after an equals sign for a formula
    cell.quotePrefix = True


def _format(column: TableColumn, value: float) -> str:
    decimals = column.decimals(value)
    return ("#,##0" if column.is_grouped else "0") + ("." + "0" * decimals if decimals > 0 else "")


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
