"""
Mapbox Vector Tiles 2.1, written with arrays.

Everything within a feature is a varint: field keys, lengths, tags, drawing commands. So all
features of a tile are laid out as one array of whole numbers and turned into bytes at once.
A value of an attribute is stored as the bytes it has in a tile; missing ones have no tag.

References
----------
Mapbox Vector Tile Specification 2.1 (github.com/mapbox/vector-tile-spec), sections 4.2 to 4.4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas
from numpy.typing import NDArray

from atlas.output.tiles.grid import EXTENT
from atlas.output.tiles.shapes import Kind, Numbers, Runs, spans

_TYPES: Mapping[Kind, int] = {"point": 1, "line": 2, "polygon": 3}
# field keys: number of the field, shifted, and how it is written
_LAYER, _NAME, _FEATURE, _KEY, _VALUE, _EXTENT, _VERSION = 0x1A, 0x0A, 0x12, 0x1A, 0x22, 0x28, 0x78
_ID, _TAGS, _TYPE, _GEOMETRY = 0x08, 0x12, 0x18, 0x22
_STRING, _DOUBLE = 0x0A, 0x19
_MOVE, _LINE, _CLOSE = 1, 2, 15
_HEAD = 10  # numbers in a feature besides its tags and its commands

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class AttributeColumn:
    """An attribute: which of its values each row has (-1 for none), the values as bytes."""

    name: str
    codes: NDArray[np.integer]
    table: Bytes
    begins: Numbers

    def used_by(self, rows: Numbers) -> tuple[bytes, Numbers, int]:
        """Return the values some rows have, each row's place among them, and how many."""
        codes = self.codes[rows]
        is_used = np.zeros(len(self.begins) - 1, bool)
        is_used[codes[codes >= 0]] = True
        used = np.flatnonzero(is_used)
        # the last place is that of -1
        place = np.empty(len(is_used) + 1, np.int64)
        place[used], place[-1] = np.arange(len(used)), -1
        table = self.table[spans(self.begins[used], self.begins[used + 1])].tobytes()
        return table, place[codes], len(used)


def text_column(name: str, cells: Sequence[object] | pandas.Series) -> AttributeColumn:
    """Return a column of texts; empty ones count as missing."""
    texts = np.array(cells, dtype=object)
    texts[texts == ""] = None
    codes, values = pandas.factorize(texts, use_na_sentinel=True)
    written = [_text_value(str(value)) for value in values]
    begins = np.concatenate([[0], np.cumsum([len(value) for value in written])]).astype(np.int64)
    return AttributeColumn(name, codes, np.frombuffer(b"".join(written), np.uint8), begins)


def number_column(
    name: str, cells: Sequence[float] | NDArray[np.number] | pandas.Series
) -> AttributeColumn:
    """Return a column of numbers; infinite ones count as missing."""
    numbers = np.array(cells, np.float64)
    numbers[np.isinf(numbers)] = np.nan
    codes, values = pandas.factorize(numbers, use_na_sentinel=True)
    form = np.dtype([("head", np.uint8, 3), ("value", "<f8")])
    written = np.empty(len(values), form)
    written["head"] = _VALUE, 9, _DOUBLE
    written["value"] = values
    size = form.itemsize
    return AttributeColumn(name, codes, written.view(np.uint8), np.arange(len(values) + 1) * size)


def encode_layer(
    name: str, kind: Kind, shapes: Runs, rows: Numbers, columns: Sequence[AttributeColumn]
) -> bytes:
    """
    Write one layer of a tile.

    Parameters
    ----------
    name
        Of the layer, within the tile.
    kind
        Of all its shapes.
    shapes
        In tile units; rings without their closing vertex, turned as the specification asks.
    rows
        The row of each shape: its number in the tile, and its row in `columns`.
    columns
        Attributes.

    Returns
    -------
    layer
        The bytes of the layer; a tile is such layers laid end to end.
    """
    tags, tag_counts, tables = _tags(rows, columns)
    keys = b"".join(_field(_KEY, column.name.encode()) for column in columns)
    features = _features(kind, shapes, rows, tags, tag_counts)
    whole = _field(_NAME, name.encode()) + features + keys + tables
    whole += bytes([_EXTENT]) + _varint(EXTENT) + bytes([_VERSION, 2])
    return _field(_LAYER, whole)


def _tags(
    rows: Numbers, columns: Sequence[AttributeColumn]
) -> tuple[NDArray[np.uint32], Numbers, bytes]:
    """Return the tags of all rows, how many each has, and the values they point to."""
    pairs = np.empty((len(rows), len(columns), 2), np.int64)
    tables, values = [], 0
    for number, column in enumerate(columns):
        table, places, count = column.used_by(rows)
        pairs[:, number, 0] = number
        pairs[:, number, 1] = np.where(places >= 0, places + values, -1)
        tables.append(table)
        values += count
    is_there = pairs[:, :, 1] >= 0
    tag_counts = 2 * is_there.sum(axis=1)
    return pairs[is_there].ravel().astype(np.uint32), tag_counts, b"".join(tables)


