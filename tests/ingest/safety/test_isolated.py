"""The child process: what it cannot do, and what is left when it ends badly."""

import ast
import socket
import threading

import pytest

from atlas.errors import BadFile
from atlas.ingest.safety import child_process, isolated
from atlas.ingest.safety.isolated import read_isolated
from atlas.ingest.safety.limits import LIMITS, Limits
from atlas.output.language import has_words
from tests.ingest.files import geoparquet, point

KML = (
    "<kml xmlns='http://www.opengis.net/kml/2.2'><Document>"
    "<Style id='a'><IconStyle><Icon><href>{0}/i.png</href></Icon></IconStyle></Style>"
    "<NetworkLink><Link><href>{0}/b.kml</href></Link></NetworkLink>"
    "<Placemark><name>x</name><styleUrl>{0}/s.kml#a</styleUrl>"
    "<Point><coordinates>108.9,34.2</coordinates></Point></Placemark></Document></kml>"
)


@pytest.fixture
def listener():
    """Listen on a port of our own and remember who asked."""
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def listen():
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                asked.append(connection.recv(200))
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
        stop.set()
        thread.join()


def test_nothing_is_fetched(tmp_path, listener):
    address, asked = listener
    path = tmp_path / "a.kml"
    path.write_text(KML.format(address))
    (table,) = read_isolated(path, shown="a", driver="LIBKML", limits=LIMITS)
    assert table.cells.num_rows == 1
    assert asked == []


def test_the_child_has_one_driver_and_no_secrets(tmp_path, monkeypatch):
    started = {}

    class Child:
        stdin = None

        def __init__(self, arguments, **given):
            started.update(given, arguments=arguments)

        def wait(self, timeout=None):
            return 0

        def poll(self):
            return 0

    monkeypatch.setattr(child_process.subprocess, "Popen", Child)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("GDAL_SKIP", "nothing")
    with pytest.raises(BadFile):
        read_isolated(tmp_path / "a.kml", shown="a", driver="LIBKML", limits=LIMITS)
    environment = started["env"]
    assert "AWS_SECRET_ACCESS_KEY" not in environment
    skipped = set(environment["GDAL_SKIP"].split(","))
    assert {"OGR_VRT", "GDALG", "HTTP", "WFS", "CSV", "KML"} <= skipped
    assert "LIBKML" not in skipped
    assert "-I" in started["arguments"]  # nothing of the folder it runs in is imported


@pytest.mark.parametrize(
    ("limits", "reason"),
    [(Limits(seconds=0), "takes_too_long"), (Limits(memory_bytes=50_000_000), "decoded_too_large")],
)
def test_a_child_that_hangs_or_swells_is_a_refused_file(tmp_path, limits, reason):
    path = geoparquet(tmp_path / "a.parquet", [point(1, 1)])
    with pytest.raises(BadFile) as caught:
        read_isolated(path, shown="a", driver=None, limits=limits)
    assert caught.value.parameters["reason"].partition(": ")[0] == reason


def test_every_reason_of_the_child_has_words():
    tree = ast.parse(isolated._WORKER.read_text(encoding="utf8"))
    reasons = {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "_TooMuchError"
    }
    assert len(reasons) >= 6
    assert [r for r in reasons - {"no_reader"} if not has_words(f"reason.{r}")] == []
