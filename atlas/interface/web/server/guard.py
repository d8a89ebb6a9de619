"""
What stands before every route and the page's own connection: the host in the address, and what a
page may load.

A page of a stranger can have its own name lead to this machine and then read what is served here;
so only names of this server are answered to (`ATLAS_HOSTS`, parted by commas). A bare IP address
is no name that could be led astray. The policy keeps a browser from asking any other machine for
anything, whatever a fact or a link says. Streamlit's page needs scripts and styles in the page
itself, so these are not forbidden: what keeps them out is that text is never markup.
"""

import os
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from atlas.errors import Refused
from atlas.interface.web.server.refusal import refusal

_OWN = "localhost"
_SHOWN_MOST = 60
_WRONG_PLACE = 421  # as the standard calls a request that was led to another server
_POLICY = (
    "default-src 'self'",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",  # components are loaded so
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "media-src 'self' data: blob:",
    "worker-src 'self' blob:",
    "frame-src 'self' blob: data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
)


class Guard:
    """
    The middleware: refuses other hosts, and gives every answer its policy.

    Parameters
    ----------
    app
        What is served behind it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        told = Headers(scope=scope)
        host, names = told.get("host", ""), os.environ.get("ATLAS_HOSTS", "").split(",")
        asked = [f"//{host}", *([told["origin"]] if "origin" in told else [])]
        if not all(is_ours(address, names) for address in asked):
            await _refuse(host, scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Content-Security-Policy"] = policy(host)
            await send(message)

        await self._app(scope, receive, answer)


def is_ours(address: str, names: Iterable[str]) -> bool:
    """
    Return whether an address is one of this server's.

    Parameters
    ----------
    address
        With `//` before its host: an IP address, this machine, or one of the names.
    names
        Of the server, as others know it.
    """
    try:
        parts = urlsplit(address)
        host, is_plain = (parts.hostname or "").rstrip("."), parts.username is None
        parts.port  # noqa: B018 raises where it is no number
    except ValueError:
        return False
    if not is_plain:
        return False
    if host in {_OWN, *(name.strip().lower() for name in names if name.strip())}:
        return True
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def policy(host: str) -> str:
    """Return what a page may load: from this server, and what stands in the page itself."""
    # not every browser takes 'self' to be the page's own connection as well
    return "; ".join((*_POLICY, f"connect-src 'self' ws://{host} wss://{host}"))


async def _refuse(host: str, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    error = Refused(reason="unknown_host", host=host[:_SHOWN_MOST])
    await refusal(error, Request(scope), status=_WRONG_PLACE)(scope, receive, send)


MIDDLEWARE = [Middleware(Guard)]
