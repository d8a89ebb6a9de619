"""Names without places, matched in the tiny town and in the shipped atlas."""

import pytest

from atlas.errors import BadInput, UnknownName
from atlas.ingest.gazetteer import match_names


def found(candidates, row):
    return candidates[candidates["row"] == row]


def test_the_same_name_is_found_whatever_its_case_and_spaces(shipped):
    names = ["西安 电子科技大学", "不存在的名字某某", "", "XIDIAN UNIVERSITY"]
    candidates = match_names(names, shipped, layers=["universities"])
    assert set(candidates["row"]) >= {0}
    best = found(candidates, 0).iloc[0]
    assert best["layer"] == "universities"
    assert best["score"] >= 0.9
    assert found(candidates, 1).empty
    assert found(candidates, 2).empty


def test_candidates_are_best_first_a_place_once_and_no_more_than_asked(shipped):
    names = [shipped["incubators"].located["name_zh"].iloc[0]]
    candidates = match_names(names, shipped, most=2)
    assert len(candidates) <= 2
    assert candidates["score"].is_monotonic_decreasing
    assert candidates["id"].is_unique
    assert candidates.iloc[0]["score"] == 1
    assert candidates.iloc[0]["id"] == shipped["incubators"].located.index[0]


def test_no_names_have_no_candidates(shipped):
    assert match_names([], shipped).empty


def test_a_layer_that_is_not_there_is_named(shipped):
    with pytest.raises(UnknownName):
        match_names(["a"], shipped, layers=["nowhere"])
    with pytest.raises(BadInput):
        match_names(["a"], shipped, most=0)
