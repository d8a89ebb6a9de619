"""Layers drawn on one tile's own units, so that what must come out can be read off."""

import geopandas
import numpy as np
import shapely

from atlas.domain.layer import Layer, LayerSpec
from atlas.output.tiles import Tile

# a tile over the south of Xi'an, about 2 km wide; one unit is 0.5 m
HERE = Tile(14, 13147, 6557)
WORDS = {"zh": "甲", "en": "A"}
COLUMNS = {
    "use": {"type": "category", "values": ["shop", "home"], "label": WORDS},
    "floors": {"type": "integer", "label": WORDS},
    "price": {"type": "number", "label": WORDS},
    "remark": {"type": "text", "label": WORDS},
}


def degrees(shape, tile=HERE):
    """Return a shape in units of a tile as longitudes and latitudes."""

    def place(units):
        x, y = (units / 4096 + [tile.x, tile.y]).T / 2**tile.z
        return np.column_stack([x * 360 - 180, np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y))))])

    return shapely.transform(shape, place)


def layer_of(shapes, *, kind="polygon", facts=None, version="one", tile=HERE):
    """Return a layer of shapes given in units of a tile."""
    count = len(shapes)
    given = {"use": "shop", "floors": 2, "price": 1.5, "remark": "<b>"} | (facts or {})
    frame = geopandas.GeoDataFrame(
        {"name_zh": "<img src=x>", "name_en": "x", **given},
        geometry=[degrees(shape, tile) for shape in shapes],
        index=[f"lot-{row}" for row in range(count)],
        crs="EPSG:4326",
    )
    spec = {
        "id": "lots",
        "geometry": kind,
        "each_row_is_a": "lot",
        "theme": "land",
        "release": "public",
        "label": WORDS,
        "description": WORDS,
        "columns": COLUMNS,
        "style": {"color": "#123456", "symbol": "area" if kind == "polygon" else "line"},
    }
    return Layer(LayerSpec.model_validate(spec), frame, version=version)
