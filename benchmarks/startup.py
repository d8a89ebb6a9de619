"""
How long until the server answers, and until a browser shows the map.

    python benchmarks/startup.py

Starts the server the way `make run` does, asks `/healthz` until it answers with its data (gate
4 s), then opens the page in a fresh headless Chromium and waits for drawn paths (gate 3 s from
navigation). Software rendering in a headless browser is slower than an office PC.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_S = 60.0


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_health(port: int) -> float:
    """Return the seconds until the server says that it has its data."""
    start = time.perf_counter()
    while time.perf_counter() - start < PATIENCE_S:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=1) as reply:
                if json.load(reply)["status"] == "ok":
                    return time.perf_counter() - start
        except (OSError, ValueError):
            time.sleep(0.02)
    raise SystemExit("the server did not answer")


def first_map(port: int) -> list[float]:
    """Return the seconds from navigation to drawn paths, for a new visitor, three times."""
    path = next(filter(None, map(shutil.which, BROWSERS)))
    seconds = []
    with sync_playwright() as playwright:
        for _ in range(3):
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            start = time.perf_counter()
            page.goto(f"http://localhost:{port}/")
            frame = page.frame_locator("iframe").first
            frame.locator("path.leaflet-interactive >> visible=true").first.wait_for(timeout=60_000)
            seconds.append(time.perf_counter() - start)
            browser.close()
    return seconds


def main() -> None:
    """Print both figures."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    server = subprocess.Popen(
        [*command, "--server.headless", "true"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        print(f"server ready  {wait_for_health(port):6.2f} s  (gate 4 s)")
        for number, seconds in enumerate(first_map(port), start=1):
            print(f"first map, visitor {number}  {seconds:6.2f} s  (gate 3 s)")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
