"""
Displacement: points that would cover one another are drawn side by side.

Many positions are exact to a few hundred metres only, and several things may share one. How
many stand beside their place is counted, so that the sheet can say so.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from atlas.output.sheet.model.content import DrawnLayer, Extent
from atlas.output.sheet.model.symbology import style_of, symbol_kind

_APART_MM = 2.9
MOST_SPREAD = 2000  # points; more are drawn where they are
_ROUNDS = 40


def spread(
    layers: Sequence[DrawnLayer], extent: Extent, *, metres_per_mm: float, factor: float
) -> tuple[dict[str, NDArray[np.float64]], int]:
    """
    Return where the points of each layer are drawn: those that would overlap stand beside.

    Stations stay on their lines. A point moves by about the width of a symbol, in a crowd by
    more.

    Parameters
    ----------
    layers
        Point layers, or any: only points count.
    extent
        Of the map frame, metres.
    metres_per_mm
        Of the map.
    factor
        How much larger than on A4 symbols are.

    Returns
    -------
    places, moved
        Metres, shape (n, 2), by layer id; and how many points do not stand at their place.
    """
    drawn = [shown for shown in layers if symbol_kind(shown) == "point"]
    places = {part.layer.id: shapely.get_coordinates(part.rows.geometry.array) for part in drawn}
    loose = [part.layer.id for part in drawn if style_of(part).symbol != "dot"]
    count = sum(len(places[name]) for name in loose)
    if not 1 < count <= MOST_SPREAD:
        return places, 0
    before = np.concatenate([places[name] for name in loose])
    after = _pushed_apart(before, _APART_MM * factor * metres_per_mm)
    # none is pushed over the frame
    air = _APART_MM / 2 * factor * metres_per_mm
    west, south, east, north = extent
    after = np.clip(after, [west + air, south + air], [east - air, north - air])
    ends = np.cumsum([len(places[name]) for name in loose])[:-1]
    moved = int((np.hypot(*(after - before).T) > 1.0).sum())
    return places | dict(zip(loose, np.split(after, ends), strict=True)), moved


def _pushed_apart(places: NDArray[np.float64], apart: float) -> NDArray[np.float64]:
    places = places.copy()
    for _ in range(_ROUNDS):
        pairs = cKDTree(places).query_pairs(apart * 0.98, output_type="ndarray")
        if not len(pairs):
            break
        first, second = pairs[np.lexsort(pairs.T[::-1])].T
        between = places[second] - places[first]
        length = np.hypot(*between.T)
        # points at the very same place part in directions that depend on their order alone
        angle = 2.4 * second
        fan = np.column_stack([np.cos(angle), np.sin(angle)])
        together = length[:, None] < 1e-6
        towards = np.where(together, fan, between / np.maximum(length, 1e-6)[:, None])
        push = towards * ((apart - length) / 2)[:, None]
        np.add.at(places, first, -push)
        np.add.at(places, second, push)
    return places


def drawn_at(
    shown: Sequence[DrawnLayer], places: Mapping[str, NDArray[np.float64]]
) -> dict[str, tuple[float, float]]:
    """Return where each point was drawn, by feature id, for layers small enough to be moved."""
    return {
        str(name): (float(x), float(y))
        for part in shown
        if part.layer.id in places and len(part.rows) <= MOST_SPREAD
        for name, (x, y) in zip(part.rows.index, places[part.layer.id], strict=True)
    }
