"""
Progress: what long work says of itself while it goes on.

Steps are counted, not timed: two may take very different times, so a bar moves unevenly. Whoever
is told may end the work by raising, which it does at its next word.
"""

from collections.abc import Callable
from typing import TypeAlias

Tell: TypeAlias = Callable[[int, int, str], None]


def silent(_done: int, _total: int, _stage: str) -> None:
    """Tell nobody."""


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

    def __init__(self, tell: Tell, total: int) -> None:
        self._tell, self._total, self._begun = tell, total, 0

    def begin(self, stage: str) -> None:
        """Say that the next step begins; whoever is told may end the work by raising."""
        self._tell(self._begun, self._total, stage)
        self._begun += 1
