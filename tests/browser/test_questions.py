"""The four questions, each from its own page, and what can be taken away of the answers."""

import csv
import io
import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.acting import choose, click_row, pick, wait_for_another_view


def headline(screen):
    screen.page.wait_for_selector(".st-key-results [data-testid=stMarkdown]")
    return screen.text(".st-key-results [data-testid=stMarkdown]")


def downloaded(screen, key):
    with screen.page.expect_download() as told:
        screen.page.locator(f".st-key-{key} button").click()
    return told.value.suggested_filename, Path(told.value.path()).read_bytes()


@pytest.mark.parametrize(
    ("name", "words", "roles"),
    [
        ("query", "公里内的已有园区", ["符合条件"]),
        ("coverage", "3 公里覆盖三大片区", ["已覆盖", "盲区", "计入的设施"]),
        ("siting", "初筛：硬科技产业区内", ["备选得分（浅低深高）", "入选及名次"]),
    ],
)
def test_example_is_answered_and_explained(screen, name, words, roles):
    before = screen.view()
    screen.press(f".st-key-example_{name} button")
    assert words in headline(screen)
    legend = screen.map.locator(".atlas-legend").inner_text()
    assert [role for role in roles if role not in legend] == []
    wait_for_another_view(screen, before)  # the answer is brought into view
    screen.page.locator(".st-key-results [data-testid=stDataFrame]").first.wait_for()


def test_query_by_hand_flies_to_a_row_and_clears(screen):
    screen.go("查询")
    choose(screen, "query-layer", "园区")
    choose(screen, "query-where-parks-0-field", "名称")
    value = screen.page.locator(".st-key-query-where-parks-0-value-name_zh input")
    value.fill("软件")
    value.press("Enter")
    screen.settle()
    screen.press(".st-key-add_test_query-where-parks button")
    expect(screen.page.locator("[class*=st-key-row_query-where-parks-]")).to_have_count(2)
    screen.press(".st-key-remove_query-where-parks-1 button")
    expect(screen.page.locator("[class*=st-key-row_query-where-parks-]")).to_have_count(1)
    screen.press(".st-key-run_query button")
    assert "符合条件" in headline(screen)
    view = screen.view()
    click_row(screen, 0)
    assert "软件" in screen.card()
    wait_for_another_view(screen, view)
    screen.press(".st-key-close_results button")
    expect(screen.page.locator(".st-key-results")).to_have_count(0)
    expect(screen.map.locator(".atlas-legend")).to_be_hidden()
    # what was typed is still there after another page was open
    screen.go("覆盖")
    screen.go("查询")
    assert (
        screen.page.locator(".st-key-query-where-parks-0-value-name_zh input").input_value()
        == "软件"
    )
    screen.press(".st-key-close_card button")


def test_query_in_space(screen):
    screen.go("查询")
    screen.page.locator(".st-key-query-where-parks-0-value-name_zh input").fill("")
    screen.press(".st-key-add_place_query-where-parks button")
    screen.press(".st-key-run_query button")
    found = headline(screen)
    assert "符合条件" in found
    assert screen.count(".atlas-ring") >= 5
    assert "S_" not in screen.text(".st-key-question")  # CQL2 knows no layers
    screen.press(".st-key-remove_query-where-parks-2 button")


def test_coverage_by_hand_and_its_downloads(screen):
    screen.go("覆盖")
    screen.press(".st-key-run_coverage button")
    assert "覆盖" in headline(screen)
    screen.page.get_by_role("tab", name="下载").click()
    name, table = downloaded(screen, "download_csv")
    assert name == "coverage.csv"
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert len(rows) > 12
    assert "# sources: " in table.decode("utf-8-sig")
    _, drawn = downloaded(screen, "download_geojson")
    assert json.loads(drawn)["type"] == "FeatureCollection"
    _, whole = downloaded(screen, "download_json")
    assert json.loads(whole)["sources"]
    assert "sources" in json.loads(drawn) or b"sources" in drawn


def test_siting_by_hand_shows_ranks(screen):
    screen.go("选址")
    screen.press(".st-key-run_siting button")
    assert "初筛" in headline(screen)
    assert screen.count(".atlas-rank") == 10
    assert "管控线未载入" in screen.text(".st-key-question")
    view = screen.view()
    click_row(screen, 2)
    wait_for_another_view(screen, view)  # a cell has no card, but a place


def test_nothing_left_is_said_and_nothing_typed_is_lost(screen):
    screen.go("选址")
    weight = screen.page.locator(".st-key-siting-criteria-0-weight input")
    weight.fill("0.45")
    weight.press("Enter")
    screen.settle()
    pick(screen, "siting-avoid-zones", "硬科技产业区")
    screen.press(".st-key-run_siting button")
    assert "全部被约束排除" in screen.text(".st-key-results")
    name = screen.page.locator(".st-key-siting-criteria-0-name-zh input")
    name.fill("")
    name.press("Enter")
    screen.settle()
    screen.press(".st-key-run_siting button")
    told = screen.text(".st-key-results [data-testid=stAlert]")
    assert "问题定义有误" in told
    assert "不能为空" in told
    assert weight.input_value() == "0.45"


def test_briefing_is_seen_and_taken_away(screen):
    screen.go("简报")
    picture = screen.page.locator(".st-key-preview img")
    picture.wait_for()
    screen.page.wait_for_function(
        "() => document.querySelector('.st-key-preview img').naturalWidth > 800"
    )
    assert picture.bounding_box()["width"] > 600
    for form, magic, least in (("PNG", b"\x89PNG\r\n", 100_000), ("PDF", b"%PDF-", 20_000)):
        screen.page.locator(".st-key-form").get_by_text(form, exact=True).click()
        screen.settle()
        screen.press(".st-key-make_sheet button")
        name, sheet = downloaded(screen, "download_sheet")
        assert name.endswith(form.lower())
        assert sheet.startswith(magic)
        assert len(sheet) > least


def test_a_place_is_asked_about_from_its_card_and_the_question_can_be_changed(screen):
    screen.go("浏览")
    screen.click_on("zone-hardtech")
    screen.card()
    screen.press(".st-key-ask_parks button")
    screen.page.wait_for_url("**/query*")
    screen.settle()
    told = screen.text(".st-key-results [data-testid=stMarkdown]")
    rows = screen.text(".st-key-question").split("现有条件下符合 ")[1].split(" 条")[0]
    assert f"符合条件的有 {rows} 条" in told
    screen.press(".st-key-run_query button")  # the editor says what the card asked
    assert screen.text(".st-key-results [data-testid=stMarkdown]") == told
