"""
Label placement: names where they cover nothing.

Each name comes with the places it would like, best first. Names are placed one after another,
the important ones first; a place will do if it lies wholly in the map frame and touches no
name and no symbol. This is greedy: it never overlaps, and it does not find the arrangement with
the most names.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.output.sheet.drawing.typesetting import LEADING, MM_PER_POINT, height_mm, width_mm
from atlas.output.sheet.model.templates import Box

_AIR_MM = 0.45
_EDGE_MM = 0.8


@dataclass(frozen=True)
class MapLabel:
    """
    A name to be placed.

    Parameters
    ----------
    lines
        As they will be written, centred one below the other.
    size, bold, color
        Of the type; size in points.
    centres
        Where its middle may stand, millimetres, best first, shape (n, 2).
    angle
        Degrees by which it is turned.
    leader
        What a line leads to when the name stands at place `leader_from` or a later one.
    """

    lines: tuple[str, ...]
    size: float
    color: str
    centres: NDArray[np.float64]
    bold: bool = False
    angle: float = 0.0
    leader: tuple[float, float] | None = None
    leader_from: int = 10_000

    @property
    def room(self) -> tuple[float, float]:
        """Width and height, millimetres."""
        wide = max(width_mm(line, self.size, bold=self.bold) for line in self.lines)
        return wide, height_mm(len(self.lines), self.size)

    def boxes(self, centres: NDArray[np.float64]) -> NDArray[np.object_]:
        """Return the room it would take at each of some places."""
        wide, high = self.room
        half = np.array([wide / 2 + _AIR_MM, high / 2 + _AIR_MM])
        corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half
        turn = np.radians(self.angle)
        rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        return np.asarray(shapely.polygons(centres[:, None, :] + corners @ rotation))


@dataclass(frozen=True)
class Placed:
    """A name in its place, and whether a line leads from it to what it names."""

    label: MapLabel
    centre: tuple[float, float]
    has_leader: bool


@dataclass
class LabelSpace:
    """What is occupied on the map frame, and the names placed so far."""

    frame: Box
    symbols: NDArray[np.object_]
    placed: list[Placed] = field(default_factory=list)
    left_out: int = 0
    _taken: list[shapely.Geometry] = field(default_factory=list)

    @cached_property
    def _symbol_tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.symbols)

    def take(self, shape: shapely.Geometry) -> None:
        """Keep a shape of the page free of names."""
        self._taken.append(shape)

    def first_free(self, shapes: NDArray[np.object_]) -> int | None:
        """Return the first of some shapes that lies in the frame and touches nothing occupied."""
        bounds = shapely.bounds(shapes)
        inner = self.frame.shrunk(_EDGE_MM)
        free = (bounds[:, :2] >= [inner.x, inner.y]).all(axis=1)
        free &= (bounds[:, 2:] <= [inner.right, inner.top]).all(axis=1)
        if self._taken:
            taken = np.array(self._taken, dtype=object)
            free[shapely.STRtree(shapes).query(taken, predicate="intersects")[1]] = False
        free[self._symbol_tree.query(shapes, predicate="intersects")[0]] = False
        return int(np.argmax(free)) if free.any() else None

    def place(self, label: MapLabel) -> bool:
        """Put a name at the first of its places that is free; count it as left out otherwise."""
        if not len(label.centres):
            self.left_out += 1
            return False
        boxes = label.boxes(label.centres)
        best = self.first_free(boxes)
        if best is None:
            self.left_out += 1
            return False
        self._taken.append(boxes[best])
        x, y = label.centres[best]
        self.placed.append(Placed(label, (float(x), float(y)), best >= label.leader_from))
        return True


def baselines(placed: Placed) -> list[tuple[float, float]]:
    """Return where the baseline of each line has its middle, turned with the name."""
    label = placed.label
    _, high = label.room
    em = label.size * MM_PER_POINT
    turn = np.radians(label.angle)
    offsets = [high / 2 - (number * LEADING + 0.88) * em for number in range(len(label.lines))]
    x, y = placed.centre
    return [(x - off * float(np.sin(turn)), y + off * float(np.cos(turn))) for off in offsets]
