"""
North: how far true north lies off the grid's, and the lines of the globe on the map.

Grid north of EPSG:4545 is the top of the page. True north differs by the meridian convergence,
which grows with the distance from 108 degrees east; it is taken at the middle of the map.
"""

import geopandas
import numpy as np
import shapely

from atlas.domain.space import MEASURING_CRS, STORAGE_CRS, to_measuring, to_storage
from atlas.output.sheet.content import Extent

_STEPS_DEG = (1 / 60, 2 / 60, 5 / 60, 10 / 60, 0.5, 1.0, 2.0, 5.0)
_LINES_WISHED = 4


def true_north(extent: Extent) -> float:
    """Return the degrees clockwise by which true north lies off the top, amid an extent."""
    west, south, east, north = extent
    middle = shapely.Point((west + east) / 2, (south + north) / 2)
    place = to_storage(geopandas.GeoSeries([middle], crs=MEASURING_CRS)).iloc[0]
    further = shapely.Point(place.x, place.y + 0.01)
    there = to_measuring(geopandas.GeoSeries([further], crs=STORAGE_CRS)).iloc[0]
    return float(np.degrees(np.arctan2(there.x - middle.x, there.y - middle.y)))
