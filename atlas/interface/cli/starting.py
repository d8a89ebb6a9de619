"""Starting the web page: the server in a process of its own, a browser once it answers."""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser

import atlas

_PATIENCE_S = 60.0
_LEAVE_S = 10.0


def serve(port: int) -> int:
    """
    Run the server until it ends, and open the page in the browser when it has its data.

    Streamlit opens no browser for an application of this kind by itself. Where there is no
    screen, or `ATLAS_NO_BROWSER` is set, none is opened. Who interrupts this process ends the
    server; whoever kills it outright does not.

    Returns
    -------
    code
        The server's exit code; 0 when it was stopped by hand.
    """
    server = subprocess.Popen(_command(port), cwd=atlas.SHIPPED)  # noqa: S603 our own file
    try:
        if _has_screen():
            threading.Thread(target=_open_when_ready, args=(port, server), daemon=True).start()
        return server.wait()
    except KeyboardInterrupt:
        _end(server)
        return 0


def _command(port: int) -> list[str]:
    return [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]


def _end(server: "subprocess.Popen[bytes]") -> None:
    """End the server: by signal, then by force where a visitor's work holds it up."""
    server.terminate()
    try:
        server.wait(timeout=_LEAVE_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _has_screen() -> bool:
    if os.environ.get("ATLAS_NO_BROWSER"):
        return False
    return sys.platform in {"win32", "darwin"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def _open_when_ready(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while server.poll() is None and time.monotonic() < deadline:
        if is_ready(port):
            webbrowser.open(f"http://localhost:{port}/")
            return
        time.sleep(0.2)


def is_ready(port: int) -> bool:
    """Return whether a server answers there with its data loaded."""
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=2) as reply:
            return bool(json.load(reply).get("status") == "ok")
    except (OSError, ValueError):
        return False
