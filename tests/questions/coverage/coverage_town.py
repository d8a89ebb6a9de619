"""
What stands in the tiny town beside its own layers, in its metres, for the tests of coverage.

`people`: four homes, `home-4` without a count. `blocks`: one block of 200 people, half of it in
each zone.
"""

import geopandas
import shapely

from atlas.domain.catalogue import Catalogue
from atlas.domain.crs import MEASURING_CRS, to_storage
from atlas.domain.layer import Layer, LayerSpec

EAST, NORTH = 560_000.0, 3_775_000.0
WORDS = {"zh": "虚构", "en": "Made up"}
HOMES = {"home-1": (1000, 1500), "home-2": (2500, 1000), "home-3": (3800, 100), "home-4": (10, 10)}


def point(x, y):
    return shapely.Point(EAST + x, NORTH + y)


def box(west, south, east, north):
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def lonlat(x, y):
    """Return a place as a question holds it."""
    place = to_storage(geopandas.GeoSeries([point(x, y)], crs=MEASURING_CRS)).iloc[0]
    return [place.x, place.y]


def layer(name, shapes, *, geometry, **columns):
    """Make a layer of shapes in metres by id; `columns` are lists of cells."""
    numbers = [key for key, cells in columns.items() if not isinstance(cells[0], str)]
    kinds = {
        key: {"type": "number", "unit": "people", "label": {"zh": f"数{key}", "en": key}}
        if key in numbers
        else {"type": "category", "values": sorted(set(cells)), "label": WORDS}
        for key, cells in columns.items()
    }
    spec = LayerSpec(
        id=name,
        facts=f"{name}.csv",
        geometry=geometry,
        each_row_is_a="made up for the tests",
        theme="test",
        release="public",
        label={"zh": f"虚构{name}", "en": f"Made-up {name}"},
        description=WORDS,
        columns=kinds,
    )
    frame = geopandas.GeoDataFrame(
        {
            "name_zh": [f"{key}号" for key in shapes],
            "name_en": [*shapes],
            "status": "existing",
            "position_basis": "surveyed",
            "uncertainty_m": 0.0,
            "source": "plan",
            **columns,
        },
        geometry=[*shapes.values()],
        index=[*shapes],
        crs=MEASURING_CRS,
    )
    return Layer(spec, to_storage(frame).rename_axis("id"), version="0" * 12)


def with_layers(town, *more):
    """Return the town with more layers."""
    return Catalogue([*town.values(), *more], town.sources.values())


def inhabited(town):
    """Return the town with `people` and `blocks`."""
    people = layer(
        "people",
        {name: point(*at) for name, at in HOMES.items()},
        geometry="point",
        heads=[10.0, 30.0, 60.0, float("nan")],
        sort=["young", "old", "young", "old"],
    )
    blocks = layer(
        "blocks", {"block": box(1000, 500, 3000, 1500)}, geometry="polygon", heads=[200.0]
    )
    return with_layers(town, people, blocks)
