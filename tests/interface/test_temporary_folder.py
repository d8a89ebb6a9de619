"""What a process writes for a while is gone however it ends, and nothing else is touched."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import atlas
from atlas.interface.temporary_folder import own_temporary, sweep
from atlas.interface.web.server import routes
from tests.interface.asynchronous import finished

# a planner's file is on its way in; the reading itself takes as long as it is let
IMPORT = """
import runpy, signal, sys, time
from atlas.interface.cli import importing
# a shell that puts its tests in the background has them deaf to Ctrl-C
signal.signal(signal.SIGINT, signal.default_int_handler)
from atlas.ingest.safety.private_folder import private_folder

def reading(path):
    with private_folder(path.name) as folder:
        (folder / "0.csv").write_bytes(b"a planner's own")
        print("reading", flush=True)
        time.sleep(600)

if sys.argv[1] == "slowly":
    importing.open_incoming = reading
sys.argv = ["atlas", "import", "plots.csv", "--layer", "parcels"]
runpy.run_module("atlas", run_name="__main__")
"""


def begun(temporary, how="slowly"):
    return subprocess.Popen(
        [sys.executable, "-c", IMPORT, how],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=atlas.SHIPPED,
        env={**os.environ, "TMPDIR": str(temporary), "ATLAS_HOME": str(temporary.parent / "home")},
        start_new_session=True,
    )


def copies(temporary):
    return list(temporary.rglob("*.csv"))


@pytest.fixture
def temporary(tmp_path):
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def reading(temporary):
    """A command that reads a file just now."""
    command = begun(temporary)
    assert command.stdout.readline() == "reading\n"
    assert len(copies(temporary)) == 1
    yield command
    command.kill()
    command.wait()
    command.stdout.close()


posix = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows ends processes without a signal"
)


@posix
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_command_that_is_ended_leaves_nothing(reading, temporary, sent):
    reading.send_signal(sent)
    assert reading.wait(30) != 0
    assert list(temporary.iterdir()) == []


def test_what_a_killed_command_left_is_taken_away_by_the_next(reading, temporary):
    reading.kill()
    reading.wait()
    assert len(copies(temporary)) == 1  # nobody could
    next_one = begun(temporary, "and fails")
    assert next_one.wait(60) == 2  # there is no such file
    next_one.stdout.close()
    assert list(temporary.iterdir()) == []


def test_what_others_have_there_is_left_alone(reading, temporary):
    mine = temporary / "silk-road-atlas-notes"
    mine.mkdir()
    elsewhere = temporary.parent / "elsewhere"
    elsewhere.mkdir()
    link = temporary / f"silk-road-atlas-{'0' * 32}"
    link.symlink_to(elsewhere, target_is_directory=True)
    sweep(temporary)
    assert len(copies(temporary)) == 1  # of a command that is at work
    assert mine.is_dir()
    assert link.is_symlink()
    assert elsewhere.is_dir()


def test_all_that_is_temporary_lies_within(temporary, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with own_temporary():
        made = Path(tempfile.mkdtemp())
        assert made.parent.parent == temporary
        assert made.parent.stat().st_mode & 0o777 == 0o700 or sys.platform == "win32"
    assert tempfile.gettempdir() == str(temporary)
    assert list(temporary.iterdir()) == []


def test_where_no_folder_can_be_made_the_systems_own_is_used(temporary, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(temporary / "none"))
    (temporary / "none").write_text("in the way")
    with own_temporary():
        assert tempfile.gettempdir() == str(temporary / "none")


def test_the_server_leaves_nothing(temporary, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setattr(routes, "_load", lambda: None)
    monkeypatch.setattr(routes, "_get_ready", lambda: None)
    monkeypatch.setenv("ATLAS_SHARED", "")

    async def served():
        async with routes.lifespan(None):
            Path(tempfile.mkdtemp(), "upload.csv").write_bytes(b"a planner's own")
            assert len(copies(temporary)) == 1

    finished(served())
    assert list(temporary.iterdir()) == []
