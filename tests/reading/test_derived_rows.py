"""What follows from other rows is worked out when the layers are put together, and anew."""

import pytest

import atlas
from atlas.reading.assemble import inspect
from atlas.reading.derived_rows import Following, as_filed, with_following
from tests.tied_town import tie


@pytest.fixture
def tied_copy(copy):
    tie(copy.root)
    return copy


def test_a_project_stands_where_the_thing_stands_that_it_builds(tied):
    hall, inc_b = tied["projects"].frame.loc["pj-hall"], tied["incubators"].frame.loc["inc-b"]
    assert hall.geometry.equals(inc_b.geometry)
    assert hall["position_basis"] == "sourced"
    assert hall["uncertainty_m"] == 200
    # an area is no place for a symbol
    assert list(tied["projects"].located.index) == ["pj-hall"]


def test_a_project_is_in_the_state_of_what_it_builds_unless_it_has_its_own(tied_copy):
    tied_copy.damage("geodata/projects.csv", "Hall,,planned,2026", "Hall,,unknown,")
    projects = atlas.open_atlas(tied_copy.root)["projects"].frame
    # inc-b is planned as of 2026; the zone west has a state too, though it is no point
    assert projects.loc["pj-hall", ["status", "as_of"]].to_list() == ["planned", "2026"]
    tied_copy.damage("geodata/incubators.csv", "B,,planned,2026", "B,,existing,2027")
    projects = atlas.open_atlas(tied_copy.root)["projects"].frame
    assert projects.loc["pj-hall", ["status", "as_of"]].to_list() == ["existing", "2027"]
    assert projects.loc["pj-town", "status"] == "planned"


def test_a_place_brings_its_guard_with_it(tied_copy):
    tied_copy.damage("geodata/incubators.csv", "sourced,200,no,public", "sourced,200,yes,internal")
    hall = atlas.open_atlas(tied_copy.root)["projects"].frame.loc["pj-hall"]
    assert (hall["sensitive"], hall["release"]) == ("yes", "internal")


def test_a_project_with_a_place_of_its_own_keeps_it(tied_copy):
    tied_copy.damage("geodata/projects.csv", "2026,,,no", "2026,surveyed,1,no")
    tied_copy.damage("geodata/projects.csv", "15,,,,,,,,,", "15,,,,,,,,108.67,34.11")
    hall = atlas.open_atlas(tied_copy.root)["projects"].frame.loc["pj-hall"]
    assert (hall.geometry.x, hall.geometry.y) == (108.67, 34.11)
    assert hall["position_basis"] == "surveyed"


def test_a_check_looks_at_the_files_and_not_at_what_follows(tied_copy):
    catalogue, problems = inspect(tied_copy.root)
    assert problems == []
    assert len(catalogue["relations"].frame) == 3
    assert len(catalogue["projects"].located) == 0


def test_what_has_not_changed_is_the_same_object_again(tied):
    again = with_following(as_filed(tied), tied)
    assert all(again[name] is tied[name] for name in tied)
    assert isinstance(again["relations"], Following)


def test_a_planners_rows_move_what_follows_from_them(tied):
    frame = tied["incubators"].frame.copy()
    frame.loc[["inc-b"], "geometry"] = tied["incubators"].frame.loc[["inc-a"]].geometry.to_numpy()
    frame.loc["inc-b", "parent"] = "west"
    moved = atlas.dry_run(tied, "incubators", frame)
    assert moved["projects"].frame.geometry["pj-hall"].equals(frame.geometry["inc-a"])
    assert moved["relations"].frame.at["inc-b-parent", "object"] == "west"
    assert moved["projects"].version != tied["projects"].version
    assert moved["industry_chains"] is tied["industry_chains"]


def test_a_planners_own_projects_replace_the_shipped_ones(tied):
    own = tied["projects"].frame.iloc[[1]].assign(name_zh="自有项目")
    kept = atlas.dry_run(tied, "projects", own)
    assert list(kept["projects"].frame["name_zh"]) == ["自有项目"]
    assert not isinstance(kept["projects"], Following)
