"""A file is read in a private folder, and no room for it there is told as what it is."""

import errno
import shutil
import tempfile
from pathlib import Path

import pytest

from atlas.errors import BadFile
from atlas.ingest.formats.opening import open_incoming
from atlas.ingest.safety import private_folder as safety_private_folder
from atlas.ingest.safety.private_folder import private_folder


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def no_room(monkeypatch):
    usage = type("Usage", (), {"free": 4096})
    monkeypatch.setattr(safety_private_folder.shutil, "disk_usage", lambda _folder: usage)


def failed(error):
    def read():
        with private_folder("plots.csv") as folder:
            (folder / "half").write_bytes(b"x")
            raise error

    with pytest.raises((BadFile, OSError)) as caught:
        read()
    return caught.value


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        BadFile(path="0.csv", reason="not_readable"),
        BadFile(path="0.gpkg", reason="damaged"),  # a process of its own says no more
    ],
)
def test_no_room_is_told_whatever_it_led_to(temporary, no_room, error):
    told = failed(error)
    assert told.parameters == {"path": "plots.csv", "reason": "temp_full"}
    assert list(temporary.iterdir()) == []


def test_where_there_is_room_the_fault_is_told(temporary):
    error = BadFile(path="0.csv", reason="damaged")
    assert failed(error) is error
    assert list(temporary.iterdir()) == []


def test_a_temporary_folder_that_cannot_be_written_is_told(temporary):
    shutil.rmtree(temporary)
    with pytest.raises(BadFile) as caught, private_folder("plots.csv"):
        pass
    assert caught.value.parameters["reason"] == "temp_not_writable"


def test_a_file_for_which_there_is_no_room_is_not_called_unreadable(tmp_path, no_room):
    file = Path(tmp_path, "plots.gpkg")
    file.write_bytes(b"SQLite format 3\0" + b"\0" * 4096)  # as far as it came
    with pytest.raises(BadFile) as caught:
        open_incoming(file)
    assert caught.value.parameters == {"path": "plots.gpkg", "reason": "temp_full"}
