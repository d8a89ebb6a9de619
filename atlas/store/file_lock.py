"""
The lock: one writer at a time, among the threads and processes of a machine.

It is the operating system's lock on an open file: `flock` on Linux and macOS, `LockFileEx` (by
`msvcrt.locking`) on Windows. The system takes it back when the process ends, however it ends, so
a writer that was killed locks nobody out; the file itself stays and means nothing. On a network
share it holds as far as the share's server has locks for all its machines, which not all have.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from atlas.errors import BadFile
from atlas.store.durable import not_written

_PAUSE_S = 0.01


@contextmanager
def locked(path: Path, *, patience_s: float) -> Iterator[None]:
    """
    Hold a lock for as long as the block runs.

    It is not for the same thread twice: that waits for itself.

    Parameters
    ----------
    path
        The file that stands for the lock; made, with its folder, where it is not there.
    patience_s
        How long to wait for another writer.

    Raises
    ------
    BadFile
        If another holds it for longer, the file cannot be made, or its disk has no locks.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+b")
    except OSError as error:
        raise not_written(path, error) from error
    with file:
        deadline = time.monotonic() + patience_s
        while not _taken(file.fileno(), path):
            if time.monotonic() >= deadline:
                raise BadFile(path=str(path), reason="busy")
            time.sleep(_PAUSE_S)
        try:
            yield
        finally:
            _give_back(file.fileno())


def _taken(file: int, path: Path) -> bool:
    try:
        return _take(file)
    except OSError as error:  # of a network share that knows no locks
        raise BadFile(path=str(path), reason="keeps_no_locks") from error


if sys.platform == "win32":
    import msvcrt
    import os

    def _take(file: int) -> bool:
        os.lseek(file, 0, os.SEEK_SET)  # the first byte is locked, whether it is there or not
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def _give_back(file: int) -> None:
        os.lseek(file, 0, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _give_back(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
