"""A map is saved from the page, and opened from the disk without any network."""

import pytest
from playwright.sync_api import expect

LAYER = "#legend [data-layer={}] input"
PATHS = ".leaflet-areas-pane path"
FORBIDDEN = """() => new Promise(done => {
  document.addEventListener("securitypolicyviolation", event => done(event.effectiveDirective));
  document.body.appendChild(new Image()).src = "https://example.com/x.png";
})"""


@pytest.fixture
def alone(chromium):
    """A page with no network, and what it asked for."""
    context = chromium.new_context(offline=True, viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.asked, page.problems = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    yield page
    context.close()


def test_a_map_is_handed_over(screen, alone, tmp_path):
    screen.map.evaluate("() => map.setView([34.12, 108.8], 12, { animate: false })")
    # the map writes its place into the address, at its own pace
    screen.page.wait_for_url("**view=34.12*")
    screen.press(".st-key-handover button")
    with screen.page.expect_download() as saving:
        screen.page.locator(".st-key-download_handover button").click()
    path = tmp_path / "map.html"
    saving.value.save_as(path)
    screen.page.keyboard.press("Escape")
    screen.settle()

    alone.goto(path.as_uri())
    alone.wait_for_selector(PATHS)
    # the legend is open, with what was on
    expect(alone.locator("#legend")).to_be_visible()
    assert alone.locator(LAYER.format("zones")).is_checked()
    assert alone.locator(".leaflet-control-scale-line").inner_text() == "3 km"
    assert "示意图" in alone.locator(".atlas-notice").inner_text()
    assert alone.locator("#mark").inner_text() == "内部资料"

    drawn = alone.locator(PATHS).count()
    alone.locator(LAYER.format("zones")).uncheck()
    expect(alone.locator(PATHS)).to_have_count(drawn - 3)
    assert "三大片区" not in alone.locator(".atlas-notice").inner_text()

    symbol = alone.locator(".leaflet-marker-icon[aria-label]").last
    name = symbol.get_attribute("aria-label")
    symbol.focus()
    alone.keyboard.press("Enter")
    assert name in alone.locator("#card h3").inner_text()

    alone.locator("[data-lang=en]").click()
    assert alone.locator("html").get_attribute("lang") == "en"
    assert "Legend" in alone.locator("#fold").inner_text()
    assert name in alone.locator("#card .quiet").first.inner_text()
    assert not alone.locator(LAYER.format("zones")).is_checked()
    alone.keyboard.press("Escape")
    expect(alone.locator("#card")).to_be_hidden()

    assert [url for url in alone.asked if not url.startswith("data:")] == [path.as_uri()]
    assert alone.evaluate(FORBIDDEN) == "img-src"
    assert alone.problems == []
