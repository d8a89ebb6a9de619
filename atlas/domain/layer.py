"""
A layer: facts of one kind and the declaration that says what they mean.

The declaration (`layers/<id>.toml`) names the columns, units, labels, drawing and what would be
suspicious; the facts stand in `geodata/`. A *slot* is a declaration without facts, waiting for
a planner's file. A *table* is a layer without geometry. Of a schematic layer the position is
ours and the area is fitted to the plan: neither is a measurement.
"""

from functools import cached_property
from typing import Annotated, Literal

import geopandas
import pandas
import shapely
from pydantic import BaseModel, ConfigDict, Field

from atlas.domain.declaration.evidence import Evidence
from atlas.domain.declaration.expectation import Expectation
from atlas.domain.declaration.style import Style
from atlas.domain.messages import Language, Message, Name, Text

Geometry = Literal["point", "line", "polygon", "none"]
ColumnType = Literal["text", "category", "integer", "number", "date", "list", "flag"]
Release = Literal["public", "internal"]

# how the place of a single thing may be known; the other two are ours, or follow from other rows
GIVEN_BASES = ("surveyed", "official_map", "sourced", "proxy", "general_knowledge")
POSITION_BASES = (*GIVEN_BASES, "schematic", "parts")
OFFICIAL_BASES = ("surveyed", "official_map")
STATUSES = ("existing", "operating", "under_construction", "planned", "proposed", "unknown")
NOT_YET = ("under_construction", "planned", "proposed")
ANY_TEXT = "*"  # in a condition, in place of a column


class Strict(BaseModel):
    """A declaration in which an unknown key is an error and nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(Strict):
    """A wording in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_language(self, lang: Language) -> str:
        """Return the wording in a language."""
        return self.zh if lang == "zh" else self.en

    @property
    def name(self) -> Name:
        """The label as a name that can stand in a message."""
        return Name(self.zh, self.en)


class ColumnKind(Strict):
    """What the cells of a column may be."""

    type: ColumnType
    unit: str = ""
    values: tuple[str, ...] = ()
    required: bool = False
    refers_to: str = ""  # ids of this layer; "*" for a thing of any layer
    relation: str = ""  # in which the row's thing stands to what its cell names

    @property
    def is_number(self) -> bool:
        """Whether its cells are numbers."""
        return self.type in {"number", "integer"}

    @property
    def is_worded(self) -> bool:
        """Whether its cells are free words."""
        return self.type in {"text", "list"} and not self.values and not self.refers_to

    @property
    def is_measure(self) -> bool:
        """Whether its cells are amounts of something: numbers with a unit, and not years."""
        return self.is_number and self.unit not in {"", "year"}


class Column(ColumnKind):
    """A column that a layer declares: what its cells may be and how it is called."""

    label: Label
    values_label: dict[str, Label] = {}
    values_back: dict[str, Label] = {}  # of relations: how each reads from its other end


def _common(kind: ColumnType, *values: str, required: bool = False, unit: str = "") -> ColumnKind:
    return ColumnKind(type=kind, values=values, required=required, unit=unit)


COMMON_COLUMNS: dict[str, ColumnKind] = {
    "id": _common("text", required=True),
    "name_zh": _common("text", required=True),
    "name_en": _common("text", required=True),
    "aliases": _common("list"),
    "status": _common("category", *STATUSES, required=True),
    "as_of": _common("date"),
    "position_basis": _common("category", *POSITION_BASES),
    "uncertainty_m": _common("number", unit="m"),
    "sensitive": _common("flag", required=True),
    "release": _common("category", "public", "internal", required=True),
    "source": _common("text", required=True),
    "clause": _common("text"),
    "quote": _common("text"),
    "position_note": _common("text"),
    "position_source": _common("text"),
}
TABLE_COLUMNS: dict[str, ColumnKind] = {
    name: COMMON_COLUMNS[name] for name in ("id", "source", "clause", "quote")
}
# text about the row and not about the thing: where it is said, and how its place was found
_BOOKKEEPING = {"id", "source", "clause", "position_note", "position_source"}


class DeclaredTotal(Strict):
    """How many such things exist by a source, of which the list holds only some."""

    count: int
    as_of: str
    source: str
    clause: str
    quote: str
    label: Label | None = None


