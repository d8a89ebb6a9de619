"""
A private folder for a planner's file: there for as long as it is read, and told when it is full.

What is written for a while goes below `tempfile.gettempdir()`; a process that is killed leaves
it there, which `interface.temporary_folder` sees to.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from atlas.errors import BadFile

_LEAST_BYTES = 2_000_000  # less is no room: what fills a disk writes to the last of it


@contextmanager
def private_folder(shown: str) -> Iterator[Path]:
    """
    Give a folder that nobody but this user reads, for as long as the block runs.

    A quota of the user that is used up is told as what it led to.

    Parameters
    ----------
    shown
        The planner's name for the file, for refusals.

    Raises
    ------
    BadFile
        If the block fails and there is no room in the temporary folder: `temp_full`; or no folder
        can be made in it: `temp_not_writable`.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix="atlas-"))
    except OSError as error:
        raise BadFile(path=shown, reason="temp_not_writable") from error
    try:
        yield folder
    except (BadFile, OSError) as error:
        # what ends for want of room says so in many ways, and a process of its own in none
        if shutil.disk_usage(folder).free < _LEAST_BYTES:
            raise BadFile(path=shown, reason="temp_full") from error
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
