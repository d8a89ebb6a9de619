"""One writer at a time, and none is locked out by a dead one."""

import errno
import importlib.util
import subprocess
import sys
import threading
import time

import pytest

import atlas
from atlas.errors import BadFile
from atlas.store import file_lock as module
from atlas.store.file_lock import locked
from tests.store.windows import Locks

HOLDER = """
import sys, time
from pathlib import Path
from atlas.store.file_lock import locked
with locked(Path(sys.argv[1]), patience_s=5):
    print("held", flush=True)
    time.sleep(60)
"""


def is_free(path):
    try:
        with locked(path, patience_s=0):
            return True
    except BadFile as error:
        if error.parameters["reason"] != "busy":
            raise
        return False


def test_a_lock_is_for_one_and_is_given_back(tmp_path):
    path = tmp_path / "below" / "lock"
    with locked(path, patience_s=0):
        assert not is_free(path)
    assert is_free(path)
    with pytest.raises(RuntimeError), locked(path, patience_s=0):
        raise RuntimeError
    assert is_free(path)


def test_another_thread_waits_its_turn(tmp_path):
    path, turns = tmp_path / "lock", []

    def other():
        with locked(path, patience_s=30):
            turns.append("other")

    with locked(path, patience_s=0):
        thread = threading.Thread(target=other)
        thread.start()
        turns.append("mine")
    thread.join()
    assert turns == ["mine", "other"]


def test_the_lock_dies_with_its_process(tmp_path):
    path = tmp_path / "lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, cwd=atlas.SHIPPED
    )
    with holder:
        assert holder.stdout.readline() == b"held\n"
        assert not is_free(path)
        holder.kill()
        holder.wait()
        assert is_free(path)


def test_a_lock_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadFile) as caught, locked(tmp_path / "file" / "lock", patience_s=0):
        pass
    assert caught.value.parameters["reason"] == "not_writable"


@pytest.fixture
def windows(monkeypatch):
    """The module as Windows imports it, over a lock of which every call is known."""
    locks = Locks()
    monkeypatch.setitem(sys.modules, "msvcrt", locks)
    told = importlib.util.spec_from_file_location("locking_on_windows", module.__file__)
    made = importlib.util.module_from_spec(told)
    with monkeypatch.context() as platform:
        platform.setattr(sys, "platform", "win32")
        told.loader.exec_module(made)
    return made, locks


def test_on_windows_the_first_byte_is_locked_and_given_back(windows, tmp_path):
    made, locks = windows
    path = tmp_path / "lock"
    path.write_bytes(b"whatever an older atlas left in it")
    for _ in range(2):  # given back, it can be taken again
        with made.locked(path, patience_s=0):
            assert locks.calls == [(locks.LK_NBLCK, 0, 1)]
        assert locks.calls == [(locks.LK_NBLCK, 0, 1), (locks.LK_UNLCK, 0, 1)]
        locks.calls.clear()
    with pytest.raises(RuntimeError), made.locked(path, patience_s=0):
        raise RuntimeError
    assert locks.calls[-1] == (locks.LK_UNLCK, 0, 1)
    assert path.read_bytes() == b"whatever an older atlas left in it"


def test_on_windows_another_waits_and_is_told_when_it_is_too_long(windows, tmp_path):
    made, locks = windows
    path, turns = tmp_path / "lock", []

    def other():
        with made.locked(path, patience_s=30):
            turns.append("other")

    with made.locked(path, patience_s=0):
        with pytest.raises(BadFile) as caught, made.locked(path, patience_s=0.05):
            pass
        assert caught.value.parameters["reason"] == "busy"
        thread = threading.Thread(target=other)
        thread.start()
        while len(locks.calls) < 6:  # it asks again and again
            time.sleep(0.01)
        turns.append("mine")
    thread.join()
    assert turns == ["mine", "other"]
    assert {mode for mode, _, _ in locks.calls} == {locks.LK_NBLCK, locks.LK_UNLCK}


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOSYS])
def test_a_disk_that_keeps_no_locks_is_told(windows, tmp_path, monkeypatch, code):
    made, locks = windows

    def none(*_asked):
        raise OSError(code, "Invalid function")

    monkeypatch.setattr(locks, "locking", none)
    with pytest.raises(BadFile) as caught, made.locked(tmp_path / "lock", patience_s=5):
        pass
    assert caught.value.parameters["reason"] == "keeps_no_locks"


def test_a_share_without_locks_is_told_here_as_well(tmp_path, monkeypatch):
    def none(_file):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(module, "_take", none)
    with pytest.raises(BadFile) as caught, locked(tmp_path / "lock", patience_s=5):
        pass
    assert caught.value.parameters["reason"] == "keeps_no_locks"
