"""From pydantic's account of what is wrong to the atlas's: place, rule, found, allowed."""

import difflib
import types
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError

from atlas.errors import Problem

_FOUND_MOST = 60


def problems_of(
    error: ValidationError, model: type[BaseModel], *, where: str = ""
) -> list[Problem]:
    """
    Return one problem for each fault that pydantic found.

    Parameters
    ----------
    error
        What `model_validate` raised.
    model
        The model it was raised by.
    where
        The file, put before each place.
    """
    faults = error.errors(include_url=False)
    return [_problem(fault, model, where) for fault in faults if not _follows(fault, faults)]


def _follows(fault: Any, faults: list[Any]) -> bool:
    """Whether a list only seems too short, because an entry of it is wrong."""
    steps = fault["loc"]
    return fault["type"] == "too_short" and any(
        other["loc"][: len(steps)] == steps and len(other["loc"]) > len(steps) for other in faults
    )


def _problem(fault: Any, model: type[BaseModel], where: str) -> Problem:
    steps = fault["loc"]
    place = ".".join(str(step) for step in steps if not _is_tag(step))
    rule, allowed = fault["type"], _allowed(fault)
    if rule == "value_error":
        rule = str(fault["ctx"]["error"])
    if rule == "extra_forbidden":
        known = _known_keys(_model_at(model, steps[:-1]))
        allowed = tuple(difflib.get_close_matches(str(steps[-1]), known, n=3) or known)
    found = "" if rule == "missing" else _shown(fault["input"])
    return Problem(rule, f"{where}: {place}" if where else place, found, allowed)


def _is_tag(step: object) -> bool:
    # unions put the branch they chose into the path; a reader's file has no such key
    return isinstance(step, str) and step.startswith("<")


def _known_keys(model: Any) -> list[str]:
    fields = getattr(model, "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


def _model_at(kind: Any, steps: tuple[Any, ...]) -> Any:
    """Follow a path of keys, numbers and union tags from a model down to the model it ends in."""
    branches = _branches(kind)
    if len(branches) > 1 and steps:
        chosen = [branch for tag, branch in branches if tag == steps[0]]
        return _model_at(chosen[0], steps[1:]) if chosen else None
    if not steps:
        return branches[0][1]
    return _model_below(branches[0][1], steps)


def _model_below(kind: Any, steps: tuple[Any, ...]) -> Any:
    if get_origin(kind) in {tuple, dict}:
        return _model_at(get_args(kind)[-1 if get_origin(kind) is dict else 0], steps[1:])
    for name, field in getattr(kind, "model_fields", {}).items():
        if steps[0] in {name, field.alias}:
            return _model_at(field.annotation, steps[1:])
    return None


def _branches(kind: Any, tag: str | None = None) -> list[tuple[str | None, Any]]:
    """Return the members of a union with their tags, nested ones laid flat; None is no member."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        tags = [extra.tag for extra in inner[1:] if isinstance(extra, Tag)]
        return _branches(inner[0], tags[0] if tags else tag)
    if origin in {Union, types.UnionType}:
        return [found for arg in inner if arg is not type(None) for found in _branches(arg)]
    own = getattr(kind, "model_fields", {}).get("kind")
    return [(tag or (own.default if own else None), kind)]


def _allowed(fault: Any) -> tuple[str, ...]:
    context = fault.get("ctx", {})
    if "expected" in context:
        return tuple(str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", "))
    limits = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "min_length": "length >="}
    return tuple(f"{sign} {context[key]}" for key, sign in limits.items() if key in context)


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= _FOUND_MOST else text[: _FOUND_MOST - 1] + "…"
