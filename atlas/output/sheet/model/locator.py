"""
Locator: the districts of the city among which the small map shows where the frame lies.

Ground wider than a province is not shown: a map of the country has to show its whole territory
and bear the number of its review.
"""

import geopandas

from atlas.deliverables.sheet import Sheet
from atlas.domain.catalogue import Catalogue
from atlas.output.sheet.model.content import drawn_in_metres

LOCATOR_LAYER = "districts"
WIDEST_M = 1_000_000.0  # a province


def locator_districts(catalogue: Catalogue, definition: Sheet) -> geopandas.GeoDataFrame | None:
    """
    Return the districts of the city that has most of them; all where no city is named.

    None without districts, where they may not go out, or where they are too wide.
    """
    if LOCATOR_LAYER not in catalogue or catalogue[LOCATOR_LAYER].is_slot:
        return None
    layer = catalogue[LOCATOR_LAYER]
    if definition.release == "public" and layer.spec.release != "public":
        return None
    districts = drawn_in_metres([layer])[layer.id]
    if "parent" in districts and districts["parent"].notna().any():
        districts = districts[districts["parent"] == districts["parent"].value_counts().idxmax()]
    return districts if is_local(districts) else None


def is_local(districts: geopandas.GeoDataFrame) -> bool:
    """Return whether ground, EPSG:4545, is no wider nor higher than a province."""
    west, south, east, north = districts.total_bounds
    return bool(max(east - west, north - south) <= WIDEST_M)
