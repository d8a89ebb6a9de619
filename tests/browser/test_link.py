"""The address holds the screen: handed on, taken back, and broken."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_pasted_address_shows_the_same(fresh, address):
    first = fresh(address).open("/")
    first.press(".st-key-example_coverage button")
    first.press(".st-key-on_parks label")
    first.settle()
    told = first.page.url
    assert "q=" in told
    assert "layers=" in told
    said = first.text(".st-key-results strong")
    path = told.removeprefix(address)
    second = fresh(address).open(path)
    second.settle()
    assert second.text(".st-key-results strong") == said
    assert second.page.locator(".st-key-on_parks input").is_checked()
    # where the map looks is kept too, to the pixel of a frame that has become lower meanwhile
    assert second.page.url.partition("&view=")[0] == told.partition("&view=")[0]


def test_the_way_back_takes_the_answer_away_again(fresh, address):
    screen = fresh(address).open("/")
    screen.press(".st-key-example_query button")
    screen.settle()
    expect(screen.page.locator(".st-key-results")).to_have_count(1)
    screen.page.go_back()
    screen.page.locator(".st-key-results").wait_for(state="detached")
    screen.page.go_forward()
    screen.page.locator(".st-key-results").wait_for()


def test_a_broken_address_is_told_and_the_rest_shown(fresh, address):
    screen = fresh(address).open("/?layers=zones,nothere&q=%3Cscript%3E&sel=timing-system")
    screen.page.get_by_text("nothere").wait_for()
    screen.page.get_by_text("链接里的问题无法读取").wait_for()
    assert screen.page.locator(".st-key-on_zones input").is_checked()
    assert not screen.page.locator(".st-key-on_belts input").is_checked()
    assert "高精度地基授时系统" in screen.card()
    # what is selected is on the map though its layer is off
    screen.map.locator(".atlas-symbol").wait_for()
    assert screen.count(".atlas-symbol") == 1
