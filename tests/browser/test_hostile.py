"""Facts come from files, and files from anywhere: what they say is shown, never obeyed."""

import csv
import json
import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import INSIDE, TINY_TOWN, Screen, serving

IMAGE = "<img src=x onerror=hit=1>"
SCRIPT = "</script><script>hit=1</script>"
LITERAL = "${hit=1}`${hit=1}`{{7*7}}{%x%}{#"
MARKDOWN = "![i](https://x.invalid/a) [l](javascript:hit=1) $$x$$"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The tiny town with names, quotes and labels that try to be more than text."""
    root = tmp_path_factory.mktemp("hostile") / "town"
    shutil.copytree(TINY_TOWN, root)
    _rows(root / "geodata/incubators.csv", _spoil_incubator)
    _rows(root / "geodata/mentions.csv", lambda row: row | {"ask_zh": IMAGE + LITERAL})
    _rows(root / "geodata/sources.csv", lambda row: row | {"title": IMAGE + MARKDOWN})
    zones = root / "geodata/zones.geojson"
    told = json.loads(zones.read_text(encoding="utf8"))
    for zone in told["features"]:
        zone["properties"] |= {"name_zh": IMAGE + LITERAL + SCRIPT, "quote": IMAGE, "clause": "1"}
    zones.write_text(json.dumps(told), encoding="utf8")
    declared = root / "layers/incubators.toml"
    text = declared.read_text(encoding="utf8")
    declared.write_text(
        text.replace('zh = "孵化器"\nen = "Incubators"', f"zh = '{IMAGE}{MARKDOWN}'\nen = 'I'", 1),
        encoding="utf8",
    )
    with serving(root) as served:
        yield served


def _spoil_incubator(row):
    return row | {
        "name_zh": f"{row['id']} {IMAGE}{LITERAL}{SCRIPT}{MARKDOWN}",
        "industries": IMAGE,
        "clause": SCRIPT,
        "quote": IMAGE,
    }


def _rows(file, change):
    with file.open(encoding="utf8", newline="") as lines:
        rows = [change(row) for row in csv.DictReader(lines)]
    with file.open("w", encoding="utf8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def shown(screen, selector):
    """Return what is read; what parts a bare address, so that it is none, takes no room."""
    return screen.text(selector).replace("\u2060", "")


def test_hostile_text_is_only_text(chromium, hostile):
    screen = Screen(chromium, hostile).open()
    asked = []
    screen.page.on("request", lambda request: asked.append(request.url))
    screen.page.mouse.move(*screen.spot("inc-a"))
    screen.page.wait_for_timeout(400)
    assert IMAGE in screen.map.locator(".atlas-tip").first.inner_text()
    for feature in ("inc-a", "west"):
        screen.click_on(feature)
        assert IMAGE in screen.card()
        assert LITERAL in screen.card()
        assert SCRIPT in screen.card()
    names = screen.map.locator(".atlas-name-zones").all_inner_texts()
    assert [name for name in names if IMAGE in name.replace("\n", "")] != []
    # the label of a layer, in its switch
    assert MARKDOWN in shown(screen, ".st-key-on_incubators")
    screen.go("查询")
    screen.press(".st-key-run_query button")
    assert IMAGE in screen.text(".st-key-results")
    screen.page.get_by_role("tab", name="说明与来源").click()
    assert MARKDOWN in shown(screen, ".st-key-results")
    for page in ("覆盖", "选址", "浏览"):
        screen.go(page)
    screen.press(".st-key-example_coverage button")  # its layers are not all here
    expect(screen.page.locator(".st-key-results [data-testid=stAlert]")).to_have_count(1)
    hits = [frame.evaluate("() => typeof window.hit") for frame in screen.page.frames]
    assert set(hits) == {"undefined"}
    assert screen.dialogs == []
    assert [url for url in asked if url.endswith("/x") or "x.invalid" in url] == []
    assert screen.page.locator("img[src='x']").count() == screen.count("img[src='x']") == 0
    screen.has_no_trouble()
    screen.context.close()


LINK = (
    "/?layers=zones,![](http://x.invalid/a),http://y.invalid/z,www.z.invalid"
    "&sel=![](http://x.invalid/b)%20www.z.invalid%20<img src=http://x.invalid/c>"
)


def test_a_hostile_link_asks_no_other_machine(chromium, address):
    """Even what the policy would stop is not asked for: it is text and no image or link."""
    screen = Screen(chromium, address).open()
    asked = []
    screen.page.on("request", lambda request: asked.append(request.url))
    screen.page.goto(address + LINK)
    toasts = screen.page.locator("[data-testid=stToast]")
    expect(toasts.filter(has_text="x.invalid/a")).to_be_visible()
    expect(toasts.filter(has_text="x.invalid/b")).to_be_visible()
    said = " ".join(toasts.all_inner_texts()).replace("\u2060", "")
    assert "![](http://x.invalid/a)" in said
    assert "www.z.invalid" in said
    assert toasts.locator("a, img").count() == 0
    assert [url for url in asked if not url.startswith((address, *INSIDE))] == []
    assert screen.outside == []
    # and the policy stops an image that were there
    stopped = screen.page.evaluate(
        """() => new Promise(done => {
            document.addEventListener("securitypolicyviolation", e => done(e.effectiveDirective));
            new Image().src = "http://x.invalid/d";
        })"""
    )
    assert stopped == "img-src"
    screen.context.close()
