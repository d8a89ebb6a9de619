"""
How long it takes to read a planner's file and map its columns, stage by stage.

    python -m benchmarks.incoming [--polygons 200000] [--points 1000000] [--rounds 3]

Beside our time stands that of reading the same file without any guard (pyogrio, pandas), from
interleaved rounds on the same machine: the ratio is what safety costs.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import pandas
import pyogrio
import shapely

from atlas import open_atlas
from atlas.ingest.formats.opening import open_incoming
from atlas.ingest.mapping.columns import guess_fields, with_fields
from atlas.ingest.mapping.location_columns import guess_places, with_places

FACTS = {
    "status": "existing",
    "source": "benchmark",
    "position_basis": "official_map",
    "uncertainty_m": "1",
    "class": "incubator",
    "level": "unknown",
}


def polygons(path: Path, count: int) -> Path:
    """Write a shapefile of squares with Chinese names, in GBK."""
    side = int(np.ceil(np.sqrt(count)))
    x, y = np.divmod(np.arange(count), side)
    frame = geopandas.GeoDataFrame(
        {"地块名称": [f"地块{n}" for n in range(count)], "用地代码": ["0701"] * count},
        geometry=shapely.box(x * 50.0, y * 50.0, x * 50.0 + 45, y * 50.0 + 45),
        crs="EPSG:4545",
    )
    frame.to_file(path, encoding="GBK")
    return path


def points(path: Path, count: int) -> Path:
    """Write a CSV of points with Chinese headings."""
    numbers = np.random.default_rng(1).uniform((108, 34), (109, 35), (count, 2)).round(6)
    names = [f"地点{n}" for n in range(count)]
    frame = pandas.DataFrame({"名称": names, "经度": numbers[:, 0], "纬度": numbers[:, 1]})
    frame.to_csv(path, index=False)
    return path


def timed(what: Callable[[], object]) -> float:
    """Return how many seconds a call takes."""
    began = time.perf_counter()
    what()
    return time.perf_counter() - began


def mapped(path: Path, layer: str) -> None:
    """Read a file and map it to a layer, as an import does between its questions."""
    spec = open_atlas()[layer].spec
    (table,) = open_incoming(path)
    places = guess_places(table.frame)
    if places is not None:
        table, _ = with_places(table, places)
    frame = table.frame.set_crs("EPSG:4326")
    facts = {name: value for name, value in FACTS.items() if name in spec.every_column}
    with_fields(frame, spec, guess_fields(frame, spec), facts=facts)


def main() -> None:
    """Print seconds and ratios, the median of the rounds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--polygons", type=int, default=200_000)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shape = polygons(folder / "a.shp", asked.polygons)
        table = points(folder / "a.csv", asked.points)
        work = {
            f"{asked.polygons:,} polygons, plain": lambda: pyogrio.read_dataframe(shape),
            f"{asked.polygons:,} polygons, read": lambda: open_incoming(shape),
            f"{asked.polygons:,} polygons, read and mapped": lambda: mapped(shape, "parcels"),
            f"{asked.points:,} points, plain": lambda: pandas.read_csv(table, dtype=str),
            f"{asked.points:,} points, read": lambda: open_incoming(table),
            f"{asked.points:,} points, read and mapped": lambda: mapped(table, "incubators"),
        }
        seconds: dict[str, list[float]] = {label: [] for label in work}
        for _ in range(asked.rounds):
            for label, call in work.items():
                seconds[label].append(timed(call))
    middle = {label: float(np.median(found)) for label, found in seconds.items()}
    for label, found in middle.items():
        plain = middle[f"{label.rpartition(',')[0]}, plain"]
        print(f"{label}: {found:.2f} s ({found / plain:.1f} x plain)")


if __name__ == "__main__":
    main()
