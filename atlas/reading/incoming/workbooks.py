"""
XLSX: each visible sheet as a table, by the values its cells show.

A workbook is an archive of XML and is checked as both before it is opened. A formula comes in as
the value it had when it was last saved and is never computed; text that looks like one is text.
Macros, links to other files and hidden sheets are not read.
"""

import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import openpyxl

from atlas.domain.incoming import Incoming
from atlas.domain.progress import Progress, unwatched
from atlas.domain.words import Message, message
from atlas.errors import AtlasError, BadFile
from atlas.reading.incoming.archives import opened
from atlas.reading.incoming.grid import Line, table_of
from atlas.reading.incoming.limits import Limits, shown
from atlas.reading.incoming.preparing import refuse_entities
from atlas.reading.incoming.staging import Staged

_LAST_ROW = 1_048_576  # of any sheet; a row beyond it is made up
_NAMED_MOST = 5
_TOLD_EVERY = 2_000  # rows
_USUAL_ROWS = 50_000  # by which half of the bar is full


class _StoppedError(Exception):
    """Whoever is told the progress wants no more; `reason` is what was raised."""

    def __init__(self, reason: Exception) -> None:
        self.reason = reason


def read_workbook(
    source: Staged, limits: Limits, *, progress: Progress = unwatched
) -> list[Incoming]:
    """
    Read every visible sheet that holds something; `progress` is told as `open_incoming` says.

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
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            found = list(_tables(book, source, limits, progress))
    except AtlasError:
        raise
    except _StoppedError as stopped:
        raise stopped.reason from None
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


def _tables(book: Any, source: Staged, limits: Limits, progress: Progress) -> Iterator[Incoming]:
    sheets = book.worksheets
    if len(sheets) > limits.tables:
        raise BadFile(path=source.name, reason=f"too_many_tables: {limits.tables:,}")
    hidden = [shown(sheet.title) for sheet in sheets if sheet.sheet_state != "visible"]
    notes: list[Message] = list(source.notes)
    if hidden:
        told = tuple(hidden[:_NAMED_MOST])
        notes.append(message("incoming.sheets_hidden", names=told))
    left = limits.rows
    for sheet in sheets:
        if sheet.sheet_state != "visible":
            continue
        done = limits.rows - left
        lines = list(_watched(_lines(sheet, source, left, limits), progress, done=done))
        left -= len(lines)
        name = sheet.title if len(sheets) > 1 else source.name
        table = table_of(name, lines, encoding=None, notes=notes, limits=limits)
        if table is not None:
            yield table


def _watched(lines: Iterator[Line], progress: Progress, *, done: int) -> Iterator[Line]:
    """Tell now and then that rows come; how many there will be no sheet says truly."""
    for number, line in enumerate(lines, start=done):
        if number % _TOLD_EVERY == 0:
            try:
                progress(10 + int(80 * number / (number + _USUAL_ROWS)), 100, "reading")
            except Exception as reason:
                raise _StoppedError(reason) from None
        yield line


def _lines(sheet: Any, source: Staged, most: int, limits: Limits) -> Iterator[Line]:
    """Yield the rows that hold something; what a sheet says of its own size is not believed."""
    sheet.reset_dimensions()
    kept = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > _LAST_ROW:
            raise BadFile(path=source.name, reason="damaged")
        last = max((n for n, cell in enumerate(cells, start=1) if cell is not None), default=0)
        if last == 0:
            continue
        kept += 1
        if kept > most:
            raise BadFile(path=source.name, reason=f"too_many_rows: {limits.rows:,}")
        yield Line(number, cells[:last])
