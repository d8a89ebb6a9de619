"""The sheet: what is drawn on a page, and which answer it shows."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from atlas.domain.definition.conditions import LayerRef
from atlas.domain.definition.coverage import Coverage
from atlas.domain.definition.questions import Query, Question
from atlas.domain.definition.siting import Siting

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
