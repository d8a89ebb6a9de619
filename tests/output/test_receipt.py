"""A receipt names question, data, code, time and what came out."""

import hashlib
import json
from datetime import UTC, datetime

import atlas
from atlas.domain.definition import definition_hash, make_definition
from atlas.output.receipt import receipt

MADE = datetime(2026, 11, 20, 8, 30, 15, 999, tzinfo=UTC)


def test_a_receipt_is_all_it_takes_to_ask_again(town):
    finding = atlas.coverage(
        town, facilities={"layer": "incubators"}, zones={"layer": "zones"}, radii_m=[500]
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
        facilities={"layer": "incubators"},
        zones={"layer": "zones"},
        radii_m=[1000],
    )
    told = receipt(finding, {}, code_version="1", made=MADE)["values"]
    # inc-b may err by 200 m: certain within 800 m, possible within 1200 m
    east = told["share:1000:east"]
    assert east["low"] < east["value"] < east["high"]


def test_two_receipts_differ_in_their_time_alone(town):
    finding = atlas.query(town, layer="schools")
    one, two = (
        receipt(finding, {}, code_version="1", made=MADE.replace(hour=hour)) for hour in (1, 2)
    )
    assert {key for key in one if one[key] != two[key]} == {"made"}
