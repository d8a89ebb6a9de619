"""
Another set of facilities: some added, some closed, some moved.

What is added or moved is assumed to stand exactly where it is put; a real site will not.
"""

import geopandas
import numpy as np
import shapely

from atlas.domain.crs import MEASURING_CRS, STORAGE_CRS, to_storage, xy
from atlas.domain.messages import Name
from atlas.questions.access.facilities import Facilities
from atlas.questions.coverage.definition import Changes

ADDED = "added-"


def changed(facilities: Facilities, changes: Changes, names: dict[str, Name]) -> Facilities:
    """
    Return the facilities after the changes.

    Parameters
    ----------
    facilities
        Those there are, located.
    changes
        What is added, closed and moved. Moving one without a place gives it one.
    names
        What every facility of the list is called, located or not.
    """
    gone = {*changes.close, *changes.move}
    kept = facilities.only(np.array([name not in gone for name in facilities.ids], dtype=bool))
    moved = {name: place for name, place in changes.move.items() if name in names}
    placed = [*moved.values(), *changes.add]
    if not placed:
        return kept
    points = geopandas.GeoSeries([shapely.Point(place) for place in placed], crs=STORAGE_CRS)
    numbers = range(1, len(changes.add) + 1)
    return Facilities(
        np.vstack([kept.xy, xy(points)]),
        np.append(kept.uncertainty_m, np.zeros(len(placed))),
        (*kept.ids, *moved, *(f"{ADDED}{number}" for number in numbers)),
        (*kept.names, *(names[name] for name in moved), *(Name(f"+{n}") for n in numbers)),
    )


def drawn_changes(listed: geopandas.GeoDataFrame, facilities: Facilities) -> geopandas.GeoDataFrame:
    """Return facilities as they are drawn: rows of the list, and what was added or moved."""
    places = geopandas.GeoSeries.from_xy(*facilities.xy.T, crs=MEASURING_CRS)
    frame = listed.reindex(list(facilities.ids))
    frame["name_zh"] = [name.zh for name in facilities.names]
    frame["name_en"] = [name.in_language("en") for name in facilities.names]
    return frame.set_geometry(to_storage(places).to_numpy(), crs=STORAGE_CRS)
