"""A server of some routes on a port of its own, for as long as a test needs it."""

import http.client
import threading
import time
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette


@contextmanager
def opened(routes):
    """Serve routes and yield the port."""
    config = uvicorn.Config(
        Starlette(routes=routes), port=0, log_level="error", lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


def get(port, path, headers=None):
    """Return status, headers and body of what is at a path, sent letter by letter."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body
