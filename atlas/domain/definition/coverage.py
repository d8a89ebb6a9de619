"""The question of coverage: whom facilities reach."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from atlas.domain.definition.conditions import LayerRef
from atlas.domain.definition.questions import Metres, Question


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
