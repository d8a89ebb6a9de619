"""
The ledger: the journal's file, the lock on it, and what is found when a writer was killed.

The journal names complete versions only. Where its file is damaged from outside it is rebuilt
from the versions that are there, and marked as rebuilt.
"""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from atlas.errors import BadFile, Refused
from atlas.store.archive import ROWS
from atlas.store.durable import not_written, read_whole, swap, write_new
from atlas.store.file_lock import locked
from atlas.store.folder import version_folder
from atlas.store.folder.format_versions import JOURNAL, refuse_newer
from atlas.store.folder.journal_file import read_journal, written_journal
from atlas.store.folder.version_folder import folder_name
from atlas.store.journal import Journal, Move, MoveKind, Version, version_of
from atlas.store.protocol import Lost

_PATIENCE_S = 60.0  # a million rows take some seconds to write
Stamp = tuple[int, int, int]


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
        self._file = root / JOURNAL.name

    def stamp(self) -> Stamp | None:
        """Return what differs after any move; None before the first."""
        try:
            stat = self._file.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_ino, stat.st_size

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
        Return the journal.

        Raises
        ------
        BadFile
            If a newer atlas wrote it, or it is there and cannot be read: it must not be
            rebuilt then.
        """
        try:
            found = read_journal(read_whole(self._file))
        except FileNotFoundError:
            found = None
        except OSError as error:
            raise BadFile(path=str(self._file), reason="not_readable") from error
        except ValueError as error:
            raise BadFile(path=str(self._file), reason="newer_store") from error
        return found or self._rebuilt()

    def begin(self) -> Journal:
        """Return the journal to a writer; a file missing after this was lost."""
        journal = self.read()
        if not self._file.exists():
            self._swap(journal)
        return journal

    def move(
        self, journal: Journal, layer: str, what: MoveKind, goal: tuple[int, str], who: str
    ) -> Version:
        """
        Put a version in force, or with number 0 what was shipped; the writer's lock is held.

        Parameters
        ----------
        journal
            As `begin` returned it.
        layer, what, who
            Layer id, kind of move, and the user.
        goal
            Number and digest of the version.

        Raises
        ------
        BadFile
            If the journal cannot be written; the one before is in force then.
        """
        move = Move(layer, what, *goal, who, self._now().astimezone(UTC))
        self._copy_aside(journal)
        self._swap(Journal((*journal.moves, move)))
        return version_of(move)

    def lost(self) -> tuple[Lost, ...]:
        """Return what crashes left; the writer's lock is held, so nobody is writing."""
        journal = self.read()
        known = {(move.layer, move.number) for move in journal.moves}
        left = [Lost("pointer", self._file)] if journal.is_rebuilt else []
        for place in version_folder.unfinished(self.root):
            layer, number = version_folder.named(place.name) or ("", 0)
            left.append(Lost("unfinished", place, layer, number, version_folder.begun_by(place)))
        for layer, number in version_folder.finished(self.root):
            if (layer, number) not in known:
                place = self.root / folder_name(layer, number)
                manifest = version_folder.begun_by(place)
                on = journal.number_in_force(layer)
                left.append(Lost("not_in_force", place, layer, number, manifest, on))
        return tuple(left)

    def recover(self, lost: Lost, who: str) -> Version:
        """
        Put a complete version in force; the writer's lock is held.

        Raises
        ------
        Refused
            If it is not complete: `not_complete`; or another version came in force since it was
            found: `changed_meanwhile`.
        BadFile
            If it was damaged since.
        """
        if lost.kind != "not_in_force":
            raise Refused(reason="not_complete", layer=lost.layer)
        journal = self.read()
        journal.refuse_moved(lost.layer, lost.on)
        digest = version_folder.sums_of(lost.place)[ROWS]
        version_folder.read_rows(lost.place, digest)
        return self.move(journal, lost.layer, "recover", (lost.number, digest), who)

    def discard(self, lost: Lost) -> None:
        """
        Remove what a crash left; the writer's lock is held.

        Raises
        ------
        BadFile
            If it cannot be removed.
        """
        if lost.kind == "pointer":
            journal = self.read()
            self._copy_aside(journal)
            self._swap(replace(journal, is_rebuilt=False))
            return
        if lost.place not in [other.place for other in self.lost()]:
            return  # it was recovered or removed meanwhile
        try:
            version_folder.remove_folder(lost.place)
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
            made = (number, sums[ROWS], manifest.who, manifest.when)
            moves.append(Move(layer, manifest.what, *made))
        return Journal(tuple(moves), is_rebuilt=bool(moves) or self._file.exists())

    def _copy_aside(self, journal: Journal) -> None:
        """Copy a damaged journal before another takes its place: it may yet be mended."""
        if not journal.is_rebuilt or not self._file.exists():
            return
        try:
            content = read_whole(self._file)
            mark = hashlib.sha256(content).hexdigest()[:8]
            beside = self._file.with_name(f"{self._file.stem}-damaged-{mark}.json")
            if not beside.exists():
                write_new(beside, content)
        except OSError as error:
            raise not_written(self._file, error) from error

    def _swap(self, journal: Journal) -> None:
        try:
            swap(self._file, written_journal(journal))
        except OSError as error:
            raise not_written(self._file, error) from error
