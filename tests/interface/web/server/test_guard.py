"""Whose address is answered to, on every route and connection, and what a page may load."""

import json

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute

import app
from atlas.interface.web.server.guard import MIDDLEWARE, Guard, is_ours, policy
from tests.interface.asynchronous import finished


async def said(request: Request):
    return JSONResponse({"path": request.url.path})


async def connection(socket):
    await socket.accept()
    await socket.close()


SERVED = Starlette(
    routes=[Route("/{path:path}", said), WebSocketRoute("/_stcore/stream", connection)],
    middleware=MIDDLEWARE,
)


def asked(kind="http", path="/healthz", **headers):
    """Return what is sent in answer to a request."""
    sent = []

    async def receive():
        return {"type": "http.request" if kind == "http" else "websocket.connect"}

    async def send(message):
        sent.append(message)

    scope = {"type": kind, "path": path, "method": "GET", "query_string": b"", "scheme": kind}
    told = [(name.encode(), value.encode()) for name, value in headers.items()]
    finished(SERVED(scope | {"headers": told, "subprotocols": []}, receive, send))
    return sent


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("localhost:8501", True),
        ("LOCALHOST", True),
        ("127.0.0.1:8501", True),
        ("[::1]:8501", True),
        ("192.168.1.20:8501", True),
        ("atlas.office.example", True),
        ("atlas.office.example.:80", True),
        ("evil.example", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("evil.example#localhost", False),
        ("evil.example@localhost", False),
        ("localhost:80; img-src *", False),
        ("[::1", False),
        ("", False),
    ],
)
def test_a_name_of_this_server_is_an_ip_address_itself_or_told(monkeypatch, host, ours):
    monkeypatch.setenv("ATLAS_HOSTS", "other.example, Atlas.Office.example")
    assert is_ours(f"//{host}", ["other.example", " Atlas.Office.example"]) == ours
    assert (asked(host=host)[0]["status"] == 200) == ours
    opened = asked("websocket", "/_stcore/stream", host=host)[0]["type"]
    assert (opened == "websocket.accept") == ours


@pytest.mark.parametrize(
    "path", ["/", "/layers/zones/1.json", "/_stcore/upload_file/a", "/media/a"]
)
def test_another_host_is_refused_in_words_on_every_route(path):
    start, body = asked(path=path, host="evil.example")
    assert start["status"] == 421
    assert "evil.example" in json.loads(body["body"])["detail"]
    assert "ATLAS_HOSTS" in json.loads(body["body"])["detail"]
    assert asked(path=path)[0]["status"] == 421  # nor one that names no host


def test_a_page_of_another_host_does_not_open_the_connection():
    ways = {"host": "localhost:8501", "origin": "http://evil.example"}
    (only,) = asked("websocket", "/_stcore/stream", **ways)
    assert only["type"] == "websocket.close"
    ways["origin"] = "http://localhost:8501"
    assert asked("websocket", "/_stcore/stream", **ways)[0]["type"] == "websocket.accept"


def test_every_answer_says_that_nothing_is_loaded_from_elsewhere():
    start, _ = asked(host="localhost:8501")
    told = dict(start["headers"])[b"content-security-policy"].decode()
    assert told == policy("localhost:8501")
    assert "img-src 'self' data: blob:;" in told
    loaded = {part.split()[0]: part.split()[1:] for part in told.split("; ")}
    known = {"'self'", "data:", "blob:", "'none'", "'unsafe-inline'", "'unsafe-eval'"}
    known |= {"ws://localhost:8501", "wss://localhost:8501"}
    assert [part for parts in loaded.values() for part in parts if part not in known] == []
    assert {"default-src", "img-src", "connect-src", "frame-ancestors"} <= set(loaded)


def test_the_server_stands_behind_the_guard():
    assert [each.cls for each in app.app._user_middleware] == [Guard]
