"""
Outcomes: what an error means at a door. One table from error to exit code and HTTP status, one
function from error to words.
"""

from typing import TYPE_CHECKING, Any

from atlas.domain.messages import Language, Message, Name, message
from atlas.errors import (
    AtlasError,
    BadDefinition,
    BadFacts,
    BadFile,
    BadInput,
    Infeasible,
    NotReady,
    Problem,
    Refused,
    UnknownName,
)
from atlas.output.language import has_words, say

if TYPE_CHECKING:
    from atlas.output.briefing.pack import Fault

DONE, FAULTY_DATA, WRONG_USE, NO_ANSWER = range(4)

EXIT_CODES: dict[type[AtlasError], int] = {
    BadFacts: FAULTY_DATA,
    UnknownName: WRONG_USE,
    BadDefinition: WRONG_USE,
    BadFile: WRONG_USE,
    BadInput: WRONG_USE,
    Infeasible: NO_ANSWER,
    Refused: NO_ANSWER,
    NotReady: NO_ANSWER,
}
HTTP_STATUS: dict[type[AtlasError], int] = {
    BadFacts: 500,
    UnknownName: 404,
    BadDefinition: 422,
    BadFile: 400,
    BadInput: 422,
    Infeasible: 409,
    Refused: 409,
    NotReady: 503,
}
_WRONG_USE = {"bad_filter", "unsupported_filter", "filter_too_deep", "bad_address"}
_MOST_PROBLEMS = 200


def exit_code(error: AtlasError) -> int:
    """Return the exit code for an error; a filter that cannot be read is wrong use."""
    if error.parameters.get("reason") in _WRONG_USE:
        return WRONG_USE
    return EXIT_CODES.get(type(error), NO_ANSWER)


def describe(error: BaseException, lang: Language) -> str:
    """
    Put an error into words: what happened, where, and what would be right.

    An error that is none of the atlas's own is named by its kind alone: its text may hold what
    is no reader's business.
    """
    if not isinstance(error, AtlasError):
        return say(message("error.unexpected", kind=type(error).__name__), lang)
    told = dict(error.parameters)
    problems = told.pop("problems", ())
    if "reason" in told:
        told["reason"] = _reason(told)
    if "known" in told:
        told["kind"] = Message(f"kind.{told['kind']}")
        told["known"] = tuple(Name(str(name)) for name in told["known"]) or Message("value.empty")
    if isinstance(error, Infeasible):
        told["count"] = len(error.rows)
    lines = [say(Message(f"error.{error.key}", told), lang)]
    lines += [f"  {problem_text(problem, lang)}" for problem in problems[:_MOST_PROBLEMS]]
    return "\n".join(lines)


def problem_text(problem: Problem, lang: Language) -> str:
    """Put one problem into words."""
    key, _, _detail = problem.rule.partition(":")
    rule = Message(f"rule.{key}") if has_words(f"rule.{key}") else message("rule.other", rule=key)
    form = "error.problem_found" if problem.found else "error.problem"
    told: dict[str, Any] = {"place": problem.place or "-", "rule": rule, "found": problem.found}
    text = say(Message(form, told), lang)
    if problem.allowed:
        allowed = tuple(Name(str(value)) for value in problem.allowed)
        text += say(message("error.allowed", allowed=allowed), lang)
    return text


def _reason(told: dict[str, Any]) -> Message:
    key, _, detail = str(told["reason"]).partition(": ")
    told = {"detail": detail, **told}
    if has_words(f"reason.{key}"):
        return Message(f"reason.{key}", told)
    return message("reason.other", reason=told["reason"])


def missing_part(fault: "Fault", lang: Language) -> str:
    """Return what is missing from a pack, and why, in words."""
    told: dict[str, Any] = {
        "page": fault.page,
        "name": Name(fault.name),
        "part": fault.part,
        "why": describe(fault.error, lang),
    }
    return say(Message("cli.part_missing" if fault.part else "cli.page_missing", told), lang)
