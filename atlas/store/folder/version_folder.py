"""
The folder of one version: its rows as GeoParquet, its manifest, its declaration, their hashes.

It is written under another name and gets its own when all of it is on the disk: a folder of that
name is complete. Nobody writes to it again; who changes it by hand is found out by the hashes.
"""

import hashlib
import io
import json
import re
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import geopandas
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pydantic import TypeAdapter, ValidationError
from pyproj import CRS

from atlas.domain.crs import STORAGE_CRS
from atlas.domain.gc_pause import gc_paused
from atlas.errors import BadFile, BadInput
from atlas.store.archive import DECLARATION, MANIFEST, ROWS, SUMS
from atlas.store.durable import not_written, put, read_whole, sync_file, sync_folder, write_new
from atlas.store.manifest import Manifest, read_manifest, written_manifest
from atlas.store.protocol import Content

_NAME = re.compile(r"(?P<layer>[a-z][a-z0-9_]*)-(?P<number>\d{6,})")
_UNFINISHED = ".new-"
_GEOMETRY, _CRS = "geometry", CRS.from_user_input(STORAGE_CRS)
_SUMS: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


def folder_name(layer: str, number: int) -> str:
    """Return what the folder of a version is called."""
    return f"{layer}-{number:06d}"


def named(name: str) -> tuple[str, int] | None:
    """Return layer and number from the name of a folder, unfinished or not; else None."""
    bare = name.removeprefix(_UNFINISHED).partition(".")[0]
    found = _NAME.fullmatch(bare)
    return (found["layer"], int(found["number"])) if found else None


def finished(root: Path) -> Iterator[tuple[str, int]]:
    """Yield layer and number of every complete folder, in the order of their numbers."""
    known = [(path.name, named(path.name)) for path in root.iterdir()]
    whole = [found for name, found in known if found and folder_name(*found) == name]
    yield from sorted(whole, key=lambda found: found[::-1])


def unfinished(root: Path) -> Iterator[Path]:
    """Yield the folders that a writer began and did not end."""
    yield from sorted(path for path in root.iterdir() if path.name.startswith(_UNFINISHED))


def write_folder(root: Path, layer: str, number: int, content: Content) -> str:
    """
    Write a version, whole or not at all.

    Parameters
    ----------
    root
        The folder of all versions.
    layer, number
        Of the version; not used before.
    content
        What it holds.

    Returns
    -------
    digest
        SHA-256 of its rows.

    Raises
    ------
    BadInput
        If a column holds what no table can.
    BadFile
        If the disk is full or cannot be written.
    """
    place = root / folder_name(layer, number)
    begun = root / f"{_UNFINISHED}{place.name}.{uuid.uuid4().hex[:8]}"
    try:
        begun.mkdir()
        sums = _fill(begun, content)
        put(begun, place)
        sync_folder(root)
    except OSError as error:
        raise not_written(place, error) from error
    finally:
        shutil.rmtree(begun, ignore_errors=True)
    return sums[ROWS]


def remove_folder(place: Path) -> None:
    """
    Remove a folder, which gets the name of an unfinished one before anything in it goes.

    Raises
    ------
    OSError
        If it cannot be removed: as on Windows where somebody has a file of it open.
    """
    if not place.name.startswith(_UNFINISHED):
        gone = place.with_name(f"{_UNFINISHED}{place.name}.{uuid.uuid4().hex[:8]}")
        put(place, gone)
        place = gone
    shutil.rmtree(place)


def _fill(folder: Path, content: Content) -> dict[str, str]:
    # the manifest first: of what is lost in a crash it says whose it was
    write_new(folder / MANIFEST, written_manifest(content.manifest))
    # pyarrow asks every column for its index, from several threads, and each would make it ready
    content.frame.index.is_unique  # noqa: B018
    try:
        _named_alike(content.frame).to_parquet(folder / ROWS)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise BadInput(argument="frame", reason="not_a_table") from error
    sync_file(folder / ROWS)
    if content.declaration is not None:
        write_new(folder / DECLARATION, content.declaration.encode())
    sums = {path.name: _sum(path.read_bytes()) for path in sorted(folder.iterdir())}
    write_new(folder / SUMS, json.dumps(sums, indent=2).encode())
    sync_folder(folder)
    return sums


def _named_alike(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    return frame if frame.geometry.name == _GEOMETRY else frame.rename_geometry(_GEOMETRY)


@gc_paused()
def read_rows(place: Path, digest: str) -> geopandas.GeoDataFrame:
    """
    Read the rows of a version.

    Raises
    ------
    BadFile
        If they are not there or not those that were stored.
    """
    content = _read(place / ROWS)
    if _sum(content) != digest:
        raise BadFile(path=str(place / ROWS), reason="changed_since_kept")
    # its coordinates are known: to read them anew from each file takes longer than its rows
    frame = pq.read_table(io.BytesIO(content)).to_pandas()
    frame[_GEOMETRY] = shapely.from_wkb(frame[_GEOMETRY])
    return geopandas.GeoDataFrame(frame, geometry=_GEOMETRY, crs=_CRS)


def read_manifest_of(place: Path) -> Manifest:
    """
    Read the manifest of a version.

    Raises
    ------
    BadFile
        If it is not there, not the one that was stored, or cannot be read.
    """
    manifest = read_manifest(_checked(place, MANIFEST))
    if manifest is None:
        raise BadFile(path=str(place / MANIFEST), reason="changed_since_kept")
    return manifest


def read_declaration_of(place: Path) -> str | None:
    """
    Read a version's own declaration; None where it has none.

    Raises
    ------
    BadFile
        If it is not the one that was stored.
    """
    if DECLARATION not in sums_of(place):
        return None
    return _checked(place, DECLARATION).decode()


def sums_of(place: Path) -> dict[str, str]:
    """
    Return the hash of each file of a version.

    Raises
    ------
    BadFile
        If they are not there or are none.
    """
    content = _read(place / SUMS)
    try:
        sums = _SUMS.validate_json(content)
    except ValidationError:
        sums = {}
    if ROWS not in sums:
        raise BadFile(path=str(place / SUMS), reason="changed_since_kept")
    return sums


def files_of(place: Path) -> dict[str, bytes]:
    """Return the content of each file of a version by its name."""
    names = (ROWS, MANIFEST, DECLARATION, SUMS)
    return {name: _read(place / name) for name in names if (place / name).is_file()}


def begun_by(place: Path) -> Manifest | None:
    """Return the manifest of a folder that may be unfinished, if it got that far."""
    try:
        return read_manifest((place / MANIFEST).read_bytes())
    except OSError:
        return None


def _checked(place: Path, name: str) -> bytes:
    content = _read(place / name)
    if _sum(content) != sums_of(place).get(name):
        raise BadFile(path=str(place / name), reason="changed_since_kept")
    return content


def _read(path: Path) -> bytes:
    try:
        return read_whole(path)
    except OSError as error:
        raise BadFile(path=str(path), reason="not_readable") from error


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
