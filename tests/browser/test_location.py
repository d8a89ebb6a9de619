"""选点 as a planner uses it: ask, move a slider, wait for the proof, save, come back, compare."""

from playwright.sync_api import expect

from tests.browser.acting import pick


def save(screen, name):
    box = screen.page.locator(".st-key-scenario_name_location input")
    if not box.is_visible():
        screen.press(".st-key-scenarios_location summary")
    box.fill(name)
    box.press("Enter")
    screen.settle()
    screen.press(".st-key-scenario_save_location button")
    screen.page.locator(".st-key-scenarios_location").get_by_text(name).first.wait_for()


def test_more_sites_are_found_proven_saved_and_compared(screen):
    page = screen.page
    screen.go("选点")
    screen.press(".st-key-run_location button")
    assert "情景假设：若再增 5 处" in screen.text(".st-key-results")
    assert screen.count(".atlas-rank") == 5
    legend = screen.map.locator(".atlas-legend").inner_text()
    assert [word for word in ("已覆盖", "情景新增可达", "盲区") if word not in legend] == []
    page.locator(".st-key-question [data-testid=stVegaLiteChart]").wait_for()
    save(screen, "五处")

    more = page.locator(".st-key-location-additional input[type=range]")
    more.focus()
    for _ in range(2):
        more.press("ArrowRight")
    screen.settle()
    # the preview is there at once, the proof takes its place when it is found beside the page
    results = page.locator(".st-key-results")
    results.get_by_text("若再增 7 处").wait_for()
    results.get_by_text("已证明为最优").wait_for(timeout=90_000)
    screen.settle()
    assert screen.count(".atlas-rank") == 7
    save(screen, "七处")

    page.reload()  # another session, and what was saved is there
    page.wait_for_selector(".st-key-scenarios_location summary")
    screen.settle()
    screen.press(".st-key-scenarios_location summary")
    for name in ("五处", "七处"):
        pick(screen, "scenarios_chosen_location", name)
    screen.press(".st-key-scenarios_compare_location button")
    told = screen.text(".st-key-scenarios_compared")
    assert [word for word in ("若再增 5 处", "若再增 7 处", "名次") if word not in told] == []
    expect(page.locator(".st-key-scenarios_compared [data-testid=stDataFrame]")).to_have_count(3)
    expect(results).to_be_hidden()
    screen.press(".st-key-scenarios_close button")
    expect(page.locator(".st-key-scenarios_compared")).to_have_count(0)
