"""
The wheel in an empty environment, away from the checkout, as a stranger installs it.

Slow, since every package is installed anew: `make soak`.
"""

import doctest
import inspect
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

import atlas
from tests.test_api import WITH_EXAMPLES
from tests.test_wheel import wheel

pytestmark = pytest.mark.soak
__all__ = ["wheel"]

PATIENCE_S = 120


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Return the scripts of an environment that holds the wheel and nothing else of ours."""
    folder = tmp_path_factory.mktemp("empty") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([scripts / "python", "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    return scripts


def said(command: list[str | Path], folder: Path) -> str:
    """Run a command away from the checkout and return what it prints."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf8")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_command_answers(installed, tmp_path):
    assert "40" in said(
        [installed / "atlas", "query", "--layer", "parks", "--lang", "en"], tmp_path
    )
    assert said([installed / "atlas", "check", "--lang", "en"], tmp_path)


def test_a_question_file_is_run_and_a_sheet_drawn(installed, tmp_path):
    question = tmp_path / "parks.toml"
    question.write_text('kind = "query"\nlayer = "parks"\n', encoding="utf8")
    said([installed / "atlas", "run", str(question), "--out", "out"], tmp_path)
    assert list((tmp_path / "out").glob("parks*.csv"))
    said([installed / "atlas", "sheet", "--layers", "zones", "--out", "zones.pdf"], tmp_path)
    assert (tmp_path / "zones.pdf").read_bytes().startswith(b"%PDF")


def test_python_finds_the_facts(installed, tmp_path):
    code = (
        "import atlas\n"
        "question = atlas.Query(layer='zones')\n"
        "print(len(atlas.query(atlas.open_atlas(), question).table))\n"
    )
    assert int(said([installed / "python", "-c", code], tmp_path)) > 0


def test_the_examples_hold_under_a_strict_type_checker(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "unpacked")
    for name in WITH_EXAMPLES:
        example = doctest.script_from_examples(inspect.getdoc(getattr(atlas, name)))
        (tmp_path / f"example_{name}.py").write_text(example, encoding="utf8")
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "."]
    environment = os.environ | {"MYPYPATH": str(tmp_path / "unpacked")}
    options = ["--exclude", "unpacked", "--cache-dir", "cache"]
    done = subprocess.run([*command, *options], cwd=tmp_path, env=environment, capture_output=True)
    assert done.returncode == 0, done.stdout.decode()


def test_the_page_is_served(installed, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"ATLAS_NO_BROWSER": "1"}
    command = [str(installed / "atlas"), "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=tmp_path, env=environment)
    try:
        assert json.loads(_read(f"http://localhost:{port}/healthz"))["status"] == "ok"
        assert b"Leaflet" in _read(f"http://localhost:{port}/assets/leaflet/leaflet.js")
        assert b"<html" in _read(f"http://localhost:{port}/")
    finally:
        server.terminate()
        server.wait(30)


def _read(address: str) -> bytes:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            with urllib.request.urlopen(address, timeout=30) as reply:
                return reply.read()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
