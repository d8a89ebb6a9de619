"""
Briefs: the small table and the few bars of an answer, as data for whatever draws them.

A kind of question says what is in them; a sheet, a slide and a document say how many rows there
is room for. Rows are made when they are looked at: an answer may have more than anybody draws.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import pandas

from atlas.domain.finding import Quantity, TableColumn
from atlas.domain.messages import Name, Text


@dataclass(frozen=True)
class ByLanguage:
    """Two texts, one for each language, where they are no wordings of one name."""

    zh: Text | Quantity | None
    en: Text | Quantity | None


Cell: TypeAlias = Text | Quantity | ByLanguage | None
Row: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True)
class Head:
    """The labels over a column, one after the other; figures below a unit stand without it."""

    labels: tuple[Text | ByLanguage, ...]
    unit: str = ""


class Rows(Sequence[Row]):
    """
    Rows of a table, each made when it is looked at.

    Parameters
    ----------
    table
        One row of it for each.
    make
        Makes the cells of a row.
    """

    def __init__(self, table: pandas.DataFrame, make: Callable[[Any, pandas.Series], Row]) -> None:
        self._table, self._make = table, make

    def __len__(self) -> int:
        return len(self._table)

    def __getitem__(self, which: Any) -> Any:
        if isinstance(which, slice):
            return Rows(self._table[which], self._make)
        return self._make(self._table.index[which], self._table.iloc[which])

    def __iter__(self) -> Iterator[Row]:
        return (self._make(name, row) for name, row in self._table.iterrows())


@dataclass(frozen=True)
class BriefTable:
    """
    A small table; its first column says what each row is called.

    Parameters
    ----------
    heads
        One for each column.
    rows
        All of them, what matters most first.
    total
        The last row, which is shown whatever is left out; nothing where there is none.
    is_whole
        Whether all rows are shown, however little room there is.
    """

    heads: tuple[Head, ...]
    rows: Sequence[Row]
    total: Row = ()
    is_whole: bool = False


@dataclass(frozen=True)
class BriefBar:
    """A bar: what it is called, and its figure."""

    name: Text
    value: Quantity


@dataclass(frozen=True)
class BriefBars:
    """
    Bars of one measure, zero-based.

    Parameters
    ----------
    heading
        What they measure.
    bars
        In the order of the rows.
    top
        Where their scale ends, in the unit of the figures.
    role
        What they show, which decides their hue.
    """

    heading: Text
    bars: tuple[BriefBar, ...]
    top: float
    role: Literal["reached", "score"]


def cell_of(value: Any, column: TableColumn) -> Text | Quantity | None:
    """Return a cell of a table as a figure or a text; None where it is empty."""
    if pandas.isna(value) or value == "":
        return None
    if isinstance(value, int | float):
        return column.quantity(value)
    known = column.values.get(str(value))
    return known if known is not None else Name(str(value))
