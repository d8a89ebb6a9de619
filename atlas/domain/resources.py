"""
Resources: what a question reads beside the layers, by name and never by path.

A question names a file of the planner's own: roads, a raster of amounts, a table of points. Where
it stands and how it is read, those who answer need not know. A file may be replaced between two
answers; what each of them read is in its version.
"""

from typing import Protocol

from geopandas import GeoDataFrame

from atlas.domain.records.grid import Grid
from atlas.domain.records.point_table import PartitionedTable


class Resources(Protocol):
    """Files of the planner's own; each method raises `BadFile` where there is none of the name."""

    def roads(self, file: str) -> GeoDataFrame:
        """Read roads: lines with `oneway`, `speed_kmh` and `grade`, with a version in `attrs`."""
        ...

    def grid(self, file: str) -> Grid:
        """Read a raster of amounts by cell."""
        ...

    def table(self, folder: str, weight: str | None) -> PartitionedTable:
        """
        Find a table of points, which is read in parts.

        Parameters
        ----------
        folder
            The name of the table.
        weight
            The column that says what each row counts for; None where each counts as one.
        """
        ...
