"""
A kept version of a layer, as it is handed from the workspace to the catalogue, and what became
of it there.

A version replaces the rows of a shipped layer wholly, fills a slot, or is a layer of its own. It
was good when it was kept; whether it still is, the catalogue decides each time it is opened,
since the shipped declarations and the other layers may have changed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import geopandas

from atlas.domain.source import Source
from atlas.errors import Problem

PASSING = 0  # the number of rows that are for one answer and that nobody keeps
Level: TypeAlias = Literal["public", "internal", "secret"]


@dataclass(frozen=True)
class StoredVersion:
    """
    One version of a layer: its rows (EPSG:4326, index = feature id), what was said of them.

    `digest` is the hash of the rows, and `rows` reads them, which raises BadFile where they are
    damaged; `declaration` is the text of its own TOML, None where the shipped one holds; `source`
    what rows without a known source rest on; `accepted` the rules whose breach the planner
    accepted. Where the version may not be shown there are no rows and `faults` say why.
    """

    layer: str
    number: int
    digest: str
    level: Level
    source: Source
    rows: Callable[[], geopandas.GeoDataFrame] | None
    declaration: str | None = None
    accepted: tuple[str, ...] = ()
    faults: Sequence[Problem] = ()


@dataclass(frozen=True)
class StoredStatus:
    """
    What became of a kept version in a catalogue.

    `is_set_aside` says that the shipped rows are shown in its place, `problems` why; of a
    version that is shown they are what the planner should know of it.
    """

    layer: str
    number: int
    level: Level
    is_set_aside: bool
    problems: tuple[Problem, ...] = ()

    @property
    def is_passing(self) -> bool:
        """Whether its rows are shown for this answer only: tried out, or brought by a question."""
        return self.number == PASSING and not self.is_set_aside