class LayerSpec(Strict):
    """A layer's declaration, as it stands in its TOML file."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    facts: str | None = None
    geometry: Geometry
    each_row_is_a: str
    theme: str
    release: Release
    statistics: bool = True
    min_scale: int | None = None
    constraint: Literal["outside", "inside"] | None = None
    home: bool = False  # the layer that a first visit looks at
    shown_first: bool = False  # whether a first visit sees it
    draw_order: int = 50  # the lower, the nearer to the ground
    place_of: str | None = None  # the column that names the thing whose place a row takes
    label: Label
    description: Label
    description_official: Label | None = None  # what it is once none of its rows is schematic
    needs: Label | None = None
    columns: dict[str, Column] = {}
    style: Style | None = None
    expect: Expectation = Expectation()
    known_total: DeclaredTotal | None = None
    evidence: Evidence | None = None

    @property
    def is_table(self) -> bool:
        """Whether the layer has no geometry of its own."""
        return self.geometry == "none"

    @property
    def names_things(self) -> bool:
        """Whether its rows are things with names, which others may refer to."""
        return "name_zh" in self.every_column

    @property
    def every_column(self) -> dict[str, ColumnKind]:
        """The columns every layer has and those it declares, by name."""
        return {**(TABLE_COLUMNS if self.is_table else COMMON_COLUMNS), **self.columns}

    @property
    def worded_columns(self) -> tuple[str, ...]:
        """The columns that hold words on the thing itself, and no codes, ids or sources."""
        kinds = self.every_column.items()
        return tuple(n for n, kind in kinds if kind.is_worded and n not in _BOOKKEEPING)

    def kind_of(self, column: str) -> ColumnKind:
        """
        Return what the cells of a column may be; of any text, text.

        Raises
        ------
        KeyError
            If the layer has no such column.
        """
        return COMMON_COLUMNS["quote"] if column == ANY_TEXT else self.every_column[column]

    def heading(self, column: str) -> Text:
        """Return how a column is called."""
        if column == ANY_TEXT:
            return Message("column.any_text")
        declared = self.columns.get(column)
        return declared.label.name if declared else Message(f"column.{column}")

    def value_text(self, column: str, value: str, *, is_back: bool = False) -> Text:
        """
        Return how one of a column's values is called; of a relation also from its other end.

        Parameters
        ----------
        column
            A column of categories or relations.
        value
            A cell of it.
        is_back
            Whether a relation is read from its other end.
        """
        declared = self.columns.get(column)
        if declared is None:
            common = COMMON_COLUMNS[column]
            words = "flag" if common.type == "flag" else column
            return Message(f"value.{words}.{value}")
        if declared.type == "flag":
            return Message(f"value.flag.{value}")
        label = (declared.values_back if is_back else declared.values_label).get(value)
        return label.name if label else Name(value)


class Layer:
    """
    A declaration and its facts.

    Parameters
    ----------
    spec
        The declaration.
    frame
        The facts: EPSG:4326, index = feature id; None for a slot that waits for its data.
    version
        Hash of the declaration and the facts, 12 hexadecimal digits; of rows that a planner
        keeps their own 12, a dash and 6 of the declaration.
    """

    def __init__(
        self, spec: LayerSpec, frame: geopandas.GeoDataFrame | None, *, version: str
    ) -> None:
        self.spec = spec
        self.version = version
        self._frame = frame

    def __repr__(self) -> str:
        rows = "slot" if self.is_slot else f"{len(self.frame)} rows"
        return f"Layer({self.spec.id!r}, {rows})"

    @property
    def id(self) -> str:
        """The layer's id."""
        return self.spec.id

    @property
    def workspace_digest(self) -> str | None:
        """First digits of the hash of rows that a planner keeps; None of those shipped."""
        rows, dash, _ = self.version.partition("-")
        return rows if dash else None

    @property
    def name(self) -> Name:
        """The layer's name in both languages."""
        return self.spec.label.name

    @property
    def is_slot(self) -> bool:
        """Whether the layer is declared and still waits for its data."""
        return self._frame is None

    @cached_property
    def frame(self) -> geopandas.GeoDataFrame:
        """All rows, located or not; an empty frame for a slot."""
        if self._frame is None:
            columns = {
                name: pandas.Series([], dtype=float if kind.is_number else str)
                for name, kind in self.spec.every_column.items()
            }
            nothing = geopandas.GeoDataFrame(columns, geometry=[], crs="EPSG:4326")
            return nothing.set_index("id")
        return self._frame

    @cached_property
    def located(self) -> geopandas.GeoDataFrame:
        """The rows that have a position."""
        frame = self.frame
        shapes = frame.geometry.array
        is_known = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        return frame if is_known.all() else frame[is_known]

    @cached_property
    def is_schematic(self) -> bool:
        """Whether any of its geometry is schematic, drawn by us and not surveyed."""
        frame = self.frame
        return "position_basis" in frame and bool((frame["position_basis"] == "schematic").any())

    @property
    def is_fitted(self) -> bool:
        """Whether its schematic areas were fitted to a plan's figures, unlike those of belts."""
        return self.is_schematic and self.spec.expect.area_column is not None

    @cached_property
    def is_official(self) -> bool:
        """Whether it has places, and all of them were surveyed or are on an official map."""
        located = self.located
        has_bases = "position_basis" in located and len(located) > 0
        return has_bases and bool(located["position_basis"].isin(OFFICIAL_BASES).all())

    def name_of(self, feature: str) -> Name:
        """Return the name of a feature; its id where it has none."""
        row = self.frame.loc[feature]
        return Name(str(row.get("name_zh") or feature), str(row.get("name_en") or ""))
