"""Weights from judgements, methods that disagree, and what may not pass in silence."""

import pytest

import atlas
from atlas.errors import BadDefinition, BadInput, Refused
from tests.questions.siting.siting_town import ROWS, parcels, with_layers

SCALES = {"far": (0, 4), "price": (100, 0), "area_mu": (0, 200)}


def criterion(field, weight=None, **more):
    worst, best = SCALES[field]
    given = {
        "name": field,
        "measure": "attribute",
        "field": field,
        "missing": "worst",
        "transform": {"shape": "linear", "best": best, "worst": worst},
        **more,
    }
    return given | ({"weight": weight} if weight is not None else {})


def judged(*judgements, **more):
    told = [dict(zip(("first", "second", "times"), one, strict=True)) for one in judgements]
    return {"judgements": told, **more}


def site(town, criteria, **more):
    land = with_layers(town, parcels())
    return atlas.site(land, {"candidates": {"layer": "parcels"}, "criteria": criteria, **more})


def parts(finding):
    """Return the weight of each criterion, from a site that scores on all."""
    row = finding.table.iloc[0]
    return {f: row[f"{f}:part"] / row[f"{f}:score"] for f in SCALES if f"{f}:part" in row}


THREE = [criterion(field) for field in SCALES]


@pytest.mark.parametrize("method", ["eigenvector", "geometric_mean"])
@pytest.mark.parametrize(
    "judgements",
    [
        [("far", "price", 2), ("price", "area_mu", 2), ("far", "area_mu", 4)],
        [("far", "price", 2), ("price", "area_mu", 2)],  # the third follows
        [("price", "far", 0.5), ("area_mu", "price", 0.5)],  # the other way round
    ],
)
def test_consistent_judgements_give_their_weights(town, judgements, method):
    finding = site(town, THREE, pairwise=judged(*judgements, method=method))
    # 4 : 2 : 1
    assert parts(finding) == pytest.approx({"far": 4 / 7, "price": 2 / 7, "area_mu": 1 / 7})
    assert "CR 0.000" in finding.say(finding.method, "zh")
    assert "Saaty 1980" in finding.say(finding.method, "en")


def test_a_circle_is_refused_though_its_weights_are_equal(town):
    circle = judged(("far", "price", 3), ("price", "area_mu", 3), ("area_mu", "far", 3))
    with pytest.raises(Refused, match="judgements_contradict_most") as raised:
        site(town, THREE, pairwise=circle)
    told = raised.value.parameters
    # lambda = 1 + 3 + 1/3, CI = (4.333 - 3) / 2, CR = 0.667 / 0.58
    assert told["cr"].value == pytest.approx(1.149, abs=0.001)
    assert told["after"].value <= 0.1


@pytest.mark.parametrize(
    ("judgements", "error", "reason"),
    [
        ([("far", "price", 2)], BadInput, "not_connected"),
        ([("far", "price", 2), ("price", "far", 2)], BadInput, "not_reciprocal"),
        ([("far", "price", 2), ("far", "price", 2)], BadDefinition, "judged_twice"),
        ([("far", "far", 2)], BadDefinition, "judged_against_itself"),
        ([("far", "height", 2)], BadDefinition, "unknown_criterion"),
        ([("far", "price", 12)], BadDefinition, "less_than_equal"),
        ([("far", "price", float("nan"))], BadDefinition, "times"),
    ],
)
def test_judgements_that_cannot_be_used(town, judgements, error, reason):
    with pytest.raises(error, match=reason):
        site(town, THREE, pairwise=judged(*judgements))


