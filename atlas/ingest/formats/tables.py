"""
A table of any format as an `ImportedTable`: text cleaned, shapes checked, mixed kinds parted.

The index is the number of the row as the planner's own program shows it. Missing text is empty
text and a missing number is missing. A shape that is damaged, or has a coordinate that is no number
or lies beyond any place on earth, is taken off its row, and this is told: the row itself is kept
and is then without a place.
"""

from collections.abc import Sequence
from dataclasses import replace

import geopandas
import numpy as np
import pandas
import shapely
from numpy.typing import NDArray

from atlas.domain.messages import Message, message
from atlas.domain.records.imported import ImportedTable
from atlas.errors import BadFile
from atlas.ingest.formats.table_names import clean_name, unique_names
from atlas.ingest.safety.limits import Limits

ROW = "row"
_ROWS_NAMED = 5
# by the number of its type in GEOS: point, line, ring, polygon, and the multiple ones of them
_KINDS = np.array(["point", "line", "line", "polygon", "point", "line", "polygon", "collection"])
_UNSEEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"

Shapes = NDArray[np.object_]


def incoming(
    name: str,
    headers: Sequence[str],
    columns: Sequence[pandas.Series],
    *,
    rows: Sequence[int] | pandas.Index,
    shapes: Shapes | None = None,
    declared_crs: str | None = None,
    encoding: str | None = None,
    notes: Sequence[Message] = (),
    limits: Limits,
) -> ImportedTable:
    """
    Return columns and shapes as an `ImportedTable`.

    Parameters
    ----------
    name
        The table's own name.
    headers, columns
        Names as in the file, and the cells under each: text or numbers.
    rows
        The number of each row in the file.
    shapes
        Geometry of each row, None where it has none; None for a table without places.
    declared_crs, encoding, notes
        As in `ImportedTable`.
    limits
        Bounds on names, cells and coordinates.
    """
    index = pandas.Index(rows, name=ROW)
    names, told = unique_names(headers, limits)
    data = {}
    for header, cells in zip(names, columns, strict=True):
        data[header], faults = _clean(cells.set_axis(index), header, limits)
        told += faults
    if shapes is None:
        shapes = np.full(len(index), None, dtype=object)
    shapes, faults = sound(shapes, index, name, limits)
    place = geopandas.GeoSeries(shapes, index=index)
    frame = geopandas.GeoDataFrame(pandas.DataFrame(data, index=index), geometry=place)
    return ImportedTable(
        name=clean_name(name, limits) or "table",
        frame=frame,
        declared_crs=declared_crs,
        encoding=encoding,
        notes=(*notes, *told, *faults),
    )


def sound(
    shapes: Shapes, rows: pandas.Index, name: str, limits: Limits
) -> tuple[Shapes, list[Message]]:
    """
    Return shapes in two dimensions without those that cannot be anywhere, and which rows they were.

    Raises
    ------
    BadFile
        If they have more vertices than the limits allow.
    """
    if int(shapely.get_num_coordinates(shapes).sum()) > limits.vertices:
        raise BadFile(path=name, reason=f"too_many_vertices: {limits.vertices:,}")
    flat = shapely.force_2d(shapes) if shapely.has_z(shapes).any() else shapes.copy()
    numbers, owner = shapely.get_coordinates(flat, return_index=True)
    beyond = ~(np.abs(numbers) <= limits.coordinate).all(axis=1)  # so that NaN is beyond as well
    lost = np.unique(owner[beyond])
    flat[lost] = None
    flat[shapely.is_empty(flat)] = None
    if not len(lost):
        return flat, []
    return flat, [message("incoming.places_dropped", count=len(lost), rows=_named(rows[lost]))]


def by_kind(table: ImportedTable) -> list[ImportedTable]:
    """
    Return a table of mixed shapes as one for each kind; rows without a place go with the first.

    A collection of several kinds of shapes stays a kind of its own, which no layer takes.
    """
    types = shapely.get_type_id(table.frame.geometry.to_numpy())
    kinds = np.where(types < 0, "", _KINDS[np.clip(types, 0, len(_KINDS) - 1)])
    found = [kind for kind in dict.fromkeys(kinds.tolist()) if kind]
    if len(found) < 2:
        return [table]
    parted = message("incoming.parted", kinds=tuple(Message(f"incoming.kind_{k}") for k in found))
    return [
        replace(
            table,
            name=f"{table.name} [{kind}]",
            frame=table.frame[(kinds == kind) | ((kinds == "") & (number == 0))],
            notes=(*table.notes, parted),
        )
        for number, kind in enumerate(found)
    ]


def _named(rows: pandas.Index) -> tuple[str, ...]:
    return tuple(str(row) for row in rows[:_ROWS_NAMED])


def _clean(
    cells: pandas.Series, header: str, limits: Limits
) -> tuple[pandas.Series, list[Message]]:
    """Return cells of text without missing ones, unseen characters and endless ones."""
    if pandas.api.types.is_numeric_dtype(cells):
        return cells, []
    text = cells.fillna("").astype(str)
    notes = []
    if text.str.contains(_UNSEEN, regex=True).any():
        text = text.str.replace(_UNSEEN, "", regex=True)
        notes.append(message("incoming.unseen_removed", column=header))
    if (text.str.len() > limits.cell_characters).any():
        text = text.str.slice(0, limits.cell_characters)
        most = f"{limits.cell_characters:,}"
        notes.append(message("incoming.cells_cut", column=header, most=most))
    return text, notes
