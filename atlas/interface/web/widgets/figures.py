"""How the browser shows figures in a table: facts with every digit, years without thousands."""

from typing import Any

import pandas
import streamlit as st

from atlas.domain.finding import Finding, Part, TableColumn
from atlas.interface.web.session.session import lang
from atlas.output.tables import heading, is_figures

_LOCAL_DECIMALS = 3  # the browser's own format of numbers shows no more
_WHOLE, _LOCAL, _EVERY_DIGIT = "%d", "localized", None


def figure_columns(finding: Finding | Part) -> dict[str, Any]:
    """Return the settings of a table's columns of figures, by heading."""
    return {
        heading(column, lang()): st.column_config.NumberColumn(
            format=figure_format(column, finding.table[name])
        )
        for name, column in finding.columns.items()
        if is_figures(finding.table[name])
    }


def figure_format(column: TableColumn, cells: pandas.Series) -> str | None:
    """Return the browser's format for a column of figures with these cells."""
    if not column.is_grouped:
        return _WHOLE
    decimals = max((column.decimals(value) for value in cells.dropna()), default=0)
    if column.origin == "computed":
        return f"%.{decimals}f" if decimals > 0 else _LOCAL
    return _LOCAL if decimals <= _LOCAL_DECIMALS else _EVERY_DIGIT
