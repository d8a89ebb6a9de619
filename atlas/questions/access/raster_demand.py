"""
Demand on a grid: amounts by cell, summed over zones and over what is covered of them.

A cell that a border or a circle cuts counts by the part of it that lies inside, exactly. A grid
has no places of its own, so that nobody on it can be named as worst served.
"""

import geopandas
import numpy as np
import shapely

from atlas.domain.layer import Layer, LayerSpec
from atlas.domain.records.grid import Grid
from atlas.questions.access.definition import RasterRef
from atlas.questions.access.demand import Demand
from atlas.questions.access.zonal_statistics import amounts


def surface_of(ref: RasterRef, grid: Grid, zones: geopandas.GeoDataFrame) -> Demand:
    """
    Sum a grid over the zones.

    Parameters
    ----------
    ref
        The part of the question that names it.
    grid
        Amounts by cell.
    zones
        Polygons in metres. Ground that two of them share counts in both.

    Returns
    -------
    demand
        One row a zone, with its ground as piece.
    """
    shapes = np.asarray(zones.geometry.array, dtype=object)
    count = len(zones)
    return Demand(
        ref,
        _layer_of(grid, ref.key),
        ids=zones.index.to_numpy(dtype=object),
        xy=shapely.get_coordinates(shapely.point_on_surface(shapes)),
        uncertainty_m=np.zeros(count),
        zone=np.arange(count, dtype=np.int32),
        weight=amounts(grid, shapes),
        group=np.full(count, "", dtype=object),
        pieces=shapes,
        unlocated=0,
        unweighed=0,
        grid=grid,
    )


def _layer_of(grid: Grid, key: str) -> Layer:
    """Return a layer that gives the grid its name."""
    named = {"zh": grid.name, "en": grid.name}
    spec = LayerSpec(
        id=key,
        geometry="polygon",
        each_row_is_a="cell",
        theme="people",
        release="internal",
        label=named,
        description=named,
    )
    return Layer(spec, None, version=grid.version)
