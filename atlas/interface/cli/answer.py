"""A question answered on the command line: printed as text, or written in a format of exports."""

import sys
from typing import Any

import typer

import atlas
from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.messages import Language
from atlas.domain.question import Question
from atlas.errors import UnknownName
from atlas.interface.cli import printing
from atlas.output.export import EXPORTERS, default_context

FORMATS = ("table", *EXPORTERS)


def answer_and_print(
    catalogue: Catalogue, question: Question | dict[str, Any], form: str, lang: Language
) -> Finding:
    """
    Answer a question, print the answer and return it.

    Parameters
    ----------
    catalogue
        What the question is put to.
    question
        The question, as definition or by its keys.
    form
        `table` for text, or the name of an export format.
    lang
        Language of the text.

    Raises
    ------
    UnknownName
        If there is no such format.
    AtlasError
        Whatever `atlas.run` raises.
    """
    _known(form)
    finding: Finding = atlas.run(catalogue, question)
    print_answer(catalogue, finding, form, lang)
    return finding


def print_answer(catalogue: Catalogue, finding: Finding, form: str, lang: Language) -> None:
    """
    Print an answer as text, or write it to the standard output in an export format.

    Parameters
    ----------
    catalogue
        What the question was put to; a format that draws a map takes the layers below from it.
    finding
        The answer.
    form
        `table` for text, or the name of an export format.
    lang
        Language of the text.

    Raises
    ------
    UnknownName
        If there is no such format.
    """
    _known(form)
    if form == "table":
        typer.echo(printing.finding_text(finding, lang))
    else:
        written = EXPORTERS[form].written(finding, lang, default_context(catalogue, finding))
        sys.stdout.buffer.write(written)


def _known(form: str) -> None:
    if form not in FORMATS:
        raise UnknownName(kind="format", name=form, known=FORMATS)
