"""
A layer as a pyramid of tiles: squares with counts above, shapes below.

From `detail_zoom` on a tile holds the things themselves (layer `shapes`: id and the columns a
style may ask for); above it, squares (layer `cells`: see `density`). A tile that would hold more
than `MOST_SHAPES` holds the largest, and says in a third layer, `thinned`, how many there are.
Names and texts stay out: the name of a feature is on its card.
"""

from collections.abc import Iterable
from functools import cached_property, lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.domain.crs import SQUARE_METRES_PER_KM2, planar_area_km2
from atlas.domain.layer import Layer, LayerSpec
from atlas.output.tiles.density import Density, density
from atlas.output.tiles.encoder import AttributeColumn, encode_layer, number_column, text_column
from atlas.output.tiles.grid import (
    EXTENT,
    EXTENT_BITS,
    MAX_ZOOM,
    UNITS_PER_PIXEL,
    Tile,
    degrees_around,
)
from atlas.output.tiles.shapes import MARGIN, Numbers, Runs, boxes_of, cut_out, runs_of, squared

MOST_SHAPES = 12_000
DETAIL_PIXELS = 2  # a thing of this side can be told from its neighbour
_STYLED = ("category", "flag", "integer", "number")
_CHUNK = 50_000  # rows measured at once, which bounds the copies made on the way


class Pyramid:
    """
    The tiles of one layer, made on request.

    Making it takes time and memory in proportion to the vertices: do it once for a version.

    Parameters
    ----------
    layer
        A layer with geometry and at least one located row.
    """

    def __init__(self, layer: Layer) -> None:
        located = layer.located
        geometry = located.geometry.to_numpy()
        self.kind, runs = runs_of(geometry)
        self._runs: Runs = squared(runs, self.kind)
        self._boxes = boxes_of(self._runs)
        self._tree = shapely.STRtree(geometry)
        self._columns = [text_column("id", located.index)]
        for name in styled_columns(layer.spec):
            is_number = layer.spec.every_column[name].is_number
            make = number_column if is_number else text_column
            self._columns.append(make(name, located[name]))
        self._categories = [
            (name, *_coded(located[name], layer.spec.every_column[name].values))
            for name in styled_columns(layer.spec)
            if layer.spec.every_column[name].type == "category"
        ]
        self._area_m2: NDArray[np.float64] | None = None
        if self.kind == "polygon":
            parts = range(0, len(located), _CHUNK)
            areas = [planar_area_km2(located.geometry.iloc[at : at + _CHUNK]) for at in parts]
            self._area_m2 = np.concatenate(areas) * SQUARE_METRES_PER_KM2
        self._density = lru_cache(maxsize=None)(self._count)

    def __len__(self) -> int:
        return len(self._runs)

    def tile(self, tile: Tile) -> bytes:
        """Return a tile as bytes; none at all where nothing lies."""
        if tile.z < self.detail_zoom:
            squares = self._density(tile.z)
            cells, rows = squares.within(tile)
            written = encode_layer("cells", "polygon", cells, rows, squares.columns)
            return written if len(rows) else b""
        rows = self._tree.query(shapely.box(*degrees_around(tile, MARGIN)))
        rows.sort()
        largest = self._largest(rows)
        if not len(largest):
            return b""
        shapes, left = cut_out(self._runs, largest, tile, self.kind)
        if not len(left):
            return b""
        whole = encode_layer("shapes", self.kind, shapes, left, self._columns)
        return whole + (_told_thinned(len(largest), len(rows)) if len(largest) < len(rows) else b"")

    @cached_property
    def detail_zoom(self) -> int:
        """The first zoom whose tiles hold the things themselves."""
        if len(self) <= MOST_SHAPES and self.kind == "point":
            return 0
        if self.kind == "point":
            return next((z for z in range(MAX_ZOOM) if self._fullest(z) <= MOST_SHAPES), MAX_ZOOM)
        sides = np.sort(self._sides)
        typical = max(float(sides[len(sides) // 2]), 1.0)
        wanted = DETAIL_PIXELS * UNITS_PER_PIXEL
        return int(np.clip(MAX_ZOOM + np.ceil(np.log2(wanted / typical)), 0, MAX_ZOOM))

    @cached_property
    def _sides(self) -> NDArray[np.float64]:
        """How wide each thing is, on the square of web maps."""
        spread = (self._boxes[:, 2:] - self._boxes[:, :2]).astype(np.float64)
        return np.asarray(
            np.sqrt(spread[:, 0] * spread[:, 1])
            if self.kind == "polygon"
            else np.hypot(spread[:, 0], spread[:, 1])
        )

    @property
    def _middles(self) -> NDArray[np.uint32]:
        spread = self._boxes[:, 2:] - self._boxes[:, :2]
        return np.asarray(self._boxes[:, :2] + spread // 2)

    def _fullest(self, zoom: int) -> int:
        tile = self._middles.astype(np.int64) >> (MAX_ZOOM - zoom + EXTENT_BITS)
        return int(np.unique(tile, axis=0, return_counts=True)[1].max())

    def _largest(self, rows: Numbers) -> Numbers:
        if len(rows) <= MOST_SHAPES:
            return rows
        kept = np.argpartition(-self._sides[rows], MOST_SHAPES)[:MOST_SHAPES]
        return np.sort(rows[kept])

    def _count(self, zoom: int) -> Density:
        return density(self._middles, zoom, area_m2=self._area_m2, categories=self._categories)


def styled_columns(spec: LayerSpec) -> list[str]:
    """Return the columns a style may ask for: categories, flags and numbers the layer declares."""
    return [name for name, column in spec.columns.items() if column.type in _STYLED]


def _coded(
    cells: Iterable[object], values: tuple[str, ...]
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    place = {value: number for number, value in enumerate(values)}
    return np.array([place.get(str(cell), -1) for cell in cells], np.int64), values


def _told_thinned(shown: int, there: int) -> bytes:
    middle = np.array([[EXTENT // 2, EXTENT // 2]])
    one = np.array([0, 1])
    columns: list[AttributeColumn] = [
        number_column("shown", [shown]),
        number_column("there", [there]),
    ]
    point = Runs(middle, one, one, np.zeros(1, bool))
    return encode_layer("thinned", "point", point, np.array([0]), columns)
