"""The register of all definitions: the kinds of questions, then sheet and briefing."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from atlas.deliverables.briefing import Briefing
from atlas.deliverables.sheet import Sheet
from atlas.domain.question import Question
from atlas.domain.validation import problems_of
from atlas.errors import BadDefinition, Problem, UnknownName
from atlas.questions import QUESTIONS

Q = TypeVar("Q", bound=Question)

DEFINITIONS: dict[str, type[Question]] = {
    **{kind.name: kind.definition for kind in QUESTIONS},
    "sheet": Sheet,
    "briefing": Briefing,
}


def make_definition(given: Mapping[str, Any], *, where: str = "") -> Question:
    """
    Make a definition from the keys and values of a file, a link or a page.

    Whether the layers and columns it names exist is checked when it is run.

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
        If `kind` is none of the registered kinds.
    BadDefinition
        With every problem of form at once.
    """
    kind = str(given.get("kind"))
    if kind not in DEFINITIONS:
        raise UnknownName(kind="kind", name=kind, known=list(DEFINITIONS))
    try:
        return DEFINITIONS[kind].model_validate(dict(given))
    except ValidationError as error:
        raise BadDefinition(where=where, problems=problems_of(error, DEFINITIONS[kind])) from None


def definition_of_kind(kind: type[Q], question: Question | Mapping[str, Any]) -> Q:
    """
    Make a definition that must be of one kind.

    Parameters
    ----------
    kind
        The class of its definition.
    question
        A definition, or its keys and values, which need not say which kind they are of.

    Raises
    ------
    BadDefinition
        If it is of another kind.
    """
    name, definition = str(kind.model_fields["kind"].default), question
    if isinstance(definition, Mapping):
        definition = make_definition({"kind": name, **definition})
    if not isinstance(definition, kind):
        problem = Problem("wrong_kind", "kind", definition.kind, (name,))
        raise BadDefinition(where=definition.title, problems=[problem])
    return definition
