"""
The question of location: where would so many more facilities reach the most?

How many more is the planner's own assumption, never a figure of the plan: every answer says so.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from atlas.domain.conditions import LayerRef, keys_of
from atlas.domain.question import Metres, Question
from atlas.domain.references import ColumnOf
from atlas.questions.access.definition import Distance
from atlas.questions.candidates.definition import Candidates, Cells, PlaceConstraint

Model = Literal["mclp", "lscp", "p_median", "p_center"]


class PlaceDemand(LayerRef):
    """
    Demand: places of a layer, each of weight 1 or of what a column says.

    `emphasis` is what the whole layer weighs beside the other demand.
    """

    weight: Annotated[str | None, ColumnOf("layer", holds="counts")] = None
    emphasis: Annotated[float, Field(gt=0)] = 1.0


class CellDemand(Cells):
    """
    Demand: ground, as square cells of equal weight, each standing for its area.

    `emphasis` is what all of it weighs beside the other demand.
    """

    emphasis: Annotated[float, Field(gt=0)] = 1.0


def _which_places(value: object) -> str:
    given = keys_of(value)
    return "<cells>" if "inside" in given else "<layer>"


AnyDemand: TypeAlias = Annotated[
    Annotated[CellDemand, Tag("<cells>")] | Annotated[PlaceDemand, Tag("<layer>")],
    Discriminator(_which_places),
]


class Location(Question):
    """
    If so many more came, where would they reach the most?

    `additional` counts the new ones, `p` those there are in the end, the existing ones counted;
    set covering (`lscp`) finds the number itself and takes neither. `solve = "preview"` gives a
    good plan at once with a bound on any other; `"exact"` searches for the proof as long as
    `time_limit_s` allows. `constraints` take candidates away, as do the loaded red lines;
    distances are straight or along roads. `largest_uncertainty` is as in coverage. `curve_to` is
    the largest number of new sites on the curve.
    """

    kind: Literal["location"] = "location"
    model: Model = "mclp"
    candidates: Candidates
    constraints: tuple[PlaceConstraint, ...] = ()
    demand: Annotated[tuple[AnyDemand, ...], Field(min_length=1, max_length=8)]
    existing: LayerRef | None = None
    additional: Annotated[int, Field(ge=1, le=200)] | None = None
    p: Annotated[int, Field(ge=1, le=2000)] | None = None
    radius_m: Metres = 3000.0
    distance: Distance = "straight"
    largest_uncertainty: Annotated[float, Field(gt=0, le=1)] = 1 / 3
    solve: Literal["exact", "preview"] = "exact"
    time_limit_s: Annotated[float, Field(gt=0, le=3600)] = 60.0
    curve_to: Annotated[int, Field(ge=0, le=60)] = 15

    @model_validator(mode="after")
    def _number_fits(self) -> "Location":
        given = sum(number is not None for number in (self.additional, self.p))
        if given != (0 if self.model == "lscp" else 1):
            msg = f"number_does_not_fit:{self.model}"
            raise ValueError(msg)
        return self
