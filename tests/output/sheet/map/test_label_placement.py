"""Names where they cover nothing."""

import numpy as np
import shapely

from atlas.output.sheet.map.label_placement import LabelSpace, MapLabel, baselines
from atlas.output.sheet.model.templates import Box

FRAME = Box(0, 0, 100, 100)
NOTHING = np.array([], dtype=object)


def label(*centres, text="丝路", **more):
    # two characters of 72/25.4 * 5 points: 10 mm wide, 5 mm high
    return MapLabel((text,), 5 * 72 / 25.4, "#000000", np.array(centres, dtype=float), **more)


def test_the_first_free_place_is_taken():
    places = LabelSpace(FRAME, NOTHING)
    assert places.place(label((50, 50), (50, 80)))
    assert places.place(label((52, 51), (50, 80)))
    assert [placed.centre for placed in places.placed] == [(50, 50), (50, 80)]


def test_a_name_stands_neither_on_a_symbol_nor_over_the_frame():
    places = LabelSpace(FRAME, np.array([shapely.box(49, 49, 51, 51)]))
    assert places.place(label((50, 50), (98, 50), (50, 60)))
    assert places.placed[0].centre == (50, 60)


def test_a_name_without_room_is_counted():
    places = LabelSpace(FRAME, NOTHING)
    places.take(shapely.box(0, 0, 100, 100))
    assert not places.place(label((50, 50)))
    assert not places.place(MapLabel(("甲",), 5, "#000000", np.empty((0, 2))))
    assert places.left_out == 2
    assert places.placed == []


def test_a_turned_name_takes_turned_room():
    upright, turned = label((50, 50)), label((50, 50), angle=90.0)
    wide = shapely.bounds(upright.boxes(upright.centres)[0])
    high = shapely.bounds(turned.boxes(turned.centres)[0])
    assert np.allclose(wide[2:] - wide[:2], (high[2:] - high[:2])[::-1])


def test_lines_stand_one_below_the_other_about_the_middle():
    places = LabelSpace(FRAME, NOTHING)
    two = MapLabel(("丝路", "规划"), 5 * 72 / 25.4, "#000000", np.array([(50.0, 50.0)]))
    places.place(two)
    (x1, y1), (x2, y2) = baselines(places.placed[0])
    assert (x1, x2) == (50, 50)
    assert np.isclose(y1 - y2, 1.28 * 5)


def test_a_leader_is_drawn_from_the_places_that_need_one():
    places = LabelSpace(FRAME, NOTHING)
    places.take(shapely.box(45, 45, 55, 55))
    places.place(label((50, 50), (50, 80), leader=(50.0, 50.0), leader_from=1))
    assert places.placed[0].has_leader
