"""
What an import answers beside the questions: a check of rows, a comparison of versions, a preview.

Check and comparison name what they were made from by a hash, so that the same rows give the same
document. All are records of an answer and no questions that a page could lay out again.
"""

from typing import Annotated, Literal

from pydantic import Field

from atlas.domain.question import Question


class Check(Question):
    """What is wrong with these rows? Held against a declaration, a parent, a plan, the past."""

    kind: Literal["check"] = "check"
    layer: str
    rows: Annotated[int, Field(ge=0)]
    content: str  # hash of what was checked
    parts_of_whole: bool = False
    has_parent: bool = False
    has_before: bool = False
    plan_area_km2: Annotated[float, Field(gt=0)] | None = None
    sliver_m: Annotated[float, Field(gt=0)] = 2.0


class Comparison(Question):
    """What changed between two versions of a layer?"""

    kind: Literal["comparison"] = "comparison"
    layer: str
    before: str
    after: str


class Preview(Question):
    """Where would these rows lie, read in one way?"""

    kind: Literal["preview"] = "preview"
    layer: str
    file: str
    table: str
    reading: str
    rows: Annotated[int, Field(ge=0)]
