"""
A draft: a planner's file that was read and is not yet kept, and what was derived from it.

It lives in the visitor's session only. Uploads are written to a private folder under a name of
ours as long as they are read, and deleted then; what the planner calls the file is remembered.
"""

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Any, Protocol, TypeVar

from atlas.domain.layer import LayerSpec
from atlas.domain.progress import Progress, no_progress
from atlas.domain.records.imported import ImportedTable
from atlas.domain.records.stored import StoredStatus
from atlas.errors import BadFile
from atlas.ingest.checks import CheckList, Repair
from atlas.ingest.formats.opening import open_incoming
from atlas.ingest.formats.pasted import read_pasted
from atlas.ingest.pipeline import Choices, MappedRows, SourceFile, describe_file
from atlas.ingest.safety.private_folder import private_folder
from atlas.ingest.safety.staging import PARTS

_UNSAFE = re.compile(r"[^\w.-]+")
_NAME_MOST = 60
T = TypeVar("T")


class Upload(Protocol):
    """What the page is handed for a chosen file."""

    name: str

    def getvalue(self) -> bytes:
        """Return its content."""


@dataclass
class Checked:
    """
    Rows that were checked, for which choices, and what the check found.

    `repairs` are what could be done about it, `standing` what would become of the rows as they are;
    `on` is the version of the layer that was in force when they were made.
    """

    choices: Choices
    spec: LayerSpec
    declaration: str | None
    rows: MappedRows
    checks: CheckList
    repairs: tuple[Repair, ...]
    standing: StoredStatus
    on: int
    mended: tuple[str, ...] = ()


@dataclass
class Draft:
    """
    A file on its way in.

    `token` tells one upload from another; `memo` keeps what takes long, by what it depends on.
    """

    token: str
    file: SourceFile
    tables: tuple[ImportedTable, ...]
    checked: Checked | None = None
    memo: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made for a key, made now if it was not."""
        if key not in self.memo:
            self.memo[key] = make()
        made: T = self.memo[key]
        return made


def drafted(token: str, files: Sequence[Upload], *, progress: Progress = no_progress) -> Draft:
    """
    Read uploaded files: one, or the loose parts of a shapefile.

    Parameters
    ----------
    token
        Of this upload.
    files
        As the page is handed them.
    progress
        Is told while they are read; what it raises ends the reading at once.

    Raises
    ------
    AtlasError
        If they cannot be read, with the reason.
    """
    with private_folder(" · ".join(_harmless(file.name) for file in files)) as folder:
        path = _written(files, folder)
        return Draft(token, describe_file(path, path.name), _opened(path, progress))


def pasted(token: str, text: str) -> Draft:
    """
    Read pasted WKT or GeoJSON.

    Raises
    ------
    BadFile
        If it is neither.
    """
    content = text.encode()
    file = SourceFile("", sha256(content).hexdigest(), len(content))
    return Draft(token, file, (read_pasted(text),))


def _opened(path: Path, progress: Progress) -> tuple[ImportedTable, ...]:
    try:
        return open_incoming(path, progress=progress)
    except BadFile as error:
        inner, reason = error.parameters["path"], error.parameters["reason"]
        # a planner knows the file by its own name, not by that of a part of it
        told = path.name if inner in {path.stem, path.name} else f"{path.name} · {inner}"
        raise BadFile(path=told, reason=reason) from error


def _written(files: Sequence[Upload], folder: Path) -> Path:
    """Write uploads under harmless names; return the one to open."""
    names = [_harmless(file.name) for file in files]
    main = names[0]
    if len(files) > 1:
        main = next((name for name in names if name.lower().endswith(".shp")), "")
        if not main or not all(name.lower().endswith(PARTS) for name in names):
            raise BadFile(path=" · ".join(names), reason="several_files")
        stem = PurePath(main).stem
        names = [f"{stem}{PurePath(name).suffix.lower()}" for name in names]
        main = f"{stem}.shp"
    for name, file in zip(names, files, strict=True):
        (folder / name).write_bytes(file.getvalue())
    return folder / main


def _harmless(name: str) -> str:
    """Return a file name without folders, dots in front or anything but letters and digits."""
    last = re.split(r"[/\\]", name)[-1]
    stem, suffix = PurePath(last).stem, PurePath(last).suffix
    clean = _UNSAFE.sub("_", stem).strip("._")[:_NAME_MOST] or "file"
    return f"{clean}{_UNSAFE.sub('', suffix)[:12]}"
