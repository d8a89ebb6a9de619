"""选址 from nothing: rank, ask why, move a weight past its interval, save, come back, compare."""

import re

from tests.browser.acting import choose, pick, type_into


def weigh(screen, number, weight):
    type_into(screen, f"siting-criteria-{number}-weight-1", f"{weight:.4f}")


def run(screen):
    screen.press(".st-key-run_siting button")
    page = screen.page
    page.locator(".st-key-results").get_by_text("初筛：").first.wait_for()
    return re.search(r"得分最高（[\d.]+）的是 (c\d+r\d+)", screen.text(".st-key-results")).group(1)


def reason(screen, winner):
    """Return what the open page of reasons says, once it speaks of this winner."""
    told = screen.page.locator(".st-key-reason_page")
    told.get_by_text(f"{winner}在满足约束的").wait_for()
    return told.inner_text()


def save(screen, name):
    box = screen.page.locator(".st-key-scenario_name_siting input")
    if not box.is_visible():
        screen.press(".st-key-scenarios_siting summary")
    type_into(screen, "scenario_name_siting", name)
    screen.press(".st-key-scenario_save_siting button")
    screen.page.locator(".st-key-scenarios_siting").get_by_text(name).first.wait_for()


def test_a_ranking_from_nothing_turns_when_a_weight_passes_its_interval(screen):
    page = screen.page
    screen.go("选址")
    choose(screen, "siting_preset", "空白")
    choose(screen, "siting-inside-zones-1", "硬科技产业区")
    (first,) = numbers(screen)
    screen.press(".st-key-add_criterion_siting-criteria-1 button")
    second = numbers(screen)[-1]
    for number, layer in ((first, "高校校区"), (second, "孵化载体")):
        type_into(screen, f"siting-criteria-{number}-name-zh-1", layer)
        screen.press(f".st-key-criterion_how_{number} summary")
        choose(screen, f"siting-criteria-{number}-of-layer-1", layer)
        type_into(screen, f"siting-criteria-{number}-transform-worst-linear-1", "8000")
    winner = run(screen)
    screen.press(".st-key-why_now button")  # beside the answer: one press
    told = reason(screen, winner)
    save(screen, "等权")

    # the sentence names the criterion that turns it soonest, and between which weights it holds
    name, low, high = re.search(r"“(\S+?)”的权重在 ([\d.]+)–([\d.]+) % 之间", told).groups()
    ends = [float(low) - 1.5, float(high) + 1.5]
    past = min((end for end in ends if 0 < end < 100), key=lambda end: abs(end - 50)) / 100
    weigh(screen, first if name == "高校校区" else second, past / (1 - past))
    turned = run(screen)
    assert turned != winner
    assert f"{turned}在满足约束的" in reason(screen, turned)
    screen.press(".st-key-close_reason button")
    save(screen, "过界")

    page.reload()  # another session, and what was saved is there
    screen.page.wait_for_selector(".st-key-scenarios_siting summary")
    screen.settle()
    screen.press(".st-key-scenarios_siting summary")
    for name in ("等权", "过界"):
        pick(screen, "scenarios_chosen_siting", name)
    screen.press(".st-key-scenarios_compare_siting button")
    compared = screen.page.locator(".st-key-scenarios_compared")
    for site in (winner, turned):
        compared.get_by_text(f"的是 {site}").first.wait_for()
    screen.press(".st-key-scenarios_close button")


def numbers(screen):
    """Return the numbers of the rows of criteria, in order."""
    rows = screen.page.locator("[class*='-name-zh']")
    names = rows.evaluate_all("rows => rows.map(row => row.className)")
    return [int(re.search(r"criteria-(\d+)-name-zh", name).group(1)) for name in names]
