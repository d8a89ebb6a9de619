"""The map: drawn from this machine alone, answers clicks, and is never begun anew."""

import pytest
from playwright.sync_api import expect

from atlas.output.webmap.scripts import MODULES, linked

# zones against all other names, letter by letter: a slanted name fills no upright box
NAMES_THAT_MEET = """() => {
  const letters = (name) => [...name.children].flatMap((line) => {
    const text = line.firstChild;
    return [...text.data].map((_, i) => {
      const range = document.createRange(); range.setStart(text, i); range.setEnd(text, i + 1);
      return range.getBoundingClientRect(); });
  });
  const meet = (a, b) => a.left + 1 < b.right && b.left + 1 < a.right && a.top + 3 < b.bottom
    && b.top + 3 < a.bottom;
  const all = [...document.querySelectorAll(".atlas-name")];
  const zones = all.filter((name) => name.classList.contains("atlas-name-zones"));
  return zones.flatMap((zone) => all.filter((other) => other !== zone
    && letters(zone).some((a) => letters(other).some((b) => meet(a, b))))
    .map((other) => `${zone.innerText} ${other.innerText}`));
}"""
CLIPPED = """() => [...document.querySelectorAll(".atlas-name")].filter((name) => {
  const box = name.getBoundingClientRect();
  return box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight;
}).map((name) => name.innerText)"""


def remember(screen):
    screen.map.evaluate("() => { window.map.__probe = 'the same'; }")
    screen.page.evaluate("() => { document.querySelector('.st-key-map iframe').__probe = 1; }")
    return screen.view()


def is_the_same(screen):
    frame = screen.page.evaluate("() => document.querySelector('.st-key-map iframe').__probe")
    return (screen.map.evaluate("() => window.map.__probe"), frame) == ("the same", 1)


def test_first_map_is_drawn_without_the_internet(screen):
    drawn = screen.count("path.leaflet-interactive:not([d='M0 0'])")
    assert drawn >= 15
    assert screen.count("path.leaflet-interactive") > 20
    assert screen.count(".atlas-symbol") > 10
    names = screen.map.locator(".atlas-name").all_inner_texts()
    assert {"中央创新区", "硬科技产业区"} <= {name.replace("\n", "") for name in names}


@pytest.mark.parametrize("zoom", [None, 9, 10, 11, 12])
def test_every_zone_is_named_and_no_name_lies_on_another(screen, zoom):
    if zoom:
        screen.map.evaluate("zoom => map.setZoom(zoom, {animate: false})", zoom)
    names = screen.map.locator(".atlas-name-zones").all_inner_texts()
    assert {name.replace("\n", "") for name in names} == {
        "中央创新区",
        "生态文创区",
        "硬科技产业区",
    }
    assert screen.map.evaluate(NAMES_THAT_MEET) == []
    assert screen.map.evaluate(CLIPPED) == []


@pytest.mark.parametrize(
    ("feature", "told"),
    [
        ("zone-hardtech", ["平方公里", "误差约 ±", "《", "“"]),
        ("cl-newmat", ["2,090 米", "规划", "《", "“"]),
    ],
)
def test_click_opens_the_card_again_and_again(screen, feature, told):
    for _ in range(2):
        screen.click_on(feature)
        card = screen.card()
        assert [words for words in told if words not in card] == []
        screen.press(".st-key-close_card button")
        expect(screen.page.locator(".atlas-card")).to_have_count(0)


def test_click_on_a_symbol_opens_its_card(screen):
    shown = "() => { const all = []; map.eachLayer(l => l.options.icon && l.feature"
    shown += " && map.getBounds().contains(l.getLatLng()) && all.push(l.feature.properties.id));"
    shown += " return all; }"
    feature = next(i for i in screen.map.evaluate(shown) if screen.is_uppermost(i))
    screen.click_on(feature)
    card = screen.card()
    assert feature in card
    assert "误差约 ±" in card
    assert screen.count(".atlas-ring") >= 1


def test_switching_layers_keeps_the_map(screen):
    view = remember(screen)
    before = screen.count("path.leaflet-interactive")
    screen.press(".st-key-on_clusters label")
    assert screen.count("path.leaflet-interactive") == before - 10
    screen.press(".st-key-on_clusters label")
    assert screen.count("path.leaflet-interactive") == before
    symbols = screen.count(".atlas-symbol")
    screen.press(".st-key-on_universities label")
    assert screen.count(".atlas-symbol") > symbols
    assert is_the_same(screen)
    assert screen.view() == view


