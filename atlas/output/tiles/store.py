"""
A cache of tiles: by layer, version, zoom, column and row, squeezed, the last used longest.

The cache is bounded in bytes. A layer's pyramid is made at its first tile, or before by
`prepare`, once however many ask at the same time; the pyramid of an older version is let go.
"""

import gzip
from collections import OrderedDict
from threading import Lock

from atlas.domain.layer import Layer
from atlas.output.tiles.grid import Tile
from atlas.output.tiles.pyramid import Pyramid

MOST_BYTES = 64 * 2**20
_LEVEL = 1  # higher levels take several times as long and save a few per cent

_Key = tuple[str, str, Tile]


class TileStore:
    """
    The tiles of every requested layer; safe to use from several threads.

    Parameters
    ----------
    most_bytes
        How much to keep of squeezed tiles.
    """

    def __init__(self, *, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._size = 0
        self._kept: OrderedDict[_Key, bytes] = OrderedDict()
        self._pyramids: dict[str, tuple[str, Pyramid]] = {}
        self._making = Lock()
        self._keeping = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def prepare(self, layer: Layer) -> Pyramid:
        """Return a layer's pyramid, made now if it is not there."""
        with self._making:
            version, pyramid = self._pyramids.get(layer.id, ("", None))
            if pyramid is None or version != layer.version:
                pyramid = Pyramid(layer)
                self._pyramids[layer.id] = (layer.version, pyramid)
            return pyramid

    def squeezed(self, layer: Layer, tile: Tile) -> bytes:
        """Return a tile as gzip; empty where nothing lies."""
        key = (layer.id, layer.version, tile)
        with self._keeping:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        whole = self.prepare(layer).tile(tile)
        # no time in it: the same tile is the same bytes
        made = gzip.compress(whole, _LEVEL, mtime=0) if whole else b""
        with self._keeping:
            self._size += len(made) - len(self._kept.pop(key, b""))
            self._kept[key] = made
            while self._size > self._most and len(self._kept) > 1:
                self._size -= len(self._kept.popitem(last=False)[1])
        return made
