"""The search of the bar: pinyin, slips, and nothing found."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def search(screen, text):
    box = screen.page.locator(".st-key-search input")
    box.fill(text)
    screen.page.wait_for_timeout(300)
    box.press("Enter")
    screen.settle()


def test_pinyin_is_offered_and_opens_the_card(fresh, address):
    screen = fresh(address).open("/")
    search(screen, "yingkejichanyequ")
    screen.page.locator(".st-key-hit_zone-hardtech button").click()
    screen.settle()
    assert "硬科技产业区" in screen.card()
    expect(screen.page.locator(".st-key-hits")).to_have_count(0)


def test_nothing_found_is_said(fresh, address):
    screen = fresh(address).open("/")
    search(screen, "qqqqzzzz")
    screen.page.get_by_text("没有找到").wait_for()


def test_rows_are_counted_by_group(fresh, address):
    screen = fresh(address).open("/")
    screen.press(".st-key-example_query button")
    screen.settle()
    screen.page.get_by_role("tab", name="统计").click()
    screen.page.locator(".st-key-results [data-testid=stVegaLiteChart]").wait_for()
