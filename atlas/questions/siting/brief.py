"""What of a ranking stands beside its map: score and raw values of the best, and their bars."""

import pandas

from atlas.domain.finding import Finding
from atlas.domain.messages import Name
from atlas.domain.records.brief import BriefBar, BriefBars, BriefTable, Cell, Head, cell_of
from atlas.questions.candidates.brief import brief_sites, site_of
from atlas.questions.siting.definition import Siting

_MOST_BARS = 8


def brief_table(_definition: Siting, finding: Finding) -> BriefTable:
    """Return the best sites with their score and the raw value of each criterion."""
    columns = finding.columns
    raw = [str(name) for name in finding.table if str(name).endswith(":raw")]
    heads = (
        Head((columns["score"].label,)),
        *(Head((Name(name.removesuffix(":raw")),), columns[name].unit) for name in raw),
    )

    def figures(row: pandas.Series) -> tuple[Cell, ...]:
        return tuple(cell_of(row[name], columns[name]) for name in ("score", *raw))

    return brief_sites(finding, heads, figures)


def brief_bars(_definition: Siting, finding: Finding) -> BriefBars:
    """Return the scores of the best sites as bars."""
    score = finding.columns["score"]
    rows = finding.table.head(_MOST_BARS)
    bars = (BriefBar(site_of(row), score.quantity(row["score"])) for _, row in rows.iterrows())
    return BriefBars(score.label, tuple(bars), 1.0, "score")
