"""The record of a search: which words were looked for. It is no question that a page lays out."""

from typing import Annotated, Literal

from pydantic import Field

from atlas.domain.question import Question


class Search(Question):
    """Where do these words stand, in any layer, table or source?"""

    kind: Literal["search"] = "search"
    words: str
    limit: Annotated[int, Field(ge=1)]
