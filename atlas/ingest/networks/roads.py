"""
Files of roads: lines with their direction and speed, whatever format they come in.

GeoPackage, GeoParquet and GeoJSON hold lines; beside others of a file those called `edges` or
`roads` are meant, as street-network tools write them. GraphML holds nodes and edges. A file is
opened as if a stranger had made it, and what is wrong with its rows is told all at once. Lines
meet at shared vertices only, so they must be broken at junctions.
"""

import hashlib
from pathlib import Path

import geopandas
import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from atlas.domain.records.imported import ImportedTable
from atlas.errors import BadFacts, BadFile, Problem
from atlas.ingest.formats.opening import open_incoming
from atlas.ingest.networks.graphml import read_graphml
from atlas.ingest.networks.osm_tags import streets

_LINES = {"LineString", "MultiLineString"}
_USUAL_NAMES = ("edges", "roads")


def read_roads(path: Path) -> geopandas.GeoDataFrame:
    """
    Read a file of roads.

    Parameters
    ----------
    path
        A `.gpkg`, `.parquet`, `.geojson` or `.graphml` file.

    Returns
    -------
    roads
        Lines, along the direction of travel where that is one, with `oneway` (yes, no),
        `speed_kmh` (NaN where the file says none) and `grade` (expressway, arterial, secondary,
        local, path); `attrs` holds the file's name and a hash of its content.

    Raises
    ------
    BadFile
        If there is no such file, it cannot be read, says no coordinates, holds no lines, or
        several tables of lines and none of them is called `edges` or `roads`.
    BadFacts
        If a row has no place or one outside the coordinates it declares, a direction that is
        none, or a speed that nobody drives; names the rows.
    """
    if not path.is_file():
        raise BadFile(path=path.name, reason="not_found")
    table, problems = _table(path)
    frame = table.frame
    place = f"{path.name}:{table.name}"
    told, bad_cells = streets(table, place)
    problems += _misplaced(table, place, path.name) + bad_cells
    if problems:
        raise BadFacts(problems=problems)
    backward = (told["oneway"] == "back").to_numpy()
    lines = np.where(backward, shapely.reverse(frame.geometry.array), frame.geometry.array)
    told["oneway"] = told["oneway"].replace("back", "yes")
    roads = geopandas.GeoDataFrame(told, geometry=lines, crs=table.declared_crs)
    roads.attrs = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12]}
    return roads


def _table(path: Path) -> tuple[ImportedTable, list[Problem]]:
    """Return the table of a file that holds its roads."""
    if path.suffix == ".graphml":
        table, problems = read_graphml(path)
        if table.frame.empty:
            raise BadFile(path=path.name, reason="no_lines")
        return table, problems
    tables = [table for table in open_incoming(path) if _has_lines(table)]
    if not tables:
        raise BadFile(path=path.name, reason="no_lines")
    usual = [table for name in _USUAL_NAMES for table in tables if table.name == name]
    if len(tables) > 1 and not usual:
        raise BadFile(path=path.name, reason="several_tables_of_lines")
    return (usual or tables)[0], []


def _has_lines(table: ImportedTable) -> bool:
    kinds = set(table.frame.geom_type.dropna()) if "geometry" in table.frame else set()
    return bool(kinds & _LINES)


def _misplaced(table: ImportedTable, place: str, name: str) -> list[Problem]:
    """Tell the rows without a line, and those that lie where their coordinates cannot."""
    shapes = np.asarray(table.frame.geometry.array, dtype=object)
    crs = _crs(table, name)
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    west, south, east, north = shapely.bounds(shapes).T
    finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    beyond = ~finite & ~missing
    if crs.is_geographic:
        inside = (west >= -180) & (east <= 180) & (south >= -90) & (north <= 90)
        beyond |= ~inside & ~missing
    return [
        *(Problem("without_place", f"{place}:{row + 1}") for row in np.flatnonzero(missing)),
        *(
            Problem("coordinate_beyond", f"{place}:{row + 1}", f"{west[row]:g}, {south[row]:g}")
            for row in np.flatnonzero(beyond)
        ),
    ]


def _crs(table: ImportedTable, name: str) -> CRS:
    if table.declared_crs is None:
        raise BadFile(path=name, reason="unknown_crs")
    try:
        return CRS.from_user_input(table.declared_crs)
    except CRSError:
        raise BadFile(path=name, reason="unknown_crs") from None
