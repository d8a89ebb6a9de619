"""
Published actuals in words: what was reported of a target, when, by whom, how sure.

They stand beside what a planner types and are never mixed with it. A value whose definition is
not the target's says so, since two definitions of one name make no series.
"""

import pandas

from atlas.domain.catalogue import Catalogue
from atlas.domain.messages import Language, Name, message
from atlas.domain.source import Source
from atlas.output.citation import value_said
from atlas.output.language import say

_SIGNS = {"=": "", ">": "> ", ">=": "≥ "}


def published_value(row: pandas.Series, lang: Language) -> str:
    """
    Return a published value as it was printed, with its sign and unit.

    Parameters
    ----------
    row
        A row of the published actuals.
    lang
        Language of the unit.
    """
    return _SIGNS[row["operator"]] + value_said(row["value"], str(row["unit"]), lang)


def latest_value(rows: pandas.DataFrame, sources: dict[str, Source], lang: Language) -> str:
    """
    Return the value published last, with its date and grade; empty where none was.

    One that is defined as the target goes before a later one that is not.

    Parameters
    ----------
    rows
        Published actuals of one target, the earliest first.
    sources
        Where their grades are found.
    lang
        Language of the words.
    """
    if rows.empty:
        return ""
    alike = rows[rows["comparable"] == "yes"]
    key = "published.latest_other" if alike.empty else "published.latest"
    row = (rows if alike.empty else alike).iloc[-1]
    told = message(key, value=Name(published_value(row, lang)), period=Name(row["period"]))
    return sources[row["source"]].graded(say(told, lang), lang)


def published_lines(catalogue: Catalogue, target: str, lang: Language) -> list[str]:
    """
    Return every value published of a target: definition, value, date, source with grade, note.

    Parameters
    ----------
    catalogue
        With the published actuals and the sources.
    target
        Target id.
    lang
        Language of the words.
    """
    lines = []
    for _, row in catalogue.published_of(target).iterrows():
        told = message(
            "published.line",
            definition=Name(row["indicator"]),
            value=Name(published_value(row, lang)),
            period=Name(row["period"]),
            source=Name(catalogue.sources[row["source"]].citation(lang)),
        )
        noted = message("published.noted", note=Name(row["note"]))
        lines.append(say(told, lang) + (say(noted, lang) if row["note"] else ""))
    return lines
