"""
What is due when: targets by document and year, then year by year, and what recurs every year.

A yearly quota stands at the year to which its document runs; the same figure is due in each year.
"""

from collections.abc import Iterator
from html import escape

import pandas

from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.messages import Language
from atlas.output.diagrams.markup import diagram, name, phrase, printed, table

YEARS = range(2022, 2036)
_PER = "/"  # in the unit of what is due anew each year


def schedule(catalogue: Catalogue, finding: Finding, lang: Language) -> str:
    """
    Return targets as a calendar.

    Parameters
    ----------
    catalogue
        Where documents and things are named.
    finding
        The answer to a query of targets, with years.
    lang
        Language of the words.
    """
    rows = finding.table
    yearly = rows["unit"].str.contains(_PER, regex=False)
    parts = [_calendar(catalogue, rows)]
    if yearly.any():
        parts += _list(catalogue, phrase("yearly", lang), rows[yearly], lang)
    once = rows[~yearly]
    for year in sorted(once["year"].unique()):
        heading = phrase("due_by", lang, year=f"{year:.0f}")
        parts += _list(catalogue, heading, once[once["year"] == year], lang)
    return diagram(*parts)


def _calendar(catalogue: Catalogue, rows: pandas.DataFrame) -> str:
    counts = rows.groupby(["source", "year"]).size()
    lines = []
    for source in sorted(rows["source"].unique(), key=list(catalogue.sources).index):
        first = catalogue.sources.get(source.split()[0])
        told = [escape(first.title if first else source)]
        for year in YEARS:
            count = counts.get((source, float(year)), 0)
            told.append(f'<span class="due">{count}</span>' if count else "")
        lines.append(told)
    return f'<div class="calendar">{table(["", *map(_two_digits, YEARS)], lines)}</div>'


def _two_digits(year: int) -> str:
    return f"{year % 100:02d}"


def _list(
    catalogue: Catalogue, heading: str, rows: pandas.DataFrame, lang: Language
) -> Iterator[str]:
    yield f'<h5>{heading} <span class="quiet">{len(rows)}</span></h5>'
    lines = []
    for _, row in rows.iterrows():
        value = printed(row["value"], str(row["unit"]), lang)
        how = str(row["operator_text"]) if lang == "zh" else ""
        lines.append(
            [
                escape(str(row[f"indicator_{lang}"])),
                name(catalogue, str(row["entity"]), lang),
                f"<b>{f'{escape(how)} {value}'.strip()}</b>",
                f'<span class="quiet">{escape(str(row["clause"]))}</span>',
            ]
        )
    yield table([phrase(i, lang) for i in ("indicator", "of_whom", "figure", "clause")], lines)
