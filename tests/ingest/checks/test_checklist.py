"""The check list as an answer: counts, words, places, exports, and a hash that means the rows."""

import json

import pytest

from atlas.domain.messages import LANGUAGES
from atlas.errors import BadInput
from atlas.ingest.checks import RULES, check_incoming
from atlas.ingest.checks.checklist import content_of
from atlas.output.export import EXPORTERS
from atlas.output.language import has_words, say
from atlas.output.tables import reading_table
from tests.ingest.checks.checked_rows import SPEC, rows, square


@pytest.fixture(scope="module")
def checks():
    shapes = [square(0, 0), square(90, 0), None]
    return check_incoming(
        rows(shapes, state=["open", "shut", ""], land_use=["=1+1", "", ""]),
        SPEC,
        parts_of_whole=True,
    )


def test_every_rule_has_words():
    assert [rule for rule in RULES if not has_words(f"rule.{rule}")] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_read_as_a_table(checks, lang):
    table = reading_table(checks.finding().with_words(say), lang)
    assert len(table) == 3
    first, second, third = table.to_numpy().tolist()
    assert first[1:4] == [say_rule("not_in_values", lang), "p-1", "2"]
    assert second[1] == say_rule("parts_overlap", lang)
    assert third[1] == say_rule("without_place", lang)
    assert "1,000.0" in second[5]


def say_rule(rule, lang):
    from atlas.domain.messages import Message

    return say(Message(f"rule.{rule}"), lang)


def test_it_is_told_in_a_sentence(checks):
    headline = checks.finding().with_words(say).headline("zh")
    assert headline == "共核对 3 行：错误 1、警告 1、提示 1。"
    assert [checks.count(level) for level in ("error", "warning", "note")] == [1, 1, 1]


def test_its_places_are_found_by_the_rows_of_its_table(checks):
    finding = checks.finding()
    places = finding.layers["faults"]
    assert set(places.index) <= set(finding.table.index)
    assert len(places) == 2  # a row without a place has none to look at
    assert places.crs.to_epsg() == 4326


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_exporter_writes_it(checks, name):
    finding = checks.finding().with_words(say)
    for lang in LANGUAGES:
        assert len(EXPORTERS[name].write(finding, lang)) > 300
    if name == "json":
        given = json.loads(EXPORTERS[name].write(finding, "zh"))
        assert given["definition"]["kind"] == "check"
        assert [row["rule"] for row in given["table"]] == [
            "not_in_values",
            "parts_overlap",
            "without_place",
        ]


def test_the_hash_means_the_rows():
    one = rows([square(0, 0)])
    assert content_of(one) == content_of(rows([square(0, 0)]))
    assert content_of(one) != content_of(rows([square(0, 1)]))
    assert content_of(one) != content_of(rows([square(0, 0)], name_zh=["乙"]))
    shapes = [square(0, 0), square(1, 0), square(2, 0)]
    # the same letters in one row, parted otherwise, missing, empty; a part of a larger column
    names = (["甲乙", "丙", ""], ["甲", "乙丙", ""], ["甲", "乙丙", None], ["", "甲乙丙", ""])
    told = [content_of(rows(shapes, name_zh=one)) for one in names]
    assert len(set(told)) == len(names)
    longer = rows(
        [square(9, 0), *shapes], name_zh=["前", *names[0]], name_en=["", "A0", "A1", "A2"]
    )
    longer.index = ["before", *rows(shapes).index]
    assert content_of(longer.iloc[1:]) == told[0]


@pytest.mark.parametrize(
    ("change", "argument"),
    [({"plan_area_km2": 0.0}, "plan_area_km2"), ({"sliver_m": -1.0}, "sliver_m")],
)
def test_a_figure_that_is_none_is_refused(change, argument):
    with pytest.raises(BadInput) as refused:
        check_incoming(rows([square(0, 0)]), SPEC, **change)
    assert refused.value.parameters["argument"] == argument


def test_rows_in_metres_are_refused():
    with pytest.raises(BadInput) as refused:
        check_incoming(rows([square(0, 0)]).to_crs(4545), SPEC)
    assert refused.value.parameters["reason"] == "not_degrees"


def test_the_rows_stay_as_they_were():
    frame = rows([square(0, 0), square(90, 0)])
    kept = frame.copy(deep=True)
    check_incoming(frame, SPEC, parts_of_whole=True)
    assert frame.equals(kept)
