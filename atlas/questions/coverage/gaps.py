"""
The gaps: ground of a zone beyond reach of every facility, piece by piece, the largest first.

Each piece is named by its middle, the centre of the largest circle inside it: the place
where another facility would stand farthest from the ground that is served already.
"""

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from atlas.domain.crs import MEASURING_CRS
from atlas.domain.finding import Part, TableColumn, computed
from atlas.domain.messages import message
from atlas.questions.access.facilities import Facilities
from atlas.questions.coverage.nearest_facility import MOST_LISTED

_M2_PER_HA = 1e4
_SEEN_HA = 50.0
_PIECES_A_SIDE = 100  # how finely the middle of a gap is sought


def gap_pieces(
    zones: geopandas.GeoDataFrame, gaps: NDArray[np.object_], facilities: Facilities
) -> geopandas.GeoDataFrame:
    """
    Return the pieces of the gaps.

    Parameters
    ----------
    zones
        In metres.
    gaps
        The gap of each zone, empty where there is none.
    facilities
        Those that serve.

    Returns
    -------
    pieces
        Indexed `gap-1` ..., the largest first: zone, `rank`, `gap_ha`, and the nearest facility
        with its straight distance from the middle of the piece, in metres.
    """
    pieces, row = shapely.get_parts(gaps, return_index=True)
    order = np.argsort(-shapely.area(pieces), kind="stable")
    order = order[shapely.area(pieces[order]) > 0]
    pieces, zone = pieces[order], zones.iloc[row[order]]
    named = [f"gap-{number}" for number in range(1, len(pieces) + 1)]
    frame = geopandas.GeoDataFrame(
        {
            "name_zh": zone["name_zh"].to_numpy(),
            "name_en": zone["name_en"].to_numpy(),
            "zone": zone.index.to_numpy(),
            "rank": np.arange(1, len(pieces) + 1),
            "gap_ha": shapely.area(pieces) / _M2_PER_HA,
        },
        geometry=pieces,
        index=named,
        crs=MEASURING_CRS,
    )
    return _with_nearest(frame, facilities)


def _with_nearest(frame: geopandas.GeoDataFrame, facilities: Facilities) -> geopandas.GeoDataFrame:
    frame["nearest_zh"] = frame["nearest_en"] = ""
    frame["distance_m"] = np.nan
    if not len(facilities.ids) or frame.empty:
        return frame
    shapes = np.asarray(frame.geometry.array, dtype=object)
    fine = np.sqrt(shapely.area(shapes)) / _PIECES_A_SIDE
    circles = shapely.maximum_inscribed_circle(shapes, tolerance=fine)
    middle = shapely.get_coordinates(shapely.get_point(circles, 0))
    distance, nearest = cKDTree(facilities.xy).query(middle)
    frame["nearest_zh"] = [facilities.names[number].zh for number in nearest]
    frame["nearest_en"] = [facilities.names[number].in_language("en") for number in nearest]
    frame["distance_m"] = distance
    return frame


def gap_part(pieces: geopandas.GeoDataFrame, *, is_schematic: bool) -> Part:
    """Return the largest gaps as a further table."""
    columns = {
        "rank": TableColumn(message("column.rank")),
        "zone": TableColumn(message("column.zone_id"), detail=True),
        "name_zh": TableColumn(message("column.zone"), only="zh"),
        "name_en": TableColumn(message("column.zone"), only="en"),
        "gap_ha": computed(message("column.gap"), "ha_schematic" if is_schematic else "ha"),
        "nearest_zh": TableColumn(message("column.nearest_to_middle"), only="zh"),
        "nearest_en": TableColumn(message("column.nearest_to_middle"), only="en"),
        "distance_m": computed(message("column.from_middle"), "m"),
    }
    # a schematic area is shown to the nearest hundred hectares: less would be listed as nothing
    large = pieces["gap_ha"] >= _SEEN_HA if is_schematic else pieces["gap_ha"] > 0
    table = pieces.loc[large, [*columns]].head(MOST_LISTED).rename_axis("id")
    return Part(message("coverage.part_gaps"), table, columns)
