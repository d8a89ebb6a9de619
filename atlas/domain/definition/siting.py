"""The question of siting: candidates, the constraints on them, the criteria that rank them."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from atlas.domain.definition.conditions import Asked, LayerRef
from atlas.domain.definition.questions import Metres, Question


class Cells(Asked):
    """Candidates: the square cells, EPSG:4545, whose centre lies inside."""

    cells: Literal["square"] = "square"
    size_m: Annotated[float, Field(ge=50, le=5000)] = 500.0
    inside: LayerRef


class Outside(Asked):
    """A candidate must not touch these."""

    outside: LayerRef


class Inside(Asked):
    """A candidate's centre must lie in one of these."""

    inside: LayerRef


class AtMost(Asked):
    """A candidate must lie within a distance of the nearest of these."""

    at_most_m: Metres
    of: LayerRef


class AtLeast(Asked):
    """A candidate must lie no nearer than a distance to any of these."""

    at_least_m: Metres
    of: LayerRef


_CONSTRAINTS = ("outside", "inside", "at_most_m", "at_least_m")


def _which_constraint(value: object) -> str:
    given = value if isinstance(value, dict) else getattr(value, "__dict__", {})
    return next((f"<{key}>" for key in _CONSTRAINTS if key in given), "unknown")


Constraint: TypeAlias = Annotated[
    Annotated[Outside, Tag("<outside>")]
    | Annotated[Inside, Tag("<inside>")]
    | Annotated[AtMost, Tag("<at_most_m>")]
    | Annotated[AtLeast, Tag("<at_least_m>")],
    Discriminator(
        _which_constraint,
        custom_error_type="unknown_constraint",
        custom_error_message="a constraint has one of: outside, inside, at_most_m, at_least_m",
    ),
]


class Linear(Asked):
    """Score 1 at `best` and beyond, 0 at `worst` and beyond, straight in between."""

    shape: Literal["linear"] = "linear"
    best: float
    worst: float

    @model_validator(mode="after")
    def _ends_differ(self) -> "Linear":
        if self.best == self.worst:
            msg = "best_equals_worst"
            raise ValueError(msg)
        return self


class Criterion(Asked):
    """
    What makes a candidate better: a measure, its transform to a score, a weight.

    `distance` to the nearest of `of` in metres; `count` of `of` within `radius_m`; `share` of
    the cell inside `of`, 0 to 1.
    """

    name: Annotated[str, Field(min_length=1, max_length=40)]
    measure: Literal["distance", "count", "share"]
    of: LayerRef
    radius_m: Metres | None = None
    transform: Linear
    weight: Annotated[float, Field(gt=0)]

    @model_validator(mode="after")
    def _radius_fits(self) -> "Criterion":
        if (self.measure == "count") != (self.radius_m is not None):
            msg = f"radius_does_not_fit:{self.measure}"
            raise ValueError(msg)
        return self


class Siting(Question):
    """Where should the next one go? Candidates, constraints, weighted criteria."""

    kind: Literal["siting"] = "siting"
    candidates: Cells
    constraints: tuple[Constraint, ...] = ()
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=12)]
    top: Annotated[int, Field(ge=1, le=500)] = 20
    separation_m: Annotated[float, Field(ge=0)] = 0.0

    @model_validator(mode="after")
    def _names_differ(self) -> "Siting":
        names = [criterion.name for criterion in self.criteria]
        if len(set(names)) < len(names):
            msg = "criterion_named_twice"
            raise ValueError(msg)
        return self
