"""A query of relations puts on the map what has a place, and a line where both ends have one."""

import pytest

import atlas
from atlas.domain.crs import to_measuring
from atlas.output.export import EXPORTERS
from atlas.output.language import say
from atlas.output.sheet.model.brief_table import answer_tables


@pytest.fixture(scope="module")
def found(tied):
    return atlas.query(tied, {"layer": "relations"})


def test_places_at_the_ends_are_drawn_and_things_without_one_are_not(found):
    related = found.layers["related"]
    assert set(related.index) == {"inc-a", "inc-b", "inc-d", "school-1", "pj-hall", "west", "east"}
    assert "ch-light" not in related.index


def test_a_line_joins_two_places_unless_the_one_lies_in_the_other(found, tied):
    ties = found.layers["ties"]
    # rel-2 joins inc-b with the project that stands at its point; rel-3 has a chain at one end
    assert list(ties.index) == ["rel-1", "rel-2"]
    line = to_measuring(ties).geometry["rel-1"]
    ends = to_measuring(tied["incubators"].frame).geometry["inc-a"]
    school = to_measuring(tied["schools"].frame).geometry["school-1"]
    assert line.length == pytest.approx(ends.distance(school))
    assert ties.loc["rel-1", "name_zh"] == "甲孵化器 合作 一校"


def test_a_line_is_as_secret_as_its_ends(tied):
    frame = tied["incubators"].frame.assign(sensitive="yes", release="internal")
    told = atlas.query(atlas.dry_run(tied, "incubators", frame), {"layer": "relations"})
    assert told.layers["ties"].loc["rel-1", ["sensitive", "release"]].to_list() == [
        "yes",
        "internal",
    ]


def test_the_answer_names_the_data_that_it_was_drawn_from(found, tied):
    for name in ("relations", "incubators", "schools", "zones", "projects"):
        assert found.versions[name] == tied[name].version
    assert "caveat.ties" in [caveat.key for caveat in found.caveats]


def test_relations_without_any_place_draw_nothing(tied):
    only = {"field": "id", "op": "=", "value": "none"}
    empty = atlas.query(tied, {"layer": "relations", "where": only})
    assert empty.layers == {}
    assert empty.caveats == ()
    one_end = {"field": "id", "op": "=", "value": "rel-3"}
    assert set(atlas.query(tied, {"layer": "relations", "where": one_end}).layers) == {"related"}


@pytest.mark.parametrize("name", EXPORTERS)
def test_relations_are_exported_in_every_format(found, name):
    assert EXPORTERS[name].write(found, "zh")


def test_a_sheet_shows_places_and_lines(tied):
    sheet = {"layers": ["town", "zones"], "shows": {"kind": "query", "layer": "relations"}}
    drawn = atlas.run(tied, {"kind": "sheet", "dpi": 50, **sheet})
    assert set(drawn.layers) == {"related", "ties"}


def test_a_table_of_relations_stands_on_a_sheet_by_its_three_parts(tied):
    answer = atlas.query(tied, {"layer": "relations"})
    (rows,) = answer_tables(answer, [3], say=say, lang="zh")
    assert rows.heads == ("主体", "关系", "客体")
    assert rows.rows[0] == ("甲孵化器", "合作", "一校")
