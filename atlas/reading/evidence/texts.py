"""
The documents as they are read: without white space, with their sentences, paragraphs and tables.

They are not part of the repository. `geodata/texts.csv` holds the hash of each, white space
removed; a folder of texts is recognised by these hashes, whatever its files are called. White
space is left out since documents break lines in mid-phrase; only a printed table needs it.
"""

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path

from atlas.errors import BadFile, Problem
from atlas.reading.evidence.numbers import Printed, printed_numbers
from atlas.reading.evidence.wording import wording
from atlas.reading.rows import Row, read_csv

_COLUMNS = ("source", "sha256")


def bare(text: str) -> str:
    """Return the text without any white space."""
    return re.sub(r"\s+", "", text)


@dataclass(frozen=True)
class Period:
    """
    What a document says of years and places where a sentence of it does not.

    Figures it gives without a year hold for `base_year`, aims for `end_year`; "this year" is
    `published_year`; None where that cannot be said. `subjects` are the ids of what all of it is
    about.
    """

    base_year: int | None = None
    end_year: int | None = None
    published_year: int | None = None
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableRow:
    """A row of a printed table: its cells by the heading above them, white space removed."""

    cells: dict[str, str]


class Text:
    """
    One document.

    Parameters
    ----------
    raw
        As it is in its file.
    period
        What `texts.csv` declares of it.
    """

    def __init__(self, raw: str, period: Period) -> None:
        self.raw = raw
        self.bare = bare(raw)
        self.period = period

    def occurrences(self, phrase: str) -> Iterator[tuple[int, int]]:
        """Yield where a phrase begins and ends, each time it stands in the text."""
        start = self.bare.find(phrase)
        while phrase and start >= 0:
            yield start, start + len(phrase)
            start = self.bare.find(phrase, start + 1)

    @cached_property
    def numbers(self) -> list[Printed]:
        """Every number with a unit, in order."""
        return printed_numbers(self.bare)

    def numbers_between(self, start: int, end: int) -> list[Printed]:
        """Return the numbers that begin within a stretch of the text."""
        starts = self._number_starts
        return self.numbers[bisect_left(starts, start) : bisect_left(starts, end)]

    @cached_property
    def _number_starts(self) -> list[int]:
        return [number.start for number in self.numbers]

    def sentence_start(self, position: int) -> int:
        """Return where the sentence around a position begins."""
        return _last(self._sentences, position)

    def sentence_end(self, position: int) -> int:
        """Return where the sentence around a position ends."""
        return _next(self._sentences, position, len(self.bare))

    def part_start(self, position: int) -> int:
        """Return where the part of a sentence, between commas, around a position begins."""
        return _last(self._parts, position)

    def paragraph_start(self, position: int) -> int:
        """Return where the paragraph around a position begins."""
        return _last(self._paragraphs, position)

    @cached_property
    def _sentences(self) -> list[int]:
        return _after(self.bare, wording()["sentence_ends"])

    @cached_property
    def _parts(self) -> list[int]:
        return _after(self.bare, wording()["part_ends"])

    @cached_property
    def line_ends(self) -> list[int]:
        """Where the lines of the file end that are not empty."""
        lengths = [len(bare(line)) for line in self.raw.split("\n")]
        return [end for end, length in zip(accumulate(lengths), lengths, strict=True) if length]

    @cached_property
    def _paragraphs(self) -> list[int]:
        """A line ends a paragraph where it ends a sentence; others are broken by their width."""
        signs = wording()["sentence_ends"]
        return [end for end in self.line_ends if self.bare[end - 1] in signs]

    @cached_property
    def table_rows(self) -> dict[str, TableRow]:
        """The rows of printed tables by each of their cells that holds more than a number."""
        rows: dict[str, TableRow] = {}
        heading: list[str] = []
        for line in self.raw.split("\n"):
            cells = [bare(cell) for cell in line.split("\t")]
            if len(cells) < len(_COLUMNS) + 1 or not all(cells):
                heading = []
            elif not heading:
                heading = cells
            else:
                row = TableRow(dict(zip(heading, cells, strict=False)))
                rows |= {cell: row for cell in cells if len(cell) > len("2025")}
        return rows


def _after(text: str, signs: str) -> list[int]:
    return [match.end() for match in re.finditer(f"[{re.escape(signs)}]", text)]


def _last(ends: list[int], position: int) -> int:
    before = bisect_right(ends, position)
    return ends[before - 1] if before else 0


def _next(ends: list[int], position: int, length: int) -> int:
    after = bisect_right(ends, position)
    return ends[after] if after < len(ends) else length


def read_texts(geodata: Path, folder: Path) -> tuple[dict[str, Text], list[Problem]]:
    """
    Find the documents in a folder by their hashes.

    Parameters
    ----------
    geodata
        Where `texts.csv` is.
    folder
        Text files, UTF-8.

    Returns
    -------
    texts, problems
        Source id -> the text; a problem for each that is not there.

    Raises
    ------
    BadFile
        If the folder cannot be read.
    """
    if not folder.is_dir():
        raise BadFile(path=str(folder), reason="not_a_folder")
    header, rows, problems = read_csv(geodata / "texts.csv")
    lacking = [name for name in _COLUMNS if header and name not in header]
    if lacking:
        return {}, [Problem("missing_column", f"geodata/texts.csv:1:{name}") for name in lacking]
    by_hash = {}
    for path in sorted(folder.iterdir()):
        if path.is_file():
            raw = path.read_text(encoding="utf8", errors="replace")
            by_hash[hashlib.sha256(bare(raw).encode()).hexdigest()] = raw
    texts = {}
    for row in rows:
        raw_text = by_hash.get(row.values["sha256"])
        period, faults = _period(row)
        problems += faults
        if raw_text is None:
            place = f"geodata/texts.csv:{row.number}:sha256"
            problems.append(Problem("text_not_found", place, row.values["source"]))
        else:
            texts[row.values["source"]] = Text(raw_text, period)
    return texts, problems


def _period(row: Row) -> tuple[Period, list[Problem]]:
    problems = []
    years: dict[str, int | None] = {}
    for name in ("base_year", "end_year", "published_year"):
        cell = row.values.get(name, "")
        years[name] = int(cell) if cell.isdigit() else None
        if cell and years[name] is None:
            problems.append(
                Problem("not_an_integer", f"geodata/texts.csv:{row.number}:{name}", cell)
            )
    subjects = tuple(filter(None, row.values.get("subjects", "").split(";")))
    return Period(**years, subjects=subjects), problems
