"""
Checks of 200 000 parcels before they are kept: sound ones, and ones with faults of every kind.

Run `python benchmarks/checking.py [PARCELS]`. The rival finds overlaps by holding every pair of
neighbours against each other, which is what the check spares the parcels that share their edges;
both must find the same pairs.
"""

import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).parents[1]))

import atlas
from atlas.ingest.checks import check_incoming
from atlas.ingest.checks.parts import check_overlaps, parts_of
from benchmarks.rounds import race

CRS = "EPSG:4545"
SIDE_M = 50.0
WITHIN = 12.0  # metres by which corners leave the lattice
FAULTY = 0.02  # share of parcels pushed over their neighbours


def parcels(count: int, *, faulty: bool, seed: int = 7) -> np.ndarray:
    """Return parcels that tile the ground, some of them pushed over their neighbours."""
    rng = np.random.default_rng(seed)
    side = round(count**0.5)
    lattice = np.stack(np.meshgrid(np.arange(side + 1.0), np.arange(side + 1.0)), axis=-1) * SIDE_M
    corners = lattice + rng.uniform(-WITHIN, WITHIN, lattice.shape) + [540_000, 3_770_000]
    rings = [corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]]
    tiles = shapely.polygons(np.stack(rings, axis=2).reshape(-1, 4, 2))
    if faulty:
        rows = rng.choice(len(tiles), int(FAULTY * len(tiles)), replace=False)
        tiles[rows] = shapely.transform(tiles[rows], lambda xy: xy + 4.0)
    return tiles


def rows_of(shapes: np.ndarray, catalogue: atlas.Catalogue) -> gpd.GeoDataFrame:
    """Return rows as they would be kept."""
    spec = catalogue["parcels"].spec
    cells: dict[str, object] = dict.fromkeys(
        (name for name in spec.every_column if name != "id"), ""
    )
    cells |= {"name_zh": "A", "name_en": "A", "status": "existing", "sensitive": "no"}
    cells |= {"release": "internal", "source": "own-digitising", "land_use": "0701"}
    cells |= {"position_basis": "official_map", "uncertainty_m": 1.0}
    stored = gpd.GeoSeries(shapes, crs=CRS).to_crs(4326)
    stored.index = [f"p-{number}" for number in range(len(shapes))]
    return gpd.GeoDataFrame(cells, index=stored.index, geometry=stored)


def whole_check(count: int) -> None:
    """Print how long the whole check takes, stage by stage."""
    catalogue = atlas.open_atlas()
    for faulty in (False, True):
        frame = rows_of(parcels(count, faulty=faulty), catalogue)
        began, last = time.perf_counter(), ["", 0.0]
        spent: dict[str, float] = {}

        def told(_done: int, _total: int, stage: str) -> None:
            now = time.perf_counter()
            spent[last[0]] = spent.get(last[0], 0.0) + now - last[1]  # noqa: B023
            last[:] = [stage, now]  # noqa: B023

        last[:] = ["begin", began]
        checks = check_incoming(
            frame, catalogue["parcels"].spec, parts_of_whole=True, progress=told
        )
        whole = time.perf_counter() - began
        stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in spent.items())
        print(f"{len(frame)} parcels, faulty: {faulty}: {whole:.1f} s ({stages})")
        print(f"  {len(checks.table)} faults of {checks.table['rule'].nunique()} rules")


def overlaps(count: int) -> None:
    """Race the overlaps of parcels with faults against the plain way."""
    shapes = parcels(count, faulty=True)

    def ours() -> np.ndarray:
        found = check_overlaps(parts_of(shapes), told=lambda _share: None).table
        return np.array([len(found), found["row"].sum()], dtype=float)

    def plain() -> np.ndarray:
        first, second = shapely.STRtree(shapes).query(shapes)
        first, second = first[first < second], second[first < second]
        common = shapely.area(shapely.intersection(shapes[first], shapes[second]))
        return np.array([(common > 1).sum(), first[common > 1].sum()], dtype=float)

    race(
        f"overlaps: {len(shapes)} parcels",
        {"coverage check first": ours, "all pairs": plain},
        rounds=3,
    )


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    whole_check(asked)
    overlaps(min(asked, 50_000))
