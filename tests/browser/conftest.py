"""What browser tests share: a real Chromium, a server of the atlas, and a screen to act on."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

CHECKOUT = Path(__file__).resolve().parents[2]
TINY_TOWN = CHECKOUT / "tests" / "fixtures" / "tiny_town"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSIDE = ("data:", "blob:", "about:")
# nothing but what is looked at: a browser's own errands would look like ours
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
STEP_MS = 30_000
expect.set_options(timeout=STEP_MS)
QUIET_S = 0.35  # so long without a word from either side is rest


def pytest_collection_modifyitems(items):
    """Mark everything here, so that `-m 'not browser'` leaves it out."""
    for item in items:
        if Path(item.fspath).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    """Chromium as this machine has it; a machine without one fails, it does not skip."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail(f"no browser found; install one of {', '.join(BROWSERS)}")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@contextmanager
def serving(root=None):
    """Serve an atlas on a free port and yield its address."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.port", str(port), "--server.headless", "true"]
    known = os.environ | ({"ATLAS_ROOT": str(root)} if root else {})
    server = subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env=known,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    address = f"http://localhost:{port}"
    try:
        _until_healthy(server, address)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)


def _until_healthy(server, address):
    for _ in range(240):
        assert server.poll() is None, "the server ended before it was ready"
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2) as reply:
                if b'"ok"' in reply.read():
                    return
        except OSError:
            time.sleep(0.25)
    pytest.fail("the server did not become ready within a minute")


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """The workspace of the desk."""
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="session")
def desk(chromium, home):
    """The page of data on a server that has a workspace of its own, opened once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_HOME", str(home))
        with serving() as address:
            screen = Screen(chromium, address).open("/data")
            yield screen
            screen.context.close()


@pytest.fixture(scope="session")
def address():
    """Where the shipped atlas is served."""
    with serving() as served:
        yield served


class Screen:
    """One page in a fresh browser context, and what it was caught doing."""

    def __init__(self, chromium, address, *, size=(1440, 900)):
        self.address = address
        self.outside, self.problems, self.dialogs, self.sent = [], [], [], []
        self.last_sent = self.last_received = 0.0
        width, height = size
        self.context = chromium.new_context(viewport={"width": width, "height": height})
        self.page = self.context.new_page()
        self.page.set_default_timeout(STEP_MS)
        self.page.route("**/*", self._guard)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("dialog", self._dismiss)
        self.page.on("websocket", self._listen)

    def _guard(self, route):
        url = route.request.url
        if url.startswith((self.address, *INSIDE)):
            route.continue_()
        else:
            self.outside.append(url)
            route.abort()

    def _dismiss(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _listen(self, socket):
        socket.on("framesent", self._note_sent)
        socket.on("framereceived", self._note_received)

    def _note_sent(self, frame):
        self.sent.append(frame)
        self.last_sent = time.monotonic()

    def _note_received(self, _frame):
        self.last_received = time.monotonic()

    def open(self, path="/"):
        self.page.goto(self.address + path)
        self.page.wait_for_selector(".st-key-map iframe")
        self.page.wait_for_function(
            "() => { const f = document.querySelector('.st-key-map iframe');"
            " const d = f && f.contentDocument;"
            " return d && d.querySelectorAll('path.leaflet-interactive').length > 0"
            "   && f.contentWindow.map && f.contentWindow.atlasMap; }"
        )
        self.settle()
        return self

    def settle(self):
        """Wait until what was sent is answered, nothing more comes, and no run is under way."""
        self.page.wait_for_timeout(250)
        deadline = time.monotonic() + STEP_MS / 1000
        while time.monotonic() < deadline:
            is_answered = self.last_received >= self.last_sent
            is_quiet = time.monotonic() - max(self.last_received, self.last_sent) > QUIET_S
            if is_answered and is_quiet and self._is_idle():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("the page did not come to rest")

    def _is_idle(self):
        return self.page.evaluate(
            "() => document.querySelector('[data-testid=stApp]')"
            ".dataset.testScriptState === 'notRunning'"
        )

    def reset(self):
        """Go back to the first page, the first view, nothing asked and nothing selected."""
        for close in (".st-key-close_results button", ".st-key-close_card button"):
            if self.page.locator(close).first.is_visible():
                self.press(close)
        if self.page.url != f"{self.address}/":
            self.page.locator(".st-key-bar a").first.click()
            self.settle()
        self.map.locator(".leaflet-bar a").nth(2).click()
        self.page.mouse.move(2, 2)

    @property
    def map(self):
        return next(frame for frame in self.page.frames if "st_folium" in frame.url)

    def view(self):
        return self.map.evaluate("() => [map.getCenter().lat, map.getCenter().lng, map.getZoom()]")

    def count(self, selector):
        return self.map.locator(selector).count()

    def is_uppermost(self, feature):
        return bool(self.map.evaluate(SPOT, feature))

    def spot(self, feature):
        """Return a place on the page where a feature is the uppermost thing."""
        found = self.map.evaluate(SPOT, feature)
        assert found, f"{feature} is nowhere uppermost on the map"
        box = self.page.locator(".st-key-map iframe").bounding_box()
        return box["x"] + found[0], box["y"] + found[1]

    def click_on(self, feature):
        self.page.mouse.click(*self.spot(feature))
        self.settle()

    def press(self, selector):
        self.page.locator(selector).first.click()
        self.settle()

    def go(self, name):
        self.page.get_by_role("link", name=name, exact=True).click()
        self.settle()

    def text(self, selector):
        return self.page.locator(selector).first.inner_text()

    def card(self):
        self.page.wait_for_selector(".atlas-card")
        return self.text(".atlas-card")

    def has_no_trouble(self):
        assert self.outside == []
        assert self.problems == []
        assert self.page.get_by_test_id("stException").all_inner_texts() == []


# the middle of a symbol, or any place of a grid over an area, that nothing else lies on
SPOT = """id => {
  let found = null;
  map.eachLayer(layer => {
    const facts = layer.feature && layer.feature.properties;
    const element = layer.getElement && layer.getElement();
    if (found || !facts || facts.id !== id || !element) return;
    const box = element.getBoundingClientRect();
    for (let i = 1; i < 20 && !found; i += 1) for (let j = 1; j < 20 && !found; j += 1) {
      const step = n => ((n % 2 ? n : 20 - n) / 20);
      const [x, y] = [box.left + box.width * step(i + 9 > 19 ? i - 10 : i + 9),
        box.top + box.height * step(j + 9 > 19 ? j - 10 : j + 9)];
      const top = document.elementFromPoint(x, y);
      if (top && (top === element || element.contains(top))) found = [x, y];
    }
  });
  return found;
}"""


@pytest.fixture(scope="module")
def opened(chromium, address):
    """The shipped atlas on a screen of 1440 x 900, opened once for a module."""
    made = Screen(chromium, address).open()
    yield made
    made.context.close()


@pytest.fixture
def screen(opened):
    """The opened screen, as on a first visit; a test must leave no trouble behind."""
    opened.reset()
    yield opened
    opened.has_no_trouble()


@pytest.fixture
def fresh(chromium):
    """Make screens of other sizes and servers; all are closed afterwards."""
    made = []

    def make(address, **options):
        made.append(Screen(chromium, address, **options))
        return made[-1]

    yield make
    for screen in made:
        screen.context.close()
