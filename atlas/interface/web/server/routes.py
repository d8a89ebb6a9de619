"""What the server does besides pages: assets, layers by address, health, and a warm start."""

import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from threading import Lock, Thread
from typing import Any, get_args
from weakref import WeakKeyDictionary

import streamlit
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

import atlas
from atlas.domain.catalogue import Catalogue
from atlas.domain.gc_pause import gc_paused
from atlas.domain.layer import Layer
from atlas.errors import AtlasError, NotReady, UnknownName
from atlas.interface.temporary_folder import own_temporary
from atlas.interface.web.server.refusal import refusal
from atlas.interface.web.server.request_heads import bounded_heads
from atlas.interface.web.server.tiles import tile_routes
from atlas.interface.web.session.current import catalogue as catalogue
from atlas.output.assets import Weight, asset_file
from atlas.output.tiles import TileStore, is_tiled
from atlas.output.webmap import layer_address
from atlas.output.webmap.features import layer_json
from atlas.output.webmap.legend import symbol_svg
from atlas.output.webmap.lettering import characters_of, cut_font, font_css, letters_version
from atlas.output.webmap.scripts import MODULES, linked
from atlas.questions.selection.search import prepare_search

_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_CHECKED = {"Cache-Control": "no-cache"}
# squeezing 10 MB of font takes the server a second in which it does nothing else
_UNSQUEEZED = {"Content-Encoding": "identity"}
_OWN = {"atlas/map.css": MODULES.parent / "map.css"}
# served name of a script: the module it begins from, the global variable of its exports
_SCRIPTS = {"scripts": ("map.js", "atlasMap"), "tiles_worker": ("tiles/worker.js", "")}
_OWN_MACHINE = {"localhost", "127.0.0.1", "::1"}
_CUTTING = Lock()


# what the map draws of a layer, with the address that it was drawn up for
_TEXTS: WeakKeyDictionary[Layer, tuple[str, str]] = WeakKeyDictionary()


def _layer_text(known: Catalogue, layer: Layer) -> str:
    address = layer_address(layer, known.mark)
    made = _TEXTS.get(layer)
    if made is None or made[0] != address:
        made = _TEXTS[layer] = address, layer_json(known, layer)
    return made[1]


async def _known() -> Catalogue:
    # to open what somebody has just added takes a while: the others are served meanwhile
    if catalogue.is_stale():
        return await to_thread.run_sync(catalogue.newest)
    return catalogue.newest()


async def asset(request: Request) -> Response:
    """Serve a file from the list of those that may be served."""
    served = request.path_params["path"]
    try:
        if served in _OWN:
            return FileResponse(_OWN[served], headers=_CHECKED)
        headers = _FOREVER | (_UNSQUEEZED if served.endswith(".ttf") else {})
        return FileResponse(asset_file(served), headers=headers)
    except AtlasError as error:
        return refusal(error, request)


async def script(request: Request) -> Response:
    """Serve the modules of the map, or of its worker, as one script."""
    name = request.path_params["name"]
    if name not in _SCRIPTS:
        return refusal(UnknownName(kind="asset", name=name, known=list(_SCRIPTS)), request)
    module, variable = _SCRIPTS[name]
    text = linked(MODULES / module, name=variable)
    return Response(text, media_type="text/javascript", headers=_CHECKED)


async def lettering(_request: Request) -> Response:
    """Serve the style that names the fonts."""
    letters = await to_thread.run_sync(characters_of, await _known())
    return Response(font_css(letters), media_type="text/css", headers=_CHECKED)


def _font(weight: Weight, known: Catalogue) -> bytes:
    # one at a time: a visitor who asks while it is being cut waits for the same one
    with _CUTTING:
        letters = characters_of(known)
        version = letters_version(letters)
        space = atlas.open_workspace()
        return space.cached(f"font-{weight}", version, lambda: cut_font(weight, letters))


async def cut(request: Request) -> Response:
    """Serve a font with just the atlas's own characters."""
    weight = request.path_params["weight"]
    try:
        known: Weight = "bold" if weight == "bold" else "regular"
        font = await to_thread.run_sync(_font, known, await _known())
    except AtlasError as error:
        return refusal(error, request)
    return Response(font, media_type="font/ttf", headers=_FOREVER)


async def layer(request: Request) -> Response:
    """Serve a layer as the map draws it; the version in the address lets the browser keep it."""
    try:
        asked = request.path_params
        known = await to_thread.run_sync(catalogue.holding, asked["name"], asked["version"])
        named = known.drawn(asked["name"])
        text = await to_thread.run_sync(_layer_text, known, named)
    except AtlasError as error:
        return refusal(error, request)
    return Response(text, media_type="application/geo+json", headers=_kept(named, request))


async def symbol(request: Request) -> Response:
    """Serve a layer's symbol for the legend."""
    try:
        known = (await _known())[request.path_params["name"]]
    except AtlasError as error:
        return refusal(error, request)
    picture = symbol_svg(known.spec)
    return Response(picture, media_type="image/svg+xml", headers=_kept(known, request))


def _kept(known: Layer, request: Request) -> dict[str, str]:
    # an address of another version must not keep today's answer for good
    return _FOREVER if request.path_params["version"] == known.version else _CHECKED


async def healthz(_request: Request) -> Response:
    """Say that the server runs and has its data."""
    known = await _known()
    told = {"status": "ok", "version": atlas.__version__, "layers": len(known)}
    return JSONResponse(told, headers=_CHECKED)


TILES = TileStore()
ROUTES = [
    Route("/assets/atlas/fonts.css", lettering),
    Route("/assets/atlas/{name}.js", script),
    Route("/assets/fonts/{version}/{weight}.ttf", cut),
    Route("/assets/{path:path}", asset),
    Route("/layers/{name}/{version}.json", layer),
    Route("/layers/{name}/{version}.svg", symbol),
    *tile_routes(catalogue.newest, TILES, holding=catalogue.holding),
    Route("/healthz", healthz),
]


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:
    """
    Load the data before the first visitor, and get ready beside the first visitor what can wait.

    Permanent objects are frozen out of the garbage collector's walk, which Streamlit forces after
    every run of a page, before anybody is there: what is frozen later holds whatever a visitor's
    session holds just then, uploads and all, until the server ends.

    `streamlit_folium` must not be imported here: its component would be registered where the
    page cannot find it, and the map stays blank.
    """
    _mark_shared()
    with own_temporary(), bounded_heads():
        _load()
        Thread(target=_get_ready, daemon=True).start()
        yield {}


def _load() -> None:
    with gc_paused():
        # its dictionaries are most of what the walk would pass over
        prepare_search(catalogue())
    gc.collect()
    gc.freeze()


def _mark_shared() -> None:
    """Let this process and its workers know that others reach it, which keeps secrets out."""
    if streamlit.get_option("server.address") not in _OWN_MACHINE:
        os.environ["ATLAS_SHARED"] = "1"


def _get_ready() -> None:
    """Draw up layers and cut fonts; whoever asks sooner has it made at once."""
    known = catalogue()
    for layer in known.spatial:
        if is_tiled(layer):
            TILES.prepare(layer)
        else:
            _layer_text(known, layer)
    for weight in get_args(Weight):
        # without the fonts the atlas still runs, in the visitor's own
        with suppress(NotReady):
            _font(weight, known)
