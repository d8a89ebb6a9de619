"""
Coverage of a table in parts: here, one part after the other, against two worker processes.

`python benchmarks/cluster.py [PLACES]`. Also prints what a piece of the table costs in memory:
the most that reading and counting it ever held, traced, as bytes a row.
"""

import sys
import tempfile
import tracemalloc
from functools import partial
from pathlib import Path

import geopandas
import numpy as np
import shapely
from distributed import LocalCluster

sys.path.insert(0, str(Path(__file__).parents[1]))

from atlas.domain.messages import Name
from atlas.interface.cli.cluster import spreading
from atlas.questions.access.facilities import Facilities
from atlas.questions.access.partitions import CountedTable, RadiusOfFacilities
from atlas.reading.tables import pieces_of, read_piece
from benchmarks import city
from benchmarks.rounds import race

ROW_GROUP = 100_000
RADII_M = (1000.0, 3000.0, 5000.0)


def written(folder: Path, places: int) -> Path:
    """Write made-up places, in files of four row groups."""
    points = shapely.points(city.places(places, stream=10))
    for number, start in enumerate(range(0, places, 4 * ROW_GROUP)):
        part = geopandas.GeoDataFrame(geometry=points[start : start + 4 * ROW_GROUP])
        part = part.set_crs("EPSG:4545")
        part.to_parquet(folder / f"part.{number:04d}.parquet", row_group_size=ROW_GROUP)
    return folder


def main(places: int) -> None:
    """Race the two, and trace one piece."""
    sites, zones = city.places(300, stream=11, scattered=0.3), np.array(city.zones())
    names = tuple(Name(str(row)) for row in range(len(sites)))
    facilities = Facilities(sites, np.zeros(len(sites)), tuple(map(str, names)), names)
    asked = [RadiusOfFacilities(facilities, radius) for radius in RADII_M]
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        spreading(cluster.scheduler_address) as spread,
    ):
        pieces = pieces_of(written(Path(folder), places))
        read = partial(read_piece, weight=None)
        here = CountedTable("homes", "", pieces, read)
        there = CountedTable("homes", "", pieces, read, spread)
        race(
            f"{places} places in {len(pieces)} pieces, {len(sites)} facilities, {len(zones)} zones",
            {
                "here": lambda: np.array([*here.count(zones, asked).strata.values()]),
                "two workers": lambda: np.array([*there.count(zones, asked).strata.values()]),
            },
            tolerance=0.0,
        )
        tracemalloc.start()
        CountedTable("homes", "", pieces[:1], read).count(zones, asked)
        print(f"  {tracemalloc.get_traced_memory()[1] / min(places, ROW_GROUP):.0f} bytes a row")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
