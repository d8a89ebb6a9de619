"""
Constraints: what a site must not break.

Each is tested on every candidate, so that it can say how many it removes by itself as well as
how many are left after those before it. Distances are straight, from a cell's centre.
"""

from dataclasses import dataclass

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.analysis.query.conditions import target_shapes
from atlas.analysis.siting.measures import distance_to_nearest
from atlas.domain.catalogue import Catalogue
from atlas.domain.definition import AtMost, Constraint, Inside, LayerRef, Outside
from atlas.domain.finding import Quantity
from atlas.domain.layer import Layer
from atlas.domain.words import Message, Name, message

_TOLERANCE_M = 1e-6
SLIVER_M2 = 1.0  # as much overlap is no overlap


@dataclass(frozen=True)
class Verdict:
    """What one constraint says: its wording and, for each candidate, whether it is kept."""

    text: Message
    kept: NDArray[np.bool_]


def verdicts(
    catalogue: Catalogue, constraints: tuple[Constraint, ...], cells: geopandas.GeoDataFrame
) -> list[Verdict]:
    """
    Test every candidate against the loaded red lines and the planner's own constraints.

    Parameters
    ----------
    catalogue
        The layers; red-line slots that hold data are applied without being asked for.
    constraints
        The planner's own, in order.
    cells
        Candidates from `square_cells`.

    Returns
    -------
    verdicts
        Red lines first, then the planner's own in order.
    """
    red_lines = [layer for layer in catalogue.spatial if layer.spec.constraint]
    return [_red_line(catalogue, layer, cells) for layer in red_lines] + [
        _verdict(catalogue, constraint, cells) for constraint in constraints
    ]


def reference_name(catalogue: Catalogue, ref: LayerRef) -> Name:
    """Return what a reference is called: its feature, or its layer."""
    layer = catalogue[ref.layer]
    return layer.name if ref.id is None else layer.name_of(ref.id)


def _red_line(catalogue: Catalogue, layer: Layer, cells: geopandas.GeoDataFrame) -> Verdict:
    ref = LayerRef(layer=layer.id)
    given = Outside(outside=ref) if layer.spec.constraint == "outside" else Inside(inside=ref)
    return _verdict(catalogue, given, cells)


def _verdict(
    catalogue: Catalogue, constraint: Constraint, cells: geopandas.GeoDataFrame
) -> Verdict:
    if isinstance(constraint, Outside):
        name = reference_name(catalogue, constraint.outside)
        shapes = target_shapes(catalogue, constraint.outside)
        return Verdict(message("constraint.outside", of=name), ~_touched(cells, shapes))
    if isinstance(constraint, Inside):
        name = reference_name(catalogue, constraint.inside)
        whole = shapely.union_all(target_shapes(catalogue, constraint.inside))
        kept = shapely.intersects_xy(whole, cells["x"], cells["y"])
        return Verdict(message("constraint.inside", of=name), kept)
    name = reference_name(catalogue, constraint.of)
    distance = distance_to_nearest(cells, target_shapes(catalogue, constraint.of))
    if isinstance(constraint, AtMost):
        limit = Quantity(constraint.at_most_m, "m")
        kept = distance <= constraint.at_most_m + _TOLERANCE_M
        return Verdict(message("constraint.at_most", of=name, limit=limit), kept)
    limit = Quantity(constraint.at_least_m, "m")
    kept = distance >= constraint.at_least_m - _TOLERANCE_M
    return Verdict(message("constraint.at_least", of=name, limit=limit), kept)


def _touched(cells: geopandas.GeoDataFrame, shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Tell which cells share ground with an area, or meet a line or a point."""
    boxes = np.asarray(cells.geometry.array, dtype=object)
    is_area = shapely.get_dimensions(shapes) == 2
    area, rest = shapely.union_all(shapes[is_area]), shapely.union_all(shapes[~is_area])
    met = shapely.intersects(boxes, rest)
    near = np.flatnonzero(shapely.intersects(boxes, area))
    # neighbours drawn from different files overlap by slivers along the border they share
    met[near] |= shapely.area(shapely.intersection(boxes[near], area)) > SLIVER_M2
    return np.asarray(met)
