"""
Coverage against the usual geopandas ways: people within three radii, and ground within one.

Run `python benchmarks/coverage.py` for all, or name some of `people`, `ground`, `crowded` (3 000
facilities; the rival needs a minute and more), `memory` (the most that each holds beyond its
inputs) and `growth` (0.1 to 5 million places; cost a place should not rise).
"""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).parents[1]))

from atlas.analysis.coverage import covered_area, covered_weight, prepare
from benchmarks import city
from benchmarks.rounds import race

CRS = "EPSG:4545"
RADII_M = (1000.0, 3000.0, 5000.0)


def people(demand: int = 1_000_000, facilities: int = 300) -> None:
    """Count people within 1, 3 and 5 km of a facility, in each zone."""
    xy, sites, zones = (
        city.places(demand, stream=10),
        city.places(facilities, stream=11, scattered=0.3),
        city.zones(),
    )
    prepared = prepare(xy, zones)
    frames = [gpd.GeoDataFrame(geometry=shapely.points(some), crs=CRS) for some in (xy, sites)]
    zone_frame = gpd.GeoDataFrame({"zone": np.arange(len(zones))}, geometry=zones, crs=CRS)
    race(
        f"people: {demand} places, {facilities} facilities, {len(zones)} zones, 3 radii",
        {
            "prepared": lambda: prepared.covered_weight(sites, radii_m=RADII_M),
            "covered_weight": lambda: covered_weight(xy, sites, zones, radii_m=RADII_M),
            "geopandas sjoin + sjoin_nearest": lambda: _people_by_joins(*frames, zone_frame),
        },
    )


def _people_by_joins(
    people: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, zones: gpd.GeoDataFrame
) -> np.ndarray:
    within = people.sjoin(zones, predicate="within")
    nearest = people.sjoin_nearest(sites, distance_col="distance")
    nearest = nearest[~nearest.index.duplicated()]
    distance, zone = nearest["distance"], within["zone"]
    counts = [
        zone[distance.loc[zone.index] <= radius].value_counts().reindex(zones["zone"], fill_value=0)
        for radius in RADII_M
    ]
    return np.column_stack(counts)


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


def memory(demand: int = 1_000_000) -> None:
    """Print the peak of each way to count people, each in a process of its own."""
    print(f"\npeak memory beyond the inputs: {demand} places")
    for name in ("inputs", "ours", "joins"):
        asked = [sys.executable, __file__, "peak", name, str(demand)]
        told = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
        print(f"  {name:<40}{int(told) / 1024:>10.0f} MiB in all")


def peak(way: str, demand: int) -> None:
    """Count people one way, and print the most memory the process ever held, in KiB (Linux)."""
    xy, sites = city.places(demand, stream=10), city.places(300, stream=11, scattered=0.3)
    zones = city.zones()
    if way == "ours":
        covered_weight(xy, sites, zones, radii_m=RADII_M)
    elif way == "joins":
        frames = [gpd.GeoDataFrame(geometry=shapely.points(some), crs=CRS) for some in (xy, sites)]
        zone_frame = gpd.GeoDataFrame({"zone": np.arange(len(zones))}, geometry=zones, crs=CRS)
        _people_by_joins(*frames, zone_frame)
    # not `ru_maxrss`, which counts what the process held that began this one
    told = Path("/proc/self/status").read_text()
    print(re.search(r"VmHWM:\s*(\d+)", told)[1])


def growth(rounds: int = 3) -> None:
    """Print what a place costs as places grow in number."""
    sites, zones = city.places(300, stream=11, scattered=0.3), city.zones()
    print("\ngrowth: processor time a million places, cold and prepared")
    for demand in (100_000, 500_000, 1_000_000, 5_000_000):
        xy = city.places(demand, stream=10)
        prepared = prepare(xy, zones)
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
    "memory": memory,
    "growth": growth,
}

if __name__ == "__main__":
    if sys.argv[1:2] == ["peak"]:
        peak(sys.argv[2], int(sys.argv[3]))
    else:
        for part in sys.argv[1:] or PARTS:
            PARTS[part]()
