"""
What a location answer draws: today's ground, what the new sites add, who is left out.

Ground is drawn inside the area in question: discs of the radius, or, along roads, the cells of
demand that are reached, since a disc would claim what no road leads to. A place left out is
drawn as a small disc: it stands for the place and has no size of its own.
"""

import geopandas
import numpy as np
import pandas
import shapely
from numpy.typing import NDArray

from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import LayerRef
from atlas.domain.crs import MEASURING_CRS, to_storage
from atlas.questions.access.definition import Along
from atlas.questions.candidates.definition import Cells, Hexagons
from atlas.questions.location.definition import Location
from atlas.questions.location.evaluation import RankedSites
from atlas.questions.location.inputs import DemandRows, Sites
from atlas.questions.selection.rows import target_shapes

_DISC_M = 150.0
_QUAD_SEGS = 16


def drawn_sites(
    catalogue: Catalogue,
    definition: Location,
    demand: DemandRows,
    sites: Sites,
    new: RankedSites,
    left: NDArray[np.bool_],
    reached: tuple[NDArray[np.bool_], NDArray[np.bool_]],
) -> dict[str, geopandas.GeoDataFrame]:
    """
    Return the geometry of an answer by role, EPSG:4326.

    Parameters
    ----------
    catalogue, definition, demand, sites
        The question and what it is about.
    new
        The new sites in order.
    left
        Which demand rows are left out.
    reached
        Which demand rows are reached today, and with the new sites.
    """
    area = _area(catalogue, definition)
    if isinstance(definition.distance, Along):
        today, whole = (_cells_of(demand, flags, area) for flags in reached)
    else:
        today = _ground(sites.rows.iloc[: sites.existing], definition.radius_m, area)
        added = _ground(sites.rows.iloc[new.columns], definition.radius_m, area)
        whole = shapely.union(today, added)
    chosen = sites.rows.iloc[new.columns].assign(rank=np.arange(1, len(new.columns) + 1))
    kept = sites.rows["id"].iloc[: sites.existing]
    roles = {
        "reached": _one(today, "today"),
        "gained": _one(shapely.difference(whole, today), "gained"),
        "gap": _left_out(demand, left, area),
        "chosen": chosen.set_index("id")[["rank", "geometry"]],
    }
    shown = {role: to_storage(frame) for role, frame in roles.items() if len(frame)}
    if definition.existing is not None:
        shown["facilities"] = catalogue[definition.existing.layer].frame.loc[list(kept)]
    return shown


def _area(catalogue: Catalogue, definition: Location) -> shapely.Geometry | None:
    asked = (*definition.demand, definition.candidates)
    inside: list[LayerRef] = [part.inside for part in asked if isinstance(part, Cells | Hexagons)]
    if not inside:
        return None
    shapes = [shapely.union_all(target_shapes(catalogue, ref)) for ref in inside]
    return shapely.union_all(shapes)


def _ground(
    sites: geopandas.GeoDataFrame, radius_m: float, area: shapely.Geometry | None
) -> shapely.Geometry:
    points = shapely.points(sites[["x", "y"]].to_numpy(dtype=float))
    ground = shapely.union_all(shapely.buffer(points, radius_m, quad_segs=_QUAD_SEGS))
    return ground if area is None else shapely.intersection(ground, area)


def _is_ground(demand: DemandRows) -> NDArray[np.bool_]:
    ground = [number for number, kind in enumerate(demand.kinds) if kind.is_ground]
    return np.asarray(demand.rows["kind"].isin(ground), dtype=bool)


def _cells_of(
    demand: DemandRows, flags: NDArray[np.bool_], area: shapely.Geometry | None
) -> shapely.Geometry:
    """Return the cells of demand that a flag is set for, as one, within the area."""
    cells = shapely.union_all(demand.rows.geometry.to_numpy()[flags & _is_ground(demand)])
    return cells if area is None else shapely.intersection(cells, area)


def _one(shape: shapely.Geometry, name: str) -> geopandas.GeoDataFrame:
    frame = geopandas.GeoDataFrame(index=[name], geometry=[shape], crs=MEASURING_CRS)
    return frame[~frame.is_empty]


def _left_out(
    demand: DemandRows, left: NDArray[np.bool_], area: shapely.Geometry | None
) -> geopandas.GeoDataFrame:
    """Return the cells within the area, merged, and places as small discs."""
    rows = demand.rows[left]
    is_ground = _is_ground(demand)[left]
    places = rows[~is_ground].set_index("id")[["name_zh", "name_en", "geometry", "x", "y"]]
    at = shapely.points(places[["x", "y"]].to_numpy(dtype=float))
    places = places.drop(columns=["x", "y"]).set_geometry(shapely.buffer(at, _DISC_M))
    cells = _cells_of(demand, left, area)
    gap = geopandas.GeoDataFrame(
        {"name_zh": "", "name_en": ""}, index=["gap"], geometry=[cells], crs=MEASURING_CRS
    )
    parts = [part for part in (gap[~gap.is_empty], places) if len(part)]
    if not parts:
        return gap.head(0)
    return geopandas.GeoDataFrame(pandas.concat(parts), geometry="geometry", crs=MEASURING_CRS)
