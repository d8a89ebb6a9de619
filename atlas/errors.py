"""
What can go wrong, named.

An error carries a key and parameters, never a sentence: `interface.outcomes` alone turns it
into words (zh, en), an exit code and an HTTP status. `str(error)` is a plain English line
for logs, made from the class name and the parameters.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True)
class Problem:
    """One fault: where it is, which rule it breaks, what was found, what would be right."""

    rule: str
    place: str
    found: str = ""
    allowed: Sequence[str] = field(default=())

    def __str__(self) -> str:
        allowed = f" (allowed: {', '.join(self.allowed)})" if self.allowed else ""
        found = f": found {self.found!r}" if self.found else ""
        return f"{self.place}: {self.rule}{found}{allowed}"


class AtlasError(Exception):
    """The parent of every error the atlas raises on purpose."""

    key: ClassVar[str] = "general"

    def __init__(self, **parameters: Any) -> None:
        super().__init__()
        self.parameters = parameters

    def __str__(self) -> str:
        title = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(self).__name__).lower()
        told = "; ".join(f"{name} = {_plain(value)}" for name, value in self.parameters.items())
        return f"{title}: {told}" if told else title

    def __reduce__(self) -> tuple[Any, ...]:
        """Survive the way back from a worker process, parameters and all."""
        return _rebuild, (type(self), self.parameters)


class UnknownName(AtlasError, KeyError):
    """A layer, column, feature, template, language ... that does not exist; lists those that do."""

    key = "unknown_name"

    def __init__(self, *, kind: str, name: str, known: Sequence[str]) -> None:
        super().__init__(kind=kind, name=name, known=list(known))


class BadDefinition(AtlasError, ValueError):
    """An invalid question; every problem of it at once."""

    key = "bad_definition"

    def __init__(self, *, problems: Sequence[Problem], where: str = "") -> None:
        super().__init__(where=where, problems=list(problems))


class BadFacts(AtlasError, ValueError):
    """Facts or declarations that break a rule; every problem of them at once."""

    key = "bad_facts"

    def __init__(self, *, problems: Sequence[Problem]) -> None:
        super().__init__(problems=list(problems))


class BadFile(AtlasError, ValueError):
    """A file that is missing, unreadable or not what it says it is."""

    key = "bad_file"

    def __init__(self, *, path: str, reason: str) -> None:
        super().__init__(path=path, reason=reason)


class BadInput(AtlasError, ValueError):
    """An argument of a numeric core that cannot be used; says which one and why."""

    key = "bad_input"

    def __init__(self, *, argument: str, reason: str, rows: Sequence[int] = ()) -> None:
        super().__init__(argument=argument, reason=reason, rows=list(rows))


class Infeasible(AtlasError, ValueError):
    """A question without an answer: who cannot be reached, and the smallest radius that works."""

    key = "infeasible"

    def __init__(self, *, rows: Sequence[int], smallest_radius: float) -> None:
        super().__init__(rows=list(rows), smallest_radius=smallest_radius)
        self.rows = list(rows)
        self.smallest_radius = smallest_radius


class Refused(AtlasError, ValueError):
    """Something that could be computed and must not be; `reason` is a key, the rest explains."""

    key = "refused"

    def __init__(self, *, reason: str, **details: Any) -> None:
        super().__init__(reason=reason, **details)


class NotReady(AtlasError, RuntimeError):
    """A part of the installation that is missing, such as the fonts or the browser assets."""

    key = "not_ready"

    def __init__(self, *, what: str, remedy: str) -> None:
        super().__init__(what=what, remedy=remedy)


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value) or "none"
    return str(value)


def _rebuild(kind: type[AtlasError], parameters: dict[str, Any]) -> AtlasError:
    return kind(**parameters)
