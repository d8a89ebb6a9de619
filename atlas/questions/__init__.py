"""Questions: the register of what can be asked of a catalogue, one folder a kind."""

from typing import Any

from atlas.domain.question import Question
from atlas.questions.coverage import COVERAGE
from atlas.questions.kind import Kind
from atlas.questions.location import LOCATION
from atlas.questions.query import QUERY
from atlas.questions.siting import SITING

QUESTIONS: tuple[Kind[Any, Any], ...] = (QUERY, COVERAGE, SITING, LOCATION)


def kind_of(question: Question | None) -> Kind[Any, Any] | None:
    """Return the kind of a question; None of a sheet, a briefing or a record."""
    name = question.kind if question is not None else ""
    return next((kind for kind in QUESTIONS if kind.name == name), None)
