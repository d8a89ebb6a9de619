"""
Questions: what a page, a line of Python and `atlas run FILE` all execute to the same answer.

Each is a small document (TOML or JSON) with a hash of its own. Defaults are written out when it
is hashed, so that a changed default changes the hash. What a kind asks stands with the kind.
"""

import hashlib
import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from atlas.domain.conditions import DefinitionPart

Metres = Annotated[float, Field(gt=0, le=200_000)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class Question(DefinitionPart):
    """What every kind has: the version of its form, and the planner's own title for it."""

    version: Literal[1] = 1
    title: str = ""

    if TYPE_CHECKING:  # a field here would change the order in which questions are written

        @property
        def kind(self) -> str:
            """What kind of question it is; each kind declares its own."""


def written(question: Question) -> dict[str, Any]:
    """Return the question as plain keys and values, defaults included, that JSON can hold."""
    return question.model_dump(mode="json", by_alias=True, exclude_none=True)


def definition_hash(question: Question) -> str:
    """Return 12 hexadecimal digits that change when anything of the question changes."""
    canonical = json.dumps(written(question), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
