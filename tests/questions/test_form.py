"""What fields say merged with what was opened: carried along, replaced, left out."""

from atlas.questions.form import Part

OPENED = {
    "zones": {"layer": "zones", "id": "a"},
    "distance": {"roads": {"layer": "roads"}, "mode": "walk", "snap_m": 200.0},
    "largest_uncertainty": 0.5,
}


def test_what_no_field_shows_is_carried_along():
    part = Part(OPENED)
    part.set("zones.layer", "zones", decides=True)
    part.set("distance.mode", "walk", decides=True)
    assert part.question() == OPENED
    assert part.carried() == {
        "zones.id": "a",
        "distance.roads": {"layer": "roads"},
        "distance.snap_m": 200.0,
        "largest_uncertainty": 0.5,
    }


def test_a_part_about_something_else_carries_nothing():
    # the id is of the layer that was opened, and would be wrong of another one
    part = Part(OPENED)
    part.set("zones.layer", "districts", decides=True)
    assert part.question()["zones"] == {"layer": "districts"}
    assert part.question()["largest_uncertainty"] == 0.5


def test_a_value_in_place_of_a_part_replaces_all_of_it():
    part = Part(OPENED)
    part.set("distance", "straight")
    part.set("distance.mode", "walk")
    part.set("largest_uncertainty", None)
    assert part.question() == {"zones": {"layer": "zones", "id": "a"}, "distance": "straight"}


def test_fields_begin_where_the_question_says_and_else_as_usual():
    assert Part().begins("zones.layer", "parks") == "parks"
    assert Part(OPENED).begins("zones.layer", "parks") == "zones"
    # a question that was opened and says nothing means nothing
    assert Part(OPENED).begins("existing.layer", "parks") is None


def test_a_field_stands_only_where_something_was_opened():
    part = Part(OPENED)
    part.set("zones.layer", "zones")
    assert part.stands("zones.layer")
    fresh = Part()
    fresh.set("zones.layer", None)
    assert not fresh.stands("zones.layer")
