"""
Coverage against the usual geopandas ways: people within three radii, and ground within one.

Run `python benchmarks/coverage.py` for all, or name some of `people`, `ground`, `crowded` (3 000
facilities; the rival needs a minute and more) and `growth` (0.1 to 5 million places; cost a place
should not rise). Memory is for `benchmarks/memory.py`.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).parents[1]))

from atlas.methods.coverage import covered_area, covered_weight, prepare_demand
from benchmarks import city
from benchmarks.joins import CRS, RADII_M, frames_of, people_by_joins
from benchmarks.rounds import race


def people(demand: int = 1_000_000, facilities: int = 300) -> None:
    """Count people within 1, 3 and 5 km of a facility, in each zone."""
    xy, sites, zones = (
        city.places(demand, stream=10),
        city.places(facilities, stream=11, scattered=0.3),
        city.zones(),
    )
    prepared = prepare_demand(xy, zones)
    frames = frames_of(xy, sites, zones)
    race(
        f"people: {demand} places, {facilities} facilities, {len(zones)} zones, 3 radii",
        {
            "prepared": lambda: prepared.covered_weight(sites, radii_m=RADII_M),
            "covered_weight": lambda: covered_weight(xy, sites, zones, radii_m=RADII_M),
            "geopandas sjoin + sjoin_nearest": lambda: people_by_joins(*frames),
        },
    )


def ground(facilities: int = 300, radius_m: float = 3000.0, **how: int) -> None:
    """Measure the ground covered once and twice, and the gaps, in each zone."""
    sites, zones = city.places(facilities, stream=11, scattered=0.3), city.zones()
    site_frame = gpd.GeoDataFrame(geometry=shapely.points(sites), crs=CRS)
    zone_frame = gpd.GeoDataFrame({"zone": np.arange(len(zones))}, geometry=zones, crs=CRS)
    columns = ["covered_m2", "gap_m2", "overlap2_m2"]
    race(
        f"ground: {facilities} facilities, {radius_m:.0f} m, {len(zones)} zones",
        {
            "covered_area (and overlap of three)": lambda: covered_area(
                zones, sites, radius_m=radius_m
            )[columns].to_numpy(),
            "geopandas overlay": lambda: _ground_by_overlay(site_frame, zone_frame, radius_m),
        },
        **how,
        tolerance=1e-6,
    )


def _ground_by_overlay(
    sites: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, radius_m: float
) -> np.ndarray:
    discs = gpd.GeoDataFrame(
        {"site": np.arange(len(sites))}, geometry=sites.buffer(radius_m, quad_segs=16), crs=CRS
    )
    cover = gpd.GeoDataFrame(geometry=[discs.union_all()], crs=CRS)
    pairs = discs.overlay(discs, how="intersection")
    pairs = pairs[pairs["site_1"] < pairs["site_2"]]
    twice = gpd.GeoDataFrame(geometry=[pairs.union_all()], crs=CRS)

    def area(how: str, other: gpd.GeoDataFrame) -> np.ndarray:
        cut = zones.overlay(other, how=how)
        return cut.area.groupby(cut["zone"]).sum().reindex(zones["zone"], fill_value=0).to_numpy()

    return np.column_stack(
        [area("intersection", cover), area("difference", cover), area("intersection", twice)]
    )


def growth(rounds: int = 3) -> None:
    """Print what a place costs as places grow in number."""
    sites, zones = city.places(300, stream=11, scattered=0.3), city.zones()
    print("\ngrowth: processor time a million places, cold and prepared")
    for demand in (100_000, 500_000, 1_000_000, 5_000_000):
        xy = city.places(demand, stream=10)
        prepared = prepare_demand(xy, zones)
        ways: tuple[Callable[[], object], ...] = (
            lambda xy=xy: covered_weight(xy, sites, zones, radii_m=RADII_M),
            lambda kept=prepared: kept.covered_weight(sites, radii_m=RADII_M),
        )
        costs = [min(_worked(way) for _ in range(rounds)) / demand * 1e9 for way in ways]
        print(f"  {demand:>10} places{costs[0]:>10.0f} ms{costs[1]:>10.0f} ms")


def _worked(way: Callable[[], object]) -> float:
    began = time.process_time()
    way()
    return time.process_time() - began


PARTS: dict[str, Callable[[], None]] = {
    "people": people,
    "ground": ground,
    "crowded": lambda: ground(facilities=3000, rounds=1, warm_up=0),
    "growth": growth,
}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
