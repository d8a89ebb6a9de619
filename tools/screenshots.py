"""
Photograph every page of the atlas, in both languages, as a visitor sees it.

    python tools/screenshots.py OUT            every page, Chinese and English, 1440 x 900
    python tools/screenshots.py OUT --size 1366x768 --dark --pages browse targets
    python tools/screenshots.py --docs         the two pictures of docs/images

The atlas is served on a free port with an empty workspace, so nothing of yours is in the pictures.
Needs what `make test` needs: the packages of requirements-dev.txt and a Chromium or Chrome.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

CHECKOUT = Path(__file__).resolve().parents[1]
PAGES = (
    *("browse", "query", "siting", "location", "coverage"),
    *("targets", "documents", "briefing", "data"),
)
Shot = tuple[str, str | None]  # an address, and what is pressed there
DOCS: dict[str, Shot] = {
    "browse": ("/?sel=zone-eco", None),
    "coverage": ("/", ".st-key-example_coverage button"),
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
AT_REST = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  const frame = document.querySelector('.st-key-map iframe');
  const drawn = frame && frame.contentDocument.querySelectorAll('path.leaflet-interactive').length;
  const tables = [...document.querySelectorAll('[data-testid=stDataFrame]')];
  const empty = tables.filter((table) => table.offsetHeight && !table.querySelector('canvas'));
  return drawn > 0 && app.dataset.testScriptState === 'notRunning' && empty.length === 0
    && !document.querySelector('[data-testid=stSkeleton]');
}"""


@contextmanager
def served() -> Iterator[str]:
    """Serve the atlas with a workspace of its own and yield its address."""
    with socket.socket() as probe, tempfile.TemporaryDirectory() as home:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
        probe.close()
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
        server = subprocess.Popen(  # noqa: S603 our own words
            [*command, "--server.port", str(port)],
            cwd=CHECKOUT,
            env=os.environ | {"ATLAS_HOME": home},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(f"http://localhost:{port}", server)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the atlas answers, a minute at most."""
    for _ in range(240):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310 our own
                return
        except OSError:
            time.sleep(0.25)
    sys.exit("the atlas did not start")


def photograph(
    browser: Browser, url: str, file: Path, *, size: tuple[int, int], dark: bool, press: str | None
) -> None:
    """Open a page, press what is to be pressed, and keep what is seen once it is at rest."""
    scheme = "dark" if dark else "light"
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.goto(url)
    rest(page)
    if press:
        page.locator(press).first.click()
        rest(page)
        page.mouse.move(width / 2, 4)
    page.screenshot(path=file)
    page.close()
    print(file)


def rest(page: Page) -> None:
    """Wait until the map is drawn, no script runs, and what is drawn late is there."""
    page.wait_for_timeout(800)
    page.wait_for_function(AT_REST, timeout=60_000)
    page.wait_for_timeout(2500)


def every(pages: Sequence[str], langs: Sequence[str]) -> dict[str, Shot]:
    """Return what to photograph: each page in each language, as it is opened first."""
    return {
        f"{page}_{lang}": (f"/{'' if page == PAGES[0] else page}?lang={lang}", None)
        for page in pages
        for lang in langs
    }


def main() -> None:
    """Read the command line and photograph."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--docs", action="store_true", help="renew docs/images")
    parser.add_argument("--pages", nargs="+", choices=PAGES, default=PAGES)
    parser.add_argument("--lang", nargs="+", choices=("zh", "en"), default=("zh", "en"))
    parser.add_argument("--size", default="1440x900", help="of the window, in pixels")
    parser.add_argument("--dark", action="store_true")
    asked = parser.parse_args()
    out = CHECKOUT / "docs" / "images" if asked.docs else asked.out
    if out is None:
        parser.error("name a folder, or --docs")
    out.mkdir(parents=True, exist_ok=True)
    width, height = map(int, asked.size.split("x"))
    shots = DOCS if asked.docs else every(asked.pages, asked.lang)
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    with served() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for name, (path, press) in shots.items():
            photograph(
                browser,
                address + path,
                out / f"{name}.png",
                size=(width, height),
                dark=asked.dark,
                press=press,
            )
        browser.close()
    if asked.docs:
        shrink(out / f"{name}.png" for name in shots)


def shrink(files: Iterable[Path]) -> None:
    """Keep 256 colours of each picture: a third of the bytes, and hardly to be seen."""
    for file in files:
        with Image.open(file) as taken:
            few = taken.convert("RGB").quantize(256, kmeans=4, dither=Image.Dither.NONE)
        few.save(file, optimize=True)


if __name__ == "__main__":
    main()
