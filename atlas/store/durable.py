"""
Files that outlive a crash: on the disk before the call that writes them returns.

A file is written beside its place and renamed into it, so that a reader finds the old one or the
new one and never half of either. What the disk itself claims to have written is believed.
"""

import contextlib
import errno
import os
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from atlas.errors import BadFile

_PATIENCE_S = 5.0  # a scanner looks through what was just written
_PAUSE_S = 0.02
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
T = TypeVar("T")


def not_written(path: Path, error: OSError) -> BadFile:
    """Return the refusal for what the system did not let be written, a full disk by its name."""
    return BadFile(path=str(path), reason="disk_full" if error.errno in _FULL else "not_writable")


def read_whole(path: Path) -> bytes:
    """
    Read a file that another may be swapping just now.

    Raises
    ------
    OSError
        If it is not there or cannot be read.
    """
    return _patiently(path.read_bytes)


def write_new(path: Path, content: bytes) -> None:
    """
    Write a file that is not there yet, down to the disk.

    Raises
    ------
    OSError
        If it is there or cannot be written.
    """
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def swap(path: Path, content: bytes) -> None:
    """
    Put new content in the place of a file, at once and for good.

    Raises
    ------
    OSError
        If it cannot be written; the old content is there then.
    """
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        write_new(beside, content)
        put(beside, path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def put(beside: Path, path: Path) -> None:
    """
    Give a file or folder its own name, in the place of a file of that name.

    Raises
    ------
    OSError
        If it cannot be done.
    """
    _patiently(lambda: beside.replace(path))


def _patiently(do: Callable[[], T]) -> T:
    """Do again what Windows refuses while a reader, a writer or a scanner has the file open."""
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            return do()
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() >= deadline:
                raise
            time.sleep(_PAUSE_S)


def sync_file(path: Path) -> None:
    """Wait until what another library wrote into a file is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk; Windows sees to that by itself."""
    if sys.platform != "win32":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
