"""
Conditions: which features of a layer are meant.

An attribute test compares a column; a spatial test relates a feature to others; `all`, `any`
and `not` combine them. Distances are straight-line metres and inclusive. A missing value meets
no attribute test but `is_empty`, and so meets the `not` of any other: ask `is_empty` beside it
where that matters. The field `*` is any text of a row: its own words and what the documents say
of it. `has` and `contains` find the synonyms of a word too, unless `synonyms` is false.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from atlas.domain.references import ConditionOn, FeaturesOf, LayerName

AttributeOp = Literal[
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "in",
    "between",
    "contains",
    "starts_with",
    "has",
    "is_empty",
]
SpatialOp = Literal["intersects", "within", "contains", "within_distance", "nearest"]
Scalar: TypeAlias = bool | int | float | str


class DefinitionPart(BaseModel):
    """A part of a question: an unknown key is an error, and nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class LayerRef(DefinitionPart):
    """A layer, one feature of it, or those of its features that meet a condition."""

    layer: Annotated[str, LayerName(located=True)]
    id: Annotated[str | None, FeaturesOf("layer")] = None
    where: Annotated["Condition | None", ConditionOn("layer")] = None


class GeometryRef(DefinitionPart):
    """A geometry in the question itself: GeoJSON, WGS84."""

    geometry: dict[str, Any]


def keys_of(value: object) -> dict[str, Any]:
    """Return a part of a question by its keys, whether it is still a mapping or a model by now."""
    return value if isinstance(value, dict) else getattr(value, "__dict__", {})


def _which_target(value: Any) -> str:
    given = keys_of(value)
    return "<geometry>" if "geometry" in given else "<layer>"


Target: TypeAlias = Annotated[
    Annotated[LayerRef, Tag("<layer>")] | Annotated[GeometryRef, Tag("<geometry>")],
    Discriminator(_which_target),
]


class AttributeTest(DefinitionPart):
    """
    A test of one column, or with the field `*` of any text.

    `synonyms` says whether `has` and `contains` look for the word's synonyms too.
    """

    field: str
    op: AttributeOp
    value: Scalar | tuple[Scalar, ...] | None = None
    # not written while it is true: a question saved before there were synonyms keeps its hash
    synonyms: Annotated[bool, Field(exclude_if=bool)] = True

    @model_validator(mode="after")
    def _value_fits(self) -> "AttributeTest":
        several = isinstance(self.value, tuple)
        if self.op == "is_empty":
            fits = self.value is None
        elif self.op == "between":
            fits = several and len(self.value) == 2  # type: ignore[arg-type]
        elif self.op == "in":
            fits = several
        else:
            fits = self.value is not None and not several
        if not fits:
            msg = f"value_does_not_fit:{self.op}"
            raise ValueError(msg)
        return self


class SpatialTest(DefinitionPart):
    """A relation to other features, or to a geometry of the question."""

    spatial: SpatialOp
    of: Target
    distance_m: Annotated[float, Field(gt=0)] | None = None
    k: Annotated[int, Field(ge=1)] = 1

    @model_validator(mode="after")
    def _distance_fits(self) -> "SpatialTest":
        if (self.spatial == "within_distance") != (self.distance_m is not None):
            msg = f"distance_does_not_fit:{self.spatial}"
            raise ValueError(msg)
        return self


class AllOf(DefinitionPart):
    """Every condition holds; an empty list holds."""

    all: tuple["Condition", ...]


class AnyOf(DefinitionPart):
    """At least one condition holds."""

    any: Annotated[tuple["Condition", ...], Field(min_length=1)]


class NotOf(DefinitionPart):
    """The condition does not hold."""

    not_: Annotated["Condition", Field(alias="not")]


_KEYS = {
    "field": "<field>",
    "spatial": "<spatial>",
    "all": "<all>",
    "any": "<any>",
    "not": "<not>",
    "not_": "<not>",
    "op": "<field>",
}


def _which_condition(value: Any) -> str:
    given = keys_of(value)
    return next((tag for key, tag in _KEYS.items() if key in given), "unknown")


Condition: TypeAlias = Annotated[
    Annotated[AttributeTest, Tag("<field>")]
    | Annotated[SpatialTest, Tag("<spatial>")]
    | Annotated[AllOf, Tag("<all>")]
    | Annotated[AnyOf, Tag("<any>")]
    | Annotated[NotOf, Tag("<not>")],
    Discriminator(
        _which_condition,
        custom_error_type="unknown_condition",
        custom_error_message="a condition has one of: field, spatial, all, any, not",
    ),
]

for _model in (LayerRef, AllOf, AnyOf, NotOf):
    _model.model_rebuild()


def attribute_tests(part: object, *, of_places: bool = True) -> Iterator[AttributeTest]:
    """
    Yield the tests of columns in a question or a part of one, in their order.

    Parameters
    ----------
    part
        A definition, a condition, or a tuple of such.
    of_places
        Whether those are meant too that say which features a relation is to.
    """
    if isinstance(part, AttributeTest):
        yield part
    elif isinstance(part, SpatialTest) and not of_places:
        return
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from attribute_tests(getattr(part, name), of_places=of_places)
    elif isinstance(part, tuple):
        for item in part:
            yield from attribute_tests(item, of_places=of_places)
