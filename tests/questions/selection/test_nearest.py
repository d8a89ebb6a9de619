"""What lies nearest: by straight line, from edge to edge, with what both places may be off."""

import pytest

from atlas.questions.selection.nearest import neighbours


def told(town, feature, *layers):
    return {n.layer: (n.id, n.distance) for n in neighbours(town, feature, layers=layers)}


def test_the_nearest_of_each_layer(town):
    # school-2 (2500, 1000): inc-b (3000, 1000) may be off by 200 m; school-1 lies 1581 m off
    found = told(town, "school-2", "incubators", "schools")
    assert found["incubators"][0] == "inc-b"
    distance = found["incubators"][1]
    assert distance.value == pytest.approx(500, abs=0.01)
    assert (distance.low, distance.high) == (
        pytest.approx(300, abs=0.01),
        pytest.approx(700, abs=0.01),
    )
    assert found["schools"][0] != "school-2"


def test_what_lies_within_is_no_distance_away(town):
    # west is schematic and may be off by 500 m
    name, distance = told(town, "west", "incubators")["incubators"]
    assert (name, distance.value, distance.low, distance.high) == ("inc-a", 0, 0, 500)


def test_nothing_is_near_what_has_no_place(town):
    assert told(town, "school-5", "incubators") == {}


def test_layers_that_are_not_there_or_empty_are_left_out(town):
    assert list(told(town, "school-1", "nothing", "red_line", "mentions", "lake")) == ["lake"]


def test_nothing_but_itself_is_nothing(town):
    assert told(town, "pond", "lake") == {}
