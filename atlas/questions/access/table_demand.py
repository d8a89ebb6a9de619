"""
Demand in a table of parts: its strata take the place of the rows that one could name.

Counted before the figures are drawn up, for all radii and for before and after at one go, since
each look at the table may take minutes.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.domain.layer import Layer, LayerSpec
from atlas.questions.access.definition import TableRef
from atlas.questions.access.demand import Demand
from atlas.questions.access.partitions import CountedTable, RadiusOfFacilities, unpack_tally


def tabled(
    ref: TableRef,
    table: CountedTable,
    shapes: NDArray[np.object_],
    asked: Sequence[RadiusOfFacilities],
) -> Demand:
    """
    Count a table over the zones.

    Parameters
    ----------
    ref
        The part of the question that names it.
    table
        The parts.
    shapes
        The zones, in metres.
    asked
        Every set of facilities and radius in question.

    Returns
    -------
    demand
        One row a stratum; its place is a point on its zone and says nothing.
    """
    tally = table.count(shapes, asked)
    zone, weight, share = unpack_tally(tally, asked)
    places = shapely.get_coordinates(shapely.point_on_surface(shapes))
    return Demand(
        ref,
        _layer_of(ref, table),
        ids=np.array([ref.key] * len(zone), dtype=object),
        xy=places[zone],
        uncertainty_m=np.zeros(len(zone)),
        zone=zone,
        weight=weight,
        group=np.full(len(zone), "", dtype=object),
        pieces=None,
        unlocated=tally.unlocated,
        unweighed=tally.unweighed,
        counted=share,
        outside=tally.outside,
    )


def _layer_of(ref: TableRef, table: CountedTable) -> Layer:
    """Return a layer that gives the table its name and its column a heading."""
    named = {"zh": table.name, "en": table.name}
    heading = {"zh": ref.weight, "en": ref.weight}
    columns = {ref.weight: {"type": "number", "label": heading}} if ref.weight else {}
    spec = LayerSpec(
        id=ref.key,
        geometry="point",
        each_row_is_a="place",
        theme="people",
        release="internal",
        label=named,
        description=named,
        columns=columns,
    )
    return Layer(spec, None, version=table.version)
