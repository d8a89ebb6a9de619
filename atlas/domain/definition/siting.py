"""
The question of siting: candidates, the constraints on them, the criteria that rank them.

What a constraint forbids no score can buy back; what a criterion measures is traded against the
others by its weight. The weights are given, or follow from judgements of pairs.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from atlas.domain.definition.conditions import Condition, DefinitionPart, LayerRef
from atlas.domain.definition.criteria import Criterion, Finite
from atlas.domain.definition.questions import Metres, Question


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
    given = value if isinstance(value, dict) else getattr(value, "__dict__", {})
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

    where: Condition


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
    given = value if isinstance(value, dict) else getattr(value, "__dict__", {})
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


class Judgement(DefinitionPart):
    """The first criterion matters so many times more than the second, 1/9 to 9."""

    first: str
    second: str
    times: Annotated[float, Field(ge=0.11, le=9)]


class Pairwise(DefinitionPart):
    """Judgements of pairs of criteria, from which the weights follow (AHP); some may lack."""

    judgements: Annotated[tuple[Judgement, ...], Field(min_length=1)]
    method: Literal["eigenvector", "geometric_mean"] = "eigenvector"


class Siting(Question):
    """
    Where should the next one go? Candidates, constraints, weighted criteria.

    `separation_m` keeps the chosen sites apart; `contiguous_ha` drops what lies in a patch of
    candidates smaller than that. `normalization` is for TOPSIS alone.
    """

    kind: Literal["siting"] = "siting"
    candidates: Candidates
    constraints: tuple[Constraint, ...] = ()
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=12)]
    pairwise: Pairwise | None = None
    ranking: Literal["weighted_sum", "weighted_product", "topsis"] = "weighted_sum"
    normalization: Literal["vector", "minmax", "sum"] = "vector"
    top: Annotated[int, Field(ge=1, le=500)] = 20
    separation_m: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    contiguous_ha: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0

    @model_validator(mode="after")
    def _names_fit(self) -> "Siting":
        names = [criterion.name for criterion in self.criteria]
        if len(set(names)) < len(names):
            msg = "criterion_named_twice"
            raise ValueError(msg)
        if not set(_criteria_named(self)) <= set(names):
            msg = "unknown_criterion"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _weights_fit(self) -> "Siting":
        weighed = [criterion.weight is not None for criterion in self.criteria]
        if self.pairwise is None and not all(weighed):
            msg = "weight_missing"
            raise ValueError(msg)
        if self.pairwise is not None and any(weighed):
            msg = "weight_and_pairwise"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _judgements_fit(self) -> "Siting":
        judgements = self.pairwise.judgements if self.pairwise else ()
        pairs = [(judged.first, judged.second) for judged in judgements]
        if any(first == second for first, second in pairs):
            msg = "judged_against_itself"
            raise ValueError(msg)
        if len(set(pairs)) < len(pairs):
            msg = "judged_twice"
            raise ValueError(msg)
        return self


def _criteria_named(question: Siting) -> Iterator[str]:
    for constraint in question.constraints:
        if isinstance(constraint, Limit):
            yield constraint.criterion
    for judged in question.pairwise.judgements if question.pairwise else ():
        yield from (judged.first, judged.second)
