"""
The tables of a planner's file, before they mean anything, and what was done to coordinates.

An `ImportedTable` is a table as it was read: numbers in whatever coordinates the file has, columns
by the file's own names, nothing converted, renamed or repaired. What the file says of its own
coordinates is unconfirmed until it was compared with existing layers: a `.prj` is often copied
from another file. A `Conversion` is the record without which no coordinate may be moved.
"""

from dataclasses import dataclass, field

import geopandas

from atlas.domain.messages import Message


@dataclass(frozen=True)
class ImportedTable:
    """
    One table of a planner's file, as read: nothing converted, renamed or repaired.

    `name` is the table's or layer's name in the file; `frame` holds its columns and, as geometry,
    its own numbers (no CRS set, None where a row has no place). `declared_crs` is what the file
    says of itself (WKT of a `.prj`, "EPSG:4545"), None where it says nothing; `encoding` is how
    its text was read, None where the format knows only one; `notes` is what was noticed.
    """

    name: str
    frame: geopandas.GeoDataFrame
    declared_crs: str | None = None
    encoding: str | None = None
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Conversion:
    """
    What was done to coordinates, for the manifest: nothing is shifted without this record.

    `found` is what the coordinates were ("EPSG:4524", "GCJ-02", "BD-09", "control_points");
    `steps` are machine words in order ("swap_axes", "drop_zone_prefix", "epsg:4524->epsg:4326",
    "gcj02->wgs84", "similarity"); `shift_m` is the median move of the points where comparable;
    `residual_m` how well the result fits existing layers or the control points, in metres;
    `parameters` are those of a fitted transform.
    """

    found: str
    steps: tuple[str, ...] = ()
    shift_m: float | None = None
    residual_m: float | None = None
    parameters: dict[str, float] = field(default_factory=dict)
