"""
Targets: what candidates are measured against, with the trees that answer quickly.

Trees of whole layers are stored with the layer, which never changes; those of a selection are built
for one question.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import LayerRef
from atlas.domain.layer import Layer
from atlas.domain.memo import derived
from atlas.questions.selection.rows import located_in_metres, target_shapes

Floats = NDArray[np.float64]
TOLERANCE_M = 1e-6


@dataclass(frozen=True)
class Targets:
    """Geometries in metres, those without a place left out."""

    shapes: NDArray[np.object_]

    @cached_property
    def are_points(self) -> bool:
        """Whether all are single points, for which a plain tree of coordinates will do."""
        return bool((shapely.get_type_id(self.shapes) == shapely.GeometryType.POINT).all())

    @cached_property
    def points(self) -> cKDTree:
        """A tree of the points; unbalanced, which is built in a third of the time."""
        xy = shapely.get_coordinates(self.shapes)
        return cKDTree(xy, balanced_tree=False, compact_nodes=False)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """A tree of shapes of any kind."""
        return shapely.STRtree(self.shapes)

    @cached_property
    def whole(self) -> shapely.Geometry:
        """All of them as one, prepared."""
        whole = shapely.union_all(self.shapes)
        shapely.prepare(whole)
        return whole

    def distance_from(self, centres: Floats) -> Floats:
        """Measure from each centre to the nearest, 0 inside it; missing where there is none."""
        if not len(self.shapes):
            return np.full(len(centres), np.nan)
        if self.are_points:
            return np.asarray(self.points.query(centres, workers=-1)[0], dtype=float)
        _, distance = self.tree.query_nearest(
            shapely.points(centres), return_distance=True, all_matches=False
        )
        return np.asarray(distance, dtype=float)

    def nearest_to(self, centres: Floats) -> NDArray[np.intp]:
        """Return the row of the nearest to each centre; there must be one."""
        if self.are_points:
            return np.asarray(self.points.query(centres, workers=-1)[1], dtype=np.intp)
        found = self.tree.query_nearest(shapely.points(centres), all_matches=False)
        return np.asarray(found[1], dtype=np.intp)


def targets_of(catalogue: Catalogue, ref: LayerRef) -> Targets:
    """Return what a reference means, ready to be measured against."""
    if ref.id is None and ref.where is None:
        return _of_layer(catalogue[ref.layer])
    return Targets(target_shapes(catalogue, ref))


@derived
def _of_layer(layer: Layer) -> Targets:
    return Targets(np.asarray(located_in_metres(layer).geometry.array, dtype=object))
