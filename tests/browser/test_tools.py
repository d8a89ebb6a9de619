"""The map's tools: what is drawn reaches the questions, what is measured is true."""

import re

import geopandas
import numpy as np
import pyproj
import pytest
import shapely
from playwright.sync_api import expect

from atlas.domain.crs import area_km2, wgs84_to_gcj02, xy
from atlas.output.webmap.scripts import MODULES, linked

GRS80 = pyproj.Geod(ellps="GRS80")
SQUARE = [(700, 300), (900, 300), (900, 500), (700, 500)]
BOW_TIE = [(700, 300), (900, 500), (900, 300), (700, 500)]
# what the last thing told to the page was, as the component holds it
TOLD = "() => window.__GLOBAL_DATA__.last_active_drawing"
GEODESY = linked(MODULES / "geodesy.js", name="geodesy")
PLACES = f"""(places) => {{ {GEODESY} return places.map(([lng, lat]) => {{
  const {{ x, y }} = geodesy.projected({{ lng, lat }});
  const moved = geodesy.shifted({{ lng, lat }});
  return [y, x, moved.lng, moved.lat];
}}); }}"""
SIZES = f"""(rings) => {{ {GEODESY} return rings.map((ring) => {{
  const places = ring.map(([lng, lat]) => ({{ lng, lat }}));
  return [geodesy.length(places), geodesy.area(places)];
}}); }}"""


@pytest.fixture
def tools(screen):
    """The screen, with nothing drawn on it before and after."""
    yield screen
    screen.page.keyboard.press("Escape")
    clear = button(screen, "清除所画")
    if clear.is_visible():
        clear.click()
        screen.settle()
    screen.page.wait_for_timeout(500)


def button(screen, name):
    return screen.map.get_by_role("button", name=name, exact=True)


def click(screen, places):
    for x, y in places:
        screen.page.mouse.move(x, y)
        screen.page.mouse.click(x, y)


def degrees(screen, places):
    box = screen.page.locator(".st-key-map iframe").bounding_box()
    at = "(p) => { const { lng, lat } = map.containerPointToLatLng(p); return [lng, lat]; }"
    return [screen.map.evaluate(at, [x - box["x"], y - box["y"]]) for x, y in places]


def hint(screen):
    return screen.map.locator(".atlas-hint").inner_text()


