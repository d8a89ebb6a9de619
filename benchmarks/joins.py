"""The usual geopandas way to count people near facilities: two spatial joins, and no more."""

import geopandas as gpd
import numpy as np
import shapely

CRS = "EPSG:4545"
RADII_M = (1000.0, 3000.0, 5000.0)
Frames = tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]


def frames_of(people: np.ndarray, sites: np.ndarray, zones: np.ndarray) -> Frames:
    """Make the frames that the joins take."""
    people, sites = (gpd.GeoDataFrame(geometry=shapely.points(p), crs=CRS) for p in (people, sites))
    return people, sites, gpd.GeoDataFrame({"zone": np.arange(len(zones))}, geometry=zones, crs=CRS)


def people_by_joins(
    people: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, zones: gpd.GeoDataFrame
) -> np.ndarray:
    """Count the people of each zone within each of the radii."""
    within = people.sjoin(zones, predicate="within")
    nearest = people.sjoin_nearest(sites, distance_col="distance")
    nearest = nearest[~nearest.index.duplicated()]
    distance, zone = nearest["distance"], within["zone"]
    counts = [
        zone[distance.loc[zone.index] <= radius].value_counts().reindex(zones["zone"], fill_value=0)
        for radius in RADII_M
    ]
    return np.column_stack(counts)