def test_panning_and_zooming_say_nothing_to_the_server(screen):
    before, view = len(screen.sent), screen.view()
    screen.page.mouse.move(900, 500)
    screen.page.mouse.down()
    screen.page.mouse.move(700, 400, steps=8)
    screen.page.mouse.up()
    screen.page.mouse.wheel(0, -400)
    screen.page.wait_for_timeout(1200)
    assert screen.view() != view
    assert len(screen.sent) == before


def test_a_click_and_a_switch_are_one_run_each(screen):
    before = len(screen.sent)
    screen.press(".st-key-on_parks label")
    assert len(screen.sent) - before == 1
    before = len(screen.sent)
    screen.click_on("zone-eco")
    screen.page.wait_for_timeout(500)
    assert len(screen.sent) - before == 1


def test_layers_stay_on_from_page_to_page(screen):
    remember(screen)
    before = screen.count("path.leaflet-interactive")
    for page in ("查询", "覆盖", "选址", "浏览", "查询", "浏览"):
        screen.go(page)
        assert screen.count("path.leaflet-interactive") == before, page
    assert screen.page.locator(".st-key-on_zones input").is_checked()
    assert is_the_same(screen)


def test_home_button_brings_the_city_back(screen):
    view = screen.view()
    screen.map.evaluate("() => map.setView([34.5, 109.5], 13, {animate: false})")
    screen.map.get_by_role("button", name="回到科学城").click()
    screen.page.wait_for_timeout(200)
    assert screen.view() == pytest.approx(view, abs=1e-3)


def test_search_finds_a_place_and_opens_its_card(screen):
    search = screen.page.locator(".st-key-search input")
    search.fill("硬科技产业区")
    screen.page.wait_for_timeout(300)
    search.press("Enter")
    screen.settle()
    screen.press(".st-key-hit_zone-hardtech button")
    assert "硬科技产业区" in screen.card()


def test_a_small_screen_still_holds_map_and_answer(fresh, address):
    screen = fresh(address, size=(1280, 720)).open()
    screen.press(".st-key-example_coverage button")
    screen.page.wait_for_selector(".st-key-results [data-testid=stDataFrame]")
    frame = screen.page.locator(".st-key-map iframe").bounding_box()
    results = screen.page.locator(".st-key-results").bounding_box()
    assert frame["width"] >= 0.6 * 1280
    assert frame["height"] >= 350
    assert results["y"] >= frame["y"] + frame["height"] - 1
    assert results["y"] + results["height"] <= 721
    assert screen.page.evaluate("() => document.documentElement.scrollHeight") <= 720
    screen.has_no_trouble()


def test_what_is_not_there_yet_is_dashed_and_what_is_there_solid(screen):
    features = linked(MODULES / "features.js", name="features")
    style = "features.pathStyle({ symbol: 'line' }, facts)"
    dash = f"facts => {{ {features} return {style}.dashArray; }}"
    assert screen.map.evaluate(dash, {"planned": True})
    assert screen.map.evaluate(dash, {}) is None
    lines = "() => [...document.querySelectorAll('.leaflet-lines-pane path')]"
    dashes = screen.map.evaluate(f"{lines}.map(path => path.getAttribute('stroke-dasharray'))")
    assert dashes
    assert set(dashes) == {None}  # every line of the metro runs


def test_pointing_at_a_symbol_shows_how_far_off_it_may_be(screen):
    before = len(screen.sent)
    shown = "() => { const all = []; map.eachLayer(l => l.options.icon && l.feature"
    shown += " && l.feature.properties.uncertainty > 0"
    shown += " && map.getBounds().contains(l.getLatLng()) && all.push(l.feature.properties.id));"
    shown += " return all; }"
    feature = next(i for i in screen.map.evaluate(shown) if screen.is_uppermost(i))
    assert screen.count(".atlas-doubt") == 0
    screen.page.mouse.move(*screen.spot(feature))
    screen.map.wait_for_selector(".atlas-doubt")
    screen.page.mouse.move(2, 2)
    screen.page.wait_for_timeout(300)
    assert screen.count(".atlas-doubt") == 0
    assert len(screen.sent) == before
