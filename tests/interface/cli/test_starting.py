"""The command that starts the server: who ends it ends the server too."""

import os
import signal
import subprocess
import sys

import pytest

import atlas

# the server's place is taken by a process that tells its number and then does as it is told
SERVE = """
import runpy, signal, sys
from atlas.interface.cli import starting
# a shell that puts its tests in the background has them deaf to Ctrl-C
signal.signal(signal.SIGINT, signal.default_int_handler)
child = "import os, signal, time; {how}; print(os.getpid(), flush=True); time.sleep(600)"
starting._command = lambda port: [sys.executable, "-c", child]
starting._LEAVE_S = 0.5
sys.argv = ["atlas", "serve"]
runpy.run_module("atlas", run_name="__main__")
"""


def runs(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without a signal")
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("how", ["pass", "signal.signal(signal.SIGTERM, signal.SIG_IGN)"])
def test_who_ends_the_command_ends_the_server(sent, how):
    command = subprocess.Popen(
        [sys.executable, "-c", SERVE.replace("{how}", how)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=atlas.SHIPPED,
        env={**os.environ, "ATLAS_NO_BROWSER": "1"},
        start_new_session=True,  # the signal is for the command alone
    )
    server = int(command.stdout.readline())
    assert runs(server)
    command.send_signal(sent)
    try:
        assert command.wait(30) == 0
        assert not runs(server)
    finally:
        command.stdout.close()
        if runs(server):
            os.kill(server, signal.SIGKILL)
