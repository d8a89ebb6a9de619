"""
The formats that GDAL and Arrow read: shapefile, GeoPackage, File Geodatabase, GeoJSON, KML, DXF and
GeoParquet, each prepared first and read in a process of its own.

What a file says of its coordinates is handed on as it stands. GeoJSON and KML always mean WGS84 by
their standards, and often do not in fact: their word is worth no more than a copied `.prj`.
"""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pandas
import shapely

from atlas.domain.gc_pause import gc_paused
from atlas.domain.messages import Message, message
from atlas.domain.records.imported import ImportedTable
from atlas.ingest.formats.dbase import dbase_encoding
from atlas.ingest.formats.dxf import layers_of, prepare_drawing
from atlas.ingest.formats.tables import Shapes, by_kind, incoming
from atlas.ingest.safety.encoding import UTF8, decoded, text_of
from atlas.ingest.safety.isolated import RawTable, read_isolated
from atlas.ingest.safety.limits import Limits, shown
from atlas.ingest.safety.sanitising import prepare_geojson, prepare_geopackage, prepare_kml
from atlas.ingest.safety.staging import Staged

DRIVERS: dict[str, str | None] = {
    "shapefile": "ESRI Shapefile",
    "geopackage": "GPKG",
    "geodatabase": "OpenFileGDB",
    "geojson": "GeoJSON",
    "kml": "LIBKML",
    "dxf": "DXF",
    "geoparquet": None,
}
_LATIN = "ISO-8859-1"  # under which every byte is a character: read so, and decoded by us
_BLOCKS = "blocks"  # what GDAL calls the table of a drawing's blocks
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")
_PRJ_MOST = 20_000
_NAMED_MOST = 5
# what the reader of KML adds to every table
_OF_KML = frozenset(
    (
        *("timestamp", "begin", "end", "altitudemode", "tessellate", "extrude"),
        *("visibility", "draworder", "icon", "snippet", "id"),
    )
)


def read_vector(source: Staged, limits: Limits) -> list[ImportedTable]:
    """
    Read every table of a staged data set.

    Raises
    ------
    BadFile
        If it is damaged, hostile or beyond the limits.
    """
    notes, encoding, names = _prepared(source, limits)
    is_shapefile = source.kind == "shapefile"
    tables = read_isolated(
        source.path,
        shown=source.name,
        driver=DRIVERS[source.kind],
        encoding=_LATIN if is_shapefile else None,
        limits=limits,
    )
    found = []
    for table in tables:
        if source.kind == "dxf" and table.name == _BLOCKS:
            continue  # what blocks are made of stands nowhere: only where they are put does
        is_ours = is_shapefile or table.name in {"", source.path.stem}  # our name for the file
        headers = tuple(names.get(header, header) for header in table.columns)
        named = replace(table, name=source.name if is_ours else table.name, columns=headers)
        if is_shapefile:
            named = replace(named, crs=_prj(source.path))
        is_drawing = source.kind == "dxf"
        told = (*source.notes, *notes)
        read = _incoming(named, encoding, is_shapefile, is_drawing, told, limits)
        if source.kind == "kml":
            read = replace(read, frame=_without_markup(_without_additions(read.frame)))
        found += layers_of(read, limits) if is_drawing else by_kind(read)
    # folders of folders hold nothing themselves
    return [table for table in found if len(table.frame)] or found


def _prepared(
    source: Staged, limits: Limits
) -> tuple[tuple[Message, ...], str | None, dict[str, str]]:
    """Make a data set safe to parse; return notes, its encoding, and what names stand for."""
    if source.kind == "shapefile":
        table, codepage = source.path.with_suffix(".dbf"), source.path.with_suffix(".cpg")
        if table.exists():
            encoding, notes = dbase_encoding(table, codepage if codepage.exists() else None)
            return notes, encoding, {}
    if source.kind == "geopackage":
        return prepare_geopackage(source.path, source.name, limits), None, {}
    if source.kind == "geojson":
        return *prepare_geojson(source.path, source.name), {}
    if source.kind == "kml":
        notes, names = prepare_kml(source.path, source.name)
        return notes, None, names
    if source.kind == "dxf":
        return *prepare_drawing(source.path, source.name), {}
    return (), None, {}


def _prj(path: Path) -> str | None:
    """Return what the `.prj` beside a shapefile says; one that is no text says nothing."""
    beside = path.with_suffix(".prj")
    if not beside.exists() or beside.stat().st_size > _PRJ_MOST:
        return None
    found = text_of(beside.read_bytes())
    return (found[0].strip() or None) if found else None


def _incoming(
    table: RawTable,
    encoding: str | None,
    is_latin: bool,
    is_drawing: bool,
    notes: tuple[Message, ...],
    limits: Limits,
) -> ImportedTable:
    headers = list(table.columns)
    columns = [table.cells.column(number).to_pandas() for number in range(len(headers))]
    if is_latin:
        told: list[Message] = []
        headers = [_from_latin(header, encoding)[0] for header in headers]
        columns = [_decoded(cells, encoding, told) for cells in columns]
        notes = (*notes, *told)
    rows = range(1, table.cells.num_rows + 1)
    shapes, lost = _shapes(table)
    if lost:
        notes = (*notes, message("incoming.shapes_damaged", count=lost))
    if table.left_out and not is_drawing:  # of which the reader makes up columns of its own
        names = tuple(shown(name) for name in table.left_out[:_NAMED_MOST])
        notes = (*notes, message("incoming.columns_left_out", names=names))
    return incoming(
        table.name,
        headers,
        columns,
        rows=rows,
        shapes=shapes,
        declared_crs=table.crs,
        encoding=encoding,
        notes=notes,
        limits=limits,
    )


@gc_paused()
def _shapes(table: RawTable) -> tuple[Shapes | None, int]:
    """Return the shapes of a table, None where one is missing; count those that are empty."""
    if not table.has_geometry:
        return None, 0
    packed = table.cells.column(table.cells.num_columns - 1)
    found = shapely.from_wkb(packed.to_numpy(zero_copy_only=False))
    return found, int(shapely.is_empty(found).sum())


def _from_latin(text: str, encoding: str | None) -> tuple[str, bool]:
    try:
        return decoded(text.encode("latin-1"), encoding or UTF8)
    except UnicodeEncodeError:
        return text, True


def _decoded(cells: pandas.Series, encoding: str | None, told: list[Message]) -> pandas.Series:
    """Return cells that were read byte by byte as the text they stand for."""
    if not pandas.api.types.is_string_dtype(cells):
        return cells
    wording = {text: _from_latin(text, encoding) for text in cells.dropna().unique()}
    broken = sum(not is_whole for _, is_whole in wording.values())
    if broken:
        told.append(message("incoming.text_broken", count=broken))
    return cells.map({text: plain for text, (plain, _) in wording.items()})


def _without_markup(frame: pandas.DataFrame) -> pandas.DataFrame:
    """Return a table of a KML whose descriptions say in plain text what they say in HTML."""
    written = {
        name: frame[name].map(lambda cell: _plain_text(cell) if isinstance(cell, str) else cell)
        for name in frame.columns
        if str(name).lower() == "description"
    }
    return frame.assign(**written)


def _plain_text(cell: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", cell)).split()) if _TAG.search(cell) else cell


def _without_additions(frame: pandas.DataFrame) -> pandas.DataFrame:
    """Return a table of a KML without the columns that are the same in every row and in no file."""
    added = [
        name
        for name in frame.columns
        if str(name).lower() in _OF_KML
        and frame[name].replace(["", -1], None).nunique() <= 1  # -1 is what was not said
    ]
    return frame.drop(columns=added)
