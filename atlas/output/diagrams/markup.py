"""The few pieces of HTML that diagrams are made of; every text in them is escaped."""

from collections.abc import Iterable, Sequence
from html import escape

import pandas

from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import LayerSpec
from atlas.domain.messages import Language, Message
from atlas.output.citation import value_said
from atlas.output.language import say


def phrase(key: str, lang: Language, **parameters: object) -> str:
    """
    Return words of the diagrams, escaped.

    Parameters
    ----------
    key
        Of the words, without `diagram.`
    lang
        Of the words: `zh` or `en`.
    parameters
        What fills the gaps of the words.
    """
    return escape(say(Message(f"diagram.{key}", parameters), lang))


def name(catalogue: Catalogue, thing: str, lang: Language) -> str:
    """
    Return the name of a thing, escaped.

    Parameters
    ----------
    catalogue
        The layers.
    thing
        The id of a feature or of a row.
    lang
        Of the words: `zh` or `en`.
    """
    return escape(catalogue.name_of(thing).in_language(lang))


def printed(value: float, unit: str, lang: Language) -> str:
    """
    Return a fact's figure as it is printed, with its unit; nothing where it is missing.

    Parameters
    ----------
    value
        As the document prints it.
    unit
        Its unit.
    lang
        Of the words: `zh` or `en`.
    """
    return "" if pandas.isna(value) else escape(value_said(value, unit, lang))


def where_said(spec: LayerSpec, row: pandas.Series, lang: Language) -> str:
    """
    Return in small the clause of a row and, where it was inferred, that it was.

    Parameters
    ----------
    spec
        The declaration of the layer.
    row
        A row of it.
    lang
        Of the words: `zh` or `en`.
    """
    parts = [escape(str(row["clause"] or row["source"]))]
    if row.get("basis") == "inferred":
        basis = escape(say(spec.value_text("basis", "inferred"), lang))
        parts.append(f'<span class="inferred">{basis}</span>')
    return f'<span class="quiet">{" · ".join(parts)}</span>'


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are HTML already."""
    head = "".join(f"<th>{heading}</th>" for heading in headings)
    body = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>" for cells in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def diagram(*parts: str) -> str:
    """Return parts as one diagram."""
    return f'<div class="atlas-diagram">{"".join(parts)}</div>'
