"""
Why one parcel wins, and what would unseat it, by hand.

Of the parcels of `siting_town`: far 2, 1, 3, 1.5 scored over 0 to 4 and weighed 0.3; price 50, 20,
unknown (worst, so 50) and 40 scored over 100 to 0 and weighed 0.7. Totals:
p-b .3 x .25 + .7 x .8 = .635, p-c .3 x .75 + .7 x .5 = .575, p-d .5325, p-a .5.
"""

import numpy as np
import pytest

import atlas
from atlas.deliverables.register import make_definition
from atlas.errors import BadDefinition, UnknownName
from atlas.output.language import say
from atlas.questions.siting.explanation_text import sentences
from atlas.questions.siting.margins import tightest
from atlas.questions.siting.ranking import rank
from tests.questions.siting.siting_town import ROWS, parcels, with_layers


def question(far=3.0, price=7.0, **more):
    scales = {"far": (0, 4, far), "price": (100, 0, price)}
    return {
        "kind": "siting",
        "candidates": {"layer": "parcels"},
        "criteria": [
            {
                "name": name,
                "measure": "attribute",
                "field": name,
                "missing": "worst",
                "transform": {"worst": worst, "best": best},
                "weight": weight,
            }
            for name, (worst, best, weight) in scales.items()
        ],
        **more,
    }


@pytest.fixture
def land(town):
    return with_layers(town, parcels())


def told(reasons, lang="zh"):
    return [say(sentence, lang) for sentence in sentences(reasons)]


def test_parts_add_up_to_the_score(land):
    reasons = atlas.explain(land, question(), "p-b")
    assert (reasons.place, reasons.rank, reasons.kept) == (1, 1, 4)
    assert reasons.total == pytest.approx(0.635)
    far, price = reasons.parts
    assert (far.raw.value, far.score, far.weight) == pytest.approx((1, 0.25, 0.3))
    assert (far.contribution, price.contribution) == pytest.approx((0.075, 0.56))
    assert not price.filled
    assert atlas.explain(land, question(), "p-c").parts[1].filled


def test_what_the_runner_up_lacks(land):
    behind = atlas.explain(land, question(), "p-b").behind
    assert (behind.leader, behind.rival) == ("p-b", "p-c")
    assert behind.gap == pytest.approx(0.06)
    far, price = behind.swaps
    # leads: far -.5, price .3; level when .5 t = .3 (1 - t)
    assert far.weight == pytest.approx(0.375)
    assert price.weight == pytest.approx(0.625)
    # .06 more by far alone is .2 of score, .8 of value; by price .0857, 8.57 of value
    assert far.raw.value == pytest.approx(3.8)
    assert price.raw.value == pytest.approx(50 - 100 * 0.06 / 0.7)


def test_the_runner_up_draws_level_where_it_is_said_to(town):
    reasons = atlas.explain(with_layers(town, parcels()), question(), "p-b")
    needed = reasons.behind.swaps[0].raw.value
    row = list(ROWS["p-c"])
    row[6] = needed
    better = with_layers(town, parcels(ROWS | {"p-c": tuple(row)}))
    scores = atlas.run(better, question()).table.set_index("cell")["score"]
    assert scores["p-b"] == pytest.approx(scores["p-c"])


@pytest.mark.parametrize(("shift", "winner"), [(-0.001, "p-b"), (0.001, "p-c")])
def test_a_weight_just_past_its_interval_unseats_the_winner(land, shift, winner):
    far, price = atlas.explain(land, question(), "p-b").intervals
    assert (far.lowest, far.highest) == pytest.approx((0, 0.375))
    assert (price.lowest, price.highest) == pytest.approx((0.625, 1))
    weight = far.highest + shift
    moved = atlas.run(land, question(far=weight, price=1 - weight))
    assert moved.table["cell"].iloc[0] == winner


