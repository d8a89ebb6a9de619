"""Large layers as vector tiles: cut, rounded and written by ourselves, counted from afar."""

from atlas.output.tiles.grid import MAX_ZOOM, Tile, tile_named
from atlas.output.tiles.listing import MOST_DRAWN_WHOLE, is_tiled, tile_address, tile_listing
from atlas.output.tiles.pyramid import Pyramid
from atlas.output.tiles.store import TileStore

__all__ = [
    "MAX_ZOOM",
    "MOST_DRAWN_WHOLE",
    "Pyramid",
    "Tile",
    "TileStore",
    "is_tiled",
    "tile_address",
    "tile_listing",
    "tile_named",
]
