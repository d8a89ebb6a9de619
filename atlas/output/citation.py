"""What a document says of a thing, in one line: a figure as printed, a phrase with its clause."""

import pandas

from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import fact
from atlas.domain.messages import LANGUAGES, Language, Message, Name, message
from atlas.domain.units import UNITS
from atlas.output.language import quantity_text, say
from atlas.output.language.terms import term


def figure_said(catalogue: Catalogue, row: pandas.Series, lang: Language) -> str:
    """
    Return the figure of a target as the document prints it, with its operator and its year.

    Parameters
    ----------
    catalogue
        With the table of targets.
    row
        A row of it.
    lang
        Of the words: `zh` or `en`.
    """
    value = "" if pandas.isna(row["value"]) else value_said(row["value"], str(row["unit"]), lang)
    year = "" if pandas.isna(row["year"]) else fact(row["year"], "year").figure
    how = _how_printed(catalogue, row, lang)
    return " ".join(part for part in (how, value, year) if part)


def value_said(value: float, unit: str, lang: Language) -> str:
    """
    Return a printed value with its unit: ours by its sign (km2), another as printed (家).

    Parameters
    ----------
    value
        As the document prints it.
    unit
        A unit of `domain/units`, or a word of the document.
    lang
        Of the words: `zh` or `en`.
    """
    if unit in UNITS:
        return quantity_text(fact(value, unit), lang)
    return f"{fact(value, '').figure} {term('unit', unit, lang)}".rstrip()


def clause_said(catalogue: Catalogue, row: pandas.Series) -> Message:
    """Return document with its grade, clause and phrase of a row; else its sources alone."""
    titles = [_titled(catalogue, name) for name in str(row["source"]).split(" ")]
    clause, quote = Name(str(row["clause"])), Name(str(row["quote"]))
    if not clause.zh:
        return message("card.sourced", titles=tuple(titles))
    return message("card.cited", title=titles[0], clause=clause, quote=quote)


def _titled(catalogue: Catalogue, name: str) -> Name:
    source = catalogue.sources.get(name)
    graded = [source.graded(source.titled(lang), lang) for lang in LANGUAGES] if source else [name]
    return Name(*graded)


def _how_printed(catalogue: Catalogue, row: pandas.Series, lang: Language) -> str:
    """Return the plan's own word for at least, about and the like; in English what it means."""
    printed = str(row["operator_text"])
    if lang == "zh" or not printed or "operator" not in row:
        return printed
    return say(catalogue["targets"].spec.value_text("operator", str(row["operator"])), lang)
