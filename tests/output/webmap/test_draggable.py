"""What may be dragged, as the map's script reads it."""

from atlas.output.webmap.draggable import Handle, Moving


def test_places_are_listed_latitude_first():
    handles = (Handle("a", "甲", (108.0, 34.0), (108.5, 34.5)), Handle("b", "乙", (109.0, 35.0)))
    assert Moving("schools", handles).listing() == {
        "layer": "schools",
        "handles": [
            {"id": "a", "name": "甲", "at": (34.0, 108.0), "was": (34.5, 108.5)},
            {"id": "b", "name": "乙", "at": (35.0, 109.0), "was": None},
        ],
    }
