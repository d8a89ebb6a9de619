"""Groups counted by hand in the tiny town: see the README beside its files."""

from dataclasses import replace

import pandas
import pytest

import atlas
from atlas.domain.messages import Name
from atlas.errors import BadInput, UnknownName
from atlas.questions.query.grouping import group_summary


@pytest.fixture(scope="module")
def incubators(town):
    return atlas.query(town, {"layer": "incubators"})


def rows(made):
    return made.table.astype(object).where(made.table.notna(), None).to_numpy().tolist()


def test_rows_are_counted_and_figures_added_up(town, incubators):
    made = group_summary(town, incubators, by="class", of=["floor_area_m2"])
    # inc-a 10000 and inc-d 2000 are incubators, inc-b 500, inc-c unknown
    assert list(made.table) == [
        "group",
        "rows",
        "floor_area_m2_sum",
        "floor_area_m2_mean",
        "floor_area_m2_known",
    ]
    assert rows(made) == [
        ["incubator", 2, 12_000, 6_000, 2],
        ["makerspace", 1, 500, 500, 1],
        ["accelerator", 1, None, None, 0],
    ]
    assert made.caveats == ()


def test_a_list_counts_once_for_each_member(town, incubators):
    made = group_summary(town, incubators, by="industries", of=["floor_area_m2"])
    # inc-a lists two, inc-c none: five memberships of four rows
    assert {group: (n, total) for group, n, total, *_ in rows(made)} == {
        "光子": (2, 10_500),
        "芯片": (1, 10_000),
        "新材料": (1, 2_000),
        "": (1, None),
    }
    assert made.table["group"][0] == "光子"
    assert [caveat.key for caveat in made.caveats] == ["caveat.counted_per_member"]


def test_a_member_written_twice_counts_once(town, incubators):
    table = incubators.table.copy()
    table["industries"] = ["光子; 光子;", ";", "芯片", "芯片"]
    made = group_summary(town, replace(incubators, table=table), by="industries")
    assert rows(made) == [["芯片", 2], ["", 1], ["光子", 1]]
    assert made.caveats == ()  # no row is in two groups


def test_groups_are_named(town, incubators):
    made = group_summary(town, incubators, by="class")
    assert made.columns["group"].values["incubator"] == Name("孵化器", "Incubator")
    made = group_summary(town, incubators, by="industries")
    assert made.columns["group"].values[""].key == "value.empty"
    made = group_summary(town, incubators, by="sensitive")
    assert made.columns["group"].values["no"].key == "value.flag.no"


def test_a_group_that_is_a_place_has_its_name(town):
    made = group_summary(town, atlas.query(town, {"layer": "targets"}), by="entity")
    assert made.columns["group"].values["west"] == town["zones"].name_of("west")


def test_headings_carry_the_unit_of_the_figures(town, incubators):
    columns = group_summary(town, incubators, by="class", of=["floor_area_m2"]).columns
    assert columns["floor_area_m2_sum"].unit == "m2"
    assert columns["floor_area_m2_known"].unit == ""
    assert columns["floor_area_m2_mean"].label.key == "column.mean_of"
    assert columns["group"].label == Name("类别", "Class")


def test_years_stand_in_their_order_and_the_unknown_last(town):
    targets = atlas.query(town, {"layer": "targets"})
    table = pandas.concat([targets.table] * 4)
    table["year"] = [2030, 2025, float("nan"), 2030]
    made = group_summary(town, replace(targets, table=table), by="year")
    assert rows(made) == [["2025", 1], ["2030", 2], ["", 1]]


def test_the_finding_is_left_as_it_was(town, incubators):
    before = incubators.table.copy()
    group_summary(town, incubators, by="industries", of=["floor_area_m2"])
    pandas.testing.assert_frame_equal(incubators.table, before)


def test_nothing_found_has_no_groups(town):
    where = {"field": "floor_area_m2", "op": ">", "value": 1e9}
    nothing = atlas.query(town, {"layer": "incubators", "where": where})
    made = group_summary(town, nothing, by="class", of=["floor_area_m2"])
    assert len(made.table) == 0
    assert set(made.table) == set(made.columns)


@pytest.mark.parametrize(
    ("asked", "argument", "reason"),
    [
        ({"by": "floor_area_m2"}, "by", "not_groups"),
        ({"by": "class", "of": ["industries"]}, "of", "not_a_number"),
    ],
)
def test_what_cannot_be_counted_is_refused(town, incubators, asked, argument, reason):
    with pytest.raises(BadInput) as caught:
        group_summary(town, incubators, **asked)
    assert caught.value.parameters["argument"] == argument
    assert caught.value.parameters["reason"] == reason


@pytest.mark.parametrize("asked", [{"by": "clas"}, {"by": "class", "of": ["floor_area"]}])
def test_an_unknown_column_names_the_known(town, incubators, asked):
    with pytest.raises(UnknownName) as caught:
        group_summary(town, incubators, **asked)
    assert {"class", "floor_area_m2"} & set(caught.value.parameters["known"])


def test_only_a_query_has_rows_of_one_layer(town):
    coverage = atlas.coverage(
        town, {"facilities": {"layer": "incubators"}, "zones": {"layer": "zones"}, "radii_m": [500]}
    )
    with pytest.raises(BadInput) as caught:
        group_summary(town, coverage, by="zone")
    assert caught.value.parameters["reason"] == "not_a_query"
