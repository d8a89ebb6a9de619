"""Targets by hand, on a made-up table."""

from datetime import date

import numpy as np
import pandas
import pytest

from atlas.methods.target_status import target_status

TODAY = date(2026, 11, 20)


def table(**columns):
    given = {
        "value": [100.0],
        "year": [2025.0],
        "operator": [">="],
        "comparable": ["yes"],
    } | columns
    rows = max(len(column) for column in given.values())
    return pandas.DataFrame(
        {name: column * (rows // len(column)) for name, column in given.items()},
        index=[f"t-{n}" for n in range(rows)],
    )


def test_years_decide_what_is_due():
    told = target_status(table(year=[2025.0, 2026.0, 2030.0, np.nan]), {}, today=TODAY)
    assert told["due"].tolist() == ["past", "this_year", "ahead", "undated"]


@pytest.mark.parametrize(
    ("operator", "value", "light"),
    [
        (">=", 100, "green"),
        (">=", 99, "red"),
        (">", 100, "red"),
        (">", 101, "green"),
        ("=", 120, "green"),
        ("~", 100, "green"),
        ("<", 100, "red"),
        ("<", 99, "green"),
        ("<=", 100, "green"),
        ("<=", 101, "red"),
    ],
)
def test_a_past_target_is_reached_or_not(operator, value, light):
    told = target_status(table(operator=[operator]), {"t-0": value}, today=TODAY)
    assert told["light"].tolist() == [light]
    assert told["share"].tolist() == [value / 100]


def test_an_open_target_is_never_red():
    told = target_status(table(year=[2030.0, 2026.0]), {"t-0": 1, "t-1": 1}, today=TODAY)
    assert told["light"].tolist() == ["amber", "amber"]


def test_what_cannot_be_compared_gets_no_share():
    told = target_status(table(comparable=["no"]), {"t-0": 50}, today=TODAY)
    assert np.isnan(told["share"].iloc[0])
    assert told["light"].tolist() == [""]
    assert told["actual"].tolist() == [50]


def test_unknown_stays_unknown():
    told = target_status(table(), {"other": 5}, today=TODAY)
    assert told["actual"].isna().all()
    assert told["light"].tolist() == [""]


def test_the_shipped_odd_ones_are_not_compared(shipped):
    frame = shipped["targets"].frame
    odd = frame[frame["note"].str.contains("原文如此") | frame["note"].str.contains("量级")]
    assert len(odd) == 4
    assert (odd["comparable"] == "no").all()
    assert (frame.loc[frame["row_type"] != "target", "comparable"] == "no").all()
