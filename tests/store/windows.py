"""
Windows as far as keeping asks for it, on any machine: its locks, and what it does not move.

`Locks` is `msvcrt.locking` over the files of this process: a range of bytes from where the file's
position stands, owned by the handle that took it, refused to every other with EACCES, and given
back only from the same position and by the same handle. `Handles` refuses, as `MoveFileEx` does,
to put a file in the place of one that is open, or to rename a folder that holds one.
"""

import errno
import os
from pathlib import Path


class Locks:
    """Stands for the module `msvcrt`."""

    LK_UNLCK, LK_LOCK, LK_NBLCK = 0, 1, 2

    def __init__(self):
        self.calls, self.held = [], {}

    def locking(self, file, mode, count):
        at, told = os.lseek(file, 0, os.SEEK_CUR), os.fstat(file)
        self.calls.append((mode, at, count))
        ranges = self.held.setdefault(told.st_ino, {})
        if mode == self.LK_UNLCK:
            if ranges.get(at) != file:
                raise PermissionError(errno.EACCES, "Permission denied")
            del ranges[at]
        elif at in ranges:
            raise PermissionError(errno.EACCES, "Permission denied")
        else:
            ranges[at] = file


class Handles:
    """Files that are open, and a `Path.replace` that minds them."""

    def __init__(self, monkeypatch):
        self.open, self.tries = set(), 0
        really = Path.replace

        def replace(path, target):
            self.tries += 1
            if any(one == Path(target) or one.is_relative_to(path) for one in self.open):
                raise PermissionError(errno.EACCES, "Access is denied")
            return really(path, target)

        monkeypatch.setattr(Path, "replace", replace)
