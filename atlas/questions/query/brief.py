"""What of a query stands beside its map: its rows by name, and two columns that say most."""

from collections.abc import Container
from typing import Any

import pandas

from atlas.domain.finding import Finding, Quantity
from atlas.domain.messages import Language, Name, Text
from atlas.domain.records.brief import BriefTable, ByLanguage, Head, Row, Rows, cell_of
from atlas.questions.query.definition import Query

_NEVER = ("uncertainty_m", "position_basis", "parent_basis", "sensitive", "release")
_NAMED = ("name", "indicator", "ask", "subject", "entity")  # what rows are called by
_MOSTLY = 0.5  # of the rows must have a value for a column to be shown unasked


def brief_table(definition: Query, finding: Finding) -> BriefTable:
    """Return what was found by name, and two columns: those it is ordered by come first."""
    columns = finding.columns
    names: dict[Language, list[str]] = {lang: _names(finding, lang) for lang in ("zh", "en")}
    chosen = _columns_shown(definition, finding, besides=(*names["zh"], *names["en"]))

    def label(lang: Language) -> Text:
        return columns[names[lang][0]].label if names[lang] else Name("")

    def called(lang: Language, number: Any, row: pandas.Series) -> Text | Quantity | None:
        cells = (cell_of(row[name], columns[name]) for name in names[lang] if row[name])
        return next(cells, Name(str(number)))

    def cells(number: Any, row: pandas.Series) -> Row:
        name = ByLanguage(called("zh", number, row), called("en", number, row))
        return name, *(cell_of(row[column], columns[column]) for column in chosen)

    heads = (
        Head((ByLanguage(label("zh"), label("en")),)),
        *(Head((columns[name].label,), columns[name].unit) for name in chosen),
    )
    return BriefTable(heads, Rows(finding.table, cells))


def _names(finding: Finding, lang: Language) -> list[str]:
    tried = (name for stem in _NAMED for name in (f"{stem}_{lang}", f"{stem}_zh", stem))
    return [name for name in dict.fromkeys(tried) if name in finding.table]


def _columns_shown(definition: Query, finding: Finding, *, besides: Container[str]) -> list[str]:
    """Return two columns: what the rows are ordered by, then figures, then categories."""
    wanted = [name.lstrip("-") for name in definition.order_by]
    table, columns = finding.table, finding.columns
    filled = {c: float((table[c].notna() & (table[c] != "")).mean()) for c in columns if c in table}
    worth = [c for c in filled if c not in _NEVER and c not in besides]
    known = [c for c in worth if columns[c].unit or columns[c].values]
    ordered = [c for c in wanted if c in known and filled[c] > 0]
    # a year is shown where it is asked for
    often = [
        c for c in known if filled[c] >= _MOSTLY and c not in ordered and columns[c].is_grouped
    ]
    often.sort(key=lambda c: not columns[c].unit)
    return [*ordered, *often][:2]
