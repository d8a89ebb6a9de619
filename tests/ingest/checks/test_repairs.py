"""Repairs: each mends what it says, tells what it changes, and leaves the rows it was given."""

import numpy as np
import pytest
import shapely

from atlas.ingest.checks import check_incoming, repairs
from tests.ingest.checks.checked_rows import EAST, NORTH, SPEC, rows, square, told

BOW = shapely.Polygon([(EAST + x, NORTH + y) for x, y in [(0, 0), (100, 100), (100, 0), (0, 100)]])


def offered(frame, **more):
    checks = check_incoming(frame, SPEC, **more)
    return {repair.kind: repair for repair in repairs(frame, checks)}


def test_nothing_is_offered_where_nothing_is_wrong():
    assert offered(rows([square(0, 0)])) == {}


def test_a_bow_tie_is_made_two_triangles_and_its_area_told():
    frame = rows([square(200, 0), BOW])
    before = frame.copy(deep=True)
    repair = offered(frame)["make_valid"]
    assert repair.rows.tolist() == [1]
    change = repair.changes.loc[1]
    assert (change["feature"], change["fate"]) == ("p-1", "changed")
    assert change["after_ha"] == pytest.approx(0.5, abs=1e-3)  # two triangles of 100 x 50 / 2
    mended = repair.apply(frame)
    assert told(check_incoming(mended, SPEC)) == []
    assert frame.equals(before)
    assert shapely.equals_identical(mended.geometry.iloc[0], frame.geometry.iloc[0])


def test_a_row_that_repeats_another_wholly_can_be_dropped():
    frame = rows([square(0, 0), square(200, 0), square(0, 0)], ids=["a", "b", "a"])
    frame["name_zh"] = frame["name_en"] = ["x", "y", "x"]
    repair = offered(frame)["drop_repeated_rows"]
    assert repair.changes.index.tolist() == [2]
    assert repair.changes.loc[2, "fate"] == "dropped"
    assert repair.apply(frame).index.tolist() == ["a", "b"]


def test_rows_that_share_an_id_and_differ_are_not_dropped_but_renumbered():
    frame = rows([square(0, 0), square(200, 0), square(400, 0)], ids=["a", "a", "a-2"])
    given = offered(frame)
    assert set(given) == {"renumber_ids"}
    repair = given["renumber_ids"]
    assert repair.changes["fate"].tolist() == ["renumbered"]
    assert repair.apply(frame).index.tolist() == ["a", "a-3", "a-2"]  # a-2 was taken


def test_slivers_can_be_dropped():
    frame = rows([square(0, 0), square(100, 0, 0.5, 100)])
    repair = offered(frame)["drop_slivers"]
    assert repair.apply(frame).index.tolist() == ["p-0"]
    assert repair.changes.loc[1, "before_ha"] == pytest.approx(0.005, abs=1e-5)
    assert repair.changes.loc[1, "after_ha"] == 0


def test_overlaps_and_narrow_gaps_can_be_cleaned_and_the_areas_told():
    # the second is drawn 0.5 m over the first, the third 0.5 m away from the second
    frame = rows([square(0, 0), square(99.5, 0, 100.5, 100), square(200.5, 0)])
    repair = offered(frame, parts_of_whole=True)["clean_parts"]
    mended = repair.apply(frame)
    assert told(check_incoming(mended, SPEC, parts_of_whole=True)) == []
    total = repair.changes["after_ha"].sum()
    untouched = 3 - len(repair.changes)
    assert total + untouched == pytest.approx(3.005, abs=0.006)
    assert np.isfinite(repair.changes[["before_ha", "after_ha"]]).all(axis=None)
