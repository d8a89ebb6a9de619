"""
What a session holds of each form: the question opened in it, its rows, what clicks put together.

What is chosen in a field is the field's own and stands under the name of the field; opening another
question gives every field a new name, so that none shows a value from before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from atlas.domain.question import Question, written


@dataclass
class FormState:
    """
    The form of one kind of question in one session.

    `notable` are the parts of what was opened that differ from the defaults of a question; `turn`
    counts the questions opened, `is_example` is true of an example to begin with, and `last` is
    the question when the form was drawn before.
    """

    opened: Mapping[str, Any] | None = None
    notable: Mapping[str, Any] = field(default_factory=dict)
    turn: int = 0
    is_example: bool = False
    rows: dict[str, dict[int, Mapping[str, Any]]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict)
    last: Mapping[str, Any] = field(default_factory=dict)

    def key(self, form: str, path: str, of: str = "") -> str:
        """Return the name of the field at a path, anew for each question that is opened."""
        turn = f"~{self.turn}" if self.turn else ""
        return f"{form}.{path}" + (f"@{of}" if of else "") + turn

    def begin_rows(self, path: str, initial: tuple[Mapping[str, Any], ...]) -> None:
        """Begin a list with these rows, unless it has begun."""
        if path not in self.rows:
            self.rows[path] = {}
            for row in initial:
                self.add_row(path, row)

    def add_row(self, path: str, row: Mapping[str, Any]) -> None:
        """Add a row under a number that no row of the list had before."""
        number = self.numbers.get(path, 0)
        self.numbers[path] = number + 1
        self.rows[path][number] = row

    def remove_row(self, path: str, number: int) -> None:
        """Take a row away; none that is gone already is missed."""
        self.rows[path].pop(number, None)


def form_state(form: str) -> FormState:
    """Return the state of a form in this session."""
    state: FormState = st.session_state.setdefault(f"form:{form}", FormState())
    return state


def open_in_form(question: Question) -> None:
    """
    Have the form of its kind begin with a question.

    Call it before the fields are drawn in a run, as a callback does.
    """
    notable = question.model_dump(
        mode="json", by_alias=True, exclude_none=True, exclude_defaults=True
    )
    begin_with(question.kind, written(question), notable)


def begin_with(
    form: str,
    opened: Mapping[str, Any] | None,
    notable: Mapping[str, Any] | None = None,
    *,
    is_example: bool = False,
) -> None:
    """
    Have a form begin with keys and values, or with nothing.

    Parameters
    ----------
    form
        The kind of question.
    opened
        As in a question file; None for the default values of every field.
    notable
        The parts of it that are named where they are carried along unseen.
    is_example
        Whether it is an example to begin with, and no question of somebody's.
    """
    before = form_state(form)
    st.session_state[f"form:{form}"] = FormState(
        opened, notable or {}, turn=before.turn + 1, is_example=is_example
    )
    drawn = next(_shapes(opened), None)
    if drawn is not None:
        st.session_state["drawn"] = drawn


def _shapes(part: Any) -> Iterator[dict[str, Any]]:
    """Yield the shapes that a question brings with it: the map shows the first."""
    if isinstance(part, Mapping):
        if isinstance(part.get("geometry"), Mapping):
            yield dict(part["geometry"])
        for inner in part.values():
            yield from _shapes(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from _shapes(inner)
