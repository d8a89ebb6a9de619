"""
Chains against the places they are put in: a cell is stated by a document, or inferred by us.

A cell of a whole industry stands for it alone and not for its chains.
"""

from dataclasses import dataclass
from itertools import takewhile

import pandas

from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.messages import Language

STATED, INFERRED = "●", "○"


@dataclass(frozen=True)
class Matrix:
    """
    Marks by chain and place.

    Parameters
    ----------
    marks
        Rows are chains, columns places, headed by their names; empty where nothing is said.
    chains, places
        The ids of the rows and columns.
    """

    marks: pandas.DataFrame
    chains: tuple[str, ...]
    places: tuple[str, ...]

    def query(self, row: int | None, column: str | None) -> dict[str, object]:
        """Return the condition that means a cell, or a whole column."""
        tests: list[dict[str, object]] = [{"field": "relation", "op": "=", "value": "supplies"}]
        if row is not None:
            tests.append({"field": "subject", "op": "=", "value": self.chains[row]})
        if column is not None and column in self.marks:
            place = self.places[list(self.marks).index(column)]
            tests.append({"field": "object", "op": "=", "value": place})
        return {"all": tests}


def placement(catalogue: Catalogue, finding: Finding, lang: Language, *, of: str) -> Matrix:
    """
    Return where chains are put.

    Parameters
    ----------
    catalogue
        Where chains and places are named; chains stand in its order.
    finding
        The answer to a query of relations: chain, `supplies`, place.
    lang
        Of the names.
    of
        The layer whose places are wanted, each a column; the others where it is empty.
    """
    rows = finding.table
    kept = [
        (catalogue.home_of(place).id == of) if of else (catalogue.home_of(place).id != "clusters")
        for place in rows["object"]
    ]
    rows = rows[kept]
    # those of which most is said come first, those of which nothing is said last
    named = rows["object"].value_counts(sort=True).index.to_list()
    empty = (i for i in (catalogue[of].frame.index if of else ()) if i not in named)
    places = (*named, *empty)
    known = set(rows["subject"])
    chains = tuple(i for i in catalogue["industry_chains"].frame.index if i in known)
    marks = pandas.DataFrame("", index=list(chains), columns=list(places))
    for _, row in rows.iterrows():
        mark = STATED if row["basis"] == "stated" else INFERRED
        marks.at[row["subject"], row["object"]] = mark
    marks.index = pandas.Index([catalogue.name_of(i).in_language(lang) for i in chains])
    marks.columns = pandas.Index(
        _shortened([catalogue.name_of(i).in_language(lang) for i in places])
    )
    return Matrix(marks, chains, places)


def _shortened(names: list[str]) -> list[str]:
    """Return names without the words that all of them end in."""
    ends = zip(*map(reversed, names), strict=False)
    shared = sum(1 for _ in takewhile(lambda letters: len(set(letters)) == 1, ends))
    return [name[: len(name) - shared] for name in names] if len(names) > 1 else names
