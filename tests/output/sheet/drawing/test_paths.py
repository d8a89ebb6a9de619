"""Geometry as the arrays that are drawn."""

import numpy as np
import pytest
import shapely

from atlas.output.sheet.drawing.hatches import hatching, stippling
from atlas.output.sheet.drawing.paths import clipped, lines, polygons


def square(size, at=0.0):
    return shapely.box(at, at, at + size, at + size)


def drawn_area(collections):
    paths = [path for made in collections for path in made.get_paths()]
    rings = [ring for path in paths for ring in path.to_polygons()]
    return sum(shapely.Polygon(ring).area * np.sign(signed(ring)) for ring in rings)


def signed(ring):
    x, y = np.asarray(ring).T
    return np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))


def test_every_polygon_is_drawn_whole():
    # a square of 4, a triangle of 2, two squares of 1 in one feature
    shapes = np.array(
        [
            square(2),
            shapely.Polygon([(10, 0), (12, 0), (10, 2)]),
            shapely.MultiPolygon([square(1, 20), square(1, 30)]),
        ]
    )
    made = list(polygons(shapely.orient_polygons(shapes, exterior_cw=False)))
    assert drawn_area(made) == pytest.approx(4 + 2 + 2)


def test_a_hole_stays_open():
    ring = shapely.orient_polygons(square(10).difference(square(2, 4)), exterior_cw=False)
    assert drawn_area(polygons(np.array([ring]))) == pytest.approx(100 - 4)


def test_outlines_of_polygons_are_lines():
    made = lines(np.array([square(2), shapely.LineString([(0, 0), (5, 0)])]))
    assert [len(path.vertices) for path in made.get_paths()] == [5, 2]


def test_what_lies_far_beyond_the_frame_is_cut():
    shapes = np.array([square(2), shapely.box(-1000, 0, 1000, 1)])
    near, long = clipped(shapes, (0, 0, 100, 50))
    assert near == square(2)
    # 2 % of 100 beyond each edge
    assert long.bounds == (-2, 0, 102, 1)


def test_hatching_fills_an_area_and_no_more():
    strokes = hatching(square(10), 1.0)
    # lines 1 apart across an area of 100: about 100 of length
    assert shapely.length(strokes).sum() == pytest.approx(100, rel=0.05)
    assert shapely.covered_by(strokes, square(10).buffer(1e-9)).all()
    assert len(hatching(shapely.Polygon(), 1.0)) == 0


def test_hatching_runs_as_it_is_turned():
    level, upright = hatching(square(10), 1.0, angle=0.0), hatching(square(10), 1.0, angle=90.0)
    assert np.ptp(shapely.get_coordinates(level)[:, 0]) == pytest.approx(10)
    for stroke in level:
        assert stroke.bounds[1] == pytest.approx(stroke.bounds[3])
    for stroke in upright:
        assert stroke.bounds[0] == pytest.approx(stroke.bounds[2])


def test_overlapping_polygons_are_filled_once_and_whichever_way_they_turn():
    # two squares of 4 that share 1: 7 in all, though one turns the other way
    pair = np.array([square(2), shapely.reverse(square(2, 1))])
    (made,) = polygons(pair, facecolors="#000000")
    (path,) = made.get_paths()
    turns = {np.sign(signed(ring)) for ring in path.to_polygons()}
    assert turns == {1.0}


def test_stippling_fills_an_area_and_no_more():
    dots = stippling(square(10.5, 0.1), 1.0)
    assert len(dots) == pytest.approx(110, abs=6)
    assert shapely.contains_xy(square(10.5, 0.1), *dots.T).all()
    assert len(stippling(shapely.Polygon(), 1.0)) == 0
