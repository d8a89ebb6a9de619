"""
What lies nearest to a place: one thing of each of some kinds.

A straight line, from edge to edge; 0 where one lies in the other. Both places may be off by
their uncertainty, so a distance is a range, and the nearest by its middle need not be the nearest.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas
import numpy as np
import shapely

from atlas.domain.catalogue import Catalogue
from atlas.domain.crs import to_measuring
from atlas.domain.finding import Quantity
from atlas.domain.layer import Layer


@dataclass(frozen=True)
class Neighbour:
    """The nearest feature of a layer, and how far off it is."""

    layer: str
    id: str
    distance: Quantity


def neighbours(catalogue: Catalogue, feature: str, *, layers: Iterable[str]) -> list[Neighbour]:
    """
    Find the nearest located feature of each layer.

    Parameters
    ----------
    catalogue
        Where the feature and the layers are found; a layer that is not there is left out.
    feature
        Feature id; it is never its own neighbour.
    layers
        Layer ids.

    Returns
    -------
    neighbours
        In the order of the layers, without those that have nothing located; none at all for a
        feature without a place. Distances in metres with the range that both uncertainties allow.
    """
    home = catalogue.home_of(feature)
    if feature not in home.located.index:
        return []
    own = to_measuring(home.located.loc[[feature]])
    known = [catalogue[name] for name in layers if name in catalogue]
    found = [_nearest(own, layer) for layer in known if not layer.spec.is_table]
    return [neighbour for neighbour in found if neighbour is not None]


def _nearest(own: geopandas.GeoDataFrame, layer: Layer) -> Neighbour | None:
    others = layer.located.drop(index=own.index, errors="ignore")
    if others.empty:
        return None
    shapes = to_measuring(others).geometry.to_numpy()
    metres = shapely.distance(own.geometry.iloc[0], shapes)
    at = int(np.argmin(metres))
    doubt = float(np.nan_to_num(own["uncertainty_m"].iloc[0])) + float(
        np.nan_to_num(others["uncertainty_m"].iloc[at])
    )
    middle = float(metres[at])
    distance = Quantity(middle, "m", low=max(0.0, middle - doubt), high=middle + doubt)
    return Neighbour(layer.id, str(others.index[at]), distance)
