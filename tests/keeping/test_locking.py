"""One writer at a time, and none is locked out by a dead one."""

import subprocess
import sys
import threading

import pytest

import atlas
from atlas.errors import BadFile
from atlas.keeping.locking import locked

HOLDER = """
import sys, time
from pathlib import Path
from atlas.keeping.locking import locked
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
        [sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, cwd=atlas.CHECKOUT
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
