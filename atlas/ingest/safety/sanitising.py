"""
What is done to a copy of a file before a parser sees it: what could act in it is taken out.

A GeoPackage is a database and may hold views and triggers, which are programs; a KML may declare
entities that unfold without end, or link to other addresses. The copy loses them, or is refused.
Text in GBK becomes UTF-8, which the parsers read on every system.
"""

import html
import json
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.parsers import expat

from atlas.domain.messages import Message, message
from atlas.errors import BadFile
from atlas.ingest.safety.encoding import GBK, UTF8, decoded, encoding_named, text_of
from atlas.ingest.safety.limits import LIMITS, Limits, shown

_DEPTH_MOST = 64
_CHUNK = 1 << 20
_INDEX_OF_SHAPES = re.compile(
    r'create virtual table\s+("([^"]|"")*"|\w+)\s+using\s+"?(rtree|fts[345])"?\s*\(', re.IGNORECASE
)
_GENERATED = {2, 3}  # virtual or stored, by the word of SQLite
_NAMED_MOST = 5
# an address to fetch the coordinates from, or letters spelt so that they could hide one
_MAY_LINK = re.compile(rb'"link"|\\u00[0-7]', re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^(\s*<\?xml[^>]{0,80}encoding\s*=\s*[\"'])([\w-]+)([\"'])")


_DATA = re.compile(rb"(<(?:\w+:)?Data\s+name\s*=\s*)([\"'])([^\"'<>]{1,400})\2")


class _RefusedError(Exception):
    """What stands in a document that may not; its text is the reason."""


def prepare_geopackage(path: Path, name: str, limits: Limits = LIMITS) -> tuple[Message, ...]:
    """
    Take views and triggers out of a copy of a GeoPackage.

    Returns
    -------
    notes
        Some of the views that were left out.

    Raises
    ------
    BadFile
        If it is damaged, declares too much, or a table of it is computed and not stored.
    """
    # one step in all: a change of the schema that is flushed by itself costs a moment each
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("BEGIN")
        _count_schema(connection, name, limits)
        made = connection.execute(
            "SELECT type, name, sql, rootpage FROM sqlite_master WHERE sql IS NOT NULL"
        ).fetchall()
        if any(kind == "table" and _is_computed(connection, *table) for kind, *table in made):
            raise BadFile(path=name, reason="database_with_code")
        for kind, thing, *_ in made:
            if kind in {"view", "trigger"}:
                quoted = thing.replace('"', '""')
                connection.execute(f'DROP {kind} "{quoted}"')
        connection.execute("COMMIT")
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise BadFile(path=name, reason="damaged") from error
    finally:
        connection.close()
    views = tuple(shown(thing) for kind, thing, *_ in made if kind == "view")
    told = views[:_NAMED_MOST]
    return (message("incoming.views_left_out", names=told),) if views else ()


def _count_schema(connection: sqlite3.Connection, name: str, limits: Limits) -> None:
    """Refuse a database that declares too much; what it declares is itself read again and again."""
    views, entries, longest = connection.execute(
        "SELECT total(type = 'view'), count(*), max(length(sql)) FROM sqlite_master"
    ).fetchone()
    if views > limits.tables:
        raise BadFile(path=name, reason=f"too_many_views: {limits.tables:,}")
    if entries > limits.schema_entries or (longest or 0) > limits.schema_characters:
        raise BadFile(path=name, reason="schema_too_large")


def _is_computed(connection: sqlite3.Connection, table: str, sql: str, root: int) -> bool:
    """
    Tell whether a table, or a column of it, is worked out when it is read.

    SQLite itself is asked, since a declaration can be written in many ways.
    """
    if not root:  # it has no pages of its own: a virtual table
        return not _INDEX_OF_SHAPES.match(sql)
    hidden = connection.execute("SELECT hidden FROM pragma_table_xinfo(?)", (table,))
    return any(kind in _GENERATED for (kind,) in hidden)


def prepare_kml(path: Path, name: str) -> tuple[tuple[Message, ...], dict[str, str]]:
    """
    Refuse what a KML has no need of, and bring it into a form the parser keeps whole.

    The parser makes underscores of Chinese names of attributes, so they are numbered meanwhile.

    Returns
    -------
    notes, names
        How many links to other files were not followed; what the numbered names stand for.

    Raises
    ------
    BadFile
        If it is no XML, declares a document type or entities, or is nested too deep.
    """
    data = path.read_bytes()
    declared = _XML_ENCODING.match(data)
    if declared and encoding_named(declared[2].decode("ascii")) == GBK:
        text, _ = decoded(data[declared.end() :], GBK)
        data = b'<?xml version="1.0" encoding="UTF-8"' + text.encode()
    try:
        links = _reading(data, is_whole=True).links
    except _RefusedError as error:
        reason = str(error)
        raise BadFile(path=name, reason=reason) from None
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise BadFile(path=name, reason="not_xml") from error
    data, names = _numbered(data)
    path.write_bytes(data)
    notes = (message("incoming.links_not_followed", count=links),) if links else ()
    return notes, names


def prepare_geojson(path: Path, name: str) -> tuple[tuple[Message, ...], str | None]:
    """
    Bring a GeoJSON into UTF-8, and take out of it what its reader would fetch from elsewhere.

    Returns
    -------
    notes, encoding
        What was assumed and left out; None where it is UTF-8.

    Raises
    ------
    BadFile
        If it is no text.
    """
    data = path.read_bytes()
    notes, encoding = [], None
    try:
        data.decode()
    except UnicodeDecodeError:
        found = text_of(data)
        if found is None:
            raise BadFile(path=name, reason="not_text") from None
        text, encoding = found
        data = text.encode(errors="replace")
        path.write_bytes(data)
        notes.append(message("incoming.encoding_assumed", encoding=encoding))
    if _MAY_LINK.search(data) and (links := _without_links(path, data, name)):
        notes.append(message("incoming.links_not_followed", count=links))
    return tuple(notes), encoding


def _without_links(path: Path, data: bytes, name: str) -> int:
    """Take coordinates that are to be fetched from an address out of a GeoJSON; count them."""
    links = 0

    def keep(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal links
        kept = [(key, value) for key, value in pairs if not _is_link(key, value)]
        links += len(pairs) - len(kept)
        return dict(kept)

    try:
        given = json.loads(data, object_pairs_hook=keep)
    except RecursionError:
        raise BadFile(path=name, reason="shapes_too_deep") from None
    except ValueError as error:
        raise BadFile(path=name, reason="damaged") from error
    if links:
        path.write_text(json.dumps(given), encoding="utf8")
    return links


def _is_link(key: str, value: Any) -> bool:
    """Whether a member names coordinates by an address; the reader does not mind the case."""
    if key.lower() != "crs" or not isinstance(value, dict):
        return False
    kinds = (kind for name, kind in value.items() if name.lower() == "type")
    return any(str(kind).lower() == "link" for kind in kinds)


def _numbered(data: bytes) -> tuple[bytes, dict[str, str]]:
    """Return a document whose attributes of other letters than ASCII have numbers for names."""
    numbers: dict[bytes, str] = {}

    def number(found: re.Match[bytes]) -> bytes:
        if found[3].isascii():
            return found[0]
        made = numbers.setdefault(found[3], f"attribute{len(numbers)}")
        return found[1] + found[2] + made.encode() + found[2]

    out = _DATA.sub(number, data)
    spelt = {made: html.unescape(decoded(raw, UTF8)[0]) for raw, made in numbers.items()}
    return out, spelt


def refuse_entities(head: bytes, name: str) -> None:
    """
    Refuse XML that declares a document type before its first element: nothing read here has one.

    Raises
    ------
    BadFile
        If it does, or the first bytes hold no element.
    """
    try:
        has_root = _reading(head, is_whole=False).elements > 0
    except _RefusedError as error:
        reason = str(error)
        raise BadFile(path=name, reason=reason) from None
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise BadFile(path=name, reason="not_xml") from error
    if not has_root:
        raise BadFile(path=name, reason="not_xml")


@dataclass
class _Reading:
    """What is counted while a document is read."""

    depth: int = 0
    elements: int = 0
    links: int = 0

    def begin(self, tag: str, _attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        self.links += tag.rpartition(":")[2] == "NetworkLink"
        if self.depth > _DEPTH_MOST:
            raise _RefusedError("xml_too_deep")

    def end(self, _tag: str) -> None:
        self.depth -= 1


def _reading(data: bytes, *, is_whole: bool) -> _Reading:
    """Read a document without a document type; entities are declared in one only."""

    def doctype(*_given: object) -> None:
        raise _RefusedError("xml_entities")

    found = _Reading()
    parser = expat.ParserCreate()
    parser.StartElementHandler = found.begin
    parser.EndElementHandler = found.end
    parser.StartDoctypeDeclHandler = doctype
    for at in range(0, len(data), _CHUNK):
        parser.Parse(data[at : at + _CHUNK], False)
    if is_whole:
        parser.Parse(b"", True)
    return found
