"""What a visitor does with boxes and tables, waiting on what comes of it and not on a clock."""

from playwright.sync_api import TimeoutError

_TURNS = 4
_SOON_MS = 2_500


def choose(screen, key, typed):
    """Choose an option of a selectbox by typing; a list may close while the page is drawn anew."""
    box = screen.page.locator(f".st-key-{key} input")
    offered = screen.page.get_by_role("option").filter(has_text=typed).first
    for _ in range(_TURNS):
        if typed in (box.input_value() or ""):
            break
        box.click()
        box.fill(typed)
        try:
            offered.click(timeout=_SOON_MS)
            break
        except TimeoutError:
            box.press("Escape")
    screen.settle()
    assert typed in box.input_value()


def pick(screen, key, name):
    """Take one more of a multiselect, and see that it was taken."""
    box = screen.page.locator(f".st-key-{key}")
    taken = box.locator("[data-tag]").filter(has_text=name)
    offered = screen.page.get_by_role("option").filter(has_text=name).first
    for _ in range(_TURNS):
        box.locator("input").click()
        box.locator("input").fill(name)
        try:
            offered.click(timeout=_SOON_MS)
            taken.wait_for(timeout=_SOON_MS)
            break
        except TimeoutError:
            box.locator("input").press("Escape")
    screen.settle()
    taken.wait_for()


def type_into(screen, key, text):
    """Type into a box in place of what stands there."""
    box = screen.page.locator(f".st-key-{key} input")
    box.fill(text)
    box.press("Enter")
    screen.settle()


def click_row(screen, number):
    """Choose a row of the answer's table, once the table has rows."""
    grid = screen.page.locator(".st-key-results [data-testid=stDataFrame]").first
    grid.locator(f"[aria-rowindex='{number + 2}']").first.wait_for(state="attached")
    box = grid.locator("canvas").first.bounding_box()
    screen.page.mouse.click(box["x"] + 18, box["y"] + 35 + 35 * number + 17)
    screen.settle()


def wait_for_another_view(screen, view):
    """Wait until the map looks elsewhere than it did."""
    screen.map.wait_for_function(
        "before => { const at = map.getCenter();"
        " return [at.lat, at.lng, map.getZoom()].some((one, i) => one !== before[i]); }",
        arg=view,
    )
