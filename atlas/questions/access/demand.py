"""
Demand: those in need, where they are, what each counts for, and in which zone each lies.

A point counts whole or not at all. Where a layer of areas has a weight, it is spread evenly over
each area, and the part of the area within a zone and within reach counts: people who live
together in one corner of a street are then counted where they are not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas
import numpy as np
import pandas
import shapely
from numpy.typing import NDArray

from atlas.domain.catalogue import Catalogue
from atlas.domain.crs import xy
from atlas.domain.layer import Layer
from atlas.domain.messages import Text, message
from atlas.domain.records.grid import Grid
from atlas.errors import Refused
from atlas.methods.arrays import Floats
from atlas.methods.coverage.depth import areal
from atlas.methods.coverage.membership import ZoneRows, zone_of
from atlas.questions.access.definition import DemandRef, RasterRef, TableRef
from atlas.questions.access.facilities import uncertainty
from atlas.questions.access.zonal_statistics import amounts
from atlas.questions.selection.rows import rows_in_metres, rows_of


@dataclass(frozen=True)
class Demand:
    """
    One kind of demand, as rows: a point each, or a piece of an area each.

    Parameters
    ----------
    ref, layer
        The part of the question that names it.
    ids
        The feature of each row.
    xy, uncertainty_m
        Where each is, a piece of an area by a point on it, and by how much it may err.
    zone
        Row of the zone each lies in, `NO_ZONE` where in none.
    weight
        What each counts for.
    group
        Value of the `by` column; nothing where there is none.
    pieces
        The ground of each row where it is spread over an area; None for points.
    unlocated, unweighed
        How many rows of the layer have no place, and no weight.
    grid
        The amounts that the pieces are ground of; None where they are spread evenly.
    counted
        What part of each row is reached, by the key of the set and radius, shape (3, rows), where
        that was counted beforehand; None where the rows are places to be measured.
    outside
        How many rows lie in no zone and are not among these.
    """

    ref: DemandRef | RasterRef | TableRef
    layer: Layer
    ids: NDArray[np.object_]
    xy: Floats
    uncertainty_m: Floats
    zone: ZoneRows
    weight: Floats
    group: NDArray[np.object_]
    pieces: NDArray[np.object_] | None
    unlocated: int
    unweighed: int
    grid: Grid | None = None
    counted: Mapping[bytes, Floats] | None = None
    outside: int = 0

    @property
    def key(self) -> str:
        """What its columns and values are called by."""
        return self.ref.key

    @property
    def name(self) -> Text:
        """What it is called: the layer, and the column that weighs it."""
        if self.ref.weight is None:
            return self.layer.name
        column = self.layer.spec.heading(self.ref.weight)
        return message("coverage.weighed", layer=self.layer.name, column=column)

    @property
    def unit(self) -> str:
        """What its weight is counted in."""
        return self.layer.spec.every_column[self.ref.weight].unit if self.ref.weight else ""

    def share_of(self, covered: Sequence[Any]) -> Floats:
        """
        Return what part of each piece its covered ground holds.

        Parameters
        ----------
        covered
            The ground of each piece that is covered, shape (3, rows) of polygons.
        """
        if self.grid is None or self.pieces is None:
            held, whole = shapely.area(np.array(covered)), shapely.area(self.pieces)
        else:
            held = np.array([amounts(self.grid, shapes) for shapes in covered])
            whole = self.weight
        share = np.divide(held, whole, out=np.zeros_like(held), where=whole > 0)
        clipped: Floats = np.clip(share, 0.0, 1.0)
        return clipped


def demand_of(catalogue: Catalogue, ref: DemandRef, zones: geopandas.GeoDataFrame) -> Demand:
    """
    Find those in need and sort them into zones.

    Parameters
    ----------
    catalogue
        The layers.
    ref
        Which features, and by which column they count.
    zones
        Polygons in metres.

    Raises
    ------
    Refused
        If a weight is negative or infinite; names the features.
    """
    layer = catalogue[ref.layer]
    frame = rows_in_metres(catalogue, ref)
    weight, missing = _weights(layer, ref, frame)
    shapes = np.asarray(zones.geometry.array, dtype=object)
    pieces = None
    row = np.arange(len(frame))
    if ref.weight is not None and layer.spec.geometry == "polygon":
        row, zone, pieces, share = _cut(np.asarray(frame.geometry.array, dtype=object), shapes)
        places, weight = shapely.get_coordinates(shapely.point_on_surface(pieces)), weight[row]
        weight = weight * share
    else:
        places = xy(frame.geometry)
        zone = zone_of(places, shapes)
    group = frame[ref.by].to_numpy(dtype=object) if ref.by else np.full(len(frame), "", object)
    return Demand(
        ref,
        layer,
        ids=frame.index.to_numpy(dtype=object)[row],
        xy=places,
        uncertainty_m=uncertainty(frame)[row],
        zone=zone,
        weight=weight,
        group=group[row],
        pieces=pieces,
        unlocated=len(rows_of(catalogue, ref)) - len(frame),
        unweighed=missing,
    )


def _weights(layer: Layer, ref: DemandRef, frame: geopandas.GeoDataFrame) -> tuple[Floats, int]:
    """Return what each row counts for, nothing where that is missing, and how many those are."""
    if ref.weight is None:
        return np.ones(len(frame)), 0
    values = pandas.to_numeric(frame[ref.weight]).to_numpy(dtype=float)
    bad = (values < 0) | np.isinf(values)
    if bad.any():
        names = tuple(layer.name_of(name) for name in frame.index[bad])
        column = layer.spec.heading(ref.weight)
        raise Refused(reason="weight_is_no_count", layer=layer.name, column=column, names=names)
    return np.nan_to_num(values), int(np.isnan(values).sum())


def _cut(
    areas: NDArray[np.object_], zones: NDArray[np.object_]
) -> tuple[NDArray[np.intp], ZoneRows, NDArray[np.object_], Floats]:
    """
    Cut areas along the zones.

    Ground that two zones share belongs to the one of the lowest row only, as points do; what
    lies in no zone is left out, and its weight with it.
    """
    rows, held, pieces = [], [], []
    left = areas.copy()
    for number, zone in enumerate(zones):
        touching = np.flatnonzero(shapely.intersects(left, zone))
        cut = areal(shapely.intersection(left[touching], zone))
        kept = shapely.area(cut) > 0
        rows.append(touching[kept])
        pieces.append(cut[kept])
        held.append(np.full(int(kept.sum()), number))
        left[touching] = areal(shapely.difference(left[touching], zone))
    row, piece = np.concatenate(rows), np.concatenate(pieces)
    share = shapely.area(piece) / shapely.area(areas[row])
    return row.astype(np.intp), np.concatenate(held).astype(np.int32), piece, share
