"""Two languages: all that is seen changes, and the map stays the same map."""

import re

from playwright.sync_api import expect

from tests.browser.acting import choose
from tests.browser.test_map import CLIPPED, NAMES_THAT_MEET

OWN = ".st-key-bar, .st-key-panel, .st-key-results"


def chinese(screen, selector):
    """Return the Chinese that is seen, but for the button that leads back to it."""
    texts = screen.page.locator(selector).all_inner_texts()
    boxes = screen.page.locator(f":is({selector}) [data-testid=stSelectbox] input")
    texts += boxes.evaluate_all("inputs => inputs.map(input => input.value)")
    found = [re.findall(r"[\u4e00-\u9fff]+", text) for text in texts]
    return [word for words in found for word in words if word != "中"]


def test_all_that_is_seen_changes_and_the_map_stays(screen):
    screen.map.evaluate("() => { window.map.__probe = 'the same'; }")
    screen.press(".st-key-example_coverage button")
    view = screen.view()
    screen.go("选址")
    ranking = screen.page.locator(".st-key-siting-ranking input")
    choose(screen, "siting-ranking", "加权积")
    screen.page.get_by_text("EN", exact=True).click()
    screen.settle()
    assert "lang=en" in screen.page.url
    assert screen.page.title() == "Silk Road Science City Atlas"
    # what is chosen is said in the words of now, and is still chosen when the page runs again
    screen.press(".st-key-siting-near label")
    assert ranking.input_value() == "Weighted product"
    for page in ("Query", "Coverage", "Siting", "Browse"):
        assert chinese(screen, OWN) == []
        screen.go(page)
    corners = ".atlas-name, .atlas-legend, .atlas-notice, .atlas-north"
    shown = screen.map.locator(corners).all_inner_texts()
    assert [text for text in shown if re.search(r"[\u4e00-\u9fff]", text)] == []
    assert screen.map.locator("[title]").first.get_attribute("title").isascii()
    assert screen.map.evaluate("() => window.map.__probe") == "the same"
    assert screen.view() == view
    screen.page.get_by_text("中", exact=True).click()
    screen.settle()
    assert "丝路科学城" in screen.text(".st-key-bar")


def test_an_address_can_ask_for_english(fresh, address):
    screen = fresh(address, size=(1280, 720)).open("/?lang=en")
    assert chinese(screen, OWN) == []
    names = screen.map.locator(".atlas-name-clusters").count()
    assert names == 10  # each cluster has room for its English name
    for zoom in (9, 10, 11, 12):  # and each zone, small as they may be
        screen.map.evaluate("zoom => map.setZoom(zoom, {animate: false})", zoom)
        expect(screen.map.locator(".atlas-name-zones")).to_have_count(3)
        assert screen.map.evaluate(NAMES_THAT_MEET) == screen.map.evaluate(CLIPPED) == []
    screen.has_no_trouble()
