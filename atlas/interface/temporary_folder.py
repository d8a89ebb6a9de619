"""
One temporary folder for all that this process writes for a while, gone however it ends.

It lies in the system's own, and everything that asks `tempfile` for a place gets one in it. A
process that is killed leaves it; the next one takes it away. It is recognised by its name, by its
owner, and by a lock of the operating system that no process holds any more: the folder of one
that runs is never touched, nor is anything else.
"""

import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from atlas.errors import BadFile
from atlas.store.file_lock import locked

_NAME = "silk-road-atlas-"
_OURS = re.compile(rf"{_NAME}[0-9a-f]{{32}}")


@contextmanager
def own_temporary() -> Iterator[None]:
    """
    Let temporary files go to a folder of this process's own, for as long as the block runs.

    Where none can be made they go where they went before. Folders that killed processes left are
    taken away first.
    """
    before = tempfile.tempdir
    with ExitStack() as held:
        with suppress(BadFile, OSError):
            sweep(system := Path(tempfile.gettempdir()))
            folder = system / f"{_NAME}{uuid.uuid4().hex}"
            # the lock before and after it: a folder that is there and not locked was left
            held.callback(_forget, _lock_of(folder))
            held.enter_context(locked(_lock_of(folder), patience_s=0))
            folder.mkdir(mode=0o700)
            held.callback(_take_away, folder)
            tempfile.tempdir = str(folder)
        try:
            yield
        finally:
            tempfile.tempdir = before


def sweep(system: Path) -> None:
    """
    Take away what processes left that were killed; what cannot be had is left for the next time.

    Parameters
    ----------
    system
        The folder for temporary files.
    """
    for folder in system.glob(f"{_NAME}*"):
        with suppress(BadFile, OSError):
            if not _OURS.fullmatch(folder.name) or not _is_own(folder):
                continue
            with locked(_lock_of(folder), patience_s=0):
                _take_away(folder)
            _forget(_lock_of(folder))


def _is_own(folder: Path) -> bool:
    if folder.is_symlink() or not folder.is_dir():
        return False
    return not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


def _forget(lock: Path) -> None:
    with suppress(OSError):
        lock.unlink(missing_ok=True)


def _take_away(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
