"""
Vector tiles of a made-up city: how long one takes to make, and how smoothly they move.

    python benchmarks/tiles.py [polygons ...]        200000 and 1000000 unless told otherwise

Cold tiles by zoom (gate: median below 30 ms at zooms 13 to 15 for 200,000 polygons), memory, and
in headless Chromium the time to all tiles and between frames while panning (gate: median below
50 ms at zoom 13). Every outline and attribute is made up. A headless browser draws in software,
which is slower than an office PC; its frames come 60 times a second at most.
"""

import gzip
import shutil
import socket
import sys
import threading
import time
from pathlib import Path
from statistics import median
from typing import Any

import city
import geopandas
import numpy as np
import shapely
import uvicorn
from playwright.sync_api import Page, sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from atlas.domain.catalogue import Catalogue  # noqa: E402
from atlas.domain.layer import Layer, LayerSpec  # noqa: E402
from atlas.interface.web.server.tiles import tile_routes  # noqa: E402
from atlas.output.assets import asset_file  # noqa: E402
from atlas.output.tiles import Tile, TileStore, tile_listing  # noqa: E402
from atlas.output.tiles.pyramid import Pyramid  # noqa: E402
from atlas.output.webmap.scripts import MODULES, linked  # noqa: E402

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SOUTH_WEST, LATITUDE = (108.6, 33.95), 34.2
STATES = ("available", "reserved", "supplied", "built")
TILES_A_ZOOM = 60
_SCRIPTS = {"tiles.js": "renderer/leaflet_tiles.js", "tiles_worker.js": "tiles/worker.js"}
PAGE = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/leaflet/leaflet.css">
<style>html,body,#map{margin:0;width:1000px;height:600px}</style><div id="map"></div>
<script src="/assets/leaflet/leaflet.js"></script><script src="/assets/atlas/tiles.js"></script>"""
# frames from the first tile being asked for on: a pan of 6 pixels a frame, there and back
PAN = """([frames]) => new Promise((done) => {
  const gaps = []; let last = performance.now(), step = 0;
  const frame = (now) => {
    gaps.push(now - last); last = now; step += 1;
    if (step > frames) return done(gaps.slice(2));
    map.panBy([step % 120 < 60 ? 6 : -6, step % 80 < 40 ? 3 : -3], { animate: false });
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})"""


def made_up(count: int) -> Layer:
    """Return a layer of octagons of 20 to 80 metres where the made-up city has its places."""
    random = np.random.default_rng([city.SEED, 40])
    angle = np.linspace(0, 2 * np.pi, 8, endpoint=False) + random.random((count, 1))
    reach = random.uniform(10, 40, (count, 1)) * random.uniform(0.7, 1.2, (count, 8))
    middle = city.places(count, stream=41)[:, np.newaxis]
    ring = middle + np.stack([reach * np.cos(angle), reach * np.sin(angle)], axis=-1)
    degrees = ring / (111_320 * np.cos(np.radians(LATITUDE)), 110_922) + SOUTH_WEST
    frame = geopandas.GeoDataFrame(
        {
            "name_zh": "虚构",
            "name_en": "made up",
            "supply_status": np.array(STATES, dtype=object)[random.integers(0, 4, count)],
            "far": random.uniform(0.5, 5, count).round(1),
            "height_limit_m": random.integers(10, 100, count).astype(float),
        },
        geometry=shapely.polygons(degrees),
        index=[f"made-up-{row}" for row in range(count)],
        crs="EPSG:4326",
    )
    label = {"zh": "虚构地块", "en": "Made-up parcels"}
    spec = {
        "id": "made_up",
        "geometry": "polygon",
        "each_row_is_a": "made-up parcel",
        "theme": "land",
        "release": "internal",
        "label": label,
        "description": label,
        "style": {"color": "#5B6776", "symbol": "area", "fill": 0.2, "width": 0.8},
        "columns": {
            "supply_status": {"type": "category", "values": STATES, "label": label},
            "far": {"type": "number", "label": label},
            "height_limit_m": {"type": "number", "label": label},
        },
    }
    return Layer(LayerSpec.model_validate(spec), frame, version=f"{count:012d}")


def memory_mib() -> float:
    """Return what this process holds in memory now; 0 where the system does not say."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    told = [int(line.split()[1]) for line in lines if line.startswith("VmRSS")]
    return told[0] / 1024 if told else 0.0


def occupied(layer: Layer, zoom: int) -> tuple[list[Tile], int]:
    """Return some of the tiles that hold anything, spread evenly, and how full the fullest is."""
    west, south, east, north = layer.frame.geometry.bounds.to_numpy().T
    x = (west + east) / 720 + 0.5
    y = 0.5 - np.arctanh(np.sin(np.radians((south + north) / 2))) / (2 * np.pi)
    places = np.floor(np.column_stack([x, y]) * 2**zoom).astype(int)
    tiles, counts = np.unique(places, axis=0, return_counts=True)
    order = np.argsort(-counts)[:: max(1, len(tiles) // TILES_A_ZOOM)]
    return [Tile(zoom, *map(int, tiles[row])) for row in order], int(counts.max())


def encoding(layer: Layer, store: TileStore) -> None:
    """Print how long cold tiles take, from the fullest to the emptiest."""
    before, start = memory_mib(), time.perf_counter()
    pyramid = store.prepare(layer)
    made = time.perf_counter() - start
    print(f"pyramid {made:.1f} s, +{memory_mib() - before:.0f} MiB over the layer's own")
    print(f"memory of the whole process {memory_mib():.0f} MiB; shapes from zoom", end=" ")
    print(pyramid.detail_zoom)
    print(f"{'zoom':>5}{'fullest holds':>15}{'p50 ms':>9}{'p95 ms':>9}{'fullest ms':>12}{'kB':>7}")
    for zoom in range(9, 18):
        tiles, most = occupied(layer, zoom)
        pyramid.tile(tiles[-1])  # counts of a zoom are made once
        told = [_timed(pyramid, tile) for tile in tiles]
        times = [seconds * 1000 for seconds, _ in told]
        print(
            f"{zoom:>5}{most:>15}{median(times):>9.1f}{np.percentile(times, 95):>9.1f}"
            f"{times[0]:>12.1f}{told[0][1] / 1000:>7.0f}"
        )


def _timed(pyramid: Pyramid, tile: Tile) -> tuple[float, int]:
    start = time.perf_counter()
    size = len(gzip.compress(pyramid.tile(tile), 1))
    return time.perf_counter() - start, size


def serve(layer: Layer, store: TileStore) -> int:
    """Serve a page, its scripts and the tiles from a thread; return the port."""
    catalogue = Catalogue([layer], [])

    async def page(_request: Request) -> HTMLResponse:
        return HTMLResponse(PAGE)

    async def asset(request: Request) -> FileResponse:
        return FileResponse(asset_file(f"leaflet/{request.path_params['name']}"))

    async def script(request: Request) -> Response:
        module = MODULES / _SCRIPTS[request.path_params["name"]]
        return Response(linked(module, name="atlasTiles"), media_type="text/javascript")

    routes: list[Any] = [
        Route("/", page),
        Route("/assets/atlas/{name}", script),
        Route("/assets/leaflet/{name}", asset),
    ]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    app = Starlette(routes=[*routes, *tile_routes(lambda: catalogue, store)])
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.02)
    return port


def browsing(layer: Layer, port: int) -> None:
    """Print how long a view takes to fill, and the time between frames of a pan."""
    path = next(filter(None, map(shutil.which, BROWSERS)))
    print(f"{'zoom':>5}{'view filled s':>15}{'frame p50 ms':>14}{'p95 ms':>9}{'worst ms':>10}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for zoom in (11, 13, 15):
            page = browser.new_page(viewport={"width": 1000, "height": 600})
            page.goto(f"http://localhost:{port}/")
            filled = _fill(page, layer, zoom)
            gaps = page.evaluate(PAN, [240])
            p50, p95 = np.percentile(gaps, [50, 95])
            print(f"{zoom:>5}{filled:>15.1f}{p50:>14.1f}{p95:>9.1f}{max(gaps):>10.1f}")
            page.close()
        browser.close()


def _fill(page: Page, layer: Layer, zoom: int) -> float:
    tile, south_west = occupied(layer, zoom)[0][0], 0.5
    x, y = (tile.x + south_west) / 2**zoom, (tile.y + south_west) / 2**zoom
    at = [float(np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y))))), x * 360 - 180]
    start = time.perf_counter()
    page.evaluate(
        """([at, zoom, spec]) => new Promise((done) => {
          window.map = L.map("map", { center: at, zoom, zoomSnap: 0.5 });
          atlasTiles.tileLayer(map, spec).on("load", done).addTo(map);
        })""",
        [at, zoom, tile_listing(layer)],
    )
    return time.perf_counter() - start


def main() -> None:
    """Print the figures for each size."""
    for count in [int(word) for word in sys.argv[1:]] or [200_000, 1_000_000]:
        layer, store = made_up(count), TileStore()
        print(f"\n{count:,} made-up polygons, {memory_mib():.0f} MiB with the layer")
        encoding(layer, store)
        browsing(layer, serve(layer, store))


if __name__ == "__main__":
    main()
