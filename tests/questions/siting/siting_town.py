"""Land for siting tests: four parcels in the tiny town, with round figures."""

import geopandas
import numpy as np
import shapely

from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer, LayerSpec

EAST, NORTH = 560_000, 3_775_000
MU = 2000 / 3  # square metres
LABEL = {"zh": "地块", "en": "Parcels"}
PARCELS = LayerSpec.model_validate(
    {
        "id": "parcels",
        "geometry": "polygon",
        "each_row_is_a": "a made-up parcel",
        "theme": "land",
        "release": "internal",
        "label": LABEL,
        "description": LABEL,
        "columns": {
            "area_mu": {"type": "number", "unit": "mu", "label": {"zh": "面积", "en": "Area"}},
            "land_use": {"type": "text", "label": {"zh": "用地", "en": "Use"}},
            "far": {"type": "number", "label": {"zh": "容积率", "en": "FAR"}},
            "price": {"type": "number", "label": {"zh": "地价", "en": "Price"}},
            "supply_status": {
                "type": "category",
                "values": ["available", "built"],
                "label": {"zh": "供应", "en": "Supply"},
                "values_label": {"available": {"zh": "净地", "en": "Cleared"}},
            },
        },
    }
)
ROADS = LayerSpec.model_validate(
    {
        "id": "roads",
        "geometry": "line",
        "each_row_is_a": "a made-up road",
        "theme": "transport",
        "release": "internal",
        "label": {"zh": "道路", "en": "Roads"},
        "description": {"zh": "道路", "en": "Roads"},
    }
)
# id: west, south, width, height (metres), area in mu, use, far, price, supply
ROWS = {
    "p-a": (0, 0, 300, 200, 90, "工业", 2.0, 50.0, "available"),
    "p-b": (1000, 0, 300, 200, 90, "科研", 1.0, 20.0, "available"),
    "p-c": (2000, 0, 300, 400, 180, "工业", 3.0, None, "available"),
    "p-d": (3000, 0, 300, 200, 90, "居住", 1.5, 40.0, "built"),
}


def layer_of(spec, rows, shapes, **columns):
    """Make a layer from shapes given in metres from the town's corner."""
    placed = [shapely.transform(shape, lambda xy: xy + np.array([EAST, NORTH])) for shape in shapes]
    common = {
        "aliases": "",
        "status": "existing",
        "as_of": "2026",
        "position_basis": "surveyed",
        "uncertainty_m": 0.0,
        "sensitive": "no",
        "release": "public",
        "source": "plan",
        "clause": "",
        "quote": "",
    }
    names = {"name_zh": [f"{row}号" for row in rows], "name_en": [f"No. {row}" for row in rows]}
    frame = geopandas.GeoDataFrame(
        {**names, **common, **columns}, geometry=placed, index=list(rows), crs="EPSG:4545"
    )
    return Layer(spec, frame.to_crs("EPSG:4326"), version="made-up")


def parcels(rows=None):
    """Return the parcels as a layer."""
    rows = rows or ROWS
    shapes = [shapely.box(x, y, x + w, y + h) for x, y, w, h, *_ in rows.values()]
    columns = zip(*(row[4:] for row in rows.values()), strict=True)
    names = ("area_mu", "land_use", "far", "price", "supply_status")
    return layer_of(PARCELS, rows, shapes, **dict(zip(names, map(list, columns), strict=True)))


def with_layers(town, *layers):
    """Return the town with some of its layers replaced, or added."""
    given = {layer.id: layer for layer in layers}
    known = {**dict(town), **given}
    return Catalogue(known.values(), town.sources.values())


def red_line(town, shape):
    """Return the town's red line, loaded with one area."""
    return layer_of(town["red_line"].spec, ["line-1"], [shape])
