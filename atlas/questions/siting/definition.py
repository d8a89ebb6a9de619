"""
The question of siting: candidates, the constraints on them, the criteria that rank them.

What a constraint forbids no score can buy back; what a criterion measures is traded against the
others by its weight. The weights are given, or follow from judgements of pairs.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from atlas.domain.conditions import DefinitionPart
from atlas.domain.question import Question
from atlas.questions.candidates.definition import Candidates, Constraint, Limit
from atlas.questions.siting.criteria import Criterion


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
