"""Many shapes as one plane, and on a sheet: where each lands, and in which colour."""

import numpy as np
import pytest
import shapely
from matplotlib.colors import to_rgba

from atlas.output.rasterise import painted
from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.map.marks import add_collections
from atlas.output.sheet.map.scores import score_picture
from atlas.output.sheet.model.templates import TEMPLATES

EXTENT = (0.0, 0.0, 2000.0, 1600.0)


def test_a_pixel_has_the_shade_of_the_shape_over_it():
    # two squares of 10 pixels, the second a multipolygon of two halves one above the other
    halves = shapely.MultiPolygon([shapely.box(10, 0, 20, 5), shapely.box(10, 5, 20, 10)])
    plane = painted(
        np.array([shapely.box(0, 0, 10, 10), halves]),
        np.array([3, 7], dtype=np.uint8),
        size=(30, 10),
        to_pixels=lambda at: at,
    )
    assert plane.shape == (10, 30)
    assert [int(plane[4, column]) for column in (0, 8, 11, 18, 22)] == [3, 3, 7, 7, 0]
    assert set(np.unique(plane)) == {0, 3, 7}


def test_a_sheet_takes_scores_as_one_picture_with_north_up():
    canvas = Canvas(TEMPLATES["a4-landscape"], EXTENT, dpi=50)
    cells = np.array([shapely.box(0, 0, 1000, 1600), shapely.box(1000, 800, 2000, 1600)])
    colors = ("#FF0000", "#00FF00")
    picture = score_picture(canvas, cells, np.array([0, 1]), colors=colors, alpha=0.5)
    assert picture.get_extent() == (0.0, 2000.0, 0.0, 1600.0)
    pixels = np.asarray(picture.get_array())
    rows, columns, _ = pixels.shape
    assert columns / rows == pytest.approx(2000 / 1600, rel=0.01)
    upper, lower = rows // 4, 3 * rows // 4
    shown = [pixels[upper, columns // 4], pixels[upper, 3 * columns // 4]]
    for found, color in zip(shown, colors, strict=True):
        assert found / 255 == pytest.approx(to_rgba(color, 0.5), abs=0.01)
    assert pixels[lower, 3 * columns // 4, 3] == 0
    add_collections(canvas, [picture], zorder=4)
    assert list(canvas.map.images) == [picture]
    assert canvas.map.get_xlim() == (0.0, 2000.0)
