"""A phrase where it stands: the stretch of a document that a row is held against."""

from collections.abc import Mapping
from dataclasses import dataclass

from atlas.domain.declaration.evidence import Evidence
from atlas.domain.layer import Layer
from atlas.errors import Problem
from atlas.reading.evidence.clauses import Clause, evidence_columns
from atlas.reading.evidence.names import NamesIn
from atlas.reading.evidence.numbers import Printed
from atlas.reading.evidence.texts import Text
from atlas.reading.evidence.wording import wording
from atlas.reading.evidence.years import governing_year


@dataclass(frozen=True)
class Standing:
    """One place where a phrase stands: its document, its ends, the innermost clause there."""

    text: Text
    named: NamesIn
    start: int
    end: int
    clause: Clause | None

    @property
    def phrase(self) -> str:
        """The phrase without white space."""
        return self.text.bare[self.start : self.end]

    @property
    def numbers(self) -> list[Printed]:
        """The numbers that begin in the phrase."""
        return self.text.numbers_between(self.start, self.end)

    def as_printed(self, number: Printed) -> str:
        """Return a number as it stands there, with the word before it that limits it."""
        start = number.start - (len(number.word) if number.place == "before" else 0)
        return self.text.bare[start : number.end]

    def is_yearly(self, number: Printed) -> bool:
        """Whether its sentence says before a number that it is each year's."""
        before = self.text.bare[self.text.sentence_start(number.start) : number.start]
        return any(word in before for word in wording()["yearly"]["words"])

    def intent(self, number: Printed) -> str:
        """Return the word of intent (力争) in the same part of the sentence before a number."""
        part = self.text.bare[self.text.part_start(number.start) : number.start]
        return next((word for word in wording()["intent"]["words"] if word in part), "")

    def year_at(self, position: int) -> int | None:
        """Return the printed year that governs a position."""
        start = self.clause.start if self.clause else 0
        return governing_year(self.text, position, clause_start=start)


@dataclass(frozen=True)
class Claim:
    """A row as it claims to be borne out: its layer, its id, its cells."""

    layer: Layer
    feature: str
    row: Mapping[str, object]

    @property
    def declared(self) -> Evidence:
        """Which columns hold what."""
        return evidence_columns(self.layer)

    def cell(self, column: str) -> str:
        """Return a cell as text; empty where it is missing, or the layer has no such column."""
        value = self.row.get(column) if column else None
        return "" if value is None or value != value else str(value)

    def number(self, column: str) -> float | None:
        """Return a cell as a number; None where it is missing."""
        cell = self.cell(column)
        return float(cell) if cell else None

    def year(self, column: str) -> int | None:
        """Return a cell as a year; None where it is missing."""
        number = self.number(column)
        return None if number is None else int(number)

    @property
    def is_aim(self) -> bool:
        """Whether the row is something aimed at."""
        return self.cell(self.declared.kind) in self.declared.aims

    @property
    def is_reached(self) -> bool:
        """Whether the row is something reached."""
        return self.cell(self.declared.kind) in self.declared.reached

    def fault(self, rule: str, column: str, found: object = "", says: object = ()) -> Problem:
        """
        Return a problem of one of its cells: what it holds and what the text says.

        Parameters
        ----------
        rule
            The key of the rule.
        column
            The cell's column.
        found
            What the cell holds.
        says
            What the text says instead.
        """
        said = tuple(str(item) for item in says) if isinstance(says, list | tuple) else (str(says),)
        place = f"geodata/{self.layer.spec.facts}:{self.feature}:{column}"
        return Problem(rule, place, cell_text(found), tuple(dict.fromkeys(said)))


def cell_text(found: object) -> str:
    """Return a cell as it was typed: a whole number without a decimal point."""
    return f"{found:g}" if isinstance(found, float) and abs(found) < 1e15 else str(found)
