"""
The database: one SQLite file in the workspace, written by several tabs and processes at once.

Every change is one transaction, on disk before it returns: a crash loses nothing that was
saved. A writer waits some seconds for another. The write-ahead log that allows this needs a
disk of this machine: a workspace on a network share is for one process at a time.

A second file says that there is a database: one that is gone is reported and not begun anew. A
damaged row is left out and listed (`checksums`); a file whose structure is damaged is read as far
as it goes and not written to.
"""

import shutil
import sqlite3
from collections.abc import Callable, Hashable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from atlas.domain.messages import Message
from atlas.errors import BadFile
from atlas.store.durable import not_written, swap
from atlas.store.folder.checksums import SCHEMA, damaged, migrate, prepare
from atlas.store.folder.format_versions import MARKER, STORE, STORE_FORMAT, refuse_newer
from atlas.store.protocol import Integrity

_PATIENCE_S = 5.0
_MARKED = b'{"format": 1, "store": true}\n'
# code of SQLite -> reason for the reader; anything else is a fault of ours
_REASONS = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_NOTADB: "not_a_store",
    sqlite3.SQLITE_CORRUPT: "not_a_store",
    sqlite3.SQLITE_PERM: "not_writable",
    sqlite3.SQLITE_READONLY: "not_writable",
    sqlite3.SQLITE_IOERR: "not_writable",
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_CANTOPEN: "not_writable",
    sqlite3.SQLITE_AUTH: "not_writable",
}

# what a disk without room says, and one that is read-only
_NO_ROOM = {
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
}
_FAILURES = (sqlite3.Error, UnicodeDecodeError)  # its messages on damage may be no text
_LEAST_BYTES = 100_000  # what SQLite takes beside the file


