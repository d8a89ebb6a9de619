"""
Questions: what a page, a line of Python and `atlas run FILE` all execute to the same answer.

Each is a small document (TOML or JSON). Defaults are written out when it is hashed, so that a
changed default changes the hash.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from atlas.domain.definition.conditions import Asked, Condition, LayerRef

Metres = Annotated[float, Field(gt=0, le=200_000)]


class Question(Asked):
    """What every kind has: the version of its form, and the planner's own title for it."""

    version: Literal[1] = 1
    title: str = ""


class Query(Question):
    """What is here? Features of a layer that meet conditions."""

    kind: Literal["query"] = "query"
    layer: str
    where: Condition | None = None
    order_by: tuple[str, ...] = ()
    limit: Annotated[int, Field(ge=1)] | None = None


class Coverage(Question):
    """
    Who is reached? Demand and area of each zone within radii of the nearest facility.

    `largest_uncertainty` is the share of the radius that a facility's position may be uncertain
    by; one less sure than that is left out of that radius, and listed. The headline and the map
    show `focus_m`, the middle one of the radii where it is not given.
    """

    kind: Literal["coverage"] = "coverage"
    facilities: LayerRef
    zones: LayerRef
    demand: tuple[LayerRef, ...] = ()
    radii_m: Annotated[tuple[Metres, ...], Field(min_length=1, max_length=8)] = (3000.0,)
    distance: Literal["straight"] = "straight"
    largest_uncertainty: Annotated[float, Field(gt=0, le=1)] = 1 / 3
    focus_m: Metres | None = None

    @model_validator(mode="after")
    def _radii_rise(self) -> "Coverage":
        if list(self.radii_m) != sorted(set(self.radii_m)):
            msg = "radii_do_not_rise"
            raise ValueError(msg)
        if self.focus_m is not None and self.focus_m not in self.radii_m:
            msg = "focus_is_no_radius"
            raise ValueError(msg)
        return self

    @property
    def focus(self) -> float:
        """The radius that the headline and the map speak of."""
        return self.focus_m or self.radii_m[len(self.radii_m) // 2]


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


_ANSWERABLE = ("query", "coverage", "siting")


def _which_answer(value: object) -> str:
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return f"<{kind}>" if kind in _ANSWERABLE else "unknown"


Answerable: TypeAlias = Annotated[
    Annotated[Query, Tag("<query>")]
    | Annotated[Coverage, Tag("<coverage>")]
    | Annotated[Siting, Tag("<siting>")],
    Discriminator(
        _which_answer,
        custom_error_type="unknown_answer",
        custom_error_message="kind is one of: query, coverage, siting",
    ),
]


class Sheet(Question):
    """
    What does it look like? A page with map, legend, measured bar, north, source and date.

    `scale` is refused where schematic zones are drawn larger than their declared limit.
    """

    kind: Literal["sheet"] = "sheet"
    layers: tuple[str, ...] = ("zones", "clusters", "districts", "metro_lines")
    shows: Answerable | None = None
    template: str = "a4-landscape"
    lang: Literal["zh", "en"] = "zh"
    subtitle: str = ""
    extent: tuple[float, float, float, float] | None = None
    around: LayerRef | None = None
    scale: Annotated[int, Field(ge=500)] | None = None
    dpi: Annotated[int, Field(ge=50, le=1200)] = 300
    release: Literal["internal", "public"] = "internal"
    date: str = ""

    @model_validator(mode="after")
    def _one_frame(self) -> "Sheet":
        if self.extent is not None:
            west, south, east, north = self.extent
            if not (west < east and south < north):
                msg = "extent_is_empty"
                raise ValueError(msg)
        if sum(given is not None for given in (self.extent, self.around)) > 1:
            msg = "extent_and_around"
            raise ValueError(msg)
        return self


Definition: TypeAlias = Query | Coverage | Siting | Sheet
KINDS: dict[str, type[Question]] = {
    "query": Query,
    "coverage": Coverage,
    "siting": Siting,
    "sheet": Sheet,
}
