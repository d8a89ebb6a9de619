"""The file under the studies: who may write it, and what becomes of what was not finished."""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from atlas.errors import BadFile
from atlas.store.folder import sqlite as module
from atlas.store.folder.sqlite import Database

ADD = "INSERT INTO study (name, current) VALUES (?, 1)"


def names(store):
    with store.transaction(writes=False) as file:
        return [row["name"] for row in file.execute("SELECT name FROM study ORDER BY id")]


def reason(store):
    with pytest.raises(BadFile) as caught, store.transaction():
        pass
    return caught.value.parameters["reason"]


def run(code, *arguments):
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)])


def test_the_workspace_is_made_when_it_is_needed(tmp_path):
    home = tmp_path / "not" / "yet"
    store = Database(home)
    assert not home.exists()
    assert names(store) == []
    assert home.is_dir()


def test_a_transaction_is_kept_whole_or_not_at_all(tmp_path):
    store = Database(tmp_path)
    with pytest.raises(sqlite3.ProgrammingError), store.transaction() as file:
        file.executemany(ADD, [("half",), ("one", "too many")])
    assert names(store) == []
    with store.transaction() as file:
        file.execute(ADD, ("whole",))
    assert names(store) == ["whole"]


def test_what_was_saved_outlives_a_process_that_dies(tmp_path):
    code = f"""
import os, sys
from pathlib import Path
from atlas.store.folder.sqlite import Database
store = Database(Path(sys.argv[1]))
with store.transaction() as file:
    file.execute({ADD!r}, ("saved",))
with store.transaction() as file:
    file.execute({ADD!r}, ("unfinished",))
    os._exit(9)
"""
    assert run(code, tmp_path).wait() == 9
    assert names(Database(tmp_path)) == ["saved"]


def test_processes_write_at_once_and_nothing_is_lost(tmp_path):
    code = f"""
import sys
from pathlib import Path
from atlas.store.folder.sqlite import Database
for number in range(10):
    with Database(Path(sys.argv[1])).transaction() as file:
        file.execute({ADD!r}, (f"{{sys.argv[2]}}-{{number}}",))
"""
    other, mine = run(code, tmp_path, "other"), []
    while other.poll() is None:
        mine.append(f"mine-{len(mine)}")
        with Database(tmp_path).transaction() as file:
            file.execute(ADD, (mine[-1],))
        time.sleep(0.02)
    assert other.returncode == 0
    kept = names(Database(tmp_path))
    assert [name for name in kept if name in mine] == mine
    assert [name for name in kept if name not in mine] == [f"other-{n}" for n in range(10)]


def test_a_reader_does_not_wait_for_a_writer(tmp_path):
    store = Database(tmp_path)
    with store.transaction() as file:
        file.execute(ADD, ("later",))
        assert names(store) == []
    assert names(store) == ["later"]


def test_a_writer_that_waits_too_long_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_PATIENCE_S", 0.01)
    store = Database(tmp_path)
    with store.transaction():
        assert reason(store) == "busy"


def test_a_workspace_that_is_no_folder_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert reason(Database(tmp_path / "file")) == "not_writable"
    assert reason(Database(tmp_path / "file" / "below")) == "not_writable"


def test_a_folder_in_the_place_of_the_file_cannot_be_written(tmp_path):
    store = Database(tmp_path)
    store.path.mkdir()
    assert reason(store) == "not_writable"
    assert "atlas.sqlite3" in str(store.path)


def test_a_file_made_read_only_by_the_system_cannot_be_written(tmp_path, monkeypatch):
    connect = sqlite3.connect
    store = Database(tmp_path)
    names(store)  # there is one

    def read_only(path, **options):
        return connect(f"file:{path}?mode=ro", uri=True, **options)

    monkeypatch.setattr(sqlite3, "connect", read_only)
    with pytest.raises(BadFile) as caught, store.transaction() as file:
        file.execute(ADD, ("never",))
    assert caught.value.parameters == {"path": str(store.path), "reason": "not_writable"}


def test_a_file_that_is_none_of_ours_is_left_alone(tmp_path):
    store = Database(tmp_path)
    store.path.write_bytes(b"a planner's own notes, long enough to be read as a header" * 20)
    before = store.path.read_bytes()
    assert reason(store) == "not_a_store"
    assert store.path.read_bytes() == before


def test_a_file_of_a_newer_atlas_is_left_alone(tmp_path):
    store = Database(tmp_path)
    with closing(sqlite3.connect(store.path)) as file:
        file.execute("PRAGMA user_version = 99")
    assert reason(store) == "newer_store"


def test_a_disk_without_room_is_read_and_told(tmp_path, monkeypatch):
    store = Database(tmp_path)
    with store.transaction() as file:
        file.execute(ADD, ("kept",))

    def no_room(self, file, *, writes):
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
        raise error

    monkeypatch.setattr(Database, "_prepare", no_room)
    assert names(store) == ["kept"]
    assert reason(store) == "not_writable"
    usage = type("Usage", (), {"free": 0})
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _folder: usage)
    assert reason(store) == "disk_full"
    # with a log beside it the file alone does not say all
    log = tmp_path / "atlas.sqlite3-wal"
    log.write_bytes(b"x")
    with pytest.raises(BadFile):
        names(store)
