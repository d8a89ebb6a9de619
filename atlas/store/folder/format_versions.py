"""
The formats of the workspace's files, and what a newer atlas wrote.

A workspace is one whole: as soon as one file of it is of a newer format, nothing in it is written
and nothing made, for that atlas may hold in a second file what belongs to the first. The
format is read from the files; a newer atlas that changes their meaning and not their number is not
noticed.
"""

import json
from contextlib import suppress
from pathlib import Path

from atlas.errors import BadFile

JOURNAL, JOURNAL_FORMAT = Path("versions") / "current.json", 1
STORE, STORE_FORMAT = Path("atlas.sqlite3"), 2
MARKER = Path("workspace.json")  # says that there is a store
_MAGIC = b"SQLite format 3\0"
_VERSION_AT = 60  # of the file's head: PRAGMA user_version, four bytes


def journal_format(content: bytes) -> int | None:
    """Return the format of a journal; None where it is damaged."""
    try:
        return int(json.loads(content)["format"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def newer(home: Path) -> Path | None:
    """
    Return a file of a workspace that a newer atlas wrote; None where there is none.

    Nothing is opened for writing, SQLite's own files beside the store included.
    """
    with suppress(OSError):
        if (journal_format((home / JOURNAL).read_bytes()) or 0) > JOURNAL_FORMAT:
            return home / JOURNAL
    with suppress(OSError), (home / STORE).open("rb") as file:
        head = file.read(_VERSION_AT + 4)
        version = int.from_bytes(head[_VERSION_AT:], "big", signed=True)
        if head.startswith(_MAGIC) and version > STORE_FORMAT:
            return home / STORE
    return None


def refuse_newer(home: Path) -> None:
    """
    Leave alone what a newer atlas wrote.

    Raises
    ------
    BadFile
        If any file of the workspace is of a newer format: `newer_store`.
    """
    if (found := newer(home)) is not None:
        raise BadFile(path=str(found), reason="newer_store")
