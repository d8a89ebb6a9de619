"""What the server does besides pages: assets, layers by address, health, and a warm start."""

import gc
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock, Thread
from typing import Any, get_args

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

import atlas
from atlas.analysis.search import prepare_search
from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer
from atlas.domain.words import Language
from atlas.errors import AtlasError, NotReady
from atlas.interface.outcomes import HTTP_STATUS, describe
from atlas.interface.web.tiles import tile_routes
from atlas.output.assets import Weight, asset_file
from atlas.output.tiles import TileStore, is_tiled
from atlas.output.webmap import SCRIPTS
from atlas.output.webmap.features import layer_json
from atlas.output.webmap.legend import symbol_svg
from atlas.output.webmap.lettering import cut_font, font_css, letters_of

_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_CHECKED = {"Cache-Control": "no-cache"}
# squeezing 10 MB of font takes the server a second in which it does nothing else
_UNSQUEEZED = {"Content-Encoding": "identity"}
_OWN = {
    f"atlas/{name}": Path(atlas.__file__).parent / "output" / "webmap" / name
    for name in (*SCRIPTS, "map.css", "tiles_worker.js")
}


_CUTTING = Lock()


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """Return the one catalogue of this process; pages, routes and tests share it."""
    return atlas.open_atlas()


@lru_cache(maxsize=1)
def _letters() -> str:
    return letters_of(catalogue())


@lru_cache(maxsize=64)
def _layer_text(known: Layer) -> str:
    return layer_json(catalogue(), known)


async def asset(request: Request) -> Response:
    """Serve a file from the list of those that may be served."""
    served = request.path_params["path"]
    try:
        if served in _OWN:
            return FileResponse(_OWN[served], headers=_CHECKED)
        headers = _FOREVER | (_UNSQUEEZED if served.endswith(".ttf") else {})
        return FileResponse(asset_file(served), headers=headers)
    except AtlasError as error:
        return _refusal(error, request)


async def scripts(_request: Request) -> Response:
    """Serve the map's own scripts as one, in the order they need."""
    texts = [_OWN[f"atlas/{name}"].read_text(encoding="utf8") for name in SCRIPTS]
    return Response("\n".join(texts), media_type="text/javascript", headers=_CHECKED)


async def lettering(_request: Request) -> Response:
    """Serve the style that names the fonts."""
    return Response(font_css(_letters()), media_type="text/css", headers=_CHECKED)


def _font(weight: Weight) -> bytes:
    # one at a time: a visitor who asks while it is being cut waits for the same one
    with _CUTTING:
        return cut_font(weight, _letters())


async def cut(request: Request) -> Response:
    """Serve a font with just the atlas's own characters."""
    weight = request.path_params["weight"]
    try:
        known: Weight = "bold" if weight == "bold" else "regular"
        font = await to_thread.run_sync(_font, known)
    except AtlasError as error:
        return _refusal(error, request)
    return Response(font, media_type="font/ttf", headers=_FOREVER)


async def layer(request: Request) -> Response:
    """Serve a layer as the map draws it; the version in the address lets the browser keep it."""
    try:
        known = catalogue()[request.path_params["name"]]
        text = _layer_text(known)
    except AtlasError as error:
        return _refusal(error, request)
    return Response(text, media_type="application/geo+json", headers=_kept(known, request))


async def symbol(request: Request) -> Response:
    """Serve a layer's symbol for the legend."""
    try:
        known = catalogue()[request.path_params["name"]]
    except AtlasError as error:
        return _refusal(error, request)
    picture = symbol_svg(known.spec)
    return Response(picture, media_type="image/svg+xml", headers=_kept(known, request))


def _kept(known: Layer, request: Request) -> dict[str, str]:
    # an address of another version must not keep today's answer for good
    return _FOREVER if request.path_params["version"] == known.version else _CHECKED


async def healthz(_request: Request) -> Response:
    """Say that the server runs and has its data."""
    known = catalogue()
    told = {"status": "ok", "version": atlas.__version__, "layers": len(known)}
    return JSONResponse(told, headers=_CHECKED)


def _refusal(error: AtlasError, request: Request) -> Response:
    lang: Language = "en" if request.query_params.get("lang") == "en" else "zh"
    body = json.dumps({"error": error.key, "detail": describe(error, lang)}, ensure_ascii=False)
    status = HTTP_STATUS.get(type(error), 500)
    return Response(body, status_code=status, media_type="application/json")


TILES = TileStore()
ROUTES = [
    Route("/assets/atlas/fonts.css", lettering),
    Route("/assets/atlas/scripts.js", scripts),
    Route("/assets/fonts/{version}/{weight}.ttf", cut),
    Route("/assets/{path:path}", asset),
    Route("/layers/{name}/{version}.json", layer),
    Route("/layers/{name}/{version}.svg", symbol),
    *tile_routes(catalogue, TILES),
    Route("/healthz", healthz),
]


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:
    """
    Load the data before the first visitor, and get ready beside the first visitor what can wait.

    `streamlit_folium` must not be imported here: its component would be registered where the
    page cannot find it, and the map stays blank.
    """
    catalogue()
    Thread(target=_get_ready, daemon=True).start()
    yield {}


def _get_ready() -> None:
    """Draw up layers, cut fonts, prepare the search; whoever asks sooner has it made at once."""
    for known in catalogue().spatial:
        prepare = TILES.prepare if is_tiled(known) else _layer_text
        prepare(known)
    for weight in get_args(Weight):
        # without the fonts the atlas still runs, in the visitor's own
        with suppress(NotReady):
            _font(weight)
    prepare_search(catalogue())
    # Streamlit collects garbage after every run of a page; unfrozen, each walk passes over all
    # of pandas
    gc.collect()
    gc.freeze()