@pytest.mark.parametrize(
    ("criteria", "more", "rule"),
    [
        ([criterion("far", 0)], {}, "greater_than"),
        ([criterion("far", -1)], {}, "greater_than"),
        ([criterion("far", float("nan"))], {}, "criteria.0.weight"),
        ([criterion("far")], {}, "weight_missing"),
        ([criterion("far", 1), criterion("price", 1)],
         {"pairwise": judged(("far", "price", 2))}, "weight_and_pairwise"),
        ([criterion("far", 1)], {"top": 0}, "greater_than_equal"),
        ([criterion("far", 1)], {"constraints": [{"criterion": "x", "at_most": 1}]},
         "unknown_criterion"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(town, criteria, more, rule):
    with pytest.raises(BadDefinition, match=rule):
        site(town, criteria, **more)


def test_methods_that_name_different_winners_are_told(town):
    # far 2, 1, 3, 1.5 of 4 and price 50, 20, 50 (worst, for none), 40 of 100, evenly weighed:
    # sums p-a .5, p-b .525, p-c .625, p-d .4875; products p-a .5, p-b .447, p-c .612
    finding = site(town, [criterion("far", 1), criterion("price", 1)])
    assert finding.table["cell"].tolist()[0] == "p-c"
    by_product = site(
        town, [criterion("far", 1), criterion("price", 1)], ranking="weighted_product"
    )
    assert by_product.table["score"].iloc[0] == pytest.approx((0.75 * 0.5) ** 0.5)
    # weighed 4 to 6: sums p-b .58 over p-c .6: still p-c; at 3 to 7 p-b .635 over p-c .575
    finding = site(town, [criterion("far", 3), criterion("price", 7)])
    assert finding.table["cell"].tolist()[0] == "p-b"
    told = [c for c in finding.caveats if c.key == "caveat.methods_differ"]
    # products at 3 to 7: p-b .25^.3 .8^.7 = .564, p-c .75^.3 .5^.7 = .565
    assert len(told) == 1
    assert "加权积：p-c号" in finding.say(told[0], "zh")


def test_topsis_by_hand(town):
    # one criterion: closeness is the place between worst and best, 1.5 of 1 to 3 is 0.25
    finding = site(town, [criterion("far", 1)], ranking="topsis", normalization="minmax")
    assert finding.table.set_index("cell")["score"].to_dict() == pytest.approx(
        {"p-c": 1, "p-a": 0.5, "p-d": 0.25, "p-b": 0}
    )
    assert "TOPSIS" in finding.say(finding.method, "zh")


def test_criteria_that_tell_nothing_apart_are_no_ranking(town):
    flat = criterion("far", 1, transform={"best": 1, "worst": 0})
    finding = site(town, [flat])
    assert "分不出先后" in finding.headline("zh")
    assert {"caveat.all_alike", "caveat.first_shared", "caveat.clamped"} <= {
        caveat.key for caveat in finding.caveats
    }


def test_fewer_than_asked_is_told(town):
    (told,) = [c for c in site(town, [criterion("far", 1)]).caveats if c.key == "caveat.fewer"]
    assert told.parameters["shown"].value == 4
    apart = site(town, [criterion("far", 1)], separation_m=1500)
    # p-c first; p-a is 2000 m from it, p-d and p-b 1000
    assert apart.table["cell"].tolist() == ["p-c", "p-a"]
    assert any(c.key == "caveat.fewer_apart" for c in apart.caveats)


def test_permuted_and_doubled_candidates_score_the_same(town):
    given = [criterion("far", 1), criterion("price", 2)]
    rows = dict(zip("wxyz", ROWS.values(), strict=True))
    backward = dict(reversed(rows.items()))
    doubled = rows | {"zz": rows["z"]}
    scores = [
        atlas.site(
            with_layers(town, parcels(land)),
            {"candidates": {"layer": "parcels"}, "criteria": given},
        ).table.set_index("cell")["score"].to_dict()
        for land in (rows, backward, doubled)
    ]  # fmt: skip
    assert scores[0] == pytest.approx(scores[1])
    assert scores[2].pop("zz") == pytest.approx(scores[0]["z"])
    assert scores[2] == pytest.approx(scores[0])
