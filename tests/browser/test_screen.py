"""How the screen may be arranged: a view that is linked, an order, two maps, dark."""


def raised(screen):
    """Return the layers' panes of an order made by hand, from the ground up."""
    return screen.map.evaluate(
        "() => [...document.querySelectorAll('.leaflet-pane[class*=level]')]"
        ".filter(pane => pane.querySelector('path'))"
        ".sort((a, b) => a.style.zIndex - b.style.zIndex)"
        ".map(pane => pane.querySelector('path').getAttribute('stroke'))"
    )


def test_view_order_and_second_map_are_in_the_address(fresh, address):
    first = fresh(address).open()
    first.map.evaluate("() => map.setView([34.2, 108.9], 13, { animate: false })")
    first.press(".st-key-ordering label")
    first.press(".st-key-raise_zones button")
    order = raised(first)
    assert order
    first.press(".st-key-comparing label")
    first.page.wait_for_timeout(1500)
    frames = [frame for frame in first.page.frames if "st_folium" in frame.url]
    assert len(frames) == 2
    frames[1].wait_for_function("() => window.atlasMap && atlasMap.state.map")
    first.map.evaluate("() => map.panBy([120, 40], { animate: false })")
    centers = [frame.evaluate("() => map.getCenter().lng") for frame in frames]
    assert abs(centers[0] - centers[1]) < 1e-4  # one follows the other
    view = first.view()
    first.page.wait_for_timeout(1000)
    second = fresh(address).open(first.page.url.removeprefix(address))
    second.page.wait_for_timeout(800)
    assert sum("st_folium" in frame.url for frame in second.page.frames) == 2
    assert raised(second) == order
    told = second.view()
    assert abs(told[0] - view[0]) < 1e-4
    assert abs(told[1] - view[1]) < 1e-4
    assert told[2] == view[2]
    for screen in (first, second):
        screen.has_no_trouble()


def test_a_view_that_is_no_place_is_left_aside(fresh, address):
    screen = fresh(address).open("/?view=alert(1),NaN,99")
    assert abs(screen.view()[0] - 34.1) < 0.2
    screen.has_no_trouble()


def test_dark_is_a_choice_that_stays(fresh, address):
    screen = fresh(address).open("/?sel=zone-eco")
    page = "() => getComputedStyle(document.querySelector('.st-key-panel')).backgroundColor"
    assert screen.page.evaluate(page) == "rgb(255, 255, 255)"
    with screen.page.expect_navigation():
        screen.page.locator(".st-key-dress button").first.click()
    screen.open("/?sel=zone-eco")
    assert screen.page.evaluate(page) == "rgb(28, 34, 43)"
    ground = "() => getComputedStyle(document.querySelector('.leaflet-container')).backgroundColor"
    assert screen.map.evaluate(ground) == "rgb(20, 24, 31)"
    screen.go("查询")
    assert screen.page.evaluate(page) == "rgb(28, 34, 43)"
    screen.has_no_trouble()
