"""Blocks by hand: what they hold, and that opening them changes nothing."""

from itertools import pairwise

import numpy as np
import pytest

from atlas.methods.coverage.blocks import _sorted, covered_block_weight, gather
from atlas.methods.coverage.service import Service

# 64 by 64 places 10 m apart, the western half in zone 0 and the eastern in zone 1
EAST, NORTH = (steps.ravel() * 10.0 for steps in np.meshgrid(np.arange(64), np.arange(64)))
PLACES = np.column_stack([EAST, NORTH])
ZONE = (EAST >= 320).astype(np.intp)
ONES = np.ones(len(PLACES))


def test_every_level_holds_everything_once() -> None:
    levels = gather(PLACES, ZONE, ONES)
    assert len(levels) > 2
    for level in levels:
        assert np.bincount(level.zone, level.weight).tolist() == [2048, 2048]


def test_parts_lie_in_the_box_of_their_block() -> None:
    levels = gather(PLACES, ZONE, ONES)
    for coarse, fine in pairwise(levels):
        count = np.diff(coarse.first_part)
        assert count.sum() == len(fine.zone)
        assert (np.repeat(coarse.low, count, axis=0) <= fine.low).all()
        assert (np.repeat(coarse.high, count, axis=0) >= fine.high).all()
        assert (np.repeat(coarse.zone, count) == fine.zone).all()


def test_places_in_no_zone_are_left_out() -> None:
    levels = gather(PLACES[:3], np.array([-1, 0, -1]), np.array([1.0, 2.0, 4.0]))
    assert levels[-1].weight.tolist() == [2]
    assert gather(PLACES[:3], np.full(3, -1), ONES[:3]) == []


def test_counts_are_those_of_every_distance() -> None:
    site, radii = np.array([[315.0, 300.0]]), np.array([[5.0], [50.0], [230.0]])
    counted = covered_block_weight(gather(PLACES, ZONE, ONES), Service(site, radii), zones=2)
    distance = np.hypot(*(PLACES - site).T)
    expected = [
        [(distance[zone == ZONE] <= radius[0]).sum() for radius in radii] for zone in (0, 1)
    ]
    assert counted.tolist() == expected
    # by hand: 5 m reach one place on either side of the middle
    assert counted[:, 0].tolist() == [1, 1]


@pytest.mark.parametrize("most", [1, 2**40, 2**62])
def test_keys_are_sorted_with_and_without_room_for_a_row_number(most) -> None:
    # 7 rows need 3 bits, which the longest keys do not leave
    keys = np.array([3, -most, 0, 3, most, -1, 2])
    order, in_order = _sorted(keys)
    assert in_order.tolist() == sorted(keys.tolist())
    assert keys[order].tolist() == in_order.tolist()
    assert sorted(order.tolist()) == [*range(7)]


def test_stacked_places_are_settled_together() -> None:
    stack = np.tile([[7.0, 7.0]], (500, 1))
    levels = gather(stack, np.zeros(500, np.intp), np.ones(500))
    service = Service(np.array([[7.0, 17.0]]), np.array([[10.0], [9.9]]))
    assert covered_block_weight(levels, service, zones=1).tolist() == [[500, 0]]
