"""
Areas held against the plan's figure and against the version before, in hectares.

The figure that counts is that on the ellipsoid; the planar one of EPSG:4545 stands beside it, as
the plan's own office may have measured there: it is up to 0.012 % larger here. A difference from
a plan's figure is no fault of the file by itself: the plan may have been rounded, or drawn.
"""

from collections.abc import Iterator

import geopandas
import numpy as np
import pandas
import pyproj
import shapely
from numpy.typing import NDArray

from atlas.domain.crs import MEASURING_CRS, area_km2
from atlas.domain.messages import Text, message
from atlas.ingest.checks.faults import NO_ROW, Faults, Shapes, faults, hectares

M2_PER_HA = 1e4
HA_PER_KM2 = 100.0
DIFFERS = 0.01  # share by which an area may differ and say nothing
_LARGE_M2 = 1e7  # above it the scale varies within a polygon: measured edge by edge


def ellipsoidal_m2(stored: geopandas.GeoSeries, measured: Shapes) -> NDArray[np.float64]:
    """
    Measure many polygons on the ellipsoid.

    Planar areas are divided by the projection's areal scale at the centroid, which errs by less
    than a millionth for polygons of up to 10 square kilometres; larger ones are measured along
    their geodesic edges.

    Parameters
    ----------
    stored
        The polygons in degrees (EPSG:4326).
    measured
        The same in EPSG:4545, in the same order; None for what is not to be measured.

    Returns
    -------
    area
        Square metres; 0 for what is no polygon, or not to be measured.

    References
    ----------
    Snyder (1987), Map Projections: A Working Manual, USGS Professional Paper 1395, chapter 4.
    """
    planar = np.nan_to_num(shapely.area(measured))
    # the bounds of a point are its coordinates, and of none they are missing
    lon, lat, *_ = shapely.bounds(shapely.centroid(np.asarray(stored.array, dtype=object))).T
    is_there = np.isfinite(lon) & np.isfinite(lat) & (planar > 0)
    area = np.zeros(len(planar))
    if is_there.any():  # the library takes no empty arrays
        factors = pyproj.Proj(MEASURING_CRS).get_factors(lon[is_there], lat[is_there])
        area[is_there] = planar[is_there] / np.asarray(factors.areal_scale)
    large = np.flatnonzero(planar > _LARGE_M2)
    area[large] = area_km2(stored.iloc[large]).to_numpy() * M2_PER_HA * HA_PER_KM2
    return area


def area_table(
    stored: geopandas.GeoSeries,
    measured: Shapes,
    *,
    planned_km2: pandas.Series | None,
    before: geopandas.GeoSeries | None,
) -> pandas.DataFrame:
    """
    Return each row's area in hectares beside what it is held against.

    Returns
    -------
    areas
        Indexed as `stored`: `area_ha`, `planar_ha` (missing where a shape cannot be measured),
        `plan_ha` and `before_ha` (missing where there is nothing to hold it against).
    """
    table = pandas.DataFrame(
        {
            "area_ha": ellipsoidal_m2(stored, measured) / M2_PER_HA,
            "planar_ha": np.nan_to_num(shapely.area(measured)) / M2_PER_HA,
            "plan_ha": np.nan,
            "before_ha": np.nan,
        },
        index=stored.index,
    )
    if planned_km2 is not None:
        planned = pandas.to_numeric(planned_km2, errors="coerce").to_numpy(float)
        table["plan_ha"] = np.where(np.isfinite(planned), planned, np.nan) * HA_PER_KM2
    if before is not None:
        past = area_km2(before) * HA_PER_KM2
        past = past[~past.index.duplicated()]
        table["before_ha"] = past.reindex(stored.index).to_numpy()
    table.loc[shapely.is_missing(measured), ["area_ha", "planar_ha"]] = np.nan
    return table


def check_areas(areas: pandas.DataFrame, *, plan_area_km2: float | None) -> Iterator[Faults]:
    """Yield areas that differ by more than a hundredth from the plan, or from the last version."""
    for column, rule in (("plan_ha", "area_differs_from_plan"), ("before_ha", "area_changed")):
        was = areas[column].to_numpy()
        with np.errstate(divide="ignore", invalid="ignore"):
            differs = np.abs(areas["area_ha"].to_numpy() / was - 1) > DIFFERS
        rows = np.flatnonzero(differs & (was > 0))
        found, words = hectares(areas["area_ha"].iloc[rows])
        allowed, more = hectares(was[rows])
        yield faults(rule, rows, found=found, allowed=allowed, words={**words, **more})
    if plan_area_km2 is not None:
        yield from _total(areas, plan_area_km2 * HA_PER_KM2)


def _total(areas: pandas.DataFrame, planned_ha: float) -> Iterator[Faults]:
    total = float(areas["area_ha"].sum())
    if abs(total / planned_ha - 1) <= DIFFERS:
        return
    (found, planned), _ = hectares([total, planned_ha])
    planar = float(areas["planar_ha"].sum())
    words: dict[str, Text] = {
        found: message("check.total_ha", amount=f"{total:,.2f}", planar=f"{planar:,.2f}"),
        planned: message("check.amount_ha", amount=f"{planned_ha:,.2f}"),
    }
    yield faults("area_differs_from_plan", [NO_ROW], found=[found], allowed=planned, words=words)
