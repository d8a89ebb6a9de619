"""A preview: rows where a reading puts them, over the layer; thinned only for the eye."""

import geopandas
import numpy as np
import shapely

from atlas.domain.messages import Name
from atlas.ingest.preview import MOST_CORNERS, preview
from atlas.ingest.records import Preview
from atlas.output.language import say


def asked(rows):
    return Preview(layer="schools", file="a.zip", table="t", reading="EPSG:4490", rows=rows)


def test_rows_with_a_place_are_drawn_over_the_layer_as_it_is(town):
    layer = town["schools"]
    shapes = [shapely.Point(108.9, 34.2), None]
    placed = geopandas.GeoDataFrame(
        {"校名": ["甲", "=乙"], "数": [1.25, 2]}, geometry=shapes, crs=4326
    )
    shown = preview(placed, asked(2), layer=layer, name=layer.name, named_by="校名").with_words(say)
    assert list(shown.layers) == ["before", "incoming"]
    assert shown.layers["incoming"]["name_zh"].tolist() == ["甲"]
    assert len(shown.layers["before"]) == len(layer.located)
    assert shown.table["数"].tolist() == ["1.25", "2.0"]  # as in the file, for no unit is known
    assert "2 行，其中 1 行有位置" in shown.headline("zh")


def test_where_the_rows_would_be_unshifted_is_drawn_beside():
    one, other = (
        geopandas.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(x, 34)], crs=4326)
        for x in (108.9, 108.905)
    )
    named = say_nothing()
    shown = preview(one, asked(1), layer=None, name=named, named_by=None, unshifted=other)
    assert list(shown.layers) == ["unshifted", "incoming"]
    assert shown.layers["unshifted"].geometry.iloc[0].x == 108.905


def test_very_many_corners_are_thinned_on_the_map_only():
    angles = np.linspace(0, 2 * np.pi, MOST_CORNERS + 10)
    ring = shapely.Polygon(np.column_stack([108.9 + np.cos(angles) / 10, 34 + np.sin(angles) / 10]))
    placed = geopandas.GeoDataFrame({"a": [1]}, geometry=[ring], crs=4326)
    shown = preview(placed, asked(1), layer=None, name=say_nothing(), named_by=None)
    drawn = shown.layers["incoming"].geometry.iloc[0]
    assert shapely.get_num_coordinates(drawn) < 2000
    assert drawn.area / ring.area > 0.999
    assert shapely.get_num_coordinates(placed.geometry.iloc[0]) > MOST_CORNERS


def say_nothing():
    return Name("新图层", "new")
