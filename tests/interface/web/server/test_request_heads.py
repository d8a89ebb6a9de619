"""Requests that are begun and not gone on with, against a server on this machine."""

import asyncio
import socket

import pytest
import uvicorn

from atlas.interface.web.server.request_heads import bounded_heads
from tests.interface.asynchronous import finished

WHOLE = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def answer(scope, receive, send):
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
    )
    await send({"type": "http.response.body", "body": b"ok"})


async def served(talk, seconds: float):
    """Run a conversation with a server whose heads are bounded; give it five seconds in all."""
    with bounded_heads(seconds), socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        config = uvicorn.Config(answer, http="h11", lifespan="off", log_level="error")
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[door]))
        while not server.started:
            await asyncio.sleep(0.01)
        reader, writer = await asyncio.open_connection(*door.getsockname())
        try:
            return await asyncio.wait_for(talk(reader, writer), 5)
        finally:
            writer.close()
            server.should_exit = True
            await running


@pytest.mark.parametrize("sent", [b"", b"G", WHOLE[:-2], b"GET / HTTP/1.1\r\nX-Slow: "])
def test_a_request_that_is_not_gone_on_with_is_closed(sent):
    async def talk(reader, writer):
        writer.write(sent)
        return await reader.read()  # until the other side closes

    assert finished(served(talk, 0.1)) == b""


def test_bytes_one_by_one_do_not_win_time():
    async def talk(reader, writer):
        async def drip():
            for byte in WHOLE[:-1]:
                writer.write(bytes([byte]))
                await asyncio.sleep(0.03)

        dripping = asyncio.create_task(drip())
        told = await reader.read()
        dripping.cancel()
        return told

    assert finished(served(talk, 0.1)) == b""


def test_a_whole_request_is_answered_and_the_next_one_watched():
    async def talk(reader, writer):
        writer.write(WHOLE)
        first = await reader.readuntil(b"ok")
        await asyncio.sleep(0.2)  # longer than a head may take: nothing is begun
        writer.write(WHOLE)
        second = await reader.readuntil(b"ok")
        writer.write(WHOLE[:-4])
        return first, second, await reader.read()

    first, second, rest = finished(served(talk, 0.1))
    assert b"200 OK" in first
    assert b"200 OK" in second
    assert rest == b""


def test_the_protocol_is_left_as_it_was():
    before = uvicorn.protocols.http.h11_impl.H11Protocol.data_received
    with bounded_heads():
        assert uvicorn.protocols.http.h11_impl.H11Protocol.data_received is not before
    assert uvicorn.protocols.http.h11_impl.H11Protocol.data_received is before
