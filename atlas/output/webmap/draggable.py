"""
What may be dragged on the map: the points of one layer, and handles for places not stored yet.

A handle is a proposal. What it says is on the screen only, until the page keeps it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Place = tuple[float, float]  # longitude, latitude in degrees


@dataclass(frozen=True)
class Handle:
    """
    A row that can be dragged.

    `at` is where its handle stands, `was` where the row is stored now, None of one without a place.
    """

    id: str
    name: str
    at: Place
    was: Place | None = None


@dataclass(frozen=True)
class Moving:
    """The layer whose points can be dragged, and the handles that stand on the map."""

    layer: str
    handles: Sequence[Handle] = ()

    def listing(self) -> dict[str, Any]:
        """Return it as the map's script reads it: latitude first."""
        return {
            "layer": self.layer,
            "handles": [
                {
                    "id": handle.id,
                    "name": handle.name,
                    "at": handle.at[::-1],
                    "was": None if handle.was is None else handle.was[::-1],
                }
                for handle in self.handles
            ],
        }
