"""Which zone a place is in: borders, overlaps, and lattices whose cells end on borders."""

import numpy as np
import pytest
import shapely
from shapely import box

from atlas.methods.coverage.membership import NO_ZONE, zone_of


def zones_of(places, zones) -> list[int]:
    return zone_of(np.array(places, dtype=float), np.array(zones)).tolist()


def test_a_corner_of_four_belongs_to_the_lowest_row() -> None:
    four = [box(x, y, x + 10, y + 10) for y in (0, 10) for x in (0, 10)]
    assert zones_of([(10, 10), (10, 15), (15, 10), (15, 15)], four) == [0, 2, 1, 3]


def test_where_zones_overlap_the_lowest_row_holds() -> None:
    assert zones_of([(5, 5), (12, 5)], [box(0, 0, 10, 10), box(4, 0, 14, 10)]) == [0, 1]
    assert zones_of([(5, 5), (12, 5)], [box(4, 0, 14, 10), box(0, 0, 10, 10)]) == [0, 0]


def test_a_place_outside_has_no_zone() -> None:
    assert zones_of([(50, 50), (5, 5)], [box(0, 0, 10, 10)]) == [NO_ZONE, 0]


def test_no_places_and_no_zones() -> None:
    assert zone_of(np.empty((0, 2)), np.array([box(0, 0, 1, 1)])).shape == (0,)
    assert zone_of(np.zeros((2, 2)), np.empty(0, dtype=object)).tolist() == [NO_ZONE] * 2


def test_places_huddled_in_a_vast_zone() -> None:
    # cells of a few millimetres: cutting all of the border so finely would never end
    random = np.random.default_rng(1)
    huddle = random.random((2000, 2))
    vast = [box(-1e6, -1e6, 0.5, 1e6), box(0.5, -1e6, 1e6, 1e6)]
    assert zones_of(huddle, vast) == (huddle[:, 0] > 0.5).astype(int).tolist()


@pytest.mark.parametrize("parts", [2, 4, 5, 8])
def test_many_places_agree_with_every_zone_asked(parts) -> None:
    # 32 by 32 whole metres, with borders on lattice lines for 2, 4 and 8 parts
    side = 32 / parts
    zones = np.array(
        [
            box(x * side, y * side, (x + 1) * side, (y + 1) * side)
            for x in range(parts)
            for y in range(1, parts)
        ]
    )
    x, y = np.random.default_rng(parts).integers(0, 33, (2, 5000)).astype(float)
    x[:2], y[:2] = (0, 32), (0, 32)
    touching = shapely.intersects(zones[:, np.newaxis], shapely.points(x, y))
    expected = np.where(touching.any(axis=0), touching.argmax(axis=0), NO_ZONE)
    found = zone_of(np.column_stack([x, y]), zones)
    np.testing.assert_array_equal(found, expected)
