"""A layer past the threshold, on the page itself: drawn as tiles, opened by a click, selected."""

import json
import shutil

import numpy as np
import pytest
import shapely
from playwright.sync_api import expect

from atlas.interface.web.session.linking import packed
from tests.browser.conftest import TINY_TOWN, serving

WEST, SOUTH, ACROSS, UP = 108.640, 34.095, 100, 100
STEP = 0.0006  # degrees: about 55 m
DECLARED = """
id = "lots"
facts = "lots.geojson"
geometry = "polygon"
each_row_is_a = "made up for the tests"
theme = "structure"
release = "public"
shown_first = true
label = { zh = "地块", en = "Lots" }
description = { zh = "为测试虚构。", en = "Made up for the tests." }

[style]
color = "#CC0000"
symbol = "area"
fill = 0.5
"""
COLORED = """() => [...document.querySelectorAll("canvas.atlas-tile")].some((canvas) => {
  const copy = document.createElement("canvas");
  copy.width = copy.height = canvas.width;
  const pen = copy.getContext("2d");
  pen.drawImage(canvas, 0, 0);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.width);
  for (let i = 0; i < data.length; i += 4) if (data[i] > 150 && data[i + 3] > 60) return true;
  return false;
})"""


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """The tiny town with 10,000 lots more."""
    root = tmp_path_factory.mktemp("large") / "town"
    shutil.copytree(TINY_TOWN, root)
    (root / "layers/lots.toml").write_text(DECLARED, encoding="utf8")
    model = json.loads((root / "geodata/zones.geojson").read_text(encoding="utf8"))["features"][0]
    facts = {k: v for k, v in model["properties"].items() if k != "plan_area_km2"}
    lots = []
    for row, column in np.ndindex(UP, ACROSS):
        corner = np.array([WEST, SOUTH]) + STEP * np.array([column, row])
        shape = shapely.box(*corner, *(corner + 0.8 * STEP))
        name = f"lot-{row}-{column}"
        lots.append(
            {
                "type": "Feature",
                "properties": facts | {"id": name, "name_zh": f"地块{row}排{column}号"},
                "geometry": shapely.geometry.mapping(shape),
            }
        )
    whole = {"type": "FeatureCollection", "features": lots}
    (root / "geodata/lots.geojson").write_text(json.dumps(whole), encoding="utf8")
    with serving(root) as served:
        yield served


def test_ten_thousand_polygons_are_tiles_that_answer(fresh, town):
    screen = fresh(town)
    fetched = []
    screen.page.on("request", lambda request: fetched.append(request.url))
    screen.open()
    assert screen.count("canvas.atlas-tile") > 0
    assert not any("/layers/lots/" in url and url.endswith(".json") for url in fetched)
    assert screen.count("path.leaflet-interactive") < 100
    notes = screen.map.locator(".atlas-tile-notes")
    screen.map.evaluate("() => map.setZoom(9, { animate: false })")
    screen.map.get_by_text("地块：按格计数，放大看图形").wait_for()
    middle = [SOUTH + 20.4 * STEP, WEST + 5.4 * STEP]
    screen.map.evaluate("(at) => map.setView(at, 16, { animate: false })", middle)
    screen.map.wait_for_function(COLORED)
    notes.wait_for(state="hidden")
    before, tiles = len(screen.sent), sum(url.endswith(".mvt") for url in fetched)
    box = screen.page.locator(".st-key-map iframe").bounding_box()
    screen.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    screen.page.wait_for_timeout(600)
    screen.settle()
    assert "地块20排5号" in screen.card()
    assert len(screen.sent) - before == 1
    assert sum(url.endswith(".mvt") for url in fetched) == tiles
    screen.press(".st-key-on_lots label")
    assert screen.count("canvas.atlas-tile") == 0
    screen.press(".st-key-on_lots label")
    screen.map.wait_for_function(COLORED)
    screen.has_no_trouble()


def test_what_is_drawn_over_tiles_opens_none_of_them(fresh, town):
    screen = fresh(town).open()
    middle = [SOUTH + 20.4 * STEP, WEST + 5.4 * STEP]
    screen.map.evaluate("(at) => map.setView(at, 16, { animate: false })", middle)
    screen.map.wait_for_function(COLORED)
    screen.map.get_by_role("button", name="量距离", exact=True).click()
    before = len(screen.sent)
    box = screen.page.locator(".st-key-map iframe").bounding_box()
    for step in (0, 60):
        screen.page.mouse.click(box["x"] + box["width"] / 2 + step, box["y"] + box["height"] / 2)
    screen.page.keyboard.press("Escape")
    screen.page.wait_for_timeout(800)
    assert screen.count(".atlas-measure") == 1
    expect(screen.page.locator(".atlas-card")).to_have_count(0)
    assert len(screen.sent) == before
    screen.has_no_trouble()


def test_an_answer_of_ten_thousand_rows_is_listed_and_drawn_in_part(fresh, town):
    screen = fresh(town).open("/query?q=" + packed({"kind": "query", "layer": "lots"}))
    told = screen.text(".st-key-results")
    assert "10,000" in told
    assert screen.count("path.leaflet-interactive") < 5000
    assert "4,000" in screen.map.locator(".atlas-notice").inner_text()
    screen.has_no_trouble()
