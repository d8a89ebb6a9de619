"""
Criteria: what makes a candidate better, and how a measure becomes a score.

A criterion is a measure with its unit, a transform that says which way is better (or which value
is ideal), a rule for missing data and a weight. Where it misleads: the transform decides as much
as the weight does; a scale that is too wide makes a criterion silent, one too narrow makes it a
constraint in disguise.
"""

from itertools import pairwise
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from atlas.domain.conditions import DefinitionPart, LayerRef, keys_of
from atlas.domain.question import Finite, Metres
from atlas.domain.references import ColumnOf, NeedsColumn
from atlas.questions.access.definition import Along

Measure = Literal["distance", "travel_time", "count", "sum", "share", "attribute", "industry"]
Better = Literal["low", "high"]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
MISSING = ("exclude", "worst", "median")

# what each measure needs beside its transform; `radius_m` may be left out of the last
_NEEDS: dict[str, set[str]] = {
    "distance": {"of"},
    "travel_time": {"of", "network"},
    "count": {"of", "radius_m"},
    "sum": {"of", "radius_m", "field"},
    "share": {"of"},
    "attribute": {"field"},
    "industry": {"of", "industries"},
}
_SETTINGS = ("of", "network", "radius_m", "field", "industries")


class Linear(DefinitionPart):
    """Score 1 at `best` and beyond, 0 at `worst` and beyond, straight in between."""

    shape: Literal["linear"] = "linear"
    best: Finite
    worst: Finite

    @model_validator(mode="after")
    def _ends_differ(self) -> "Linear":
        if self.best == self.worst:
            msg = "best_equals_worst"
            raise ValueError(msg)
        return self


class Inverse(DefinitionPart):
    """Score 1 / (1 + value / half): a half at `half`; turned round where more is better."""

    shape: Literal["inverse"]
    half: Positive
    better: Better = "low"


class Steps(DefinitionPart):
    """One score for each class; a class ends at its break, which belongs to it."""

    shape: Literal["classes"]
    breaks: Annotated[tuple[Finite, ...], Field(min_length=1, max_length=12)]
    scores: tuple[Annotated[float, Field(ge=0, le=1)], ...]

    @model_validator(mode="after")
    def _classes_fit(self) -> "Steps":
        rise = all(low < high for low, high in pairwise(self.breaks))
        if not rise or len(self.scores) != len(self.breaks) + 1:
            msg = "classes_do_not_fit"
            raise ValueError(msg)
        return self


class Sigmoid(DefinitionPart):
    """Score a half at `midpoint`, falling (or rising) over about three `spread` either side."""

    shape: Literal["sigmoid"]
    midpoint: Finite
    spread: Positive
    better: Better = "low"


class Gaussian(DefinitionPart):
    """Score 1 at the ideal value, 0.61 at one `spread` from it, 0.14 at two."""

    shape: Literal["gaussian"]
    ideal: Finite
    spread: Positive


def _which_transform(value: Any) -> str:
    given = keys_of(value)
    return f"<{given.get('shape', 'linear')}>"


Transform: TypeAlias = Annotated[
    Annotated[Linear, Tag("<linear>")]
    | Annotated[Inverse, Tag("<inverse>")]
    | Annotated[Steps, Tag("<classes>")]
    | Annotated[Sigmoid, Tag("<sigmoid>")]
    | Annotated[Gaussian, Tag("<gaussian>")],
    Discriminator(
        _which_transform,
        custom_error_type="unknown_transform",
        custom_error_message="a shape is one of: linear, inverse, classes, sigmoid, gaussian",
    ),
]


class Criterion(DefinitionPart):
    """
    What makes a candidate better: a measure, its transform to a score, a weight.

    `distance` to the nearest of `of` in metres; `travel_time` to it along a `network`, minutes;
    `count` of `of` within `radius_m`, or the `sum` of their `field`; `share` of the candidate
    inside `of`, 0 to 1; `attribute`: the candidate's own `field`; `industry`: the share of
    `industries` that the nearest of `of` (within `radius_m`, where given) names.

    `missing` says what becomes of a candidate whose value is not known: left out, or given the
    worst or the median value of the others. The weight is left out where judgements give it.
    """

    name: Annotated[str, Field(min_length=1, max_length=40)]
    measure: Measure
    of: LayerRef | None = None
    network: Along | None = None
    radius_m: Metres | None = None
    field: Annotated[str | None, ColumnOf("of", "candidates", holds="numbers")] = None
    industries: Annotated[tuple[str, ...], NeedsColumn("of", "industries", at="field")] = ()
    transform: Transform
    missing: Literal["exclude", "worst", "median"] = "exclude"
    weight: Positive | None = None

    @model_validator(mode="after")
    def _settings_fit(self) -> "Criterion":
        given = {name for name in _SETTINGS if getattr(self, name) not in (None, ())}
        needed = _NEEDS[self.measure]
        optional = {"radius_m"} if self.measure == "industry" else set()
        unfit = (given ^ needed) - (given & optional)
        if self.network is not None and self.network.roads is None:
            unfit.add("network")
        if unfit == {"radius_m"}:
            msg = f"radius_does_not_fit:{self.measure}"
            raise ValueError(msg)
        if unfit:
            msg = f"settings_do_not_fit:{self.measure}"
            raise ValueError(msg)
        return self
