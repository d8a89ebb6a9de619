"""A layer of tiles in a real browser: drawn, filtered without a fetch, clicked, counted."""

import pytest
import shapely
from playwright.sync_api import expect
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from atlas.domain.catalogue import Catalogue
from atlas.interface.web.server.tiles import tile_routes
from atlas.output.assets import asset_file
from atlas.output.tiles import TileStore, tile_listing
from atlas.output.webmap.scripts import MODULES, linked
from tests.interface.door import opened
from tests.output.tiles.town import HERE, degrees, layer_of

SCRIPTS = {"tiles.js": "renderer/leaflet_tiles.js", "tiles_worker.js": "tiles/worker.js"}
HOSTILE = "<img src=x onerror=alert(1)>"
# shops in the north-west and north-east, a home in the south-west; 1000 units are 62.5 pixels
LOTS = layer_of(
    [
        shapely.box(500, 500, 1500, 1500),
        shapely.box(2500, 500, 3500, 1500),
        shapely.box(500, 2500, 1500, 3500),
    ],
    facts={"use": ["shop", "shop", "home"], "floors": [2, 9, 5]},
)
LOTS.frame.index = ["lot-a", HOSTILE, "lot-c"]
MIDDLES = {"lot-a": (1000, 1000), HOSTILE: (3000, 1000), "lot-c": (1000, 3000)}
PAGE = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/leaflet/leaflet.css">
<style>html,body,#map{margin:0;width:600px;height:500px}</style><div id="map"></div>
<script src="/assets/leaflet/leaflet.js"></script><script src="/assets/atlas/tiles.js"></script>"""
BEGIN = """([at, zoom, spec, corner]) => new Promise((done) => {
  // where on the page something in units of the tile is
  window.placeOf = ([x, y]) => map.latLngToContainerPoint(
    map.unproject(L.point(corner).add([x / 16, y / 16]), 14));
  window.map = L.map("map", { center: at, zoom, zoomSnap: 0.5, fadeAnimation: false });
  window.group = L.featureGroup().addTo(map);
  window.clicks = [];
  // what streamlit-folium does with a click on a group
  group.on("click", (e) => { if (e.layer && e.layer.toGeoJSON) clicks.push(e.layer.toGeoJSON()); });
  window.tiles = atlasTiles.tileLayer(map, spec);
  tiles.on("load", () => done()).addTo(group);
})"""
# the colour of the map at a place in units of the tile, read off its canvas
COLOR = """(units) => {
  const point = placeOf(units);
  for (const canvas of document.querySelectorAll("canvas.atlas-tile")) {
    const box = canvas.getBoundingClientRect();
    const [dx, dy] = [point.x - box.left, point.y - box.top];
    if (dx < 0 || dy < 0 || dx >= box.width || dy >= box.height) continue;
    const copy = document.createElement("canvas");
    copy.width = copy.height = canvas.width;
    const pen = copy.getContext("2d");
    pen.drawImage(canvas, 0, 0);
    const scale = canvas.width / box.width;
    return [...pen.getImageData(dx * scale, dy * scale, 1, 1).data];
  }
  return null;
}"""
PLACE = "(units) => placeOf(units)"


@pytest.fixture(scope="module")
def port():
    async def page(_request):
        return HTMLResponse(PAGE)

    async def asset(request):
        return FileResponse(asset_file(f"leaflet/{request.path_params['name']}"))

    async def script(request):
        text = linked(MODULES / SCRIPTS[request.path_params["name"]], name="atlasTiles")
        return Response(text, media_type="text/javascript")

    routes = [
        Route("/", page),
        Route("/assets/atlas/{name}", script),
        Route("/assets/leaflet/{name}", asset),
    ]
    catalogue = Catalogue([LOTS], [])
    with opened([*routes, *tile_routes(lambda: catalogue, TileStore())]) as own:
        yield own


@pytest.fixture
def shown(chromium, port):
    page = chromium.new_page(viewport={"width": 600, "height": 500})
    page.troubles, page.fetched = [], []
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("dialog", lambda dialog: (page.troubles.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda m: page.troubles.append(m.text) if m.type == "error" else None)
    page.on("request", lambda asked: page.fetched.append(asked.url))
    page.goto(f"http://localhost:{port}/")
    yield page
    assert page.troubles == []
    page.close()


def begin(page, zoom=14, **changes):
    spec = tile_listing(LOTS) | changes
    spec["style"] = {"color": "#cc0000", "fill": 1, "width": 1} | changes.get("style", {})
    at = degrees(shapely.Point(2048, 2048))
    page.evaluate(BEGIN, [[at.y, at.x], zoom, spec, [HERE.x * 256, HERE.y * 256]])
    return page


def color_at(page, name):
    return page.evaluate(COLOR, list(MIDDLES[name]))


def becomes(page, name, wanted):
    for _ in range(100):
        if color_at(page, name) == wanted:
            return
        page.wait_for_timeout(30)
    assert color_at(page, name) == wanted


RED, GREEN, NOTHING = [204, 0, 0, 255], [0, 128, 0, 255], [0, 0, 0, 0]


def test_shapes_are_drawn_where_they_are(shown) -> None:
    begin(shown)
    assert [color_at(shown, name) for name in MIDDLES] == [RED] * 3
    assert shown.evaluate(COLOR, [2048, 2048]) == NOTHING
    told = shown.evaluate("() => tiles.told()")
    assert (told["mode"], told["shown"], told["there"]) == ("shapes", 0, 0)


def test_a_filter_and_a_style_fetch_nothing(shown) -> None:
    begin(shown)
    before = len([url for url in shown.fetched if url.endswith(".mvt")])
    shown.evaluate("() => tiles.filter(['==', ['get', 'use'], 'shop'])")
    becomes(shown, "lot-c", NOTHING)
    assert color_at(shown, "lot-a") == RED
    shown.evaluate("() => tiles.filter(['all', ['>=', ['get', 'floors'], 3], ['has', 'price']])")
    becomes(shown, "lot-a", NOTHING)
    becomes(shown, "lot-c", RED)
    shown.evaluate(
        "() => tiles.filter(null).restyle("
        "{color: ['match', ['get', 'use'], 'home', '#008000', '#cc0000']})"
    )
    becomes(shown, "lot-c", GREEN)
    becomes(shown, "lot-a", RED)
    assert len([url for url in shown.fetched if url.endswith(".mvt")]) == before


EXPRESSIONS = [
    (["in", ["get", "use"], ["literal", ["home"]]], ["lot-c"]),
    (["!", ["==", ["get", "use"], "home"]], ["lot-a", HOSTILE]),
    (["any", ["<", ["get", "floors"], 3], ["!=", ["get", "use"], "shop"]], ["lot-a", "lot-c"]),
    (["<", ["get", "nothing"], 3], []),
    (["has", "__proto__"], []),
    (["==", ["get", "constructor"], None], list(MIDDLES)),
    (["==", ["step", ["get", "floors"], "low", 5, "high"], "high"], [HOSTILE, "lot-c"]),
]


def test_expressions_choose(shown) -> None:
    begin(shown)
    for expression, left in EXPRESSIONS:
        shown.evaluate("(expression) => tiles.filter(expression)", expression)
        for name in MIDDLES:
            becomes(shown, name, RED if name in left else NOTHING)


def test_a_click_is_told_as_one_on_any_other_shape(shown) -> None:
    begin(shown)
    for name, middle in MIDDLES.items():
        shown.evaluate("() => { clicks.length = 0; }")
        at = shown.evaluate(PLACE, list(middle))
        shown.mouse.click(at["x"], at["y"])
        shown.wait_for_function("() => clicks.length > 0")
        (clicked,) = shown.evaluate("() => clicks")
        assert clicked["properties"]["id"] == name
        assert clicked["properties"]["layer"] == "lots"
        assert clicked["geometry"]["type"] == "Point"


def test_a_click_beside_or_on_what_is_filtered_out_tells_nothing(shown) -> None:
    begin(shown, filter=["==", ["get", "use"], "shop"])
    for place in ([2048, 2048], list(MIDDLES["lot-c"])):
        at = shown.evaluate(PLACE, place)
        shown.mouse.click(at["x"], at["y"])
    at = shown.evaluate(PLACE, list(MIDDLES["lot-a"]))
    shown.mouse.click(at["x"], at["y"])
    shown.wait_for_function("() => clicks.length > 0")
    assert [told["properties"]["id"] for told in shown.evaluate("() => clicks")] == ["lot-a"]


def test_what_lies_above_is_clicked_first_and_what_lies_below_last(shown) -> None:
    begin(shown)
    shown.evaluate(
        """() => { for (const [name, level] of [["areas", 330], ["results", 340]]) {
          map.createPane(name).style.zIndex = level; } }"""
    )
    at = shown.evaluate(PLACE, list(MIDDLES["lot-a"]))
    told = []
    for pane in ("areas", "results"):
        shown.evaluate(
            """(pane) => { clicks.length = 0; window.over = L.rectangle(map.getBounds(), { pane })
              .addTo(group); over.feature = { type: "Feature", properties: { id: pane } }; }""",
            pane,
        )
        shown.mouse.click(at["x"], at["y"])
        shown.wait_for_timeout(200)
        told.append(shown.evaluate("() => clicks.at(-1).properties.id"))
        shown.evaluate("() => group.removeLayer(over)")
    assert told == ["lot-a", "results"]


def test_what_is_selected_is_marked(shown) -> None:
    begin(shown, style={"fill": 0})
    edge = [500, 1000]
    before = shown.evaluate(COLOR, edge)
    shown.evaluate("() => tiles.select('lot-a')")
    shown.wait_for_timeout(300)
    after = shown.evaluate(COLOR, edge)
    assert before[0] > before[2]  # red
    assert after[2] > after[0]  # blue


def test_layers_that_stay_are_neither_fetched_nor_drawn_again(shown) -> None:
    begin(shown)
    shown.evaluate("() => { group.removeLayer(tiles); }")
    show = """([specs, chosen]) => { window.group = L.featureGroup().addTo(map);
      group.on("click", (e) => clicks.push(e.layer.toGeoJSON()));
      window.shownNow = atlasTiles.showTiles({ map }, { native: group }, specs, chosen); }"""
    spec = tile_listing(LOTS) | {"style": {"color": "#cc0000", "fill": 1}}
    shown.evaluate(show, [[spec], None])
    becomes(shown, "lot-a", RED)
    before = len(shown.fetched)
    shown.evaluate("() => { for (const c of document.querySelectorAll('canvas')) c.same = 1; }")
    shown.evaluate(show, [[spec], "lot-a"])  # another group, as after every run of the page
    same = "() => [...document.querySelectorAll('canvas.atlas-tile')].every((c) => c.same)"
    assert shown.evaluate(same)
    assert len(shown.fetched) == before
    at = shown.evaluate(PLACE, list(MIDDLES["lot-c"]))
    shown.mouse.click(at["x"], at["y"])
    shown.wait_for_function("() => clicks.length > 0")
    assert [told["properties"]["id"] for told in shown.evaluate("() => clicks")] == ["lot-c"]
    shown.evaluate(show, [[], None])
    expect(shown.locator("canvas.atlas-tile")).to_have_count(0)


def test_from_afar_there_are_squares(shown) -> None:
    begin(shown, zoom=9)
    told = shown.evaluate("() => tiles.told()")
    assert (told["mode"], told["is_filtered"]) == ("cells", True)
    drawn = """() => [...document.querySelectorAll("canvas.atlas-tile")].some((canvas) => {
      const copy = document.createElement("canvas"); copy.width = copy.height = canvas.width;
      const pen = copy.getContext("2d"); pen.drawImage(canvas, 0, 0);
      return pen.getImageData(0, 0, canvas.width, canvas.width).data.some(Boolean); })"""
    assert shown.evaluate(drawn)
    shown.evaluate("() => tiles.filter(['==', ['get', 'use'], 'none of these'])")
    shown.wait_for_function(f"() => !({drawn})()")
    shown.evaluate("() => tiles.filter(['>', ['get', 'floors'], 3])")
    shown.wait_for_function("() => !tiles.told().is_filtered")
    assert shown.evaluate(drawn)  # counts know no floors: all is shown, and told to be


def test_taken_off_and_put_back(shown) -> None:
    begin(shown)
    shown.evaluate("() => { group.removeLayer(tiles); }")
    expect(shown.locator("canvas.atlas-tile")).to_have_count(0)
    shown.evaluate("() => new Promise((d) => { tiles.once('load', d); group.addLayer(tiles); })")
    assert color_at(shown, "lot-a") == RED
    shown.evaluate("() => group.getBounds()")


def test_a_tile_that_is_not_served_is_said_so(chromium, port) -> None:
    page = chromium.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"http://localhost:{port}/")
    begin(page, tiles="/tiles/unknown/v/{z}/{x}/{y}.mvt")
    assert any("HTTP 404" in text for text in said)
    page.close()
