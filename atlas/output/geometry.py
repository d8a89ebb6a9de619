"""Geometry as GeoJSON, with no more digits than the ground deserves."""

import json
from typing import Any

import geopandas
import shapely

CENTIMETRE = 1e-7  # degrees
DECIMETRE = 1e-6


def geojson_shapes(frame: geopandas.GeoDataFrame, *, grid: float) -> list[dict[str, Any] | None]:
    """
    Return each row's geometry as a GeoJSON object, None where there is none.

    Parameters
    ----------
    frame
        EPSG:4326.
    grid
        Degrees that coordinates are rounded to; each by itself, so that a sliver may collapse.
    """
    rounded = shapely.set_precision(frame.geometry.to_numpy(), grid, mode="pointwise")
    return [json.loads(shape) if shape else None for shape in shapely.to_geojson(rounded)]
