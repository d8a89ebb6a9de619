"""
Progress: what long work says of itself while it goes on, and how it is stopped.

The callback may raise, which ends the work at that step; nothing that was begun is stored. The
shares are estimates: a bar may move unevenly, and never back.
"""

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[int, int, str], None]


def no_progress(done: int, total: int, stage: str) -> None:
    """
    Take no notice of progress.

    Parameters
    ----------
    done
        Steps done.
    total
        Steps in all.
    stage
        The stage that begins.
    """


def part_of(progress: Progress, first: int, last: int) -> Progress:
    """
    Return the callback of a piece of work that is a part of the whole.

    Parameters
    ----------
    progress
        Receives the progress of the whole, in 100ths.
    first, last
        Where in the whole the piece begins and ends.
    """

    def tell(done: int, total: int, stage: str) -> None:
        progress(first + (last - first) * done // max(1, total), 100, stage)

    return tell


class ProgressSteps:
    """
    Steps of one piece of work.

    Parameters
    ----------
    tell
        Receives the steps done, the steps in all, and the stage that begins.
    total
        How many there will be.
    """

    def __init__(self, progress: Progress, total: int) -> None:
        self._tell, self._total, self._begun = progress, total, 0

    def begin(self, stage: str) -> None:
        """Report that the next step begins; the callback may end the work by raising."""
        self._tell(self._begun, self._total, stage)
        self._begun += 1
