"""
Graphs of streets in GraphML, as street-network tools write them.

Nodes have `x` and `y`; an edge is bent as its `geometry` says (WKT), or straight. An edge of a
directed graph goes one way, whatever its street does: a street open both ways is two edges.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import geopandas
import numpy as np
import shapely

from atlas.domain.crs import STORAGE_CRS
from atlas.domain.records.imported import ImportedTable
from atlas.errors import BadFile, Problem
from atlas.ingest.safety.limits import LIMITS, check_size, shown

_MOST_TOLD = 100


@dataclass(frozen=True)
class _Graph:
    """The parts of a document, and what it calls its columns."""

    element: ElementTree.Element
    names: Mapping[str, str]

    def data(self, element: ElementTree.Element) -> dict[str, str]:
        told = element.findall("{*}data")
        return {self.names.get(item.attrib.get("key", ""), ""): item.text or "" for item in told}


def read_graphml(path: Path) -> tuple[ImportedTable, list[Problem]]:
    """
    Read the edges of a graph as lines.

    Parameters
    ----------
    path
        A file that may be anything.

    Returns
    -------
    table, problems
        Lines with what their edges say, and every node and edge that cannot be drawn; the
        coordinates are degrees where the graph says nothing of them.

    Raises
    ------
    BadFile
        If it is no GraphML of one graph, is too large, or declares a document type or entities.
    """
    check_size(path.name, path.stat().st_size, LIMITS)
    graph = _opened(path)
    problems: list[Problem] = []
    places = _places(graph, path.name, problems)
    rows, lines = [], []
    one_way = {"oneway": "yes"} if graph.element.get("edgedefault") == "directed" else {}
    for number, edge in enumerate(graph.element.findall("{*}edge"), start=1):
        facts = graph.data(edge)
        place = f"{path.name}: edge {number}"
        lines.append(_drawn(edge, facts.pop("geometry", ""), places, place, problems))
        rows.append({**facts, **one_way})
    frame = geopandas.GeoDataFrame(rows, geometry=lines) if rows else geopandas.GeoDataFrame()
    crs = graph.data(graph.element).get("crs") or STORAGE_CRS
    return ImportedTable("edges", frame, crs), problems[:_MOST_TOLD]


def _opened(path: Path) -> _Graph:
    content = path.read_bytes()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise BadFile(path=path.name, reason="xml_entities")
    try:
        tree = ElementTree.fromstring(content)  # noqa: S314 what makes it dangerous was refused
    except (ElementTree.ParseError, ValueError, LookupError):
        raise BadFile(path=path.name, reason="not_roads") from None
    graphs = tree.findall("{*}graph")
    if len(graphs) != 1:
        raise BadFile(path=path.name, reason="not_roads")
    keys = tree.findall("{*}key")
    return _Graph(graphs[0], {key.get("id", ""): key.get("attr.name", "") for key in keys})


def _places(graph: _Graph, name: str, problems: list[Problem]) -> dict[str, tuple[float, float]]:
    """Return where each node is; one without a place is a problem."""
    found = {}
    for node in graph.element.findall("{*}node"):
        facts = graph.data(node)
        known = dict(_numbers(facts))
        if len(known) == 2:
            found[node.get("id", "")] = (known["x"], known["y"])
        else:
            told = f"x = {facts.get('x')}, y = {facts.get('y')}"
            place = f"{name}: node {shown(node.get('id', ''))}"
            problems.append(Problem("not_a_coordinate", place, shown(told)))
    return found


def _numbers(facts: Mapping[str, str]) -> Iterator[tuple[str, float]]:
    for axis in ("x", "y"):
        try:
            value = float(facts.get(axis, ""))
        except ValueError:
            continue
        if np.isfinite(value):
            yield axis, value


def _drawn(
    edge: ElementTree.Element,
    bent: str,
    places: Mapping[str, tuple[float, float]],
    place: str,
    problems: list[Problem],
) -> shapely.Geometry | None:
    """Return the line of an edge, or nothing and a problem."""
    if bent:
        shape = shapely.from_wkt(bent, on_invalid="ignore")
        if shape is not None and shape.geom_type == "LineString" and not shape.is_empty:
            return shape
        problems.append(Problem("not_a_geometry", place, shown(bent)))
        return None
    ends = [edge.get(end, "") for end in ("source", "target")]
    missing = [name for name in ends if name not in places]
    problems += [Problem("unknown_reference", place, shown(name)) for name in missing]
    return None if missing else shapely.LineString([places[name] for name in ends])
