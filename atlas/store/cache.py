"""
What can be made again, kept to save the time: losing it costs nothing but that.

A file's name says all that its content depends on, so one that is there is right. An older one
for the same purpose is thrown away.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from atlas.store.format_versions import newer

_FOLDER = "cache"


def remembered(home: Path, purpose: str, version: str, make: Callable[[], bytes]) -> bytes:
    """
    Return what was made before, or make it and keep it.

    A workspace that cannot be written is no fault here, nor is one of a newer atlas, which is
    not written: it is made each time.

    Parameters
    ----------
    home
        The workspace.
    purpose
        What it is for, as the first part of a file name.
    version
        A digest of all that the content depends on.
    make
        Makes it.
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
