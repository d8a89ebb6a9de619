"""The page of a kind of question: its form, the button that answers it, the saved questions."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from atlas.interface.web.answers.studies import studies
from atlas.interface.web.session.session import ask, word
from atlas.interface.web.widgets.fields import WebFields
from atlas.output.language import has_words
from atlas.questions.kind import Kind


def question_of(kind: Kind[Any, Any]) -> dict[str, Any] | None:
    """Draw the form of a kind; return its question, None while something is missing in it."""
    fields = WebFields(kind.name)
    is_complete = kind.form.draw(fields)
    question = fields.finish()
    return question if is_complete else None


def run_button(kind: Kind[Any, Any]) -> bool:
    """Draw the button that answers a question of a kind; return whether it was pressed."""
    key = f"run_{kind.name}"
    label = key if has_words(f"web.{key}") else "run_question"
    return st.button(word(label), type="primary", width="stretch", key=key)


def question_page(
    kind: Kind[Any, Any], *, so_far: Callable[[dict[str, Any]], None] | None = None
) -> None:
    """
    Draw the whole page of a kind of question.

    Parameters
    ----------
    kind
        Of the register.
    so_far
        Says something of the question before it is answered, above the button.
    """
    question = question_of(kind)
    if question is None:
        return
    if so_far is not None:
        so_far(question)
    if run_button(kind):
        ask(question)
    studies(question)
