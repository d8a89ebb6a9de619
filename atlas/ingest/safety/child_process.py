"""
Child processes that open what strangers send: bounded, ended with all they began.

A child is a script of ours, given one job (JSON) on its standard input, and leaves what it has to
say in a folder. It gets none of this process's secrets; one that crashes, hangs or swells is a
refused file. What a child begins stands in its group, so that both end at one word.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from atlas.domain.progress import Progress, no_progress
from atlas.errors import BadFile

ACCOUNT = "told.json"
_LOOK_S = 0.2
_USUAL_S = 10.0  # by which half of the bar is full
_KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def run_child(
    script: Path,
    job: Mapping[str, Any],
    *,
    folder: Path,
    shown: str,
    seconds: float,
    settings: Mapping[str, str],
    is_inner: bool = False,
    progress: Progress = no_progress,
) -> None:
    """
    Have a script of ours do a job, and wait for it.

    Parameters
    ----------
    script
        Run as such by our own interpreter, with nothing of the folder it runs in.
    job
        What it reads from its standard input.
    folder
        Where it runs and writes.
    shown
        The planner's name for the file, for refusals.
    seconds
        After which it is ended.
    settings
        What its environment holds beside the paths of the system.
    is_inner
        Whether it is begun by a child, in whose group it stays.
    progress
        Is told while it works; what it raises ends the child.

    Raises
    ------
    BadFile
        If it takes too long, or ends otherwise than well.
    """
    child = subprocess.Popen(  # noqa: S603 our own interpreter and our own script
        [sys.executable, "-I", str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _KEPT if name in os.environ} | dict(settings),
        cwd=folder,
        start_new_session=not is_inner,  # a group of its own, to be ended with all that is in it
    )
    try:
        if child.stdin is not None:
            child.stdin.write(json.dumps(job).encode() + b"\n")
            child.stdin.flush()
        code = _ended(child, shown, seconds, progress)
    except OSError:
        raise BadFile(path=shown, reason="damaged") from None
    finally:
        _end(child, is_inner=is_inner)
        if child.stdin is not None:
            with suppress(OSError):  # what was still to be sent to a child that is gone
                child.stdin.close()
    if code != 0:
        raise BadFile(path=shown, reason="damaged")


def account_of(folder: Path, shown: str) -> dict[str, Any]:
    """
    Return what a child has left word of, in `told.json` of its folder.

    Raises
    ------
    BadFile
        If it left none that can be read.
    """
    try:
        told: dict[str, Any] = json.loads((folder / ACCOUNT).read_text(encoding="utf8"))
    except (OSError, ValueError):
        raise BadFile(path=shown, reason="damaged") from None
    return told


def _end(child: "subprocess.Popen[bytes]", *, is_inner: bool) -> None:
    """End the child and whatever it began; one that has ended by itself is left in peace."""
    if child.poll() is None:
        if sys.platform == "win32" or is_inner:
            child.kill()
        else:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _ended(child: "subprocess.Popen[bytes]", shown: str, seconds: float, progress: Progress) -> int:
    """Wait for the child, telling so now and then; how far it is only it knows."""
    began = time.monotonic()
    while True:
        try:
            return child.wait(timeout=min(_LOOK_S, seconds))
        except subprocess.TimeoutExpired:
            waited = time.monotonic() - began
            if waited >= seconds:
                raise BadFile(path=shown, reason="takes_too_long") from None
            progress(10 + int(80 * waited / (waited + _USUAL_S)), 100, "reading")
