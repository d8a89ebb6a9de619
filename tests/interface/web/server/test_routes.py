"""The routes beside the pages, asked over HTTP as a browser would."""

import http.client
import json
import os
import subprocess
import sys
import threading
import time

import pytest
import uvicorn
from starlette.applications import Starlette

import atlas
from atlas.interface.web.server import routes
from atlas.output.webmap import base_map, layer_address, symbol_address
from tests.output.webmap.scripts import script_of


@pytest.fixture(scope="module")
def address(shipped):
    """A server of nothing but the routes, at a port of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(atlas, "open_atlas", lambda: shipped)  # read once for all tests
        routes.catalogue.cache_clear()
        routes.catalogue()
    app = Starlette(routes=routes.ROUTES)
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="error", lifespan="off", ws="none")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


@pytest.fixture
def get(address):
    def asked(path, method="GET"):
        # sent letter by letter: no client tidies the path up first
        connection = http.client.HTTPConnection("127.0.0.1", address, timeout=30)
        connection.request(method, path)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers, body

    return asked


def test_health_says_what_is_served(get, shipped):
    status, headers, body = get("/healthz")
    assert status == 200
    assert json.loads(body) == {
        "status": "ok",
        "version": atlas.__version__,
        "layers": len(shipped),
    }
    assert headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("leaflet/leaflet.js", "javascript"),
        ("leaflet/leaflet.css", "text/css"),
        ("leaflet/images/marker-icon.png", "image/png"),
        ("atlas/tiles_worker.js", "javascript"),
        ("atlas/scripts.js", "javascript"),
        ("atlas/map.css", "text/css"),
    ],
)
def test_an_asset_is_served(get, path, kind):
    status, headers, body = get(f"/assets/{path}")
    assert status == 200
    assert kind in headers["Content-Type"]
    assert len(body) > 100
    # our own files change with the code, a package's only with its version
    assert ("immutable" in headers["Cache-Control"]) == (not path.startswith("atlas/"))


@pytest.mark.parametrize(
    "path",
    [
        "leaflet/package.json",
        "leaflet/",
        "",
        "../package.json",
        "../../etc/passwd",
        "leaflet/../../package.json",
        "leaflet/leaflet.js/",
        "%2e%2e/package.json",
        "..%2f..%2fetc%2fpasswd",
        "%2fetc%2fpasswd",
        "/etc/passwd",
        "leaflet\\leaflet.js",
        "leaflet/leaflet.js%00",
        "LEAFLET/leaflet.js",
        "atlas/routes.py",
        "atlas/map.js",
        "atlas/../webmap/__init__.py",
        "<script>alert(1)</script>",
    ],
)
def test_what_is_not_listed_is_not_served(get, path):
    status, headers, body = get(f"/assets/{path}")
    assert status == 404
    assert headers["Content-Type"].startswith("application/json")
    told = json.loads(body)
    assert told["error"] == "unknown_name"
    assert "root:" not in told["detail"]


def test_a_listed_asset_that_is_not_installed_is_said_to_be_missing(get, monkeypatch, tmp_path):
    monkeypatch.setenv("ATLAS_ASSETS", str(tmp_path))
    status, _, body = get("/assets/leaflet/leaflet.js")
    assert status == 503
    assert "tools/setup.py" in json.loads(body)["detail"]


@pytest.mark.parametrize("name", ["zones", "incubators", "metro_lines"])
def test_a_layer_is_served_at_the_address_the_map_asks(get, shipped, name):
    status, headers, body = get(layer_address(shipped[name]))
    assert status == 200
    assert headers["Content-Type"].startswith("application/geo+json")
    given = json.loads(body)
    assert given["id"] == name
    assert len(given["features"]) == len(shipped[name].located)
    assert "immutable" in headers["Cache-Control"]


@pytest.mark.parametrize("ending", ["json", "svg"])
def test_another_version_is_served_and_not_kept(get, shipped, ending):
    status, headers, body = get(f"/layers/zones/000000000000.{ending}")
    assert status == 200
    assert headers["Cache-Control"] == "no-cache"
    assert body == get(f"/layers/zones/{shipped['zones'].version}.{ending}")[2]


def test_a_symbol_is_served(get, shipped):
    status, headers, body = get(symbol_address(shipped["incubators"]))
    assert status == 200
    assert headers["Content-Type"].startswith("image/svg+xml")
    assert body.startswith(b"<svg")


@pytest.mark.parametrize("ending", ["json", "svg"])
@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", "没有名为“nowhere”的图层"), ("en", "There is no layer named “nowhere”")],
)
def test_an_unknown_layer_is_told_with_the_known(get, ending, lang, said):
    status, _, body = get(f"/layers/nowhere/1.{ending}?lang={lang}")
    assert status == 404
    told = json.loads(body)
    assert said in told["detail"]
    assert "zones" in told["detail"]


def test_every_layer_at_every_route_is_served_or_refused_in_words(get, shipped):
    drawn = {layer.id for layer in shipped.spatial}
    for layer in shipped.values():
        for version in (layer.version, "x", "%00", "..%2f"):
            for path in ("layers/{}/{}.json", "layers/{}/{}.svg", "tiles/{}/{}/14/0/0.mvt"):
                status, headers, body = get("/" + path.format(layer.id, version))
                assert status in {200, 204, 404}, (layer.id, version, path)
                if status == 404 and headers["Content-Type"].startswith("application/json"):
                    assert "zones" in json.loads(body)["detail"]
        for path in (f"/layers/{layer.id}/x.json", f"/tiles/{layer.id}/x/1/0/0.mvt"):
            assert (get(path)[0] in {200, 204}) == (layer.id in drawn)


def test_a_route_takes_no_post(get):
    assert get("/healthz", method="POST")[0] == 405


def test_every_address_the_map_is_built_from_is_served(get):
    canvas = base_map(home=(108.6, 34.0, 108.9, 34.3))
    parts = [canvas, *canvas._children.values()]
    served = {url for part in parts for _, url in [*part.default_js, *part.default_css]}
    assert "/assets/atlas/scripts.js" in served
    for address in served:
        assert address.startswith("/assets/")
        assert get(address)[0] == 200, address
    assert "http" not in script_of(canvas)


@pytest.mark.parametrize(
    ("address", "shared"),
    [("localhost", False), ("127.0.0.1", False), ("0.0.0.0", True), (None, True), ("", True)],
)
def test_a_server_that_others_reach_keeps_secrets_out(monkeypatch, address, shared):
    # set first, so that it is taken back whatever the server makes of it
    monkeypatch.setenv("ATLAS_SHARED", "0")
    monkeypatch.setattr(routes.streamlit, "get_option", {"server.address": address}.get)
    routes._mark_shared()
    assert atlas.open_workspace().versions.is_shared == shared


def test_the_server_is_ready_without_what_only_draws():
    heavy = "{'matplotlib', 'pptx', 'docx', 'pypdf', 'fontTools.subset'}"
    code = f"import sys, atlas.interface.web.server.routes; print({heavy} & set(sys.modules))"
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=atlas.SHIPPED, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "set()"


# in a process of its own: what is frozen stays so, and what runs before would hide it
VISIT = """
import asyncio, gc, threading, weakref
from streamlit.testing.v1 import AppTest
import atlas
from atlas.interface.web.server import routes
from atlas.store.workspace import open_workspace

class Upload:
    def __init__(self):
        self.own = self  # as a session's state refers to itself

async def visit():
    async with routes.lifespan(None):
        upload = Upload()
        held = weakref.ref(upload)
        main = atlas.SHIPPED / "atlas" / "interface" / "web" / "main.py"
        AppTest.from_file(str(main), default_timeout=60).run()
        for thread in threading.enumerate():
            if thread is not threading.current_thread() and "_get_ready" in thread.name:
                thread.join()
        del upload
        gc.collect()
        print("held" if held() else "let go", gc.get_freeze_count() > 100_000)

asyncio.run(visit())
"""


def test_what_a_visitor_brings_while_the_server_gets_ready_is_let_go(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", VISIT],
        capture_output=True,
        text=True,
        cwd=atlas.SHIPPED,
        env={**os.environ, "ATLAS_HOME": str(tmp_path)},
    )
    assert done.stdout.split() == ["let", "go", "True"], done.stderr[-2000:]
