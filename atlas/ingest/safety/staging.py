"""
From a file to the data sets in it, each copied under a name of ours into a private folder.

What a file is, its first bytes say and not its name alone: a name that promises another format is
refused. Nothing outside the private folder is ever given to a parser, and no name of a planner's
is ever part of a path.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePosixPath

from atlas.domain.messages import Message, message
from atlas.errors import BadFile
from atlas.ingest.safety.archives import Archive, Member, copied, opened
from atlas.ingest.safety.limits import Limits, check_size, shown

SINGLE = {
    ".gpkg": "geopackage",
    ".geojson": "geojson",
    ".json": "geojson",
    ".kml": "kml",
    ".dxf": "dxf",
    ".parquet": "geoparquet",
    ".geoparquet": "geoparquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
}
PARTS = (".shp", ".dbf", ".shx", ".prj", ".cpg")
ACCEPTED = (*SINGLE, ".shp", ".gdb", ".zip", ".kmz")
_NOT_READ = {  # known, and refused by what to do instead
    ".dwg": "save_as_dxf",
    ".xls": "save_as_xlsx",
    ".rar": "pack_as_zip",
    ".7z": "pack_as_zip",
    ".tar": "pack_as_zip",
    ".gz": "pack_as_zip",
    ".tgz": "pack_as_zip",
    ".dbf": "give_the_shp",
    ".shx": "give_the_shp",
    ".prj": "give_the_shp",
    ".cpg": "give_the_shp",
}
_STARTS = {
    "geopackage": b"SQLite format 3\0",
    "geoparquet": b"PAR1",
    "xlsx": b"PK",
    ".zip": b"PK",
    ".shp": b"\x00\x00\x27\x0a",
}
_DWG = re.compile(rb"AC10\d\d|MC0\.0|AC[12]\.\d")
_OLE = b"\xd0\xcf\x11\xe0"
_PACKED = {".zip", ".kmz", ".rar", ".7z", ".tar", ".gz", ".tgz"}
_TABLES = {"csv", "xlsx"}
_NOT_SAID = {".sbn", ".sbx", ".qpj", ".xml", ".qmd", ".lock", ".png", ".jpg", ".html", ""}
_IN_A_GEODATABASE = re.compile(r"[A-Za-z0-9_]{1,40}(\.[A-Za-z0-9_]{1,40}){0,2}")
_NAMED_MOST = 5


@dataclass(frozen=True)
class Staged:
    """A data set in the private folder: what it is, where, and what the planner calls it."""

    kind: str
    path: Path
    name: str
    notes: tuple[Message, ...] = field(default=())


def staged(path: Path, folder: Path, limits: Limits) -> list[Staged]:
    """
    Copy every data set of a file into a private folder.

    Parameters
    ----------
    path
        A file, or the folder of a File Geodatabase.
    folder
        An empty folder that nobody else writes to.
    limits
        Bounds on sizes.

    Raises
    ------
    BadFile
        If there is no such file, it is of no kind that is read, or it is hostile.
    """
    suffix = path.suffix.lower()
    if path.is_dir():
        return [_geodatabase_folder(path, folder, limits)]
    if not path.is_file():
        raise BadFile(path=shown(str(path)), reason="not_found")
    check_size(path.name, path.stat().st_size, limits)
    _refuse_unread(path)
    if suffix in {".zip", ".kmz"}:
        _check_start(path, ".zip", path.name)
        with opened(path, path.name, limits) as archive:
            return _unpacked(archive, path, folder)
    if suffix == ".shp":
        return [_loose_shapefile(path, folder, limits)]
    found = Staged(SINGLE[suffix], folder / f"0{suffix}", path.stem)
    copied(path, found.path, path.name, limits)
    _check_start(found.path, found.kind, path.name)
    return [found]


def _refuse_unread(path: Path) -> None:
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        start = file.read(8)
    if _DWG.match(start):
        raise BadFile(path=path.name, reason="save_as_dxf")
    if start.startswith(_OLE):
        raise BadFile(path=path.name, reason="save_as_xlsx")
    if suffix in _NOT_READ:
        reason = _NOT_READ[suffix]
        raise BadFile(path=path.name, reason=reason)
    if suffix not in ACCEPTED:
        raise BadFile(path=path.name, reason=f"unread_format: {' '.join(ACCEPTED)}")


def _check_start(path: Path, kind: str, name: str) -> None:
    """Refuse a file whose first bytes are not those of its format."""
    wanted = _STARTS.get(kind, b"")
    with path.open("rb") as file:
        if file.read(len(wanted)) != wanted:
            raise BadFile(path=name, reason="not_its_format")


def _loose_shapefile(path: Path, folder: Path, limits: Limits) -> Staged:
    """Copy a shapefile and those of its parts beside it, however their ends are cased."""
    beside = {
        other.suffix.lower(): other
        for other in path.parent.iterdir()
        if other.stem == path.stem and other.suffix.lower() in PARTS and other.is_file()
    }
    target = folder / "0"
    target.mkdir()
    for suffix, part in sorted(beside.items()):
        if part.stat().st_size > limits.file_bytes:
            check_size(part.name, part.stat().st_size, limits)
        copied(part, target / f"layer{suffix}", part.name, limits)
    return _shapefile(target, path.stem, set(beside), path.name)


def _shapefile(folder: Path, name: str, parts: set[str], shown_as: str) -> Staged:
    _check_start(folder / "layer.shp", ".shp", shown_as)
    missing = tuple(sorted({".dbf", ".shx", ".prj"} - parts))
    notes = (message("incoming.parts_missing", parts=missing),) if missing else ()
    return Staged("shapefile", folder / "layer.shp", name, notes)


def _geodatabase_folder(path: Path, folder: Path, limits: Limits) -> Staged:
    if path.suffix.lower() != ".gdb":
        raise BadFile(path=path.name, reason="not_a_geodatabase")
    target = folder / "0.gdb"
    target.mkdir()
    left = limits.unpacked_bytes
    parts = list(islice(path.iterdir(), limits.members + 1))
    if len(parts) > limits.members:
        raise BadFile(path=path.name, reason=f"too_many_members: {limits.members:,}")
    for part in sorted(parts):
        if part.is_symlink() or not part.is_file():
            raise BadFile(path=path.name, reason=f"archive_link: {shown(part.name)}")
        left -= part.stat().st_size
        if left < 0:
            raise BadFile(path=path.name, reason="unpacked_too_large")
        if _belongs_to_geodatabase(part.name):
            copied(part, target / part.name, part.name, limits)
    return Staged("geodatabase", target, path.stem)


def _belongs_to_geodatabase(name: str) -> bool:
    return bool(_IN_A_GEODATABASE.fullmatch(name)) and not name.lower().endswith(".lock")


def _unpacked(archive: Archive, path: Path, folder: Path) -> list[Staged]:
    """Unpack the data sets of an archive; tables count only where it holds no map."""
    members = [m for m in archive.members if not _is_litter(m.path)]
    shapes = _by_stem(members)
    databases = _by_database(members)
    singles = [m for m in members if m.suffix in SINGLE and _database_of(m.path) is None]
    maps = [m for m in singles if SINGLE[m.suffix] not in _TABLES and m.suffix != ".json"]
    if shapes or databases or maps:
        singles = maps
    elif any(m.suffix != ".txt" for m in singles):
        singles = [m for m in singles if m.suffix != ".txt"]
    taken = {id(m) for group in (*shapes.values(), *databases.values()) for m in group}
    taken |= {id(m) for m in singles}
    notes = tuple(_left_out([m for m in members if id(m) not in taken]))
    found = [
        *_shapefiles(archive, shapes, folder, path),
        *_geodatabases(archive, databases, folder),
        *_single_files(archive, singles, folder, path),
    ]
    if not found:
        inner = any(m.suffix in _PACKED for m in members)
        raise BadFile(path=path.name, reason="archive_in_archive" if inner else "nothing_to_read")
    return [Staged(s.kind, s.path, s.name, notes + s.notes) for s in found]


def _is_litter(path: PurePosixPath) -> bool:
    return "__MACOSX" in path.parts or path.name.startswith((".", "~$"))


def _database_of(path: PurePosixPath) -> PurePosixPath | None:
    """Return the folder of the File Geodatabase that a member is in."""
    inside = [folder for folder in path.parents if folder.suffix.lower() == ".gdb"]
    return inside[-1] if inside else None


def _by_stem(members: list[Member]) -> dict[str, list[Member]]:
    """Return the parts of each shapefile, by its path without the ending."""
    groups: dict[str, dict[str, Member]] = defaultdict(dict)
    for member in members:
        if member.suffix in PARTS and _database_of(member.path) is None:
            groups[str(member.path.with_suffix("")).casefold()].setdefault(member.suffix, member)
    return {stem: list(group.values()) for stem, group in groups.items() if ".shp" in group}


def _by_database(members: list[Member]) -> dict[PurePosixPath, list[Member]]:
    groups: dict[PurePosixPath, dict[str, Member]] = defaultdict(dict)
    for member in members:
        folder = _database_of(member.path)
        if folder is not None and member.path.parent == folder:
            groups[folder].setdefault(member.path.name.lower(), member)
    return {folder: list(group.values()) for folder, group in groups.items()}


def _shapefiles(
    archive: Archive, groups: dict[str, list[Member]], folder: Path, path: Path
) -> Iterator[Staged]:
    for number, parts in enumerate(groups.values()):
        target = folder / f"shp{number}"
        target.mkdir()
        for part in parts:
            archive.extract(part, target / f"layer{part.suffix}")
        yield _shapefile(target, parts[0].path.stem, {p.suffix for p in parts}, path.name)


def _geodatabases(
    archive: Archive, groups: dict[PurePosixPath, list[Member]], folder: Path
) -> Iterator[Staged]:
    for number, (name, parts) in enumerate(groups.items()):
        target = folder / f"gdb{number}.gdb"
        target.mkdir()
        for part in parts:
            if _belongs_to_geodatabase(part.path.name):
                archive.extract(part, target / part.path.name)
        yield Staged("geodatabase", target, name.stem)


def _single_files(
    archive: Archive, members: list[Member], folder: Path, path: Path
) -> Iterator[Staged]:
    for number, member in enumerate(members):
        found = Staged(SINGLE[member.suffix], folder / f"one{number}{member.suffix}", _stem(member))
        archive.extract(member, found.path)
        _check_start(found.path, found.kind, f"{path.name}: {shown(member.path.name)}")
        yield found


def _stem(member: Member) -> str:
    return member.path.stem


def _left_out(members: list[Member]) -> Iterator[Message]:
    """Say which files of an archive were not read; parts of what was read are not worth a word."""
    names = [shown(m.path.name) for m in members if m.suffix not in _NOT_SAID]
    if names:
        yield message("incoming.files_left_out", count=len(names), names=tuple(names[:_NAMED_MOST]))
