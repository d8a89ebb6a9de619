"""The keyboard reaches everything, and axe-core finds nothing serious in what is ours."""

import pytest

from tests.browser.conftest import CHECKOUT

AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
RUN = "() => axe.run(document, {resultTypes: ['violations'], iframes: false})"
GRAVE = {"serious", "critical"}
# Streamlit's own markup, which a page cannot mend
NOT_OURS = {"image-alt": ("/media/",)}  # st.image takes no alternative text


def tabbed(screen, most):
    """Return what gets the focus, one Tab after another; map markers by their own class."""
    reached = []
    for _ in range(most):
        screen.page.keyboard.press("Tab")
        reached.append(
            screen.page.evaluate(
                "() => { let e = document.activeElement;"
                " if (e.tagName === 'IFRAME') {"
                "   e = e.contentDocument.activeElement; return 'map ' + e.className; }"
                " const k = e.closest('[class*=st-key-]');"
                " return e.tagName + ' ' + (k ? k.className : ''); }"
            )
        )
    return reached


def test_tab_reaches_pages_language_switches_and_symbols(screen):
    screen.page.evaluate("() => document.activeElement.blur()")
    reached = tabbed(screen, 180)
    assert sum(step.startswith("A ") for step in reached) >= 5
    assert any("st-key-lang" in step for step in reached)
    assert any("st-key-on_zones" in step for step in reached)
    assert any("leaflet-control-zoom-in" in step for step in reached)
    assert any("atlas-symbol" in step for step in reached)


def test_enter_opens_the_card_of_a_symbol(screen):
    screen.map.locator(".atlas-symbol").first.focus()
    screen.page.keyboard.press("Enter")
    screen.settle()
    assert "误差约 ±" in screen.card()


@pytest.mark.parametrize(
    "name", ["浏览", "查询", "选址", "选点", "覆盖", "目标", "文件", "简报", "数据"]
)
def test_axe_finds_nothing_grave(screen, name):
    screen.go(name)
    if name == "浏览":
        screen.click_on("zone-eco")
        screen.press(".st-key-example_coverage button")
        screen.card()
    found = {}
    for frame in [screen.page.main_frame, *([screen.map] if name == "浏览" else [])]:
        frame.add_script_tag(path=str(AXE))
        told = frame.evaluate(RUN)
        for rule in told["violations"]:
            if rule["impact"] in GRAVE:
                nodes = [node["target"][-1] + " | " + node["html"][:160] for node in rule["nodes"]]
                found[rule["id"]] = nodes
    left = {
        rule: [node for node in nodes if not any(known in node for known in NOT_OURS.get(rule, ()))]
        for rule, nodes in found.items()
    }
    assert {rule: nodes for rule, nodes in left.items() if nodes} == {}
