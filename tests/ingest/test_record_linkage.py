"""Rows that succeed known ones: ids and cells by name, and nothing where a name is shared."""

import pytest
import shapely

from atlas.ingest import record_linkage
from atlas.ingest.record_linkage import beside_others, link_records
from tests.ingest.checks.checked_rows import rows, square


@pytest.fixture
def known():
    shapes = [square(0, 0), square(200, 0), square(400, 0)]
    return rows(
        shapes,
        ids=["east", "west", "mill"],
        name_zh=["东区", "西区", "磨坊"],
        aliases=["", "旧西区;Old West", ""],
        plan_km2=[1.0, float("nan"), 3.0],
        state=["open", "", "taken"],
    )


def new(names, **cells):
    return rows([square(900 * n, 0) for n in range(len(names))], name_zh=names, **cells)


def test_a_row_takes_the_id_of_the_row_of_its_name_or_other_name(known):
    made, count = link_records(new(["东 区", "old west", "新区"]), known)
    assert (made.index.tolist(), count) == (["east", "west", "p-2"], 2)
    assert made.index.name == "id"


def test_carried_cells_come_where_the_known_row_has_any(known):
    frame = new(["东区", "西区"], plan_km2=[9.0, 9.0], state=["taken", "taken"])
    made, _ = link_records(frame, known, carried=["plan_km2", "state", "no_such"])
    assert made["plan_km2"].tolist() == [1.0, 9.0]
    assert made["state"].tolist() == ["open", "taken"]
    assert frame["plan_km2"].tolist() == [9.0, 9.0]  # what was given stays


def test_a_name_that_two_rows_share_gives_nothing(known):
    made, count = link_records(new(["东区", "东区"]), known)
    assert (made.index.tolist(), count) == (["p-0", "p-1"], 0)
    twice = known.assign(name_zh=["东区", "东区", "磨坊"])
    assert link_records(new(["东区"]), twice)[1] == 0


def test_given_ids_go_before_names(known):
    frame = new(["东区", "磨坊"]).set_axis(["mill", "other"])
    made, count = link_records(frame, known, carried=["state"], by_id=True)
    assert (made.index.tolist(), count) == (["mill", "other"], 1)
    assert made["state"].tolist() == ["taken", ""]


def test_names_of_very_many_rows_are_compared_as_written(known, monkeypatch):
    monkeypatch.setattr(record_linkage, "MOST_FOLDED", 1)
    made, count = link_records(new(["东 区", "西区 "]), known)
    assert (made.index.tolist(), count) == (["p-0", "west"], 1)


def test_others_stay_beside_and_come_first(known):
    made, _ = link_records(new(["西区", "新区"]), known)
    both = beside_others(made, known)
    assert both.index.tolist() == ["east", "mill", "west", "p-1"]
    assert both.crs.to_epsg() == 4326
    assert shapely.equals_identical(both.geometry["east"], known.geometry["east"])
