"""
A finding: the answer to one question, with all it takes to defend it.

Values carry units and, where positions are uncertain, a range: what is certain and what is
possible. Each figure and each column of figures knows its origin: *printed*, as it stands in the
data or in the question, or *computed*. Only here is a figure made a text or rounded, by its
origin; whoever shows or writes one asks it. A finding names its method, its caveats and the
sources of everything it used, so that a page, a sheet and a command can say the same thing
without looking anything up.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

import geopandas
import pandas

from atlas.domain.messages import Language, Message, Speaker, Text, keys_only
from atlas.domain.question import Question
from atlas.domain.source import Source
from atlas.domain.units import as_printed, as_read, decimals_of, figure, unit_of

Origin: TypeAlias = Literal["printed", "computed"]


@dataclass(frozen=True)
class Quantity:
    """
    A figure with its unit.

    `low` and `high` are what position uncertainty allows: certain at least, possible at most.
    A share is in [0, 1]. A figure of the data is made by `fact`, or by its column.
    """

    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    origin: Origin = "computed"

    @property
    def figure(self) -> str:
        """The number as shown, without its sign; a range where one is left after rounding."""
        text = _TEXTS[self.origin]
        if self.low is None or self.high is None:
            return text(self.value, self.unit)
        low, high = text(self.low, self.unit), text(self.high, self.unit)
        return low if low == high else f"{low}–{high}"

    @property
    def is_range(self) -> bool:
        """Whether uncertainty leaves more than one answer."""
        return self.low is not None and self.high is not None and self.low != self.high


_TEXTS: Mapping[Origin, Callable[[float, str], str]] = {"printed": as_printed, "computed": figure}


def fact(value: float, unit: str) -> Quantity:
    """Make a figure that stands in the data, or in the question, and is never rounded."""
    return Quantity(value, unit, origin="printed")


@dataclass(frozen=True)
class TableColumn:
    """
    How a column of a finding's table is headed, worded and counted.

    `values` words the codes in its cells. `detail` columns are for downloads and cards, not for
    a first look. `only` names the one language a column is for. Its figures are shown as they
    stand; those that were computed have a column made by `computed`, which alone rounds.
    """

    label: Text
    unit: str = ""
    values: Mapping[str, Text] = field(default_factory=dict)
    detail: bool = False
    only: Language | None = None
    origin: Origin = "printed"

    def quantity(
        self, value: float, low: float | None = None, high: float | None = None
    ) -> Quantity:
        """
        Return a cell as a figure with this column's unit and origin.

        Parameters
        ----------
        value
            A cell of the column.
        low
            The lower end of its range, if it has one.
        high
            The upper end.
        """
        return Quantity(value, self.unit, low, high, origin=self.origin)

    def numbers(self, cells: pandas.Series, *, rounded: bool = True) -> pandas.Series:
        """
        Return cells as numbers in the unit they are read in.

        Parameters
        ----------
        cells
            Numbers, some of which may be missing.
        rounded
            Whether computed figures are rounded for their unit; facts never are.
        """
        if self.unit == "share":
            cells = cells.map(lambda cell: as_read(cell, self.unit), na_action="ignore")
        if self.origin == "printed" or not rounded:
            return cells
        return cells.round(unit_of(self.unit).decimals) + 0  # no minus before a zero

    def decimals(self, value: float) -> int:
        """Return with how many decimals a figure of this column is shown; tens are negative."""
        return decimals_of(value) if self.origin == "printed" else unit_of(self.unit).decimals

    @property
    def is_grouped(self) -> bool:
        """Whether thousands are set apart: not in a column of years."""
        return unit_of(self.unit).grouped


def computed(
    label: Text, unit: str = "", *, detail: bool = False, only: Language | None = None
) -> TableColumn:
    """
    Make a column of computed figures, which are rounded for their unit.

    Parameters
    ----------
    label
        The heading.
    unit
        A unit of `domain/units`; empty for a plain number.
    detail
        Whether it is for downloads only.
    only
        The language it is for, where it is of one alone.
    """
    return TableColumn(label, unit, detail=detail, only=only, origin="computed")


@dataclass(frozen=True)
class Part:
    """
    A further table of an answer, such as the list behind a figure.

    Parameters
    ----------
    name
        What it is called.
    table, columns
        Its rows, and how its columns are headed. Rows about features are indexed by their ids.
    """

    name: Message
    table: pandas.DataFrame
    columns: Mapping[str, TableColumn]


@dataclass(frozen=True)
class Finding:
    """
    An answer.

    Parameters
    ----------
    definition
        The question, unchanged.
    name, summary, method
        What will be said: title, headline sentence, how it was measured.
    values
        The figures, by key.
    table, columns
        One row for each thing the answer speaks of, and how its columns are headed.
    layers
        Geometry to draw, by role (`selected`, `reached`, `gap`, `chosen`, `candidates`),
        EPSG:4326.
    parameters
        What the answer depended on, defaults included.
    caveats
        What must be said with it.
    sources
        The union of the sources of the layers used.
    versions
        Layer id -> data version, of the layers used.
    parts
        Further tables by key, in the order of the report.
    """

    definition: Question
    name: Message
    summary: Message
    method: Message
    values: Mapping[str, Quantity]
    table: pandas.DataFrame
    columns: Mapping[str, TableColumn]
    layers: Mapping[str, geopandas.GeoDataFrame]
    parameters: Mapping[str, Any]
    caveats: tuple[Message, ...]
    sources: tuple[Source, ...]
    versions: Mapping[str, str]
    parts: Mapping[str, Part] = field(default_factory=dict)
    speaker: Speaker = field(default=keys_only, repr=False, compare=False)

    @property
    def kind(self) -> str:
        """The kind of question it answers."""
        return self.definition.kind

    def title(self, lang: Language) -> str:
        """Return the planner's own title, or one made from the question."""
        return self.definition.title or self.speaker(self.name, lang)

    def headline(self, lang: Language) -> str:
        """Return the answer as one sentence, computed from the values."""
        return self.speaker(self.summary, lang)

    def say(self, text: Text, lang: Language) -> str:
        """Return any of its texts in words."""
        return self.speaker(text, lang)

    def with_words(self, speaker: Speaker) -> "Finding":
        """Return the same finding with words."""
        return replace(self, speaker=speaker)
