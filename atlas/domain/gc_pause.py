"""
Making very many shapes at once, without Python's garbage collector walking over them meanwhile.

Shapes refer to nothing, but the collector cannot know that: while a million of them are made it
walks over all that are there a dozen times, which takes longer than making them. It waits in
every thread as long as a block lasts; what is garbage by then is collected after it.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """Keep the collector waiting; of blocks that overlap the first to end lets it go on."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
