"""
Requests that are begun and not gone on with: each connection has so long for the head of its next.

uvicorn waits for the rest of a request's head for as long as the other side likes, so that a few
hundred half-sent requests would hold all the connections that there are. It has no setting for it;
its protocol is watched instead, from when a connection is made, or a next request begun, until the
head is whole. A slow body, such as a large upload over a thin line, is let be.
"""

from asyncio import TimerHandle
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 20.0  # a browser sends a head in one piece; the thinnest line needs a second or two


@contextmanager
def bounded_heads(seconds: float = HEAD_S) -> Iterator[None]:
    """
    Close connections whose request head is not complete in time, for as long as the block runs.

    Connections that stand when the block begins are not watched.

    Parameters
    ----------
    seconds
        From the connection, or from the first byte of a further request, to the head's last line.
    """
    waiting: WeakKeyDictionary[H11Protocol, TimerHandle] = WeakKeyDictionary()
    made, received = H11Protocol.connection_made, H11Protocol.data_received

    def connection_made(self: H11Protocol, transport: Any) -> None:
        made(self, transport)
        waiting[self] = self.loop.call_later(seconds, self.transport.close)

    def data_received(self: H11Protocol, data: bytes) -> None:
        received(self, data)
        if not _lacks_its_head(self):
            if timer := waiting.pop(self, None):
                timer.cancel()
        elif self not in waiting:
            waiting[self] = self.loop.call_later(seconds, self.transport.close)

    H11Protocol.connection_made = connection_made  # type: ignore[method-assign]
    H11Protocol.data_received = data_received  # type: ignore[method-assign]
    try:
        yield
    finally:
        H11Protocol.connection_made = made  # type: ignore[method-assign]
        H11Protocol.data_received = received  # type: ignore[method-assign]


def _lacks_its_head(connection: H11Protocol) -> bool:
    """Return whether a request has begun whose head is not whole; a websocket is let be."""
    if connection.transport.is_closing():
        return False
    is_upgraded = connection.transport.get_protocol() is not connection
    begun, _ = connection.conn.trailing_data
    return not is_upgraded and connection.conn.their_state is h11.IDLE and bool(begun)
