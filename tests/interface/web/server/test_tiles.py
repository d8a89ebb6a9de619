"""The route of tiles, over HTTP: what is served, how long it may be kept, what is refused."""

import gzip
import json
import threading
from urllib.parse import quote

import pytest
import shapely

from atlas.domain.catalogue import Catalogue
from atlas.interface.web.server.tiles import tile_routes
from atlas.output.tiles import TileStore
from tests.interface.door import get, opened
from tests.output.tiles.tile_reading import read_tile
from tests.output.tiles.town import HERE, layer_of

CATALOGUE = Catalogue([layer_of([shapely.box(0, 0, 400, 400)], version="v1")], [])
PLACE = f"{HERE.z}/{HERE.x}/{HERE.y}.mvt"
SQUEEZED = {"Accept-Encoding": "gzip"}


@pytest.fixture(scope="module")
def port():
    with opened(tile_routes(lambda: CATALOGUE, TileStore())) as own:
        yield own


def test_a_tile_is_served_squeezed_and_may_be_kept_for_good(port) -> None:
    status, headers, body = get(port, f"/tiles/lots/v1/{PLACE}", SQUEEZED)
    assert status == 200
    assert headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert headers["Content-Encoding"] == "gzip"
    assert "immutable" in headers["Cache-Control"]
    assert len(read_tile(gzip.decompress(body))["shapes"]) == 1


def test_who_cannot_unsqueeze_gets_it_plain(port) -> None:
    _, headers, body = get(port, f"/tiles/lots/v1/{PLACE}")
    assert headers["Content-Encoding"] == "identity"
    assert len(read_tile(body)["shapes"]) == 1


def test_an_old_version_is_answered_with_todays_and_not_kept(port) -> None:
    status, headers, _ = get(port, f"/tiles/lots/v0/{PLACE}")
    assert (status, headers["Cache-Control"]) == (200, "no-cache")


def test_where_nothing_lies_there_is_no_content(port) -> None:
    status, _, body = get(port, "/tiles/lots/v1/14/0/0.mvt")
    assert (status, body) == (204, b"")


@pytest.mark.parametrize(("lang", "word"), [("en", "layer"), ("zh", "图层")])
def test_an_unknown_layer_is_named_with_the_known_ones(port, lang, word) -> None:
    status, _, body = get(port, f"/tiles/plots/v1/{PLACE}?lang={lang}")
    told = json.loads(body)
    assert (status, told["error"]) == (404, "unknown_name")
    assert [part for part in ("plots", "lots", word) if part not in told["detail"]] == []


@pytest.mark.parametrize("place", ["21/0/0", "3/8/0", "3/0/8", "a/0/0", "3/-1/0", "3/1.5/0"])
def test_a_tile_that_cannot_be_is_a_bad_request(port, place: str) -> None:
    status, headers, body = get(port, f"/tiles/lots/v1/{place}.mvt")
    assert (status, json.loads(body)["error"]) == (400, "bad_input")
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["..", "<script>", "lots\x00", "%s" * 200])
def test_a_hostile_name_is_just_unknown(port, name: str) -> None:
    status, headers, _ = get(port, f"/tiles/{quote(name, safe='')}/v1/{PLACE}")
    assert status == 404
    assert headers["Content-Type"] == "application/json"


def test_the_loop_goes_on_while_a_tile_is_made() -> None:
    begun, goes_on = threading.Event(), threading.Event()

    class Slow(TileStore):
        def squeezed(self, layer, tile):
            begun.set()
            assert goes_on.wait(10)
            return super().squeezed(layer, tile)

    told = []
    with opened(tile_routes(lambda: CATALOGUE, Slow())) as own:
        slow = threading.Thread(target=lambda: told.append(get(own, f"/tiles/lots/v1/{PLACE}")[0]))
        slow.start()
        assert begun.wait(10)
        # answered on the loop itself, which the tile being made must not hold up
        assert get(own, "/tiles/unknown/v1/0/0/0.mvt")[0] == 404
        goes_on.set()
        slow.join()
    assert told == [200]
