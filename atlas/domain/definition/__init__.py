"""Definitions: every question as a small validated document, with a hash of its own."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from pydantic import ValidationError

from atlas.domain.definition.briefing import Briefing
from atlas.domain.definition.conditions import (
    AllOf,
    AnyOf,
    AttributeTest,
    Condition,
    GeometryRef,
    LayerRef,
    NotOf,
    SpatialTest,
    Target,
    attribute_tests,
)
from atlas.domain.definition.coverage import Coverage
from atlas.domain.definition.criteria import Criterion, Linear
from atlas.domain.definition.data import Check, Comparison, Record
from atlas.domain.definition.location import Location
from atlas.domain.definition.questions import Query, Question
from atlas.domain.definition.sheet import Sheet
from atlas.domain.definition.siting import (
    AtLeast,
    AtMost,
    Candidates,
    Cells,
    Constraint,
    Having,
    Hexagons,
    Inside,
    Judgement,
    Limit,
    Outside,
    Pairwise,
    Siting,
    Within,
)
from atlas.domain.validation import problems_of
from atlas.errors import BadDefinition, UnknownName

__all__ = [
    "KINDS",
    "AllOf",
    "AnyOf",
    "AtLeast",
    "AtMost",
    "AttributeTest",
    "Briefing",
    "Candidates",
    "Cells",
    "Check",
    "Comparison",
    "Condition",
    "Constraint",
    "Coverage",
    "Criterion",
    "Definition",
    "GeometryRef",
    "Having",
    "Hexagons",
    "Inside",
    "Judgement",
    "LayerRef",
    "Limit",
    "Linear",
    "Location",
    "NotOf",
    "Outside",
    "Pairwise",
    "Query",
    "Record",
    "Sheet",
    "Siting",
    "SpatialTest",
    "Target",
    "Within",
    "attribute_tests",
    "definition_hash",
    "make_definition",
    "written",
]

Definition: TypeAlias = Query | Coverage | Siting | Location | Sheet | Briefing
KINDS: dict[str, type[Question]] = {
    "query": Query,
    "coverage": Coverage,
    "siting": Siting,
    "location": Location,
    "sheet": Sheet,
    "briefing": Briefing,
}


def make_definition(given: Mapping[str, Any], *, where: str = "") -> Definition:
    """
    Make a definition from what a file, a link or a page says.

    Whether the layers and columns it names exist is for the catalogue to say, when it is run.

    Parameters
    ----------
    given
        Keys and values, as read from TOML or JSON.
    where
        What to call it in an error: a file name, or nothing.

    Returns
    -------
    definition
        The question, validated, with defaults filled in.

    Raises
    ------
    UnknownName
        If `kind` is none of the known kinds.
    BadDefinition
        With every problem of form at once.
    """
    kind = given.get("kind")
    if str(kind) not in KINDS:
        raise UnknownName(kind="kind", name=str(kind), known=list(KINDS))
    try:
        return KINDS[str(kind)].model_validate(dict(given))  # type: ignore[return-value]
    except ValidationError as error:
        raise BadDefinition(where=where, problems=problems_of(error, KINDS[str(kind)])) from None


def written(definition: Definition | Record) -> dict[str, Any]:
    """Return the definition as plain keys and values, defaults included, that JSON can hold."""
    return definition.model_dump(mode="json", by_alias=True, exclude_none=True)


def definition_hash(definition: Definition | Record) -> str:
    """Return 12 hexadecimal digits that change when anything of the question changes."""
    canonical = json.dumps(written(definition), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
