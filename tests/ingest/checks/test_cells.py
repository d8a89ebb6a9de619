"""Cells that are not what the declaration says, each at its row and column."""

import pandas
import pytest

from atlas.ingest.checks import check_incoming
from tests.ingest.checks.checked_rows import SPEC, rows, square, told

CODES = pandas.DataFrame(
    {
        "code": ["05", "08", "0802", "R"],
        "standard": ["new", "new", "new", "old"],
        "is_current": ["yes", "yes", "yes", "no"],
    }
)
FOUR = [square(200 * n, 0) for n in range(4)]


def test_rows_that_keep_every_rule_have_no_fault():
    assert told(check_incoming(rows(FOUR), SPEC)) == []


@pytest.mark.parametrize(
    ("column", "cells", "rule", "row"),
    [
        ("name_zh", ["a", "", "b", "c"], "required", 1),
        ("name_zh", ["a", "b", "  ", "c"], "required", 2),
        ("floors", ["1", "2", "3.5", ""], "not_an_integer", 2),
        ("floors", [1.0, float("nan"), 2.5, 3.0], "not_an_integer", 2),
        ("plan_km2", ["", "0.01", "", "x"], "not_a_number", 3),
        ("plan_km2", ["", "0.01", "", "inf"], "not_a_number", 3),
        ("as_of", ["2024", "2024-02", "2024-13", ""], "not_a_date", 2),
        ("state", ["open", "taken", "", "Open"], "not_in_values", 3),
        ("sensitive", ["no", "yes", "maybe", "no"], "not_in_values", 2),
        ("position_basis", ["surveyed", "", "surveyed", "surveyed"], "place_without_basis", 1),
        ("uncertainty_m", [1.0, 0.0, -1.0, 2.0], "place_without_uncertainty", 2),
    ],
)
def test_a_wrong_cell_is_found_where_it_is(column, cells, rule, row):
    checks = check_incoming(rows(FOUR, **{column: cells}), SPEC)
    assert told(checks) == [(rule, row)]
    fault = checks.table.iloc[0]
    assert (fault["level"], fault["column"], fault["feature"]) == ("error", column, f"p-{row}")
    assert not checks.is_storable


def test_an_allowed_value_is_told_in_words():
    checks = check_incoming(rows(FOUR, state=["open", "shut", "", ""]), SPEC)
    fault = checks.table.iloc[0]
    assert (fault["found"], fault["allowed"]) == ("shut", "open、taken")
    assert checks.words["open、taken"].key == "check.one_of"


def test_ids_that_repeat_are_all_named_and_bad_ones_too():
    checks = check_incoming(rows(FOUR, ids=["a", "b", "a", "C 1"]), SPEC)
    assert told(checks) == [("duplicate_id", 0), ("duplicate_id", 2), ("bad_id", 3)]


def test_a_column_that_is_missing_is_a_fault_of_the_whole():
    checks = check_incoming(rows(FOUR).drop(columns=["floors", "position_note"]), SPEC)
    assert told(checks) == [("missing_column", -1)]  # a note on the position may be missing
    assert checks.table.iloc[0]["found"] == "floors"


def test_unknown_codes_are_listed_each_for_what_it_is_and_stored_all_the_same():
    cells = ["0802", "0899", "R2", "77"]
    checks = check_incoming(rows(FOUR, land_use=cells), SPEC, codes={"land_use": CODES})
    assert told(checks) == [
        ("code_of_other_standard", 2),
        ("unknown_code", 3),
        ("code_not_listed", 1),  # its class 08 is known: a note
    ]
    assert checks.table["found"].tolist() == ["R2", "77", "0899"]
    assert checks.is_storable
    assert set(checks.accepted) == {"unknown_code", "code_of_other_standard"}
