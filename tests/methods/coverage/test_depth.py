"""Depths of stacked and touching diamonds (discs of one segment a quarter)."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import shapely
from shapely import GeometryCollection, LineString, Point, Polygon, box

from atlas.methods.coverage.depth import areal, depths


def areas(centres, radius=10.0) -> list[float]:
    spots = np.reshape(centres, (-1, 2)).astype(float)
    with ThreadPoolExecutor() as threads:
        found = depths(spots, np.full(len(spots), radius), quad_segs=1, threads=threads)
    return [float(shapely.area(shapes[0])) for shapes in found]


def test_no_discs_cover_nothing() -> None:
    assert areas([]) == [0, 0, 0]


def test_one_disc_covers_once() -> None:
    # a diamond of diagonal 20
    assert areas([(0, 0)]) == pytest.approx([200, 0, 0])


@pytest.mark.parametrize(("count", "deep"), [(2, [200, 200, 0]), (3, [200] * 3), (7, [200] * 3)])
def test_a_stack_is_as_deep_as_it_is_high(count, deep) -> None:
    assert areas([(0, 0)] * count) == pytest.approx(deep)


def test_diamonds_that_touch_share_no_ground() -> None:
    # one touches in a corner, the other along an edge
    assert areas([(0, 0), (20, 0), (10, 10)]) == pytest.approx([600, 0, 0])


def test_a_row_of_overlaps() -> None:
    # neighbours 10 apart share a diamond of diagonal 10, those 20 apart only a corner
    assert areas([(0, 0), (10, 0), (20, 0), (30, 0)]) == pytest.approx([650, 150, 0])


def test_areal_keeps_ground_only() -> None:
    ground = box(0, 0, 1, 1)
    mixed = GeometryCollection([ground, LineString([(5, 5), (6, 6)]), Point(9, 9)])
    kept = areal(np.array([ground, mixed, Point(0, 0), LineString([(0, 0), (1, 1)]), Polygon()]))
    assert shapely.area(kept).tolist() == [1, 1, 0, 0, 0]
    assert set(shapely.get_type_id(kept)) == {shapely.GeometryType.POLYGON}
