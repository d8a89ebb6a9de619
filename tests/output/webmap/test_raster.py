"""Many cells as one picture: where a score lands, and what is left clear."""

import base64
import io

import geopandas
import numpy as np
import shapely
from PIL import Image

from atlas.output.webmap.raster import is_pictured, picture_of, pictures

WEST, SOUTH = 108.8, 34.0


def cells(scores):
    """Lay cells of a hundredth of a degree side by side, west to east."""
    west = WEST + 0.01 * np.arange(len(scores))
    shapes = shapely.box(west, SOUTH, west + 0.01, SOUTH + 0.01)
    return geopandas.GeoDataFrame({"score": scores}, geometry=shapes, crs="EPSG:4326")


def test_the_tint_grows_with_the_square_of_the_score():
    picture, bounds = picture_of("candidates", cells([0.0, 0.5, 1.0]))
    pixels = np.asarray(picture)
    assert picture.size[0] == 1200
    # a degree of latitude is 1 / cos(34) degrees of longitude tall on the map
    assert picture.size[1] == round(400 / np.cos(np.radians(34.005)))
    third = [pixels[200, 400 * cell + 200, 3] for cell in range(3)]
    # 0.04 + 0.6 x score squared of 255
    assert np.allclose(third, [10, 48, 163], atol=2)
    assert bounds == [[SOUTH, WEST], [SOUTH + 0.01, WEST + 0.03]]


def test_what_is_no_cell_stays_clear():
    apart = cells([1.0, 0.3, 1.0]).iloc[[0, 2]]
    pixels = np.asarray(picture_of("candidates", apart)[0])
    assert pixels[200, 600, 3] == 0
    assert pixels[200, 200, 3] > 0


def test_north_is_up():
    low = cells([1.0])
    high = low.set_geometry(low.translate(yoff=0.02))
    both = geopandas.GeoDataFrame(
        {"score": [1.0, 0.0]}, geometry=[*high.geometry, *low.geometry], crs="EPSG:4326"
    )
    alpha = np.asarray(picture_of("candidates", both)[0])[..., 3]
    assert alpha[10].max() > alpha[-10].max() > 0


def test_only_what_is_too_many_for_shapes_is_a_picture():
    assert not is_pictured("candidates", 10, most=10)
    assert is_pictured("excluded", 11, most=10)
    assert not is_pictured("chosen", 11, most=10)
    answers = {"candidates": cells([0.2, 0.8]), "chosen": cells([0.8])}
    assert list(pictures(answers, most=2)) == []
    (made,) = pictures(answers, most=1)
    head, _, content = made.url.partition(",")
    assert head == "data:image/png;base64"
    assert Image.open(io.BytesIO(base64.b64decode(content))).mode == "RGBA"
