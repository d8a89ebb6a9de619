"""
XLSX: each visible sheet as a table, by the values its cells show.

A workbook is an archive of XML and is checked as both before it is opened. A formula comes in as
the value it had when it was last saved and is never computed; text that looks like one is text.
Macros, links to other files and hidden sheets are not read.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import IO, Any

import openpyxl
from openpyxl.reader.excel import SHARED_STRINGS, ExcelReader

from atlas.domain.messages import Message, message
from atlas.domain.records.imported import ImportedTable
from atlas.errors import AtlasError, BadFile
from atlas.ingest.formats.header_detection import Line, table_below_header
from atlas.ingest.safety.archives import opened
from atlas.ingest.safety.limits import Limits, shown, too_much
from atlas.ingest.safety.sanitising import refuse_entities
from atlas.ingest.safety.staging import Staged

_LAST_ROW = 1_048_576  # of any sheet; a row beyond it is made up
_NAMED_MOST = 5


def read_workbook(source: Staged, limits: Limits) -> list[ImportedTable]:
    """
    Read every visible sheet that holds something.

    Raises
    ------
    BadFile
        If it is no workbook, damaged, hostile, empty or beyond the limits.
    """
    _check(source, limits)
    try:
        # the library leaves a file open that it cannot read, unless the file is ours
        with warnings.catch_warnings(), source.path.open("rb") as file:
            warnings.simplefilter("ignore")  # of extensions it leaves out, none of them data
            _check_shared_text(file, source, limits)
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            found = list(_tables(book, source, limits))
    except (AtlasError, MemoryError):
        raise
    except Exception as error:  # the library raises whatever a made-up file leads it to
        raise BadFile(path=source.name, reason="damaged") from error
    if not found:
        raise BadFile(path=source.name, reason="empty")
    return found


def _check(source: Staged, limits: Limits) -> None:
    # what a workbook unpacks to stands in memory several times over
    bounded = replace(limits, unpacked_bytes=min(limits.unpacked_bytes, limits.file_bytes))
    with opened(source.path, source.name, bounded) as archive:
        for member in archive.members:
            if member.suffix in {".xml", ".rels", ".vml"}:
                refuse_entities(archive.head(member), source.name)


def _check_shared_text(file: IO[bytes], source: Staged, limits: Limits) -> None:
    """Refuse a list of texts that is too long: it is read whole before the first row."""
    reader = ExcelReader(file, read_only=True)
    reader.read_manifest()
    part = reader.package.find(SHARED_STRINGS)
    if part is None:
        return
    if reader.archive.getinfo(part.PartName[1:]).file_size > limits.shared_text_bytes:
        most = limits.shared_text_bytes // 1_000_000
        raise BadFile(path=source.name, reason=f"shared_text_too_large: {most}")


def _tables(book: Any, source: Staged, limits: Limits) -> Iterator[ImportedTable]:
    sheets = book.worksheets
    if len(sheets) > limits.tables:
        raise BadFile(path=source.name, reason=f"too_many_tables: {limits.tables:,}")
    hidden = [shown(sheet.title) for sheet in sheets if sheet.sheet_state != "visible"]
    notes: list[Message] = list(source.notes)
    if hidden:
        told = tuple(hidden[:_NAMED_MOST])
        notes.append(message("incoming.sheets_hidden", names=told))
    left = _Left(limits.rows, limits.decoded_bytes)
    for sheet in sheets:
        if sheet.sheet_state != "visible":
            continue
        lines = list(_lines(sheet, source, left, limits))
        name = sheet.title if len(sheets) > 1 else source.name
        table = table_below_header(name, lines, encoding=None, notes=notes, limits=limits)
        if table is not None:
            yield table


@dataclass
class _Left:
    """How much more the sheets of a workbook may hold: one text may stand in every cell of them."""

    rows: int
    characters: int


def _lines(sheet: Any, source: Staged, left: _Left, limits: Limits) -> Iterator[Line]:
    """Yield the rows that hold something; what a sheet says of its own size is not believed."""
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > _LAST_ROW:
            raise BadFile(path=source.name, reason="damaged")
        last = max((n for n, cell in enumerate(cells, start=1) if cell is not None), default=0)
        if last == 0:
            continue
        if last > limits.columns:
            raise BadFile(path=source.name, reason=f"too_many_columns: {limits.columns:,}")
        left.rows -= 1
        if left.rows < 0:
            raise BadFile(path=source.name, reason=f"too_many_rows: {limits.rows:,}")
        left.characters -= sum(len(cell) for cell in cells if isinstance(cell, str))
        if left.characters < 0:
            raise too_much(source.name, limits)
        yield Line(number, cells[:last])
