"""What a coverage question computes: the ground and the places of each zone, by radius."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import geopandas
import pandas

from atlas.questions.coverage.before_after import with_before
from atlas.questions.coverage.by_radius import RadiusResult
from atlas.questions.coverage.inputs import CoverageInputs


@dataclass(frozen=True)
class CoverageResult:
    """
    Coverage, measured.

    Parameters
    ----------
    inputs
        Facilities, zones and demand, in metres.
    after
        Each radius in metres, in the order of reading, after the changes asked for.
    before
        The same before them; empty where nothing changes.
    gaps
        The pieces of the gaps within the radius in focus, the largest first.
    file_versions
        Hashes of the files that were read, by name.
    """

    inputs: CoverageInputs
    after: Mapping[float, RadiusResult]
    before: Mapping[float, RadiusResult]
    gaps: geopandas.GeoDataFrame
    file_versions: Mapping[str, str]

    @property
    def focus(self) -> RadiusResult:
        """The radius that the headline and the map speak of."""
        return self.after[self.inputs.definition.focus]

    @cached_property
    def measured(self) -> pandas.DataFrame:
        """One row for each radius and zone, and one for all zones of each radius."""
        return pandas.concat([one.table for one in self.after.values()], ignore_index=True)

    @cached_property
    def table(self) -> pandas.DataFrame:
        """The same, with the figures before the changes and the differences."""
        if not self.before:
            return self.measured
        demand = self.inputs.demand
        both = [with_before(self.after[r], self.before[r], demand) for r in self.after]
        return pandas.concat(both, ignore_index=True)

    def share(self, radius_m: float, zone: str = "") -> float:
        """
        Return the share of a zone that is covered, as drawn.

        Parameters
        ----------
        radius_m
            One of the radii asked.
        zone
            Its id; all zones together where none is given.
        """
        rows = self.after[radius_m].table
        return float(rows.loc[rows["zone"] == zone, "share"].iloc[0])
