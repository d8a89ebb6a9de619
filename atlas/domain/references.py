"""
References: what the names in a question refer to, as marks on the fields of its definition.

A kind marks its fields; one walk in `name_check` holds every name against the catalogue. A mark
names the field that says which layer is meant, of the same part or else of the whole question:
it holds a layer's id, several, or a reference to a layer. Where it is empty, `or_field` counts.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Holds: TypeAlias = Literal["anything", "counts", "numbers", "classes"]


@dataclass(frozen=True)
class LayerName:
    """
    The id of a layer, or several.

    Parameters
    ----------
    located
        Whether it must be a layer with places and not a table.
    alike
        Whether several are queried as one: all with places or none, their columns alike.
    """

    located: bool = False
    alike: bool = False


@dataclass(frozen=True)
class TableName:
    """The id of a table that has a column; `rule` is the problem where it has not."""

    column: str
    rule: str


@dataclass(frozen=True)
class FeaturesOf:
    """Ids of features of a layer: one, several, or the keys of a table."""

    field: str


@dataclass(frozen=True)
class ColumnOf:
    """A column of a layer, or several; `holds` is what the layer must have in it."""

    field: str
    or_field: str = ""
    holds: Holds = "anything"


@dataclass(frozen=True)
class NeedsColumn:
    """Where this field says anything a layer must have a column; `at` is the problem's place."""

    field: str
    column: str
    at: str


@dataclass(frozen=True)
class ConditionOn:
    """A condition on the rows of a layer, or of each of several."""

    field: str
    or_field: str = ""


Mark: TypeAlias = LayerName | TableName | FeaturesOf | ColumnOf | NeedsColumn | ConditionOn