def test_the_share_of_draws_is_the_length_of_the_interval(land):
    reasons = atlas.explain(land, question(top=1), "p-b")
    # two weights drawn evenly: p-b is first below .375, p-c above
    error = 3 * 0.5 / np.sqrt(reasons.stability.draws)
    assert reasons.stability.first["p-b"] == pytest.approx(0.375, abs=error)
    assert reasons.stability.compared == 4
    again = atlas.explain(land, question(top=1), "p-b")
    assert again.stability == reasons.stability
    assert any(line.startswith("不稳") for line in told(reasons))


def test_the_constraint_that_nearly_excluded_it(land):
    constraints = [
        {"where": {"field": "area_mu", "op": "<=", "value": 120}},
        {"where": {"field": "land_use", "op": "in", "value": ["工业", "科研"]}},
        {"criterion": "price", "at_most": 22},
        {"at_least_m": 1000, "of": {"layer": "schools", "id": "school-2"}},
    ]
    reasons = atlas.explain(land, question(constraints=constraints), "p-b")
    by = [margin.by and round(margin.by.value, 2) for margin in reasons.margins]
    # 120 - 90 mu; a use has no margin; 22 - 20; from (1150, 100) to (2500, 1000) 1622.5 m
    assert by == [30, None, 2, 622.5]
    # of 120, 22 and 1000 these are 25, 9 and 62 per cent
    assert tightest(list(reasons.margins)).by.value == pytest.approx(2)
    assert any("余量 2.00" in line for line in told(reasons))


def test_an_excluded_one_is_told_what_excluded_it(land):
    constraints = [{"where": {"field": "area_mu", "op": "between", "value": [80, 120]}}]
    reasons = atlas.explain(land, question(constraints=constraints), "p-c")
    assert reasons.place is None
    assert told(reasons) == ["p-c号被排除：不满足“面积介于（含）80 亩、120 亩”，差 60 亩。"]
    assert told(reasons, "en")[0].startswith("No. p-c is excluded: it misses")


def test_outside_is_measured_from_the_border(town):
    asked = {
        **question(),
        "candidates": {"size_m": 1000, "inside": {"layer": "zones", "id": "west"}},
        "constraints": [{"outside": {"layer": "lake"}}, {"inside": {"layer": "zones"}}],
        "criteria": [
            {
                "name": "near",
                "measure": "distance",
                "of": {"layer": "schools"},
                "transform": {"best": 0, "worst": 3000},
                "weight": 1,
            }
        ],
    }
    definition = make_definition(asked)
    ranked = rank(town, definition)
    east, south = (
        next(i for i in ranked.places.index if i.startswith(k)) for k in ("c561", "c560")
    )
    reasons = atlas.explain(town, definition, east)
    # the cell begins 550 m east of the pond; its centre is 500 m from the town's southern edge
    assert [m.by.value for m in reasons.margins] == pytest.approx([550, 500], abs=0.01)
    broken = atlas.explain(town, definition, south)
    assert [m.kept for m in broken.margins] == [False, True]
    assert "避开水面" in told(broken)[0]


def test_every_place_of_the_list_is_told_in_both_languages(land):
    for name in ("p-a", "p-b", "p-c", "p-d"):
        reasons = atlas.explain(land, question(), name)
        for lang in ("zh", "en"):
            lines = told(reasons, lang)
            assert len(lines) >= 5
            assert not any("{" in line or "None" in line for line in lines)
    last = atlas.explain(land, question(), "p-a")
    assert last.behind is None
    assert last.ahead.leader == "p-b"


def test_other_methods_give_no_intervals(land):
    reasons = atlas.explain(land, question(ranking="topsis"), "p-c")
    assert reasons.intervals == ()
    assert any("加权和" in line for line in told(reasons))


def test_what_has_no_reasons(land):
    with pytest.raises(UnknownName, match="candidate"):
        atlas.explain(land, question(), "p-x")
    with pytest.raises(BadDefinition, match="wrong_kind"):
        atlas.explain(land, {"kind": "query", "layer": "parcels"}, "p-a")
