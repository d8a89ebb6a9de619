"""
Candidates: the places a site could go.

Square cells lie on a lattice of EPSG:4545 whose lines are multiples of the cell size, so that the
same cell keeps its name whatever the zone in question; hexagons are those of H3. A cell is a
candidate when its centre lies inside; on a schematic boundary it may in truth lie outside. The
features of a layer (parcels, the points of a table) stand for themselves, measured from a point
on their ground.
"""

import geopandas
import h3
import numpy as np
import shapely

from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import LayerRef
from atlas.domain.crs import MEASURING_CRS, STORAGE_CRS, to_measuring, to_storage
from atlas.domain.memo import latest
from atlas.errors import Refused
from atlas.questions.candidates.definition import Candidates, Hexagons
from atlas.questions.selection.rows import rows_in_metres

MOST_CELLS = 250_000
_LATTICE = 8  # so many times the most may be looked at for those whose centre lies inside


@latest
def candidates_of(catalogue: Catalogue, candidates: Candidates) -> geopandas.GeoDataFrame:
    """
    Return the places a site could go.

    Parameters
    ----------
    catalogue
        The layers.
    candidates
        Cells, or features of a layer; names already checked.

    Returns
    -------
    places
        Columns `x`, `y` (metres) and the ground as geometry, EPSG:4545, indexed by name or id.

    Raises
    ------
    Refused
        If cells are wanted in what is no area, there is none, or there are too many.
    """
    if isinstance(candidates, LayerRef):
        places = _features(rows_in_metres(catalogue, candidates))
        if places.empty:
            raise Refused(reason="no_features", layer=candidates.layer)
        return places
    if catalogue[candidates.inside.layer].spec.geometry != "polygon":
        raise Refused(reason="zones_are_not_polygons", layer=candidates.inside.layer)
    area = rows_in_metres(catalogue, candidates.inside).geometry
    if isinstance(candidates, Hexagons):
        places = hexagons(area, resolution=candidates.resolution)
    else:
        places = square_cells(area, size_m=candidates.size_m)
    if places.empty:
        raise Refused(reason="no_candidates", layer=candidates.inside.layer)
    return places


@latest
def grounds_in_storage(catalogue: Catalogue, candidates: Candidates) -> geopandas.GeoSeries:
    """Return the ground of all candidates in EPSG:4326, indexed by name or id."""
    return to_storage(candidates_of(catalogue, candidates).geometry)


def expected_places(catalogue: Catalogue, candidates: Candidates) -> int:
    """
    Return about how many cells or features there will be, without making any cell.

    Parameters
    ----------
    catalogue
        The layers.
    candidates
        Names already checked.

    Returns
    -------
    count
        Of cells from ground alone: the lattice decides about those along the border.
    """
    if isinstance(candidates, LayerRef):
        return len(rows_in_metres(catalogue, candidates))
    ground = float(rows_in_metres(catalogue, candidates.inside).geometry.area.sum())
    if isinstance(candidates, Hexagons):
        one = float(h3.average_hexagon_area(candidates.resolution, unit="m^2"))
        return round(ground / one)
    return round(ground / candidates.size_m**2)


def square_cells(inside: geopandas.GeoSeries, *, size_m: float) -> geopandas.GeoDataFrame:
    """
    Cover an area with square cells.

    Parameters
    ----------
    inside
        Polygons in metres (EPSG:4545).
    size_m
        Side of a cell, metres.

    Returns
    -------
    cells
        Columns `x`, `y` (centre, metres) and the cell as geometry; index `c<column>r<row>`,
        from south to north and west to east.

    Raises
    ------
    Refused
        If there would be more than `MOST_CELLS` of them.
    """
    whole = shapely.union_all(np.asarray(inside.array, dtype=object))
    if whole.is_empty:
        return _cells(np.empty(0), np.empty(0), size_m)
    west, south, east, north = whole.bounds
    columns = np.arange(np.floor(west / size_m), np.ceil(east / size_m))
    rows = np.arange(np.floor(south / size_m), np.ceil(north / size_m))
    _refuse_too_many(int(whole.area / size_m**2), size_m)
    _refuse_too_many(len(columns) * len(rows), size_m, most=_LATTICE * MOST_CELLS)
    column, row = (grid.ravel() for grid in np.meshgrid(columns, rows))
    shapely.prepare(whole)
    held = shapely.intersects_xy(whole, (column + 0.5) * size_m, (row + 0.5) * size_m)
    return _cells(column[held], row[held], size_m)


def hexagons(inside: geopandas.GeoSeries, *, resolution: int) -> geopandas.GeoDataFrame:
    """
    Cover an area with the hexagons of H3.

    They are equal on the sphere only: their ground areas differ by some per cent over a region.

    Parameters
    ----------
    inside
        Polygons in metres (EPSG:4545).
    resolution
        Of H3: 8 is about 74 ha, 9 about 11 ha.

    Returns
    -------
    cells
        As `square_cells`, indexed by the names of H3, in their order.

    Raises
    ------
    Refused
        If there would be more than `MOST_CELLS` of them.

    References
    ----------
    Sahr, White & Kimerling (2003), Geodesic discrete global grid systems, *Cartography and
    Geographic Information Science* 30.
    """
    side = h3.average_hexagon_edge_length(resolution, unit="m")
    ground = h3.average_hexagon_area(resolution, unit="m^2")
    _refuse_too_many(int(inside.area.sum() / ground), side)
    names: set[str] = set()
    for shape in to_storage(inside):
        if not shape.is_empty:
            names.update(h3.geo_to_cells(shape, resolution))
    ordered = sorted(names)
    # H3 says latitude first
    rings = [[(lon, lat) for lat, lon in h3.cell_to_boundary(name)] for name in ordered]
    drawn = geopandas.GeoSeries([shapely.Polygon(ring) for ring in rings], ordered, STORAGE_CRS)
    grounds = to_measuring(drawn)
    return _placed(grounds, grounds.centroid)


def _features(rows: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    shapes = rows.geometry
    return _placed(shapes, shapes.representative_point())


def _placed(shapes: geopandas.GeoSeries, points: geopandas.GeoSeries) -> geopandas.GeoDataFrame:
    at = {"x": points.x.to_numpy(), "y": points.y.to_numpy()}
    return geopandas.GeoDataFrame(at, geometry=shapes.array, index=shapes.index, crs=MEASURING_CRS)


def _refuse_too_many(count: int, size_m: float, *, most: int = MOST_CELLS) -> None:
    if count > most:
        raise Refused(reason="too_many_cells", count=count, most=most, size_m=size_m)


def _cells(column: np.ndarray, row: np.ndarray, size_m: float) -> geopandas.GeoDataFrame:
    west, south = column * size_m, row * size_m
    names = [f"c{c:.0f}r{r:.0f}" for c, r in zip(column, row, strict=True)]
    return geopandas.GeoDataFrame(
        {"x": west + size_m / 2, "y": south + size_m / 2},
        geometry=shapely.box(west, south, west + size_m, south + size_m),
        index=names,
        crs=MEASURING_CRS,
    )
