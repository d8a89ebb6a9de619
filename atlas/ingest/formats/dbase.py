"""
The text of a dBASE table (`.dbf`), looked at only to learn how it is encoded.

The table of a shapefile carries a language byte that most programs leave at nought and a `.cpg`
beside it that many copy from elsewhere. Both are hearsay: what decides are the names of the fields
and the cells of text themselves.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from atlas.domain.messages import Message, message
from atlas.ingest.safety.encoding import decided, encoding_named
from atlas.ingest.safety.limits import shown

_HEADER = struct.Struct("<xxxxIHH")
_FIELD = 32
_END = 0x0D
_LOOKED_AT = 5_000_000  # bytes of rows: what a few hundred rows do not show, a million will not
_CPG_MOST = 40


def dbase_encoding(table: Path, codepage: Path | None) -> tuple[str, tuple[Message, ...]]:
    """
    Decide how the text of a dBASE table is encoded.

    Parameters
    ----------
    table
        The `.dbf`; it may be damaged, and then says nothing.
    codepage
        The `.cpg` beside it, None where there is none.

    Returns
    -------
    encoding, notes
        "UTF-8" or "GBK"; what was assumed, or that the `.cpg` is wrong.
    """
    said = ""
    if codepage is not None:
        said = codepage.read_bytes()[:_CPG_MOST].decode("ascii", errors="replace").strip()
    with table.open("rb") as file:
        texts = set(_texts(file.read(_LOOKED_AT)))
    encoding = decided(texts, declared=encoding_named(said))
    if all(text.isascii() for text in texts):
        return encoding, ()
    if not said:
        return encoding, (message("incoming.encoding_assumed", encoding=encoding),)
    if encoding_named(said) != encoding:
        told = message("incoming.encoding_wrong", declared=shown(said), encoding=encoding)
        return encoding, (told,)
    return encoding, ()


def _texts(data: bytes) -> Iterator[bytes]:
    """Yield the names of the fields and every cell of text."""
    if len(data) < _FIELD:
        return
    rows, header, width = _HEADER.unpack_from(data)
    fields: list[tuple[int, int]] = []
    at, offset = _FIELD, 1  # a row begins with its mark of deletion
    while at + _FIELD <= min(header, len(data)) and data[at] != _END:
        yield data[at : at + 11].split(b"\0")[0]
        length = data[at + 16]
        if data[at + 11 : at + 12] == b"C":
            length += 256 * data[at + 17]
            fields.append((offset, length))
        offset += length
        at += _FIELD
    if width < 1:
        return
    for number in range(min(rows, (len(data) - header) // width)):
        start = header + number * width
        for begin, length in fields:
            yield data[start + begin : start + begin + length].rstrip(b" \0")
