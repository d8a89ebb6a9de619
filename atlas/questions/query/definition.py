"""The question of a query: which features of a layer, or of several, meet conditions."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from atlas.domain.conditions import Condition
from atlas.domain.question import Question
from atlas.domain.references import ColumnOf, ConditionOn, LayerName


def _nothing(value: object) -> bool:
    return not value


class Query(Question):
    """
    What is here? Features of a layer that meet conditions.

    Either `layer` or `layers` is given: of several every one is held to the same conditions.
    """

    kind: Literal["query"] = "query"
    # what is not given is not written: a question of one layer keeps its hash
    layers: Annotated[tuple[str, ...], Field(exclude_if=_nothing), LayerName(alike=True)] = ()
    layer: Annotated[str, Field(exclude_if=_nothing, validate_default=True), LayerName()] = ""
    where: Annotated[Condition | None, ConditionOn("layers", "layer")] = None
    order_by: Annotated[tuple[str, ...], ColumnOf("layers", "layer")] = ()
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
