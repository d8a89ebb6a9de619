"""
Questions: what a page, a line of Python and `atlas run FILE` all execute to the same answer.

Each is a small document (TOML or JSON). Defaults are written out when it is hashed, so that a
changed default changes the hash. The larger kinds have a module each beside this one.
"""

from typing import Annotated, Literal

from pydantic import Field

from atlas.domain.definition.conditions import Asked, Condition

Metres = Annotated[float, Field(gt=0, le=200_000)]


class Question(Asked):
    """What every kind has: the version of its form, and the planner's own title for it."""

    version: Literal[1] = 1
    title: str = ""


class Query(Question):
    """What is here? Features of a layer that meet conditions."""

    kind: Literal["query"] = "query"
    layer: str
    where: Condition | None = None
    order_by: tuple[str, ...] = ()
    limit: Annotated[int, Field(ge=1)] | None = None
