"""Thresholds by hand: the worked cases of the standard, alternatives, and what is not known."""

import numpy as np
import pandas
import pytest

from atlas.methods.standards import by_standard, judged


def threshold(column, value, *, per="", either="", standard="甲"):
    return {
        "standard_zh": standard,
        "standard_en": "A",
        "class": "incubator",
        "indicator_zh": column,
        "indicator_en": column,
        "column": column,
        "per": per,
        "value": value,
        "either": either,
    }


def held(figures, *thresholds):
    """Return the verdict on each threshold, and the sum of them."""
    frame = pandas.DataFrame([{"class": "incubator", **figures}], index=["one"])
    verdicts = judged(frame, pandas.DataFrame(list(thresholds)))
    (summed,) = by_standard(verdicts).to_dict("records")
    return verdicts["verdict"].tolist(), summed


AREA, TENANTS = threshold("area", 10_000.0), threshold("tenants", 50.0)
DENSITY = threshold("tenants", 0.003, per="area")


def test_the_worked_cases():
    # 10 000 m2 with 25: area met; 25 < 45; 2.5 a thousand, and a tenth less than 3 is 2.7
    verdicts, summed = held({"area": 10_000, "tenants": 25}, AREA, TENANTS, DENSITY)
    assert verdicts == ["meets", "below", "below"]
    assert (summed["verdict"], summed["meets"], summed["below"]) == ("below", 1, 2)
    # 20 000 m2 with 50 fails by its density alone
    assert held({"area": 20_000, "tenants": 50}, AREA, TENANTS, DENSITY)[0] == [
        "meets",
        "meets",
        "below",
    ]
    assert held({"area": 10_000, "tenants": 50}, AREA, TENANTS, DENSITY)[1]["verdict"] == "meets"


@pytest.mark.parametrize(
    ("tenants", "verdict"), [(50, "meets"), (49.9, "near"), (45, "near"), (44.9, "below")]
)
def test_near_is_to_lack_a_tenth_at_most(tenants, verdict):
    assert held({"tenants": tenants}, TENANTS)[0] == [verdict]


def test_what_is_not_known_is_neither_met_nor_failed():
    # no column of areas at all, and an empty cell
    for figures in ({"tenants": 60}, {"tenants": 60, "area": np.nan}):
        verdicts, summed = held(figures, AREA, TENANTS)
        assert verdicts == ["unknown", "meets"]
        assert (summed["verdict"], summed["missing_zh"]) == ("unknown", "area")


def test_a_failure_is_told_before_what_is_not_known():
    assert held({"tenants": 1}, AREA, TENANTS)[1]["verdict"] == "below"


def test_of_alternatives_one_is_enough():
    floor, desks = threshold("floor", 500.0, either="a"), threshold("desks", 30.0, either="a")
    assert held({"floor": 100, "desks": 30}, floor, desks)[1]["verdict"] == "meets"
    assert held({"floor": 100}, floor, desks)[1]["verdict"] == "unknown"
    assert held({"floor": 100, "desks": 28}, floor, desks)[1]["verdict"] == "near"
    assert held({"floor": 100, "desks": 1}, floor, desks)[1]["verdict"] == "below"


def test_a_standard_that_was_not_found_is_unknown():
    assert held({"tenants": 60}, threshold("", np.nan))[1]["verdict"] == "unknown"


def test_a_standard_is_for_its_class():
    frame = pandas.DataFrame({"class": ["makerspace"], "tenants": [60]}, index=["one"])
    assert by_standard(judged(frame, pandas.DataFrame([TENANTS]))).empty


def test_every_shipped_threshold_can_be_held_against_a_carrier(shipped):
    thresholds = shipped["incubator_standards"].frame
    national = thresholds[thresholds["standard_en"] == "National technology business incubator"]
    good = {
        "class": "incubator",
        "floor_area_m2": 10_000,
        "tenant_share": 75,
        "tenants": 50,
        "graduates": 20,
        "years": 3,
        "seed_fund_cny": 5_000_000,
        "funded_share": 10,
        "fund_cases": 3,
        "staff_share": 80,
        "staff": 5,
        "mentors": 5,
        "ip_held_share": 30,
    }
    frame = pandas.DataFrame([good, good | {"tenants": 48}, good | {"tenants": 25}])
    assert by_standard(judged(frame, national))["verdict"].tolist() == ["meets", "near", "below"]


def test_no_figure_is_without_evidence_and_a_source(shipped):
    for name in ("incubator_standards", "service_standards"):
        frame = shipped[name].frame
        assert (frame["evidence"] != "").all()
        assert (frame["source"] != "").all()
    none = shipped["incubator_standards"].frame.query("evidence == 'not_found'")
    assert len(none) == 3
    assert none["value"].isna().all()
