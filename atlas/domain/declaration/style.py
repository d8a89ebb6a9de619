"""How a layer is drawn, on screen and on paper."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field


class Style(BaseModel, extra="forbid", frozen=True):
    """How a layer is drawn on screen and on paper."""

    color: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
    symbol: Literal[
        "circle",
        "square",
        "triangle",
        "diamond",
        "small_diamond",
        "star",
        "dot",
        "line",
        "area",
        "bubble",
        "band",
    ]
    fill: Annotated[float, Field(ge=0, le=1)] = 0.12
    dash: str = ""
    width: float = 1.2
    colors: dict[str, str] = {}  # by feature id, where the parts of a whole differ in hue
