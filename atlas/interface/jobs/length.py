"""Which questions are long: those a page does not wait for; and which are too long for a page."""

from atlas.domain.catalogue import Catalogue
from atlas.domain.name_check import check_names
from atlas.domain.question import Question
from atlas.questions import kind_of
from atlas.questions.kind import usual_limit


def is_long(catalogue: Catalogue, definition: Question) -> bool:
    """
    Return whether a question should be answered beside the page.

    Parameters
    ----------
    catalogue
        The layers.
    definition
        The question.

    Raises
    ------
    BadDefinition
        If it names what is not there.
    Refused
        If a page should not ask it at all, with what was asked and what to ask instead.
    """
    check_names(catalogue, definition)
    if (kind := kind_of(definition)) is None:
        return False
    effort = kind.effort(catalogue, definition)
    if effort.refusal is not None:
        raise effort.refusal
    return effort.is_long


def limit_of(definition: Question) -> float:
    """Return after how many seconds a question is ended."""
    kind = kind_of(definition)
    return usual_limit(definition) if kind is None else kind.limit_s(definition)
