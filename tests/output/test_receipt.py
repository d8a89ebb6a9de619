"""A receipt names question, data, code, time and what came out."""

import hashlib
import json
from datetime import UTC, datetime

import atlas
from atlas.deliverables.register import make_definition
from atlas.domain.question import definition_hash
from atlas.output.receipt import receipt, receipt_changes

MADE = datetime(2026, 11, 20, 8, 30, 15, 999, tzinfo=UTC)


def test_a_receipt_is_all_it_takes_to_ask_again(town):
    finding = atlas.coverage(
        town, {"facilities": {"layer": "incubators"}, "zones": {"layer": "zones"}, "radii_m": [500]}
    )
    given = receipt(finding, {"a.csv": b"content"}, code_version="1.2.3", made=MADE)
    again = atlas.run(town, make_definition(given["definition"]))
    assert given["definition_hash"] == definition_hash(again.definition)
    assert given["data_versions"] == {n: town[n].version for n in ("incubators", "zones")}
    assert given["sources"] == ["plan"]
    assert (given["code_version"], given["made"]) == ("1.2.3", "2026-11-20T08:30:15+00:00")
    assert given["files"] == {"a.csv": hashlib.sha256(b"content").hexdigest()}
    for name, figure in again.values.items():
        assert given["values"][name]["value"] == figure.value
    assert json.loads(json.dumps(given, allow_nan=False)) == given


def test_a_range_keeps_both_ends(town):
    finding = atlas.coverage(
        town,
        {"facilities": {"layer": "incubators"}, "zones": {"layer": "zones"}, "radii_m": [1000]},
    )
    told = receipt(finding, {}, code_version="1", made=MADE)["values"]
    # inc-b may err by 200 m: certain within 800 m, possible within 1200 m
    east = told["share:1000:east"]
    assert east["low"] < east["value"] < east["high"]


def test_two_receipts_differ_in_their_time_alone(town):
    finding = atlas.query(town, {"layer": "schools"})
    one, two = (
        receipt(finding, {}, code_version="1", made=MADE.replace(hour=hour)) for hour in (1, 2)
    )
    assert {key for key in one if one[key] != two[key]} == {"made"}


QUESTION = {
    "kind": "coverage",
    "facilities": {"layer": "incubators"},
    "zones": {"layer": "zones"},
    "radii_m": [500],
}


def kept(town):
    finding = atlas.run(town, QUESTION)
    return finding, receipt(finding, {"a.csv": b"content"}, code_version="1", made=MADE)


def keys(found):
    return [(change.text.key, change.is_difference) for change in found]


def test_the_same_data_give_the_same_figures(town):
    _, given = kept(town)
    again = atlas.run(town, make_definition(given["definition"]))
    assert receipt_changes(given, again, code_version="1", files={"a.csv": b"content"}) == ()


def test_one_changed_figure_is_found(town):
    finding, given = kept(town)
    name = next(iter(given["values"]))
    given["values"][name]["value"] += 0.001
    (change,) = receipt_changes(given, finding, code_version="1")
    assert change.is_difference
    assert change.text.parameters["name"] == name


def test_the_last_digit_of_a_sum_is_no_difference(town):
    finding, given = kept(town)
    for figure in given["values"].values():
        figure["value"] *= 1 + 1e-13
    assert receipt_changes(given, finding, code_version="1") == ()


def test_other_rows_another_question_and_an_altered_file_are_differences(town):
    finding, given = kept(town)
    given["tables"]["table"] = "0" * 12
    given["definition_hash"] = "0" * 12
    found = receipt_changes(given, finding, code_version="1", files={"a.csv": b"altered"})
    assert keys(found) == [
        ("verify.definition", True),
        ("verify.table", True),
        ("verify.file", True),
    ]


def test_other_data_and_code_are_told_and_are_no_difference(town):
    finding, given = kept(town)
    given["data_versions"]["zones"] = "older"
    found = receipt_changes(given, finding, code_version="2")
    assert keys(found) == [("verify.data", False), ("verify.code", False)]