def _features(
    kind: Kind, shapes: Runs, rows: Numbers, tags: NDArray[np.uint32], tag_counts: Numbers
) -> bytes:
    if not len(rows):
        return b""
    commands, command_counts = _commands(kind, shapes)
    tag_bytes = _sums(_sizes(tags), tag_counts)
    command_bytes = _sums(_sizes(commands), command_counts)
    ids = rows.astype(np.uint32)
    length = 5 + _sizes(ids) + _sizes(tag_bytes) + tag_bytes + _sizes(command_bytes) + command_bytes
    counts = _HEAD + tag_counts + command_counts
    begin = np.cumsum(counts) - counts
    numbers = np.empty(int(counts.sum()), np.uint32)
    head: tuple[Any, ...] = (_FEATURE, length, _ID, ids, _TAGS, tag_bytes)
    for place, what in enumerate(head):
        numbers[begin + place] = what
    after = begin + 6 + tag_counts
    numbers[spans(begin + 6, after)] = tags
    middle: tuple[Any, ...] = (_TYPE, _TYPES[kind], _GEOMETRY, command_bytes)
    for place, what in enumerate(middle):
        numbers[after + place] = what
    numbers[spans(after + 4, after + 4 + command_counts)] = commands
    return _varints(numbers)


def _commands(kind: Kind, shapes: Runs) -> tuple[NDArray[np.uint32], Numbers]:
    """Return the drawing commands of all features, and how many numbers each takes."""
    # the pen starts at 0, 0 for every feature and moves by differences
    steps = np.diff(shapes.xy, axis=0, prepend=np.zeros((1, 2), np.int64))
    first = shapes.runs[shapes.features[:-1]]
    steps[first] = shapes.xy[first]
    zigzag = ((steps << 1) ^ (steps >> 63)).astype(np.uint32)
    lengths = np.diff(shapes.runs)
    extra = {"point": 1, "line": 2, "polygon": 3}[kind]
    counts = 2 * lengths + extra
    begin = np.cumsum(counts) - counts
    commands = np.empty(int(counts.sum()), np.uint32)
    within = np.arange(len(shapes.xy)) - np.repeat(shapes.runs[:-1], lengths)
    # all but the first vertex of a line or ring stand behind a second command
    is_behind = (within > 0) & (kind != "point")
    place = np.repeat(begin, lengths) + 1 + 2 * within + is_behind
    commands[place] = zigzag[:, 0]
    commands[place + 1] = zigzag[:, 1]
    commands[begin] = _MOVE | (lengths if kind == "point" else 1) << 3
    if kind != "point":
        commands[begin + 3] = _LINE | (lengths - 1) << 3
    if kind == "polygon":
        commands[begin + counts - 1] = _CLOSE
    return commands, np.diff(np.concatenate([[0], np.cumsum(counts)])[shapes.features])


def _sums(sizes: NDArray[np.uint8], counts: Numbers) -> Numbers:
    before = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
    ends = np.cumsum(counts)
    return np.asarray(before[ends] - before[ends - counts])


def _sizes(numbers: NDArray[np.integer]) -> NDArray[np.uint8]:
    sizes = np.ones(numbers.shape, np.uint8)
    most = int(numbers.max(initial=0))
    for bits in (7, 14, 21, 28):
        if most >> bits:
            sizes += numbers >= 1 << bits
    return sizes


def _varints(numbers: NDArray[np.uint32]) -> bytes:
    """Write numbers seven bits at a time, the lowest first; a set eighth bit means more."""
    sizes = _sizes(numbers)
    ends = np.cumsum(sizes, dtype=np.int64)
    written = np.empty(int(ends[-1]), np.uint8)
    place, left = ends - sizes, numbers.astype(np.uint32)
    while len(left):
        more = np.flatnonzero(sizes > 1)
        written[place] = left & 0x7F
        written[place[more]] |= 0x80
        left, place, sizes = left[more] >> np.uint32(7), place[more] + 1, sizes[more] - 1
    return written.tobytes()


def _varint(number: int) -> bytes:
    written = []
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*written, number])


def _field(key: int, content: bytes) -> bytes:
    return bytes([key]) + _varint(len(content)) + content


def _text_value(text: str) -> bytes:
    # a lone surrogate cannot be written, and must not stop a whole tile
    written = text.encode(errors="replace")
    return _text_head(len(written)) + written


@lru_cache(maxsize=1024)
def _text_head(length: int) -> bytes:
    inner = bytes([_STRING]) + _varint(length)
    return bytes([_VALUE]) + _varint(len(inner) + length) + inner
