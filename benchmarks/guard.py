"""
How long the coordinate guard takes: recognise a file of a million points, then convert it.

    python benchmarks/guard.py [POINTS]

The points lie about Xi'an; 200 of them are named as known places are. The rival is the least
anybody could do without a guard: PROJ, or the shift alone, on the same bare arrays. What is
printed is wall and processor time of medians and their ratio; on a busy machine quote the ratio.
"""

import sys
from pathlib import Path

import geopandas
import numpy as np
import pyproj
import shapely

sys.path.insert(0, str(Path(__file__).parents[1]))

from atlas.domain import crs
from atlas.domain.records.imported import ImportedTable
from atlas.ingest.coordinates import convert, recognise
from benchmarks.rounds import race

KNOWN_PLACES = 200


def made(points: int) -> tuple[np.ndarray, list[str], dict[str, geopandas.GeoDataFrame]]:
    """Return places in degrees, their names, and a known layer that has some of them."""
    random = np.random.default_rng(1)
    lonlat = np.column_stack(
        [random.uniform(108.5, 109.1, points), random.uniform(34.0, 34.4, points)]
    )
    names = [f"place {i}" for i in range(points)]
    layer = geopandas.GeoDataFrame(
        {"name_zh": names[:KNOWN_PLACES]},
        geometry=geopandas.GeoSeries.from_xy(*lonlat[:KNOWN_PLACES].T),
        crs=4326,
    )
    return lonlat, names, {"known": layer}


def file_of(numbers: np.ndarray, names: list[str]) -> ImportedTable:
    """Return a file of points."""
    geometry = geopandas.GeoSeries.from_xy(*numbers.T)
    return ImportedTable("made up", geopandas.GeoDataFrame({"name": names}, geometry=geometry))


def main() -> None:
    """Race the guard against bare arrays, in a belt and under a shift."""
    points = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    lonlat, names, known = made(points)
    ahead = pyproj.Transformer.from_crs(4326, 4524, always_xy=True)
    back = pyproj.Transformer.from_crs(4524, 4326, always_xy=True)
    belt = np.column_stack(ahead.transform(*lonlat.T))
    shifted = np.column_stack(crs.wgs84_to_gcj02(*lonlat.T))

    def guarded(file: ImportedTable) -> np.ndarray:
        frame, _ = convert(file, recognise(file, known).readings[0])
        return shapely.get_coordinates(frame.geometry.array)

    zoned, gcj = file_of(belt, names), file_of(shifted, names)
    race(
        f"{points:,} points in EPSG:4524",
        {
            "PROJ alone": lambda: np.column_stack(back.transform(*belt.T)),
            "recognise and convert": lambda: guarded(zoned),
        },
        rounds=3,
        tolerance=1e-8,
    )
    race(
        f"{points:,} points in GCJ-02",
        {
            "the shift alone": lambda: np.column_stack(crs.gcj02_to_wgs84(*shifted.T)),
            "recognise and convert": lambda: guarded(gcj),
        },
        rounds=3,
        tolerance=1e-8,
    )


if __name__ == "__main__":
    main()
