"""
Travel time from a candidate to the soonest of some places, along roads.

Both are joined in a straight line to the nearest vertex of a road, at the same speed. There is
no data of turns, signals or traffic: a real journey takes longer. Who is too far from any road, or
without a way, has no travel time, which is not the same as a long one.
"""

import numpy as np
import shapely

from atlas.domain.catalogue import Catalogue
from atlas.errors import Refused
from atlas.methods.network.graph import nearest_source
from atlas.questions.access.definition import Along
from atlas.questions.access.roads import METRES_A_MINUTE, roads_of
from atlas.questions.candidates.reference_trees import Floats, Targets
from atlas.questions.selection.rows import rows_in_metres


def travel_minutes(catalogue: Catalogue, along: Along, centres: Floats, targets: Targets) -> Floats:
    """
    Measure the minutes from each centre to the target that is soonest reached.

    Parameters
    ----------
    catalogue
        The layers, roads among them.
    along
        Which roads, and how one travels them.
    centres
        Metres, shape (n, 2).
    targets
        Where to; areas by a point on their ground.

    Returns
    -------
    minutes
        NaN where there is no way.

    Raises
    ------
    Refused
        If no roads are loaded.
    """
    if along.roads is None or catalogue[along.roads.layer].is_slot:
        layer = along.roads.layer if along.roads else str(along.file)
        raise Refused(reason="no_network", layer=layer)
    network = roads_of(rows_in_metres(catalogue, along.roads), along).network
    goals = network.snap(_points(targets), within_m=along.snap_m)
    on_road = goals.node >= 0
    cost = nearest_source(
        network, goals.node[on_road], head_start=goals.distance_m[on_road], towards=True
    ).cost
    begun = network.snap(centres, within_m=along.snap_m)
    metres = np.where(begun.node >= 0, cost[begun.node] + begun.distance_m, np.inf)
    return np.where(np.isfinite(metres), metres / (along.speed_kmh * METRES_A_MINUTE), np.nan)


def _points(targets: Targets) -> Floats:
    return np.asarray(shapely.get_coordinates(shapely.point_on_surface(targets.shapes)))
