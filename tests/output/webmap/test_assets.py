"""Folium after it was turned: every link is ours, and every map is whole."""

from collections.abc import Iterator

import folium
import folium.plugins
import pytest
from folium.elements import JSCSSMixin

from atlas.output.webmap.assets import MarkerImages, point_folium_at_assets

Links = list[tuple[str, str]]


def classes(parent: type = JSCSSMixin) -> Iterator[type]:
    for child in parent.__subclasses__():
        yield child
        yield from classes(child)


def links() -> dict[str, tuple[Links, Links]]:
    return {str(c): (list(c.default_js), list(c.default_css)) for c in classes()}


@pytest.fixture(autouse=True)
def _folium_as_it_was() -> Iterator[None]:
    before = [
        (c, name, vars(c)[name])
        for c in classes()
        for name in ("default_js", "default_css")
        if name in vars(c)
    ]
    yield
    for owner, name, value in before:
        setattr(owner, name, value)


def test_no_class_names_a_host_any_more() -> None:
    point_folium_at_assets()
    urls = [url for js, css in links().values() for _, url in js + css]
    assert len(urls) > 60  # folium 0.20 has 72 links; the walk did reach the plugins
    assert [url for url in urls if not url.startswith("/assets/")] == []


def test_a_map_asks_for_leaflet_first_and_for_nothing_missing() -> None:
    point_folium_at_assets()
    urls = [url for _, url in folium.Map.default_js + folium.Map.default_css]
    assert urls[0] == "/assets/leaflet/leaflet.js"
    assert [url for url in urls if "/missing/" in url] == []


def test_a_plugin_we_do_not_ship_names_itself() -> None:
    point_folium_at_assets()
    assert folium.plugins.AntPath.default_js == [("antpath", "/assets/missing/AntPath/antpath")]


def test_a_link_of_our_own_stays_as_it_is() -> None:
    links = [("own", "/assets/atlas/map.js"), ("far", "//example.org/far.js")]
    own = type("Own", (JSCSSMixin,), {"default_js": links})
    point_folium_at_assets()
    assert own.default_js == [
        ("own", "/assets/atlas/map.js"),
        ("far", "/assets/missing/Own/far"),
    ]


def test_twice_is_once() -> None:
    point_folium_at_assets()
    once = links()
    point_folium_at_assets()
    assert links() == once


def test_the_prefix_is_the_caller_s() -> None:
    point_folium_at_assets("/atlas/assets")
    assert folium.plugins.Draw.default_css == [
        ("leaflet_draw_css", "/atlas/assets/draw/leaflet.draw.css")
    ]


def test_a_rendered_map_links_to_nothing_outside() -> None:
    point_folium_at_assets()
    drawn = folium.Map(tiles=None)
    folium.plugins.Draw().add_to(drawn)
    folium.plugins.Fullscreen().add_to(drawn)
    page = drawn.get_root().render()
    assert '<script src="/assets/draw/leaflet.draw.js"></script>' in page
    assert 'src="http' not in page
    assert 'href="http' not in page


def test_the_marker_s_pictures_are_told_before_the_first_marker() -> None:
    drawn = folium.Map(tiles=None)
    MarkerImages("/atlas/assets").add_to(drawn)
    folium.Marker([34.2, 108.9]).add_to(drawn)
    page = drawn.get_root().render()
    told = page.index('L.Icon.Default.imagePath = "/atlas/assets/leaflet/images/";')
    assert told < page.index("L.marker(")
