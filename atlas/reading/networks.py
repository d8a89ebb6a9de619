"""
Files of roads: lines with their direction and speed, whatever format they come in.

GeoPackage, GeoParquet and GeoJSON hold lines, read as they are. GraphML, as street-network
tools write it, holds nodes with `x` and `y` and directed edges: each edge is then a one-way line,
bent as its `geometry` says or straight. Columns are `oneway` (yes, no), `speed_kmh` and `grade`,
where the file has them under these or under OpenStreetMap's names.
"""

import hashlib
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import geopandas
import numpy as np
import pandas
import shapely
from pyogrio.errors import DataSourceError  # type: ignore[import-untyped]

from atlas.domain.space import STORAGE_CRS
from atlas.errors import BadFile

_LINES = ("LineString", "MultiLineString")
_EXPRESSWAYS = {"motorway", "motorway_link", "trunk", "trunk_link"}
_YES = {"yes", "true", "1"}
_SPEED = re.compile(r"^\s*(\d+(?:\.\d+)?)")


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
        Lines with `oneway`, `speed_kmh` and `grade`; `attrs` holds the file's name and a hash of
        its content.

    Raises
    ------
    BadFile
        If there is no such file, it cannot be read, says no coordinates, or holds no lines.
    """
    if not path.is_file():
        raise BadFile(path=path.name, reason="not_found")
    try:
        frame = _read(path)
    except BadFile:
        raise
    except (ElementTree.ParseError, DataSourceError, OSError, KeyError, ValueError):
        raise BadFile(path=path.name, reason="not_roads") from None
    if frame.crs is None:
        raise BadFile(path=path.name, reason="unknown_crs")
    lines = frame[frame.geom_type.isin(_LINES)]
    if lines.empty:
        raise BadFile(path=path.name, reason="no_lines")
    roads = geopandas.GeoDataFrame(
        {
            "oneway": _one_way(lines),
            "speed_kmh": _speed(lines),
            "grade": _grade(lines),
        },
        geometry=lines.geometry,
        crs=frame.crs,
    )
    roads.attrs = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12]}
    return roads


def _read(path: Path) -> geopandas.GeoDataFrame:
    if path.suffix == ".graphml":
        return _graphml(path)
    if path.suffix == ".parquet":
        return geopandas.read_parquet(path)
    return geopandas.read_file(path)


def _column(frame: geopandas.GeoDataFrame, *names: str) -> pandas.Series:
    """Return the first of some columns that is there, as text, nothing where none is."""
    for name in names:
        if name in frame:
            return frame[name].map(lambda cell: "" if pandas.isna(cell) else str(cell))
    return pandas.Series("", index=frame.index)


def _one_way(frame: geopandas.GeoDataFrame) -> pandas.Series:
    given = _column(frame, "oneway").str.lower()
    return given.isin(_YES).map({True: "yes", False: "no"})


def _speed(frame: geopandas.GeoDataFrame) -> pandas.Series:
    given = _column(frame, "speed_kmh", "speed_kph", "maxspeed")
    found = given.map(lambda cell: _SPEED.match(cell))
    return found.map(lambda match: float(match[1]) if match else np.nan).astype(float)


def _grade(frame: geopandas.GeoDataFrame) -> pandas.Series:
    given = _column(frame, "grade", "highway")
    return given.map(lambda cell: "expressway" if cell in _EXPRESSWAYS else cell)


def _graphml(path: Path) -> geopandas.GeoDataFrame:
    content = path.read_bytes()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise BadFile(path=path.name, reason="xml_entities")
    tree = ElementTree.fromstring(content)  # noqa: S314 what makes it dangerous was refused
    names = {key.attrib["id"]: key.attrib.get("attr.name", "") for key in tree.findall("{*}key")}

    def data(element: ElementTree.Element) -> dict[str, str]:
        told = element.findall("{*}data")
        return {names.get(item.attrib["key"], ""): item.text or "" for item in told}

    (graph,) = tree.findall("{*}graph")
    nodes = {node.attrib["id"]: data(node) for node in graph.findall("{*}node")}
    places = {name: (float(facts["x"]), float(facts["y"])) for name, facts in nodes.items()}
    directed = graph.attrib.get("edgedefault") == "directed"
    rows: list[dict[str, Any]] = []
    for edge in graph.findall("{*}edge"):
        facts = data(edge)
        ends = [places[edge.attrib["source"]], places[edge.attrib["target"]]]
        bent = facts.pop("geometry", "")
        shape = shapely.from_wkt(bent) if bent else shapely.LineString(ends)
        # an edge of a directed graph goes one way, whatever its street does
        rows.append({**facts, **({"oneway": "yes"} if directed else {}), "geometry": shape})
    crs = data(graph).get("crs") or STORAGE_CRS
    return geopandas.GeoDataFrame(rows, geometry="geometry", crs=crs)
