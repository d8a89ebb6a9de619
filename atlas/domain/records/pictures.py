"""
What a planner supplies to be drawn with a sheet: pictures from files of the workspace.

A picture carries no licence, source or uncertainty of its own: who supplies it answers for them.
It is read within the frame of the sheet alone, once that frame is set, and never whole.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]
Extent: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True)
class Base:
    """
    A picture of the ground, to lie below everything.

    Parameters
    ----------
    name
        What the file is called.
    version
        Hash of the file.
    within
        Shows west, south, east, north (metres, EPSG:4545) in so many columns and rows of pixels:
        red, green, blue, opacity; shape (rows, columns, 4), from north to south.
    """

    name: str
    version: str
    within: Callable[[Extent, int, int], Pixels]


@dataclass(frozen=True)
class Picture:
    """
    A picture without a place on the ground, to be shown whole.

    Parameters
    ----------
    name
        What the file is called.
    version
        Hash of the file.
    columns, rows
        How many pixels it has.
    scaled
        Gives it in so many columns and rows: red, green, blue, opacity; shape (rows, columns, 4).
    """

    name: str
    version: str
    columns: int
    rows: int
    scaled: Callable[[int, int], Pixels]


@dataclass(frozen=True)
class Supplied:
    """The pictures that a sheet names, each where it names one."""

    base: Base | None = None
    locator: Picture | None = None

    @property
    def versions(self) -> Mapping[str, str]:
        """Hash by file name."""
        return {given.name: given.version for given in (self.base, self.locator) if given}


NOTHING = Supplied()