class Database(Integrity):
    """
    The file, opened anew for each transaction, so that any thread may use it.

    Parameters
    ----------
    home
        The workspace; made by the first transaction.
    """

    def __init__(self, home: Path) -> None:
        self.home, self.path = home, home / STORE
        self._marker, self._log = home / MARKER, home / f"{STORE}-wal"

    @contextmanager
    def transaction(self, *, writes: bool = True) -> Iterator[sqlite3.Connection]:
        """
        Open the file for one transaction: all of it is stored, or after an exception nothing.

        Parameters
        ----------
        writes
            Whether to wait for other writers at once; reading waits for nobody.

        Raises
        ------
        BadFile
            If the workspace cannot be written, another process holds the file for too long,
            the file is gone, damaged or none of ours, or a newer atlas wrote the workspace.
        """
        refuse_newer(self.home)
        with _reported(self.path):
            self._refuse_gone()
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._opened(writes=writes)) as file:
                file.row_factory = sqlite3.Row
                with _all_or_nothing(file, "BEGIN IMMEDIATE" if writes else "BEGIN"):
                    yield file
        if writes and not self._marker.exists():
            with suppress(OSError):  # what was written is stored all the same
                swap(self._marker, _MARKED)

    def fault(self) -> BadFile | None:
        """Return why the file cannot be opened or written to; None where it can, or never was."""
        if not self.path.exists() and not self._marker.exists():
            return None
        try:
            with self.transaction(writes=False) as file:
                _refuse_damaged(file, self.path)
        except BadFile as error:
            return error
        return None

    def damaged(self) -> tuple[Message, ...]:
        """
        Return a description of each row that is damaged and left out.

        Raises
        ------
        BadFile
            As `transaction`.
        """
        if not self.path.exists() and not self._marker.exists():
            return ()
        with self.transaction(writes=False) as file:
            return tuple(damaged(file)) if _version(file) == STORE_FORMAT else ()

    def stamp(self) -> Hashable:
        """Return what differs once anything was written: a stat of each file."""
        return tuple((path, _looks(path)) for path in (self.path, self._log, self._marker))

    def _refuse_gone(self) -> None:
        is_there = self.path.exists() and self.path.stat().st_size > 0
        if self._marker.exists() and not is_there:
            raise BadFile(path=str(self.path), reason="store_gone")

    def _opened(self, *, writes: bool) -> sqlite3.Connection:
        file = sqlite3.connect(self.path, timeout=_PATIENCE_S, isolation_level=None)
        try:
            self._prepare(file, writes=writes)
        except _FAILURES as error:
            file.close()
            if _kind_of(error) not in _REASONS:  # its tables are not those that were made
                raise BadFile(path=str(self.path), reason="not_a_store") from error
            if writes or _kind_of(error) not in _NO_ROOM or self._has_log():
                raise
            return self._read_only()
        except BaseException:
            file.close()
            raise
        return file

    def _read_only(self) -> sqlite3.Connection:
        """Open a file on a disk without room for what reading takes, or that is read-only."""
        # where nobody has left a log the file says all by itself
        address = f"{self.path.absolute().as_uri()}?immutable=1"
        file = sqlite3.connect(address, uri=True, isolation_level=None)
        prepare(file, is_sealed=_has_seals(file))
        return file

    def _has_log(self) -> bool:
        return self._log.exists() and self._log.stat().st_size > 0

    def _prepare(self, file: sqlite3.Connection, *, writes: bool) -> None:
        file.execute("PRAGMA synchronous = FULL")
        file.execute("PRAGMA foreign_keys = ON")
        if _version(file) > STORE_FORMAT:
            raise BadFile(path=str(self.path), reason="newer_store")
        if _is_empty(file):
            if self._marker.exists():
                raise BadFile(path=str(self.path), reason="store_gone")
            file.execute("PRAGMA journal_mode = WAL")
            self._bring_up(file, _create)
        if writes:
            _refuse_damaged(file, self.path)
            self._bring_up(file, migrate)
        # a damaged head says another format than the tables have
        if _has_seals(file) != (_version(file) == STORE_FORMAT) or _version(file) < 1:
            raise BadFile(path=str(self.path), reason="not_a_store")
        prepare(file, is_sealed=_has_seals(file))

    @staticmethod
    def _bring_up(file: sqlite3.Connection, step: Callable[[sqlite3.Connection], None]) -> None:
        """Make the file one of this format, at once or not at all, unless somebody was faster."""
        begins_at = 0 if step is _create else 1
        if _version(file) != begins_at:
            return
        with _all_or_nothing(file, "BEGIN IMMEDIATE"):
            if _version(file) == begins_at and not _has_seals(file):
                step(file)
                file.execute(f"PRAGMA user_version = {STORE_FORMAT}")


def _create(file: sqlite3.Connection) -> None:
    for statement in SCHEMA:
        file.execute(statement)


def _is_empty(file: sqlite3.Connection) -> bool:
    return _version(file) == 0 and not file.execute("SELECT * FROM sqlite_master").fetchall()


def _has_seals(file: sqlite3.Connection) -> bool:
    return any(column[1] == "seal" for column in file.execute("PRAGMA table_info(save)"))


def _refuse_damaged(file: sqlite3.Connection, path: Path) -> None:
    if file.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise BadFile(path=str(path), reason="store_damaged")


def _looks(path: Path) -> tuple[int, int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_ino, stat.st_size


def _kind_of(error: Exception) -> int:
    # the lower byte is the kind of fault, what is above it tells kinds apart
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _LEAST_BYTES
    except OSError:
        return False


def _version(file: sqlite3.Connection) -> int:
    return int(file.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def _all_or_nothing(file: sqlite3.Connection, begin: str) -> Iterator[None]:
    file.execute(begin)
    try:
        yield
        file.execute("COMMIT")
    except BaseException:
        if file.in_transaction:
            file.execute("ROLLBACK")
        raise


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:
        raise BadFile(path=str(path), reason="not_a_store") from error
    except sqlite3.Error as error:
        reason = _REASONS.get(_kind_of(error))
        if reason is None:
            raise
        if _kind_of(error) in _NO_ROOM and _is_full(path.parent):
            reason = "disk_full"
        raise BadFile(path=str(path), reason=reason) from error
    except OSError as error:
        raise not_written(path, error) from error
