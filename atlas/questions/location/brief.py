"""What of a plan stands beside its map: the new sites, and what each adds."""

import pandas

from atlas.domain.finding import Finding
from atlas.domain.records.brief import BriefTable, Cell, Head
from atlas.questions.candidates.brief import brief_sites
from atlas.questions.location.definition import Location

_SHARES = ("adds_share", "share_so_far")


def brief_table(_definition: Location, finding: Finding) -> BriefTable:
    """Return the new sites with the share each adds, and the share reached with it."""
    columns = finding.columns

    def figures(row: pandas.Series) -> tuple[Cell, ...]:
        return tuple(columns[name].quantity(row[name]) for name in _SHARES)

    return brief_sites(finding, tuple(Head((columns[name].label,)) for name in _SHARES), figures)
