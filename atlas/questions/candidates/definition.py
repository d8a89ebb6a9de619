"""What questions of sites share: the candidates, and the constraints on them."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from atlas.domain.conditions import Condition, DefinitionPart, LayerRef, keys_of
from atlas.domain.question import Finite, Metres
from atlas.domain.references import ConditionOn


class Cells(DefinitionPart):
    """Candidates: the square cells, EPSG:4545, whose centre lies inside."""

    cells: Literal["square"] = "square"
    size_m: Annotated[float, Field(ge=50, le=5000)] = 500.0
    inside: LayerRef


class Hexagons(DefinitionPart):
    """Candidates: the H3 cells of a resolution whose centre lies inside."""

    cells: Literal["h3"]
    resolution: Annotated[int, Field(ge=5, le=11)] = 8
    inside: LayerRef


def _which_candidates(value: Any) -> str:
    given = keys_of(value)
    if "layer" in given:
        return "<layer>"
    return "<h3>" if given.get("cells") == "h3" else "<square>"


Candidates: TypeAlias = Annotated[
    Annotated[Cells, Tag("<square>")]
    | Annotated[Hexagons, Tag("<h3>")]
    | Annotated[LayerRef, Tag("<layer>")],
    Discriminator(_which_candidates),
]


class Outside(DefinitionPart):
    """A candidate must not touch these."""

    outside: LayerRef


class Inside(DefinitionPart):
    """A candidate's centre must lie in one of these."""

    inside: LayerRef


class Within(DefinitionPart):
    """A candidate must lie in these with all its ground."""

    within: LayerRef


class AtMost(DefinitionPart):
    """A candidate must lie within a distance of the nearest of these."""

    at_most_m: Metres
    of: LayerRef


class AtLeast(DefinitionPart):
    """A candidate must lie no nearer than a distance to any of these."""

    at_least_m: Metres
    of: LayerRef


class Having(DefinitionPart):
    """A candidate, a feature of a layer, must meet a condition."""

    where: Annotated[Condition, ConditionOn("candidates")]


class Limit(DefinitionPart):
    """A candidate's value of a criterion must keep within limits, both inclusive."""

    criterion: str
    at_least: Finite | None = None
    at_most: Finite | None = None

    @model_validator(mode="after")
    def _limits_something(self) -> "Limit":
        if self.at_least is None and self.at_most is None:
            msg = "limits_nothing"
            raise ValueError(msg)
        return self


_ONE_KEY = "a constraint has one key that says which: outside, inside ..."
_CONSTRAINTS = ("outside", "inside", "within", "at_most_m", "at_least_m", "where", "criterion")


def _which_constraint(value: object) -> str:
    given = keys_of(value)
    return next((f"<{key}>" for key in _CONSTRAINTS if key in given), "unknown")


def _place_only(value: object) -> str:
    named = _which_constraint(value)
    return named if named[1:-1] in _CONSTRAINTS[:5] else "unknown"


PlaceConstraint: TypeAlias = Annotated[
    Annotated[Outside, Tag("<outside>")]
    | Annotated[Inside, Tag("<inside>")]
    | Annotated[Within, Tag("<within>")]
    | Annotated[AtMost, Tag("<at_most_m>")]
    | Annotated[AtLeast, Tag("<at_least_m>")],
    Discriminator(
        _place_only,
        custom_error_type="unknown_constraint",
        custom_error_message=_ONE_KEY,
    ),
]
Constraint: TypeAlias = Annotated[
    Annotated[Outside, Tag("<outside>")]
    | Annotated[Inside, Tag("<inside>")]
    | Annotated[Within, Tag("<within>")]
    | Annotated[AtMost, Tag("<at_most_m>")]
    | Annotated[AtLeast, Tag("<at_least_m>")]
    | Annotated[Having, Tag("<where>")]
    | Annotated[Limit, Tag("<criterion>")],
    Discriminator(
        _which_constraint,
        custom_error_type="unknown_constraint",
        custom_error_message=_ONE_KEY,
    ),
]
