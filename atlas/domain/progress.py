"""
Progress: what long work says of itself while it goes on, and how it is stopped.

Whoever is told may raise, which ends the work at that word; nothing that was begun is kept. The
shares are estimates: a bar may move unevenly, and never back.
"""

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[int, int, str], None]


def no_progress(done: int, total: int, stage: str) -> None:
    """Take no notice of progress."""


def part_of(progress: Progress, first: int, last: int) -> Progress:
    """
    Return what a piece of work tells, which is a part of the whole.

    Parameters
    ----------
    progress
        Is told of the whole, in 100ths.
    first, last
        Where in the whole the piece begins and ends.
    """

    def tell(done: int, total: int, stage: str) -> None:
        progress(first + (last - first) * done // max(1, total), 100, stage)

    return tell


class Steps:
    """
    Steps of one piece of work.

    Parameters
    ----------
    tell
        Is told how many of how many steps are done, and the stage that begins.
    total
        How many there will be.
    """

    def __init__(self, progress: Progress, total: int) -> None:
        self._tell, self._total, self._begun = progress, total, 0

    def begin(self, stage: str) -> None:
        """Say that the next step begins; whoever is told may end the work by raising."""
        self._tell(self._begun, self._total, stage)
        self._begun += 1
