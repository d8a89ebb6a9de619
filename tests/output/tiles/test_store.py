"""Tiles kept: made once, found by version, let go when there are too many."""

import gzip
from concurrent.futures import ThreadPoolExecutor

import shapely

from atlas.output.tiles import Pyramid, Tile, TileStore
from tests.output.tiles.tile_reading import read_tile
from tests.output.tiles.town import HERE, layer_of

LOTS = [shapely.box(0, 0, 400, 400), shapely.box(1000, 0, 1400, 400)]


def test_a_tile_is_made_once(monkeypatch) -> None:
    made = []
    tile_of = Pyramid.tile
    monkeypatch.setattr(Pyramid, "tile", lambda own, tile: made.append(tile) or tile_of(own, tile))
    store, layer = TileStore(), layer_of(LOTS)
    first, again = store.squeezed(layer, HERE), store.squeezed(layer, HERE)
    assert first == again
    assert made == [HERE]
    assert len(read_tile(gzip.decompress(first))["shapes"]) == 2


def test_an_empty_tile_is_kept_too() -> None:
    store = TileStore()
    assert store.squeezed(layer_of(LOTS), Tile(14, 0, 0)) == b""
    assert len(store) == 1


def test_another_version_is_another_tile() -> None:
    store = TileStore()
    old = store.squeezed(layer_of(LOTS), HERE)
    new = store.squeezed(layer_of(LOTS[:1], version="two"), HERE)
    assert [len(read_tile(gzip.decompress(t))["shapes"]) for t in (old, new)] == [2, 1]


def test_what_was_not_used_for_longest_is_let_go() -> None:
    layer = layer_of(LOTS)
    size = len(TileStore().squeezed(layer, HERE))
    store = TileStore(most_bytes=2 * size)
    others = [Tile(15, HERE.x * 2, HERE.y * 2), Tile(16, HERE.x * 4, HERE.y * 4)]
    for tile in (HERE, others[0], HERE, others[1], *others):
        store.squeezed(layer, tile)
    assert len(store) < 3


def test_a_pyramid_is_made_once_however_many_ask(monkeypatch) -> None:
    made = []
    begin = Pyramid.__init__
    monkeypatch.setattr(
        Pyramid, "__init__", lambda own, layer: made.append(layer.id) or begin(own, layer)
    )
    store, layer = TileStore(), layer_of(LOTS)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: store.prepare(layer), range(8)))
    assert made == ["lots"]
