"""The page of a kind of question: its form, the button that answers it, the saved questions."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from atlas.interface.web.answers.studies import studies
from atlas.interface.web.session.session import ask, word
from atlas.interface.web.widgets.fields import WebFields
from atlas.output.language import has_words
from atlas.questions.form import Form


def question_of(kind: str, form: Form) -> dict[str, Any] | None:
    """Draw a form and return its question; None while something that it needs is missing."""
    fields = WebFields(kind)
    is_complete = form.draw(fields)
    question = fields.finish()
    return question if is_complete else None


def run_button(kind: str) -> bool:
    """Draw the button that answers a question of a kind; return whether it was pressed."""
    label = f"run_{kind}" if has_words(f"web.run_{kind}") else "run_question"
    return st.button(word(label), type="primary", width="stretch", key=f"run_{kind}")


def question_page(
    kind: str, form: Form, *, so_far: Callable[[dict[str, Any]], None] | None = None
) -> None:
    """
    Draw the whole page of a kind of question.

    Parameters
    ----------
    kind
        As the definition names it.
    form
        Of that kind.
    so_far
        Says something of the question before it is answered, above the button.
    """
    question = question_of(kind, form)
    if question is None:
        return
    if so_far is not None:
        so_far(question)
    if run_button(kind):
        ask(question)
    studies(question)
