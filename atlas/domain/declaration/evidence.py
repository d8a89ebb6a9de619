"""
Which columns of a layer a document can be held against.

A declaration's `[evidence]` names them; `atlas check --texts` ties each to the phrase of its
row. What is not named there is not checked: an indicator's wording, say, is ours.
"""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict


class Evidence(BaseModel):
    """
    The columns that a phrase, its clause and its document bear out.

    Columns by what they hold, empty where the layer has none. `entities` is what the phrase
    speaks of, `basis` on what that rests (stated, subject, inferred), `words` where an inferred
    one is named. `kind` says whether a row is an aim or something reached: its values of either
    are `aims` and `reached`. `responsible` stands as written in `responsible_clause`. `begins`,
    `ends` and `subjects` make the layer the table of clauses itself.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    entities: tuple[str, ...] = ()
    basis: str = ""
    words: str = ""
    geography: str = ""
    value: str = ""
    unit: str = ""
    operator: str = ""
    operator_text: str = ""
    baseline_value: str = ""
    baseline_year: str = ""
    baseline_quote: str = ""
    year: str = ""
    year_basis: str = ""
    kind: str = ""
    aims: tuple[str, ...] = ()
    reached: tuple[str, ...] = ()
    responsible: str = ""
    responsible_clause: str = ""
    begins: str = ""
    ends: str = ""
    subjects: str = ""

    @property
    def is_of_clauses(self) -> bool:
        """Whether the layer is the table of clauses."""
        return bool(self.begins)

    def columns(self) -> Iterator[tuple[str, str]]:
        """Yield each role that names a column, and the column."""
        for role, given in self:
            if role not in {"aims", "reached"}:
                for column in (given,) if isinstance(given, str) else given:
                    if column:
                        yield role, column

    @property
    def grounds(self) -> frozenset[str]:
        """The columns that say what the others rest on: for downloads and cards."""
        given = (self.basis, self.words, self.year_basis, self.operator_text)
        return frozenset((*given, self.baseline_quote, self.responsible_clause)) - {""}
