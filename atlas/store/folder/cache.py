"""
The cache: what can be computed again, stored to save the time.

A file's name holds a digest of all that its content depends on, so one that is there is right. An
older one for the same purpose is removed.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from atlas.store.folder.format_versions import newer

_FOLDER = "cache"


def cached(home: Path, purpose: str, version: str, make: Callable[[], bytes]) -> bytes:
    """
    Return what was computed before, or compute it and store it.

    A workspace that cannot be written is no fault here, nor is one of a newer atlas, which is
    not written: it is computed each time.

    Parameters
    ----------
    home
        The workspace.
    purpose
        What it is for, as the first part of a file name.
    version
        A digest of all that the content depends on.
    make
        Computes it.
    """
    path = home / _FOLDER / f"{purpose}-{version}"
    with suppress(OSError):
        return path.read_bytes()
    content = make()
    if newer(home) is not None:
        return content
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        older = list(path.parent.glob(f"{purpose}-*"))
        beside = path.with_suffix(f".{os.getpid()}")
        beside.write_bytes(content)
        beside.replace(path)
        for file in older:
            file.unlink(missing_ok=True)
    return content
