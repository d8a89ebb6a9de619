"""
The clauses of the documents: a table of labels, each with where it begins and ends.

Offsets count the characters of the text without white space. Clauses are nested or apart; the
clause of a phrase is the innermost that holds the whole of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from atlas.domain.catalogue import Catalogue
from atlas.domain.declaration.evidence import Evidence
from atlas.domain.layer import Layer
from atlas.errors import Problem
from atlas.reading.evidence.names import NamesIn
from atlas.reading.evidence.texts import Text, bare


@dataclass(frozen=True)
class Clause:
    """One clause: its row, its document and label, its ends, what it is about."""

    id: str
    source: str
    label: str
    start: int
    end: int
    subjects: tuple[str, ...]
    first_words: str = ""

    def holds(self, start: int, end: int) -> bool:
        """Whether a stretch of the text lies within it."""
        return self.start <= start and end <= self.end


class Clauses:
    """The tables of clauses of all documents; empty where no layer is declared to be one."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.by_source: dict[str, list[Clause]] = {}
        self.labelled: dict[tuple[str, str], Clause] = {}
        self.facts = self.begins = ""
        for layer in (v for v in catalogue.values() if _is_table_of_clauses(v)):
            self.facts, self.begins = str(layer.spec.facts), evidence_columns(layer).begins
            for feature, row in zip(layer.frame.index, clause_rows(layer), strict=True):
                self._add(clause_of(layer, feature, row))
        for clauses in self.by_source.values():
            clauses.sort(key=lambda clause: (clause.start, -clause.end))

    def _add(self, clause: Clause) -> None:
        self.by_source.setdefault(clause.source, []).append(clause)
        self.labelled[clause.source, clause.label] = clause

    def innermost(self, source: str, start: int, end: int) -> Clause | None:
        """
        Return the innermost clause that holds a stretch of a document.

        Parameters
        ----------
        source
            The id of the document.
        start
            The first character of the stretch.
        end
            The character after its last.
        """
        holding = [c for c in self.by_source.get(source, ()) if c.holds(start, end)]
        return min(holding, key=lambda clause: clause.end - clause.start, default=None)


def evidence_columns(layer: Layer) -> Evidence:
    """Return what a layer's declaration says of its columns; nothing where it does not."""
    return layer.spec.evidence or Evidence()


def _is_table_of_clauses(layer: Layer) -> bool:
    return evidence_columns(layer).is_of_clauses and not layer.is_slot


def clause_rows(layer: Layer) -> list[dict[str, object]]:
    """Return the rows of a layer as cells by column; a frame hands them over slowly."""
    columns = [str(name) for name in layer.frame.columns if name != "geometry"]
    cells = zip(*(layer.frame[name].to_list() for name in columns), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in cells]


def clause_of(layer: Layer, feature: str, row: Mapping[str, object]) -> Clause:
    """
    Return the clause that a row of the table of clauses describes.

    Parameters
    ----------
    layer
        The table of clauses.
    feature
        The id of the row.
    row
        Its cells.
    """
    told = evidence_columns(layer)
    return Clause(
        id=feature,
        source=str(row["source"]),
        label=str(row["clause"]),
        start=int(float(str(row[told.begins]))),
        end=int(float(str(row[told.ends]))),
        subjects=tuple(filter(None, str(row[told.subjects]).split(";"))),
        first_words=bare(str(row["quote"])),
    )


def clause_faults(
    clause: Clause, clauses: Clauses, text: Text | None, named: NamesIn | None, layer: Layer
) -> list[Problem]:
    """
    Return what is wrong with one row of the table of clauses.

    Its label must be the only one of its document, its ends nested in or apart from the others,
    its first words where it begins, its subjects named in what is its own (not in a clause
    within it), those of a clause around it, or what the whole document is about.

    Parameters
    ----------
    clause
        The clause of the row.
    clauses
        All clauses of the documents.
    text
        The text of its document, if it is there.
    named
        The names in that text.
    layer
        The table of clauses.
    """
    told = evidence_columns(layer)
    where = f"geodata/{layer.spec.facts}:{clause.id}"
    others = [c for c in clauses.by_source.get(clause.source, ()) if c.id != clause.id]
    problems = [
        Problem("clause_twice", f"{where}:clause", clause.label, (other.id,))
        for other in others
        if other.label == clause.label
    ]
    problems += [
        Problem("clauses_cross", f"{where}:{told.ends}", str(clause.end), (other.id,))
        for other in others
        if _cross(clause, other)
    ]
    if text is None or named is None:
        return problems
    if not 0 <= clause.start < clause.end <= len(text.bare):
        allowed = (f"0-{len(text.bare)}",)
        found = f"{clause.start}-{clause.end}"
        return [*problems, Problem("clause_out_of_text", f"{where}:{told.ends}", found, allowed)]
    if not text.bare.startswith(clause.first_words, clause.start):
        stands = text.bare[clause.start : clause.start + len(clause.first_words)]
        problems.append(
            Problem(
                "clause_begins_elsewhere", f"{where}:{told.begins}", str(clause.start), (stands,)
            )
        )
    problems += _ending(clause, others, text, f"{where}:{told.ends}")
    return problems + _subject_faults(clause, others, text, named, f"{where}:{told.subjects}")


def _subject_faults(
    clause: Clause, others: list[Clause], text: Text, named: NamesIn, where: str
) -> list[Problem]:
    around = [other for other in others if other.holds(clause.start, clause.end)]
    given = set(text.period.subjects).union(*(other.subjects for other in around))
    own = _own_stretches(clause, others)
    return [
        Problem("subject_not_named", where, subject)
        for subject in clause.subjects
        if clause.subjects.count(subject) > 1
        or (subject not in given and not any(named.is_named(subject, *s) for s in own))
    ]


def _cross(one: Clause, other: Clause) -> bool:
    apart = one.end <= other.start or other.end <= one.start
    return not (apart or one.holds(other.start, other.end) or other.holds(one.start, one.end))


def _ending(clause: Clause, others: list[Clause], text: Text, where: str) -> list[Problem]:
    """A clause ends where another begins or ends, or with a line of the document."""
    if clause.end in text.line_ends or any(clause.end in (c.start, c.end) for c in others):
        return []
    stands = text.bare[clause.end : clause.end + 10]
    return [Problem("clause_ends_elsewhere", where, str(clause.end), (stands,))]


def _own_stretches(clause: Clause, others: list[Clause]) -> list[tuple[int, int]]:
    """Return what of a clause lies in no clause within it."""
    stretches, position = [], clause.start
    for other in others:  # in the order of their beginnings
        if clause.holds(other.start, other.end) and other.start >= position:
            stretches.append((position, other.start))
            position = other.end
    return [*stretches, (position, clause.end)]


def gaps(source: str, clauses: Clauses, text: Text) -> list[Problem]:
    """
    Return the stretches of a document that no clause holds.

    Parameters
    ----------
    source
        The id of the document.
    clauses
        All clauses of the documents.
    text
        The text of the document.
    """
    problems, position = [], 0
    for clause in [*clauses.by_source[source], None]:
        start = clause.start if clause else len(text.bare)
        if start > position:
            where = f"geodata/{clauses.facts}:{clause.id if clause else source}:{clauses.begins}"
            problems.append(Problem("text_without_clause", where, f"{position}-{start}"))
        position = max(position, clause.end if clause else position)
    return problems
