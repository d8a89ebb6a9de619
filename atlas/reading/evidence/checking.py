"""
All rows held against the documents: each phrase looked up once, through one index.

Built once, the index answers for a single row as fast as for all: a changed row can be tried
without reading anything again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer
from atlas.errors import Problem
from atlas.reading.evidence.clauses import (
    Clauses,
    clause_faults,
    clause_of,
    clause_rows,
    gaps,
)
from atlas.reading.evidence.columns import column_faults
from atlas.reading.evidence.entities import entity_faults
from atlas.reading.evidence.figures import figure_faults
from atlas.reading.evidence.names import Names, NamesIn
from atlas.reading.evidence.standing import Claim, Standing
from atlas.reading.evidence.texts import Text, bare

_MOST_LABELS = 8  # of a document's labels, how many are offered


@dataclass
class Held:
    """
    What was held against the documents.

    `counts` says how many phrases, values, years, operators, clauses and entities there are to
    hold; `undecided` names the rows of which a phrase stands twice in its clause and is borne
    out by one of the two places alone.
    """

    counts: dict[str, int]
    found: int = 0
    problems: list[Problem] = field(default_factory=list)
    undecided: list[Problem] = field(default_factory=list)


class Index:
    """
    The documents, their clauses and every name in them, ready for any row.

    Parameters
    ----------
    catalogue
        All layers, the table of clauses among them.
    texts
        Source id -> text; empty where none is at hand: then only labels are looked up.
    """

    def __init__(self, catalogue: Catalogue, texts: Mapping[str, Text]) -> None:
        self.texts = texts
        self.names = Names(catalogue)
        self.clauses = Clauses(catalogue)
        self._told: dict[str, dict[tuple[object, ...], list[str]]] = {}
        for layer in (v for v in catalogue.values() if v.spec.is_table):
            told = self._told.setdefault(layer.id, {})
            for claim in claims_of(layer):
                told.setdefault(_content(claim), []).append(claim.feature)
        self.named = {name: NamesIn(self.names, text.bare) for name, text in texts.items()}

    def problems_of(self, claim: Claim) -> list[Problem]:
        """Return what of one row the documents do not bear out."""
        if claim.declared.is_of_clauses:
            clause = clause_of(claim.layer, claim.feature, claim.row)
            text, named = self.texts.get(clause.source), self.named.get(clause.source)
            return clause_faults(clause, self.clauses, text, named, claim.layer)
        return self._verdicts(claim)[0]

    def _twins(self, claim: Claim) -> list[Problem]:
        """A table says each thing once: no other row is the same in all but its id."""
        if not claim.layer.spec.is_table:
            return []
        others = self._told[claim.layer.id].get(_content(claim), [])
        twins = [feature for feature in others if feature != claim.feature]
        return [claim.fault("row_twice", "id", claim.feature, twins)] if twins else []

    def _verdicts(self, claim: Claim) -> tuple[list[Problem], bool]:
        """Return the problems of a row, and whether its passages disagree."""
        phrase, label = bare(claim.cell("quote")), claim.cell("clause")
        without_texts = self._unknown_label(claim, label) + self._twins(claim)
        if without_texts or not self.texts:
            return without_texts, False
        standings = self._standings(claim, phrase)
        if not standings:
            return [claim.fault("quote_not_in_text", "quote", claim.cell("quote"))], False
        inside = [at for at in standings if at.clause is None or at.clause.label == label]
        problems = []
        if not inside:
            says = [at.clause.label for at in standings if at.clause]
            problems.append(claim.fault("phrase_not_in_clause", "clause", label, says))
        tales = [self._at(claim, at) for at in inside or standings]
        best = min(tales, key=len)
        return problems + best, not best and any(tales)

    def _at(self, claim: Claim, at: Standing) -> list[Problem]:
        return (
            figure_faults(claim, at)
            + column_faults(claim, at)
            + entity_faults(claim, at, self.names)
            + self._responsible_faults(claim, at)
        )

    def _responsible_faults(self, claim: Claim, at: Standing) -> list[Problem]:
        """Who is responsible stands, as written, in the clause that is named for it."""
        told = claim.declared
        words, label = bare(claim.cell(told.responsible)), claim.cell(told.responsible_clause)
        if not words and not label:
            return []
        source = claim.cell("source").split()[0]
        clause = self.clauses.labelled.get((source, label))
        if clause is None:
            return [claim.fault("unknown_clause", told.responsible_clause, label)]
        if words and words in at.text.bare[clause.start : clause.end]:
            return []
        return [claim.fault("words_not_in_text", told.responsible, words, label)]

    def _unknown_label(self, claim: Claim, label: str) -> list[Problem]:
        tables = [s for s in claim.cell("source").split() if s in self.clauses.by_source]
        known = [c.label for source in tables for c in self.clauses.by_source[source]]
        if not tables or label in known:
            return []
        near = [name for name in known if name[:1] == label[:1]] or known
        return [claim.fault("unknown_clause", "clause", label, near[:_MOST_LABELS])]

    def _standings(self, claim: Claim, phrase: str) -> list[Standing]:
        return [
            Standing(
                text=self.texts[source],
                named=self.named[source],
                start=start,
                end=end,
                clause=self.clauses.innermost(source, start, end),
            )
            for source in claim.cell("source").split()
            if source in self.texts
            for start, end in self.texts[source].occurrences(phrase)
        ]

    def hold(self, claims: list[Claim], held: Held) -> None:
        """Hold rows that quote a document against it, and note what is found."""
        for claim in claims:
            if claim.declared.is_of_clauses:
                problems, is_undecided = self.problems_of(claim), False
            else:
                problems, is_undecided = self._verdicts(claim)
            held.problems += problems
            held.found += not problems
            if is_undecided:
                held.undecided.append(
                    claim.fault("evidence_undecided", "quote", claim.cell("quote"))
                )


def _content(claim: Claim) -> tuple[object, ...]:
    """Return what a row says, as something to be found by; a missing number equals another."""
    return tuple(claim.cell(column) for column in claim.row)


def claims_of(layer: Layer) -> list[Claim]:
    """Return the rows of a layer that quote a document."""
    if layer.is_slot:
        return []
    rows = zip(layer.frame.index.to_list(), clause_rows(layer), strict=True)
    return [Claim(layer, feature, row) for feature, row in rows if row.get("quote")]


def check_evidence(catalogue: Catalogue, texts: Mapping[str, Text]) -> Held:
    """
    Hold every row that quotes a document against the documents at hand.

    Without texts only the labels of clauses are looked up; `counts` then says what was not.

    Parameters
    ----------
    catalogue
        All layers.
    texts
        Source id -> text, as `read_texts` finds them.

    Returns
    -------
    held
        How many rows are borne out, every problem with file, row, column, found and what the
        text says, and what could not be decided.
    """
    index = Index(catalogue, texts)
    claims = [claim for layer in catalogue.values() for claim in claims_of(layer)]
    held = Held(counts=_counts(claims))
    index.hold(claims, held)
    for source in index.clauses.by_source:
        if source in texts:
            held.problems += gaps(source, index.clauses, texts[source])
    return held


def _counts(claims: list[Claim]) -> dict[str, int]:
    """Count what there is to hold, by kind."""
    counts = dict.fromkeys(("phrases", "values", "years", "operators", "clauses", "entities"), 0)
    for claim in claims:
        told = claim.declared
        counts["phrases"] += 1
        counts["clauses"] += bool(claim.cell("clause"))
        counts["values"] += bool(claim.cell(told.value))
        counts["years"] += bool(claim.cell(told.year))
        counts["operators"] += bool(claim.cell(told.operator))
        counts["entities"] += bool(told.entities) or not claim.layer.spec.is_table
    return counts
