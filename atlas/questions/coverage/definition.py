"""The question of coverage: whom facilities reach, and what another set of them would change."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from atlas.domain.conditions import DefinitionPart, LayerRef
from atlas.domain.question import Metres, Question
from atlas.domain.references import ColumnOf, FeaturesOf, TableName
from atlas.questions.access.definition import AnyDemand, Distance

Place = tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-90, le=90)]]


class Changes(DefinitionPart):
    """
    Another set of facilities: some added, some closed, some moved; places are [lon, lat].

    What is added or moved stands exactly where it is put.
    """

    add: tuple[Place, ...] = ()
    close: Annotated[tuple[str, ...], FeaturesOf("facilities")] = ()
    move: Annotated[dict[str, Place], FeaturesOf("facilities")] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _something_changes(self) -> "Changes":
        if not (self.add or self.close or self.move):
            msg = "nothing_changes"
            raise ValueError(msg)
        if set(self.close) & set(self.move):
            msg = "closed_and_moved"
            raise ValueError(msg)
        return self


class Advanced(DefinitionPart):
    """
    Who shares whose demand, and how even access is, within the radius in focus.

    `supply` is a column of the facilities that says how much each offers; each offers one where
    none is given. `bands_m` are the travel zones of the enhanced two-step method and
    `band_weights` what somebody counts for in each; `exponent` is how strongly distance deters
    in Huff's model. Both are judgements.
    """

    supply: Annotated[str | None, ColumnOf("facilities", holds="counts")] = None
    bands_m: tuple[Metres, ...] = ()
    band_weights: tuple[Annotated[float, Field(ge=0)], ...] = ()
    exponent: Annotated[float, Field(gt=0, le=10)] = 2.0
    permutations: Annotated[int, Field(ge=1, le=100_000)] = 999
    seed: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _bands_fit(self) -> "Advanced":
        rising = list(self.bands_m) == sorted(set(self.bands_m))
        if len(self.bands_m) != len(self.band_weights) or not rising:
            msg = "bands_do_not_fit"
            raise ValueError(msg)
        return self


class Coverage(Question):
    """
    Who is reached? Demand and area of each zone within radii of the nearest facility.

    `largest_uncertainty` is the share of the radius that a facility's position may be uncertain
    by; one less sure than that is left out of that radius, and listed. The headline and the map
    show `focus_m`, the middle one of the radii where it is not given. `standards` is a table of
    thresholds to hold the facilities against.
    """

    kind: Literal["coverage"] = "coverage"
    facilities: LayerRef
    zones: LayerRef
    demand: tuple[AnyDemand, ...] = ()
    radii_m: Annotated[tuple[Metres, ...], Field(min_length=1, max_length=8)] = (3000.0,)
    distance: Distance = "straight"
    largest_uncertainty: Annotated[float, Field(gt=0, le=1)] = 1 / 3
    focus_m: Metres | None = None
    changes: Changes | None = None
    standards: Annotated[str | None, TableName("standard_zh", "not_standards")] = None
    advanced: Advanced | None = None

    @model_validator(mode="after")
    def _radii_rise(self) -> "Coverage":
        if list(self.radii_m) != sorted(set(self.radii_m)):
            msg = "radii_do_not_rise"
            raise ValueError(msg)
        if self.focus_m is not None and self.focus_m not in self.radii_m:
            msg = "focus_is_no_radius"
            raise ValueError(msg)
        keys = [part.key for part in self.demand]
        if len(set(keys)) < len(keys):
            msg = "demand_named_twice"
            raise ValueError(msg)
        return self

    @property
    def focus(self) -> float:
        """The radius that the headline and the map speak of."""
        return self.focus_m or self.radii_m[len(self.radii_m) // 2]

    @property
    def reading_order(self) -> tuple[float, ...]:
        """The radii as an answer tells them: the one in focus, then the others as they rise."""
        return (self.focus, *(radius_m for radius_m in self.radii_m if radius_m != self.focus))
