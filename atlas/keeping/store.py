"""
The store: one SQLite file in the workspace, written by several tabs and processes at once.

Every change is one transaction, on disk before it is said to be done: a crash loses nothing that
was saved. A writer waits some seconds for another. The write-ahead log that allows this needs a
disk of this machine: a workspace on a network share is for one process at a time.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from atlas.errors import BadFile
from atlas.keeping.durable import not_written
from atlas.keeping.formats import STORE, STORE_FORMAT, refuse_newer

_PATIENCE_S = 5.0
_SCHEMA = (
    # `current` is the number of the save that counts; numbers never come twice
    """CREATE TABLE study (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        current INTEGER NOT NULL,
        deleted TEXT
    )""",
    "CREATE UNIQUE INDEX study_name ON study (name) WHERE deleted IS NULL",
    """CREATE TABLE save (
        study INTEGER NOT NULL REFERENCES study,
        number INTEGER NOT NULL,
        name TEXT NOT NULL,
        definition TEXT NOT NULL,
        versions TEXT NOT NULL,
        saved TEXT NOT NULL,
        saved_by TEXT NOT NULL,
        PRIMARY KEY (study, number)
    )""",
    """CREATE TABLE actual (
        id INTEGER PRIMARY KEY,
        target TEXT NOT NULL,
        value REAL,
        date TEXT NOT NULL,
        responsible TEXT NOT NULL,
        withdrawn INTEGER NOT NULL,
        entered TEXT NOT NULL,
        entered_by TEXT NOT NULL
    )""",
    "CREATE INDEX actual_target ON actual (target)",
)
# what SQLite says -> what it means to the reader; anything else is a fault of ours
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
_LEAST_BYTES = 100_000  # what SQLite takes beside the file


class Store:
    """
    The file, opened anew for each transaction, so that any thread may use it.

    Parameters
    ----------
    home
        The workspace; made when something is first asked of it.
    """

    def __init__(self, home: Path) -> None:
        self.home, self.path = home, home / STORE

    @contextmanager
    def transaction(self, *, writes: bool = True) -> Iterator[sqlite3.Connection]:
        """
        Open the file for one transaction: all of it is kept, or after an exception nothing.

        Parameters
        ----------
        writes
            Whether to wait for other writers at once; reading waits for nobody.

        Raises
        ------
        BadFile
            If the workspace cannot be written, another process holds the file for too long,
            the file is none of ours, or a newer atlas wrote the workspace.
        """
        refuse_newer(self.home)
        with _reported(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._opened(writes=writes)) as file:
                file.row_factory = sqlite3.Row
                with _all_or_nothing(file, "BEGIN IMMEDIATE" if writes else "BEGIN"):
                    yield file

    def fault(self) -> BadFile | None:
        """Return why the file cannot be opened; None where it can, or there is none yet."""
        if not self.path.exists():
            return None
        try:
            with self.transaction(writes=False):
                return None
        except BadFile as error:
            return error

    def _opened(self, *, writes: bool) -> sqlite3.Connection:
        file = sqlite3.connect(self.path, timeout=_PATIENCE_S, isolation_level=None)
        try:
            self._prepare(file)
        except sqlite3.Error as error:
            file.close()
            if writes or _kind_of(error) not in _NO_ROOM or self._has_log():
                raise
            # on a disk that is full or read-only there is no room for what reading takes; where
            # nobody has left a log the file says all by itself
            address = f"{self.path.absolute().as_uri()}?immutable=1"
            return sqlite3.connect(address, uri=True, isolation_level=None)
        return file

    def _has_log(self) -> bool:
        log = self.path.with_name(f"{self.path.name}-wal")
        return log.exists() and log.stat().st_size > 0

    def _prepare(self, file: sqlite3.Connection) -> None:
        file.execute("PRAGMA synchronous = FULL")
        file.execute("PRAGMA foreign_keys = ON")
        if _version(file) > STORE_FORMAT:
            raise BadFile(path=str(self.path), reason="newer_store")
        if _version(file) == STORE_FORMAT:
            return
        file.execute("PRAGMA journal_mode = WAL")
        with _all_or_nothing(file, "BEGIN IMMEDIATE"):
            if _version(file) == 0:  # nobody was faster
                for statement in _SCHEMA:
                    file.execute(statement)
                file.execute(f"PRAGMA user_version = {STORE_FORMAT}")


def _kind_of(error: sqlite3.Error) -> int:
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
    except sqlite3.Error as error:
        reason = _REASONS.get(_kind_of(error))
        if reason is None:
            raise
        if _kind_of(error) in _NO_ROOM and _is_full(path.parent):
            reason = "disk_full"
        raise BadFile(path=str(path), reason=reason) from error
    except OSError as error:
        raise not_written(path, error) from error
