"""The table of clauses is held against the text like any other claim."""

import pytest

# the text begins with the four signs of 小城规划, which are c-0
DAMAGES = [
    ("c-1", "starts_at", "5", "clause_begins_elsewhere"),
    ("c-1", "starts_at", "3", "clauses_cross"),
    ("c-1", "ends_at", "10", "clause_ends_elsewhere"),
    ("c-4", "ends_at", "999", "clause_out_of_text"),
    ("c-2", "clause", "第一章", "clause_twice"),
    ("c-1", "subject", "pond", "subject_not_named"),
    ("c-1", "quote", "第二章", "clause_begins_elsewhere"),
    ("c-0", "ends_at", "3", "clause_ends_elsewhere"),
]


@pytest.mark.parametrize(("row", "column", "value", "rule"), DAMAGES)
def test_one_clause_changed_is_told(plan, row, column, value, rule):
    plan.change("clauses", row, column, value)
    told = [(rule, place.rpartition(":")[0]) for rule, place, _ in plan.told()]
    assert (rule, f"geodata/clauses.csv:{row}") in told


def test_a_stretch_that_no_clause_holds_is_told(plan):
    plan.change("clauses", "c-0", "ends_at", "3")
    assert ("text_without_clause", "geodata/clauses.csv:c-1:starts_at", "3-4") in plan.told()


def test_what_the_whole_document_is_about_may_be_a_subject_anywhere(plan):
    plan.change("clauses", "c-1", "subject", "west;town")
    assert plan.told() == []
