"""
Questions: what a page, a line of Python and `atlas run FILE` all execute to the same answer.

Each is a small document (TOML or JSON). Defaults are written out when it is hashed, so that a
changed default changes the hash. The larger kinds have a module each beside this one.
"""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from atlas.domain.definition.conditions import Condition, DefinitionPart

Metres = Annotated[float, Field(gt=0, le=200_000)]


class Question(DefinitionPart):
    """What every kind has: the version of its form, and the planner's own title for it."""

    version: Literal[1] = 1
    title: str = ""


def _nothing(value: object) -> bool:
    return not value


class Query(Question):
    """
    What is here? Features of a layer that meet conditions.

    Either `layer` or `layers` is given: of several every one is held to the same conditions.
    """

    kind: Literal["query"] = "query"
    # what is not given is not written: a question of one layer keeps its hash
    layers: Annotated[tuple[str, ...], Field(exclude_if=_nothing)] = ()
    layer: Annotated[str, Field(exclude_if=_nothing, validate_default=True)] = ""
    where: Condition | None = None
    order_by: tuple[str, ...] = ()
    limit: Annotated[int, Field(ge=1)] | None = None

    @field_validator("layer")
    @classmethod
    def _one_or_several(cls, layer: str, others: ValidationInfo) -> str:
        several = others.data.get("layers", (layer,))
        if not layer and not several:
            raise PydanticCustomError("missing", "layer")
        if (layer and several and "layers" in others.data) or len(set(several)) < len(several):
            msg = "layer_or_layers"
            raise ValueError(msg)
        return layer

    @property
    def every_layer(self) -> tuple[str, ...]:
        """The layers asked, one or several."""
        return self.layers or (self.layer,)
