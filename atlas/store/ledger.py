"""
The ledger: the pointer's file, the lock before it, and what is found when a writer was killed.

The pointer names complete versions only. When its file is damaged from outside it is made anew
from the versions that are there, and that this was a guess is told.
"""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from atlas.errors import BadFile, Refused
from atlas.store import version_folder
from atlas.store.durable import not_written, read_whole, swap, write_new
from atlas.store.file_lock import locked
from atlas.store.format_versions import POINTER, refuse_newer
from atlas.store.journal import (
    Journal,
    Move,
    MoveKind,
    Version,
    read_pointer,
    version_of,
    written_pointer,
)
from atlas.store.manifest import Manifest
from atlas.store.version_folder import folder_name

_PATIENCE_S = 60.0  # a million rows take some seconds to write
Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Lost:
    """
    What a crash left.

    Of an `unfinished` version nothing can be had but its manifest, where it got that far. One
    that is `not_in_force` is complete: it can be recovered. A `pointer` that was damaged from
    outside was made anew: the newest version of each layer is in force, what had been undone too.
    `on` is the number of the version of its layer that was in force when it was found.
    """

    kind: Literal["unfinished", "not_in_force", "pointer"]
    place: Path
    layer: str = ""
    number: int = 0
    manifest: Manifest | None = None
    on: int = field(default=0, compare=False)


class Ledger:
    """
    The moves of a workspace, written by one at a time.

    Parameters
    ----------
    root
        The folder of all versions; made by the first writer.
    now
        The clock.
    """

    def __init__(self, root: Path, now: Callable[[], datetime]) -> None:
        self.root, self._now = root, now
        self._file = root / POINTER.name

    def stamp(self) -> Stamp | None:
        """Return what differs after any move; None before the first."""
        try:
            told = self._file.stat()
        except OSError:
            return None
        return told.st_mtime_ns, told.st_ino, told.st_size

    def writing(self) -> AbstractContextManager[None]:
        """
        Return the lock that every writer holds.

        Raises
        ------
        BadFile
            If a newer atlas wrote the workspace, which is left alone.
        """
        refuse_newer(self.root.parent)
        return locked(self.root / "lock", patience_s=_PATIENCE_S)

    def read(self) -> Journal:
        """
        Return the pointer.

        Raises
        ------
        BadFile
            If a newer atlas wrote it, or it is there and cannot be read: what it says then
            nobody may guess.
        """
        try:
            found = read_pointer(read_whole(self._file))
        except FileNotFoundError:
            found = None
        except OSError as error:
            raise BadFile(path=str(self._file), reason="not_readable") from error
        except ValueError as error:
            raise BadFile(path=str(self._file), reason="newer_store") from error
        return found or self._rebuilt()

    def begin(self) -> Journal:
        """Return the pointer to a writer; one that is not there after this has been lost."""
        pointer = self.read()
        if not self._file.exists():
            self._swap(pointer)
        return pointer

    def move(
        self, pointer: Journal, layer: str, what: MoveKind, goal: tuple[int, str], who: str
    ) -> Version:
        """
        Put a version in force, or with number 0 what was shipped; the writer's lock is held.

        Raises
        ------
        BadFile
            If the pointer cannot be written; the one before is in force then.
        """
        move = Move(layer, what, *goal, who, self._now().astimezone(UTC))
        self._keep_aside(pointer)
        self._swap(Journal((*pointer.moves, move)))
        return version_of(move)

    def lost(self) -> tuple[Lost, ...]:
        """Return what crashes left; the writer's lock is held, so nobody is writing just now."""
        pointer = self.read()
        known = {(move.layer, move.number) for move in pointer.moves}
        left = [Lost("pointer", self._file)] if pointer.is_rebuilt else []
        for place in version_folder.unfinished(self.root):
            layer, number = version_folder.named(place.name) or ("", 0)
            left.append(Lost("unfinished", place, layer, number, version_folder.begun_by(place)))
        for layer, number in version_folder.finished(self.root):
            if (layer, number) not in known:
                place = self.root / folder_name(layer, number)
                told, on = version_folder.begun_by(place), pointer.number_in_force(layer)
                left.append(Lost("not_in_force", place, layer, number, told, on))
        return tuple(left)

    def recover(self, lost: Lost, who: str) -> Version:
        """
        Put a complete version in force; the writer's lock is held.

        Raises
        ------
        Refused
            If it is not complete: `not_complete`; or another version came in force since it was
            told: `changed_meanwhile`.
        BadFile
            If it was damaged since.
        """
        if lost.kind != "not_in_force":
            raise Refused(reason="not_complete", layer=lost.layer)
        pointer = self.read()
        pointer.refuse_moved(lost.layer, lost.on)
        digest = version_folder.sums_of(lost.place)[version_folder.ROWS]
        version_folder.read_rows(lost.place, digest)
        return self.move(pointer, lost.layer, "recover", (lost.number, digest), who)

    def discard(self, lost: Lost) -> None:
        """
        Take away what a crash left; the writer's lock is held.

        Raises
        ------
        BadFile
            If it cannot be taken away.
        """
        if lost.kind == "pointer":
            pointer = self.read()
            self._keep_aside(pointer)
            self._swap(replace(pointer, is_rebuilt=False))
            return
        if lost.place not in [other.place for other in self.lost()]:
            return  # it was recovered or taken away meanwhile
        try:
            version_folder.take_away(lost.place)
        except OSError as error:
            raise not_written(lost.place, error) from error

    def _rebuilt(self) -> Journal:
        if not self.root.is_dir():
            return Journal()
        moves = []
        try:
            found = list(version_folder.finished(self.root))
        except OSError as error:
            raise BadFile(path=str(self.root), reason="not_readable") from error
        for layer, number in found:
            place = self.root / folder_name(layer, number)
            try:
                manifest, sums = (
                    version_folder.read_manifest_of(place),
                    version_folder.sums_of(place),
                )
            except BadFile:
                continue
            made = (number, sums[version_folder.ROWS], manifest.who, manifest.when)
            moves.append(Move(layer, manifest.what, *made))
        return Journal(tuple(moves), is_rebuilt=bool(moves) or self._file.exists())

    def _keep_aside(self, pointer: Journal) -> None:
        """Keep a damaged pointer beside, before another takes its place: it may yet be mended."""
        if not pointer.is_rebuilt or not self._file.exists():
            return
        try:
            content = read_whole(self._file)
            mark = hashlib.sha256(content).hexdigest()[:8]
            beside = self._file.with_name(f"{self._file.stem}-damaged-{mark}.json")
            if not beside.exists():
                write_new(beside, content)
        except OSError as error:
            raise not_written(self._file, error) from error

    def _swap(self, pointer: Journal) -> None:
        try:
            swap(self._file, written_pointer(pointer))
        except OSError as error:
            raise not_written(self._file, error) from error
