"""
DXF: a drawing, of which only what can stand on a map is read.

Its layers become tables and its closed lines polygons: a drawing does not say which of them is an
area and which an outline, so a closed contour becomes a polygon too. A polygon takes the text that
is written in it, such as the number of a plot. Blocks are not unfolded (they may unfold without
end): each insertion comes in as its point. Frames on layout paper, solids, images and references to
other drawings are left out, and this is said.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas
import numpy as np
import pandas
import shapely

from atlas.domain.messages import Message, message
from atlas.domain.records.imported import ImportedTable
from atlas.errors import BadFile
from atlas.ingest.formats.table_names import clean_name
from atlas.ingest.formats.tables import Shapes, by_kind
from atlas.ingest.safety.encoding import UTF8, text_of
from atlas.ingest.safety.limits import Limits, shown

_BINARY = b"AutoCAD Binary DXF"
_START = re.compile(r"\s*(999\s|0\s+SECTION)")
_ENTITIES = re.compile(r"^\s*2\s*\n\s*ENTITIES\s*$(.*?)^\s*0\s*\n\s*ENDSEC\s*$", re.M | re.S)
_ENTITY = re.compile(r"^[ \t]*0[ \t]*\r?\n[ \t]*([0-9]*[A-Z][A-Z0-9_]*)[ \t]*\r?$", re.M)
_READ = frozenset(
    (
        *("POINT", "TEXT", "MTEXT", "INSERT", "ATTRIB", "ATTDEF", "DIMENSION", "LEADER"),
        *("LINE", "LWPOLYLINE", "POLYLINE", "VERTEX", "SEQEND", "MLINE", "SPLINE", "HELIX"),
        *("CIRCLE", "ELLIPSE", "ARC", "HATCH", "SOLID", "TRACE", "3DFACE"),
        *("MULTILEADER", "MLEADER", "SECTION", "ENDSEC", "EOF"),
    )
)
_RING_LEAST = 4  # corners of a closed line, the first counted again


def prepare_drawing(path: Path, name: str) -> tuple[tuple[Message, ...], str | None]:
    """
    Bring the text of a drawing into UTF-8 and list what in it is not read.

    Returns
    -------
    notes, encoding
        What is left out; how the text was read, None for a binary drawing.

    Raises
    ------
    BadFile
        If it is no drawing.
    """
    data = path.read_bytes()
    if data.startswith(_BINARY):
        return (), None
    found = text_of(data)
    if found is None or not _START.match(found[0]):
        raise BadFile(path=name, reason="not_its_format")
    text, encoding = found
    if encoding != UTF8:
        path.write_bytes(text.encode(errors="replace"))
    section = _ENTITIES.search(text)
    if section is None:
        raise BadFile(path=name, reason="nothing_to_read")
    kinds = Counter(_ENTITY.findall(section[1]))
    return tuple(_told(kinds)), encoding


def _told(kinds: Counter[str]) -> Iterator[Message]:
    unread = {kind: count for kind, count in kinds.items() if kind not in _READ}
    if unread:
        told = tuple(f"{shown(kind)} × {count}" for kind, count in sorted(unread.items()))
        yield message("incoming.entities_left_out", kinds=told[:10])
    if kinds["INSERT"]:
        yield message("incoming.blocks_as_points", count=kinds["INSERT"])


def layers_of(drawing: ImportedTable, limits: Limits) -> list[ImportedTable]:
    """
    Return a drawing's entities as one table for each of its layers and kinds of shape.

    Raises
    ------
    BadFile
        If it has more layers than the limits allow.
    """
    frame = drawing.frame
    notes = list(drawing.notes)
    if "PaperSpace" in frame:
        on_paper = frame["PaperSpace"].eq("yes")
        frame = frame[~on_paper]
        if on_paper.any():
            notes.append(message("incoming.paper_left_out", count=int(on_paper.sum())))
    shapes, closed = _areas(frame.geometry.to_numpy())
    if closed:
        notes.append(message("incoming.closed_to_polygons", count=closed))
    frame, lettered = _lettered(_used_columns(frame.set_geometry(shapes)))
    if lettered:
        notes.append(message("incoming.text_to_polygons", count=lettered))
    if frame["Layer"].nunique() > limits.tables:
        raise BadFile(path=drawing.name, reason=f"too_many_tables: {limits.tables:,}")
    return [
        part
        for layer, rows in frame.groupby("Layer", sort=True)
        for part in by_kind(_layer(drawing, str(layer), rows, tuple(notes), limits))
    ]


def _layer(
    drawing: ImportedTable,
    layer: str,
    rows: geopandas.GeoDataFrame,
    notes: tuple[Message, ...],
    limits: Limits,
) -> ImportedTable:
    return replace(drawing, name=clean_name(layer, limits) or "0", frame=rows, notes=notes)


def _used_columns(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Return a frame without columns that hold nothing: a reader adds some for every drawing."""
    kept = {"Layer", frame.geometry.name}
    empty = [c for c in frame if c not in kept and bool((frame[c].isna() | (frame[c] == "")).all())]
    return frame.drop(columns=empty)


def _lettered(frame: geopandas.GeoDataFrame) -> tuple[geopandas.GeoDataFrame, int]:
    """
    Return a frame whose polygons have the text that is written in them, and how many have one.

    Text within polygons within polygons is that of the smallest.
    """
    if "Text" not in frame:
        return frame, 0
    shapes, kinds = frame.geometry.to_numpy(), shapely.get_type_id(frame.geometry.to_numpy())
    words = frame["Text"].fillna("").astype(str).str.strip().to_numpy(dtype=object)
    texts = np.flatnonzero((kinds == int(shapely.GeometryType.POINT)) & (words != ""))
    areas = np.flatnonzero((kinds == int(shapely.GeometryType.POLYGON)) & (words == ""))
    text, area = shapely.STRtree(shapes[areas]).query(shapes[texts], predicate="within")
    size = shapely.area(shapes[areas])[area]
    pairs = pandas.DataFrame({"text": text, "area": area, "size": size})
    nearest = pairs.sort_values(["text", "size"]).drop_duplicates("text")
    for one, said in nearest.groupby("area")["text"]:
        words[areas[one]] = " ".join(words[texts[said]])
    return frame.assign(Text=words), int(nearest["area"].nunique())


def _areas(shapes: Shapes) -> tuple[Shapes, int]:
    """Return closed lines as polygons, and how many there were; a line without area stays one."""
    is_line = shapely.get_type_id(shapes) == int(shapely.GeometryType.LINESTRING)
    is_ring = is_line & shapely.is_closed(shapes) & (shapely.get_num_points(shapes) >= _RING_LEAST)
    rings = np.flatnonzero(is_ring)
    if not len(rings):
        return shapes, 0
    corners, owner = shapely.get_coordinates(shapes[rings], return_index=True)
    made = shapely.polygons(shapely.linearrings(corners, indices=owner))
    wide = shapely.area(made) > 0
    out = shapes.copy()
    out[rings[wide]] = made[wide]
    return out, int(wide.sum())
