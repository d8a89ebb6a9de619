"""
The door of large layers: one tile at a time, made beside the event loop.

Two threads make tiles, of their own and few: those that serve files stay free, and more would
only wait for each other.
"""

import asyncio
import gzip
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas.domain.catalogue import Catalogue
from atlas.errors import AtlasError, BadInput
from atlas.interface.web.server.refusal import refusal
from atlas.output.tiles import Tile, TileStore, tile_named

_FOREVER = "public, max-age=31536000, immutable"
_CHECKED = "no-cache"
_MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
_MAKERS = 2


def tile_routes(
    catalogue: Callable[[], Catalogue],
    store: TileStore,
    *,
    holding: Callable[[str, str], Catalogue] | None = None,
) -> list[Route]:
    """
    Return the routes that serve tiles.

    Parameters
    ----------
    catalogue
        Returns the catalogue to serve from, called for each tile.
    store
        Cache of tiles; `store.prepare` before the first visitor spares them the wait.
    holding
        Gives the catalogue that a layer of a version is of, where earlier ones are looked at too.
    """
    makers = ThreadPoolExecutor(_MAKERS, thread_name_prefix="tiles")

    def squeezed(name: str, version: str, asked: Tile) -> tuple[str, bytes]:
        # here and not in the event loop: to open what somebody has just added takes a while
        layer = (holding(name, version) if holding else catalogue()).drawn(name)
        return layer.version, store.squeezed(layer, asked)

    async def tile(request: Request) -> Response:
        told = request.path_params
        try:
            asked = tile_named(told["z"], told["x"], told["y"])
            loop = asyncio.get_running_loop()
            version, made = await loop.run_in_executor(
                makers, squeezed, told["layer"], told["version"], asked
            )
        except BadInput as error:
            return refusal(error, request, status=400)
        except AtlasError as error:
            return refusal(error, request)
        cached = _FOREVER if told["version"] == version else _CHECKED
        return _answer(made, request, cached)

    return [Route("/tiles/{layer}/{version}/{z}/{x}/{y}.mvt", tile)]


def _answer(made: bytes, request: Request, cached: str) -> Response:
    headers = {"Cache-Control": cached, "Vary": "Accept-Encoding"}
    if not made:
        return Response(status_code=204, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        made = gzip.decompress(made)
        # or a middleware might squeeze again what was asked for plain
        headers["Content-Encoding"] = "identity"
    return Response(made, media_type=_MEDIA_TYPE, headers=headers)
