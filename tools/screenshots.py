"""
Photograph every page of the atlas, in both languages, as a visitor sees it.

    python tools/screenshots.py OUT            every page, Chinese and English, 1440 x 900
    python tools/screenshots.py OUT --size 1366x768 --dark --pages browse targets
    python tools/screenshots.py --docs         the pictures of docs/handbook/images, 1280 x 800

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
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

CHECKOUT = Path(__file__).resolve().parents[1]
PAGES = (
    *("browse", "query", "siting", "location", "coverage"),
    *("targets", "documents", "briefing", "data", "help"),
)
Step = tuple[str, str, str]  # what is done, to which element, with what
Shot = tuple[str, tuple[Step, ...]]  # an address, and what is done there
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
    browser: Browser,
    url: str,
    file: Path,
    steps: Sequence[Step],
    *,
    size: tuple[int, int],
    dark: bool,
) -> None:
    """Open a page, take the steps, and save what is seen once it is at rest."""
    scheme = "dark" if dark else "light"
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.goto(url)
    rest(page)
    for step in steps:
        take(page, step)
        if step[0] == "see":  # a form that is built while a file is read
            page.wait_for_timeout(6000)
        elif step[0] != "file":
            rest(page)
    if steps:
        page.mouse.move(width / 2, 4)
    page.screenshot(path=file)
    page.close()
    print(file)


def take(page: Page, step: Step) -> None:
    """Press, type, choose a file, or wait for an element and scroll to it."""
    action, selector, value = step
    found = page.locator(selector).first
    found.wait_for(state="attached", timeout=90_000)
    if action == "press":
        found.click()
    elif action == "type":
        found.click()
        found.press_sequentially(value)
        found.press("Enter")
    elif action == "file":
        found.set_input_files(value)
    else:
        found.scroll_into_view_if_needed()


def rest(page: Page) -> None:
    """Wait until the map is drawn, no script runs, and what is drawn late is there."""
    page.wait_for_timeout(800)
    page.wait_for_function(AT_REST, timeout=60_000)
    page.wait_for_timeout(2500)


def every(pages: Sequence[str], langs: Sequence[str]) -> dict[str, Shot]:
    """Return what to photograph: each page in each language, as it is opened first."""
    return {
        f"{page}_{lang}": (f"/{'' if page == PAGES[0] else page}?lang={lang}", ())
        for page in pages
        for lang in langs
    }


def handbook(file: Path) -> dict[str, Shot]:
    """Return the pictures of the handbook in both languages; one imports the file."""
    shots: dict[str, Shot] = {}
    for lang, words in (("zh", "光子"), ("en", "photonics")):
        home = f"/?lang={lang}"
        answered: dict[str, tuple[Step, ...]] = {
            kind: (("press", f".st-key-example_{kind} button", ""),)
            for kind in ("query", "coverage", "siting", "location")
        }
        shots |= {f"{kind}_{lang}": (home, steps) for kind, steps in answered.items()}
        shots |= {
            f"browse_{lang}": (f"{home}&sel=zone-eco", ()),
            f"search_{lang}": (home, (("type", ".st-key-search input", words),)),
            f"targets_{lang}": (f"/targets?lang={lang}", ()),
            f"why_{lang}": (home, (*answered["siting"], ("press", ".st-key-why_now button", ""))),
            f"import_{lang}": (
                f"/data?lang={lang}",
                (
                    ("file", ".st-key-question input[type=file]", str(file)),
                    ("see", "[class*=st-key-source_] input", ""),
                ),
            ),
            f"briefing_{lang}": (
                home,
                (
                    *answered["coverage"],
                    ("press", ".st-key-add_to_briefing button", ""),
                    ("press", ".st-key-bar a[href$=briefing]", ""),
                ),
            ),
        }
    return shots


def official_zones(folder: Path) -> Path:
    """Write the zones as an official file might bring them: EPSG:4524, GBK, names of its own."""
    zones = gpd.read_file(CHECKOUT / "geodata" / "zones.geojson").to_crs(4524)
    cells = {"片区名称": zones["name_zh"].to_numpy()}
    moved = zones.translate(60, -40)
    gpd.GeoDataFrame(cells, geometry=moved, crs=4524).to_file(folder / "zones.shp", encoding="GBK")
    pack = folder / "zones.zip"
    with zipfile.ZipFile(pack, "w") as packed:
        for part in sorted(folder.glob("zones.*")):
            if part.suffix not in {".cpg", ".zip"}:
                packed.write(part, part.name)
    return pack


def main() -> None:
    """Read the command line and photograph."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--docs", action="store_true", help="renew the handbook's pictures")
    parser.add_argument("--pages", nargs="+", choices=PAGES, default=PAGES)
    parser.add_argument("--lang", nargs="+", choices=("zh", "en"), default=("zh", "en"))
    parser.add_argument("--size", default="1440x900", help="of the window, in pixels")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--only", nargs="+", help="with --docs: names of pictures")
    options = parser.parse_args()
    out = CHECKOUT / "docs" / "handbook" / "images" if options.docs else options.out
    if out is None:
        parser.error("name a folder, or --docs")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        if options.docs:
            every_shot = handbook(official_zones(Path(folder)))
            shots = {n: shot for n, shot in every_shot.items() if n in (options.only or every_shot)}
            options.size = "1280x800"
        else:
            shots = every(options.pages, options.lang)
        photograph_all(shots, out, size=options.size, dark=options.dark)
    if options.docs:
        shrink(out / f"{name}.png" for name in shots)


def photograph_all(shots: Mapping[str, Shot], out: Path, *, size: str, dark: bool) -> None:
    """Serve the atlas and photograph each shot into a folder."""
    width, height = map(int, size.split("x"))
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    with served() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for name, (path, steps) in shots.items():
            file = out / f"{name}.png"
            photograph(browser, address + path, file, steps, size=(width, height), dark=dark)
        browser.close()


def shrink(files: Iterable[Path]) -> None:
    """Keep 256 colours of each picture: a third of the bytes, and hardly to be seen."""
    for file in files:
        with Image.open(file) as taken:
            few = taken.convert("RGB").quantize(256, kmeans=4, dither=Image.Dither.NONE)
        few.save(file, optimize=True)


if __name__ == "__main__":
    main()
