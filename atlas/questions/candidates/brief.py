"""What of an answer that chooses sites stands beside its map: each site by rank, with figures."""

from collections.abc import Callable

import pandas

from atlas.domain.finding import Finding
from atlas.domain.messages import Language, Name
from atlas.domain.records.brief import BriefTable, Cell, Head, Rows

Figures = Callable[[pandas.Series], tuple[Cell, ...]]


def brief_sites(finding: Finding, heads: tuple[Head, ...], figures: Figures) -> BriefTable:
    """
    Return the sites by rank: what each is called, how far its landmark is, and its figures.

    Parameters
    ----------
    finding
        Whose table has `rank` and `cell`, and names or landmarks where there are some.
    heads, figures
        Over the figures, and the figures of a row.
    """
    table, columns = finding.table, finding.columns
    named = next((name for name in ("name_zh", "near_zh") if name in table), "cell")
    site = Head((columns["rank"].label, columns[named].label))
    away = (columns["near_m"],) if named == "near_zh" else ()
    return BriefTable(
        (site, *(Head((column.label,), "m") for column in away), *heads),
        Rows(
            table,
            lambda _, row: (
                site_of(row),
                *(column.quantity(row["near_m"]) for column in away),
                *figures(row),
            ),
        ),
    )


def site_of(row: pandas.Series) -> Name:
    """Return what a site is called: its own name, else the landmark it is near, else its cell."""
    return Name(_called(row, "zh"), _called(row, "en"))


def _called(row: pandas.Series, lang: Language) -> str:
    named = (row.get(f"{kind}_{of}") for kind in ("name", "near") for of in (lang, "zh"))
    known = (str(name) for name in named if isinstance(name, str) and name)
    return f"{row['rank']}  {next(known, row['cell'])}"
