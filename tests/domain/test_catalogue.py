"""The catalogue finds layers and features by id, and lists the like of what it does not have."""

import pytest

from atlas.domain.catalogue import nearest
from atlas.errors import UnknownName


def test_layers_are_found_by_id(town):
    assert len(town) == 8
    assert list(town) == sorted(town)
    assert town["schools"].id == "schools"
    assert "schools" in town
    assert "scools" not in town


@pytest.mark.parametrize("name", ["scools", "", None, 3])
def test_an_unknown_layer_lists_the_known(town, name):
    with pytest.raises(UnknownName) as raised:
        town[name]
    assert raised.value.parameters["known"] == list(town)
    with pytest.raises(KeyError):
        town[name]


def test_a_feature_knows_its_home(town):
    assert town.home_of("inc-a").id == "incubators"
    assert town.has_feature("west")
    # a row of a table is no feature
    assert not town.has_feature("m-1")
    with pytest.raises(UnknownName) as raised:
        town.home_of("inc-x")
    assert "inc-a" in raised.value.parameters["known"]


def test_layers_are_told_apart_by_what_they_hold(town):
    assert {v.id for v in town.spatial} == {"incubators", "lake", "schools", "town", "zones"}
    assert [v.id for v in town.slots] == ["red_line"]
    assert [v.id for v in town.unapplied_constraints] == ["red_line"]


def test_what_is_said_of_a_feature_is_found(town):
    assert list(town.mentions_of("west").index) == ["m-1"]
    assert list(town.targets_of("west")["value"]) == [3]
    assert len(town.mentions_of("east")) == 0


def test_sources_come_in_the_order_of_their_file(shipped):
    frame = shipped["zones"].frame
    found = [source.id for source in shipped.sources_of(frame["source"])]
    every = list(shipped.sources)
    assert found == sorted(found, key=every.index)
    assert len(found) == len(set(found))


def test_the_nearest_names_come_first_and_are_few():
    known = [f"park-{n}" for n in range(30)] + ["zone"]
    assert nearest("zonne", known) == ["zone"]
    assert len(nearest("park", known)) == 8
    assert nearest("xyz", known) == known[:8]
    assert nearest("xyz", []) == []