def figures(text):
    return [float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*\.?\d*", text)]


def outline(drawing):
    assert drawing["properties"]["drawn"] is True
    return shapely.geometry.shape(drawing["geometry"])


def ground_km2(shape):
    return area_km2(geopandas.GeoSeries([shape], crs="EPSG:4326")).iloc[0]


def one_message(screen, before):
    screen.page.wait_for_timeout(500)
    screen.settle()
    assert len(screen.sent) - before == 1


def test_a_polygon_is_told_once_it_is_finished_and_stays(tools):
    before = len(tools.sent)
    tools.map.evaluate("() => { window.map.__probe = 'the same'; }")
    button(tools, "画多边形").click()
    click(tools, SQUARE)
    tools.page.mouse.move(650, 420, steps=4)
    tools.page.wait_for_timeout(500)
    assert len(tools.sent) == before
    view = tools.view()
    tools.page.mouse.dblclick(*SQUARE[-1])
    one_message(tools, before)
    drawn = outline(tools.map.evaluate(TOLD))
    assert drawn.equals_exact(shapely.Polygon(degrees(tools, SQUARE)), 1e-6, normalize=True)
    assert tools.view() == view  # a double click that ends a shape does not zoom
    expect(tools.page.locator(".atlas-card")).to_have_count(0)
    assert figures(tools.map.locator(".atlas-measure").inner_text())[0] == pytest.approx(
        ground_km2(drawn), rel=1e-3
    )
    tools.press(".st-key-on_parks label")
    tools.press(".st-key-on_parks label")
    assert tools.count(".atlas-measure") == 1
    assert tools.map.evaluate("() => window.map.__probe") == "the same"


def test_the_first_point_ends_a_polygon_and_backspace_takes_one_back(tools):
    button(tools, "画多边形").click()
    click(tools, [*SQUARE[:3], (1200, 700)])
    tools.page.keyboard.press("Backspace")
    click(tools, SQUARE[:1])
    tools.page.wait_for_timeout(500)
    drawn = outline(tools.map.evaluate(TOLD))
    assert drawn.equals_exact(shapely.Polygon(degrees(tools, SQUARE[:3])), 1e-6, normalize=True)


def test_an_outline_that_crosses_itself_is_refused_with_words(tools):
    before = len(tools.sent)
    button(tools, "画多边形").click()
    click(tools, BOW_TIE)
    tools.page.mouse.dblclick(*BOW_TIE[-1])
    assert "自相交" in hint(tools)
    tools.page.wait_for_timeout(500)
    assert len(tools.sent) == before
    tools.page.keyboard.press("Escape")
    expect(tools.map.locator(".atlas-hint")).to_be_hidden()
    assert tools.count(".atlas-measure") == 0


@pytest.mark.parametrize("by", ["clicks", "drag"])
def test_a_box_by_two_clicks_or_a_drag(tools, by):
    before = len(tools.sent)
    button(tools, "画矩形").click()
    if by == "clicks":
        click(tools, [SQUARE[0], SQUARE[2]])
    else:
        tools.page.mouse.move(*SQUARE[0])
        tools.page.mouse.down()
        tools.page.mouse.move(*SQUARE[2], steps=5)
        tools.page.mouse.up()
    one_message(tools, before)
    drawn = outline(tools.map.evaluate(TOLD))
    assert drawn.equals_exact(shapely.Polygon(degrees(tools, SQUARE)), 1e-6, normalize=True)


def test_a_circle_has_its_radius_all_round(tools):
    button(tools, "画圆").click()
    click(tools, [(800, 400), (900, 400)])
    tools.page.wait_for_timeout(500)
    told = tools.map.evaluate(TOLD)
    ring = np.array(told["geometry"]["coordinates"][0])[:-1]
    centre, rim = degrees(tools, [(800, 400), (900, 400)])
    radius = GRS80.inv(*centre, *rim)[2]
    assert told["properties"]["radius_m"] == pytest.approx(radius, rel=1e-4)
    assert len(ring) == 64
    there = np.broadcast_to(centre, ring.shape)
    assert GRS80.inv(*there.T, *ring.T)[2] == pytest.approx(radius, rel=1e-3)


def test_what_is_drawn_bounds_a_question_until_it_is_cleared(tools):
    tools.go("查询")
    tools.press("[class*=st-key-add_place_] button")
    tools.page.get_by_role("radio", name="图上所画").or_(
        tools.page.get_by_role("button", name="图上所画")
    ).first.click()
    tools.settle()
    assert "先用地图" in tools.text(".st-key-question")
    button(tools, "画矩形").click()
    click(tools, [(500, 150), (1300, 800)])
    tools.page.wait_for_timeout(500)
    tools.settle()
    assert "使用图上所画的范围" in tools.text(".st-key-question")
    tools.press(".st-key-run_query button")
    tools.page.wait_for_selector(".st-key-results [data-testid=stMarkdown]")
    assert "符合条件" in tools.text(".st-key-results [data-testid=stMarkdown]")
    button(tools, "清除所画").click()
    tools.page.wait_for_timeout(500)
    tools.settle()
    assert "先用地图" in tools.text(".st-key-question")
    assert tools.count(".atlas-measure") == 0
    tools.press("[class*=st-key-remove_] button")


def test_lengths_and_areas_are_of_the_ground_and_told_to_nobody(tools):
    before = len(tools.sent)
    button(tools, "量距离").click()
    click(tools, SQUARE[:3])
    tools.page.mouse.move(*SQUARE[3])
    walked = np.array(degrees(tools, SQUARE))
    live = GRS80.line_length(*walked.T) / 1000
    assert figures(hint(tools))[0] == pytest.approx(live, rel=1e-3)
    tools.page.keyboard.press("Escape")
    shown = tools.map.locator(".atlas-measure").inner_text()
    assert figures(shown)[0] == pytest.approx(GRS80.line_length(*walked[:3].T) / 1000, rel=1e-3)
    button(tools, "量面积").click()
    tools.page.wait_for_timeout(400)  # it fades
    assert tools.count(".atlas-measure") == 0
    click(tools, [*SQUARE, SQUARE[0]])
    km2, hectares, mu = figures(tools.map.locator(".atlas-measure").inner_text())
    whole = ground_km2(shapely.Polygon(walked))
    assert km2 == pytest.approx(whole, rel=1e-3)
    assert hectares == pytest.approx(100 * whole, rel=1e-3)
    assert mu == pytest.approx(1500 * whole, rel=1e-3)
    tools.page.wait_for_timeout(500)
    assert len(tools.sent) == before
    expect(tools.page.locator(".atlas-card")).to_have_count(0)


def test_figures_agree_with_those_of_the_atlas(screen):
    rng = np.random.default_rng(4545)
    places = np.column_stack([rng.uniform(107, 110, 50), rng.uniform(33, 35.5, 50)])
    told = np.array(screen.map.evaluate(PLACES, places.tolist()))
    metres = xy(geopandas.GeoSeries(shapely.points(places), crs="EPSG:4326"))
    assert np.abs(told[:, :2] - metres).max() < 0.001
    assert np.abs(told[:, 2:] - np.column_stack(wgs84_to_gcj02(*places.T))).max() < 1e-9
    for size in (0.001, 0.05, 0.5):  # degrees: about 200 m, 10 km and 100 km across
        rings = np.array([[-1, -1], [1, -0.8], [0.9, 1], [-0.7, 0.8]]) * size + places[:, None]
        lengths, areas = np.array(screen.map.evaluate(SIZES, rings.tolist())).T
        assert lengths == pytest.approx([GRS80.line_length(*ring.T) for ring in rings], rel=1e-3)
        truth = [GRS80.polygon_area_perimeter(*ring.T)[0] for ring in rings]
        assert areas == pytest.approx(truth, rel=1e-3)


def test_the_pointer_s_place_is_told_in_three_ways(screen):
    screen.page.mouse.move(900, 500)
    ((lng, lat),) = degrees(screen, [(900, 500)])
    first, second, third = screen.map.locator(".atlas-pointer div").all_inner_texts()
    assert figures(first.removeprefix("WGS84")) == pytest.approx([lng, lat], abs=2e-6)
    east, north = xy(geopandas.GeoSeries([shapely.Point(lng, lat)], crs="EPSG:4326"))[0]
    assert figures(second.removeprefix("EPSG:4545")) == pytest.approx([north, east], abs=0.2)
    moved = np.ravel(wgs84_to_gcj02(lng, lat))
    assert figures(third.removeprefix("GCJ-02")) == pytest.approx(moved, abs=2e-6)


def test_the_keyboard_draws_too(tools):
    before = len(tools.sent)
    button(tools, "画矩形").focus()
    tools.page.keyboard.press("Space")
    assert button(tools, "画矩形").get_attribute("aria-pressed") == "true"
    tools.map.locator("#map_div").focus()
    tools.page.keyboard.press("Enter")
    for key in ("ArrowRight", "ArrowDown"):
        tools.page.keyboard.press(key)
        tools.page.wait_for_timeout(500)
    assert len(tools.sent) == before
    tools.page.keyboard.press("Enter")
    one_message(tools, before)
    assert outline(tools.map.evaluate(TOLD)).area > 0


def test_full_screen_and_back(screen):
    button(screen, "全屏").click()
    button(screen, "退出全屏").wait_for()
    assert screen.map.evaluate("() => [map.getSize().x, map.getSize().y]") == [1440, 900]
    button(screen, "退出全屏").click()
    button(screen, "全屏").wait_for()


def test_the_tools_speak_both_languages(fresh, address):
    screen = fresh(address).open("/?lang=en")
    for name in ("Draw a box", "Draw a polygon", "Draw a circle", "Measure a distance"):
        expect(button(screen, name)).to_be_visible()
    button(screen, "Measure an area").click()
    assert "double-click" in hint(screen)
    screen.has_no_trouble()
