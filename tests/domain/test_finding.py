"""A finding says the same thing through whatever speaks for it."""

import pytest

import atlas
from atlas.domain.finding import Quantity
from atlas.domain.messages import keys_only


@pytest.mark.parametrize(
    ("low", "high", "is_range"),
    [(None, None, False), (1, None, False), (1, 1, False), (1, 2, True)],
)
def test_a_quantity_is_a_range_where_two_ends_differ(low, high, is_range):
    assert Quantity(1, "m", low, high).is_range == is_range


def test_a_planner_s_own_title_goes_before_the_made_one(town):
    assert atlas.query(town, {"layer": "schools"}).title("zh") == "查询：学校"
    assert atlas.query(town, {"layer": "schools"}).title("en") == "Query: Schools"
    assert atlas.query(town, {"layer": "schools", "title": "甲"}).title("en") == "甲"


def test_a_finding_without_words_still_speaks(town):
    finding = atlas.query(town, {"layer": "schools"})
    mute = finding.with_words(keys_only)
    assert mute == finding  # who speaks is no part of the answer
    assert mute.headline("zh").startswith("query.headline(layer=")
    assert finding.headline("en").startswith("Schools: 5")


def test_a_finding_never_changes(town):
    finding = atlas.query(town, {"layer": "schools"})
    with pytest.raises(AttributeError):
        finding.caveats = ()


def test_an_answer_leaves_the_facts_as_they_were(town):
    before = town["schools"].frame.copy()
    finding = atlas.query(town, {"layer": "schools", "order_by": ["-name_zh"]})
    finding.table["name_zh"] = "changed"
    assert town["schools"].frame.equals(before)
    assert list(town["schools"].frame.index) == list(before.index)


def test_an_answer_names_the_sources_and_versions_of_all_it_used(shipped):
    found = atlas.coverage(
        shipped,
        {
            "facilities": {"layer": "incubators"},
            "zones": {"layer": "zones"},
            "demand": [{"layer": "universities"}],
            "radii_m": [3000],
        },
    )
    layers = ("incubators", "zones", "universities")
    named = {s for n in layers for cell in shipped[n].frame["source"] for s in cell.split()}
    assert {source.id for source in found.sources} == named
    assert dict(found.versions) == {name: shipped[name].version for name in layers}
