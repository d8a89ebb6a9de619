"""
How long it takes to open a workspace of many versions, to see a change, and to keep one.

    python benchmarks/workspace.py --versions 50 --rows 0

The gate: a workspace of 50 versions opens in less than 1 s, beyond what the shipped facts alone
take. The versions are spread over the layers with shapes, each as large as its layer; with
`--rows` one of them, parcels, has so many squares instead. Opened by turns with the facts alone,
so that a noisy machine slows both alike; the shipped facts are read from their files each time.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import geopandas
import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import atlas
from atlas.interface.web.session.current import LiveCatalogue
from atlas.reading import assemble, overlay

ROUNDS = 7


def squares(count):
    """Return parcels of 50 m, side by side."""
    across = int(np.ceil(np.sqrt(count)))
    x, y = np.divmod(np.arange(count), across)
    shapes = shapely.box(108 + x / 2000, 33.5 + y / 2000, 108.0005 + x / 2000, 33.5005 + y / 2000)
    columns = {"id": [f"parcel-{n}" for n in range(count)], "name_zh": "地块"}
    columns |= {"position_basis": "surveyed", "uncertainty_m": 1.0, "area_mu": 3.4}
    return geopandas.GeoDataFrame(columns, geometry=shapes, crs=4326).set_index("id")


def fill(home, *, versions, rows):
    """Keep versions over the layers in turn."""
    catalogue, kept_versions = atlas.open_atlas(workspace=home), atlas.open_workspace(home).versions
    manifest = atlas.Manifest("benchmark", datetime.now(UTC))
    layers = catalogue.spatial
    for number in range(versions - bool(rows)):
        layer = layers[number % len(layers)]
        frame = layer.frame.assign(name_en=f"{number}")
        kept_versions.add(layer.id, frame, manifest=manifest)
    if rows:
        kept_versions.add("parcels", squares(rows), manifest=manifest)


def cold(home):
    """Open as a new process does: nothing of layers is remembered."""
    assemble._read.cache_clear()
    overlay._MADE.clear()
    return atlas.open_atlas(workspace=home)


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Print what opening costs with and without versions, and what a change costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--versions", type=int, default=50)
    parser.add_argument("--rows", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        full, empty = Path(folder) / "full", Path(folder) / "empty"
        fill(full, versions=given.versions, rows=given.rows)
        times = {"facts": [], "workspace": [], "again": [], "look": []}
        for _ in range(ROUNDS):
            times["facts"].append(seconds(lambda: cold(empty)))
            times["workspace"].append(seconds(lambda: cold(full)))
            held = atlas.open_atlas(workspace=full)
            times["again"].append(seconds(lambda: atlas.open_atlas(workspace=full)))
            assert not [one for one in held.kept.values() if one.is_set_aside]
            current = LiveCatalogue()
            current._opened = current._stamp(), held
            times["look"].append(seconds(current))
        row = held["parks"].frame.index[0]
        edit = [atlas.Edit(row, {"name_en": "edited"})]
        edited = seconds(
            lambda: atlas.edit_rows(held, "parks", edit, who="benchmark", workspace=full)
        )
    facts, workspace = median(times["facts"]), median(times["workspace"])
    print(f"{given.versions} versions, {len(held.kept)} layers kept, medians of {ROUNDS} rounds")
    print(f"  facts alone                  {facts:8.3f} s")
    print(f"  with the workspace           {workspace:8.3f} s   {workspace / facts:5.2f} x")
    print(f"  the workspace's own share    {workspace - facts:8.3f} s   (gate 1 s)")
    print(f"  again in the same process    {median(times['again']):8.3f} s")
    print(f"  a look whether it changed    {median(times['look']) * 1e6:8.1f} us")
    print(f"  one edit of a row            {edited:8.3f} s")


if __name__ == "__main__":
    main()
