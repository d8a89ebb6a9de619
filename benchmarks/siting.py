"""
Ranking 160,000 cells by four distances, a count and a share, against geopandas.

    python benchmarks/siting.py            # 160,000 cells, 1,000,000 points
    python benchmarks/siting.py 20000      # fewer cells; points in proportion
    python benchmarks/siting.py reasons    # reasons and weight intervals of 20 sites

Four layers share a million points, a quarter each, for the distances; the count is of all of them
within 250 m; the share is of the cell inside 200 areas. Ours is the whole question, from the
definition to the finding; the peer is the idiomatic form with the same scores. Both run in turns in
one process, warm; the peaks of memory are of processes of their own.
"""

import ctypes
import gc
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).parents[1]))

from atlas.deliverables.register import make_definition
from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer, LayerSpec
from atlas.questions.candidates.candidates import candidates_of
from atlas.questions.siting.compute import report
from atlas.questions.siting.explanation import reasons
from atlas.questions.siting.ranking import rank
from benchmarks import city, rounds

CELLS, POINTS, ROUNDS = 160_000, 1_000_000, 3
WEST, SOUTH, SIDE_M = 520_000.0, 3_740_000.0, 54_000.0
CORNER = np.array([WEST, SOUTH])
RADIUS_M, FAR_M = 250.0, 2_000.0
QUARTERS = ("north", "east", "south", "west")
CRS = "EPSG:4545"
_LOOK_S = 0.005


def places(points: int) -> np.ndarray:
    """Draw points of a city, metres."""
    return city.places(points, stream=7) + CORNER


def layer(name: str, shapes: np.ndarray, kind: str) -> Layer:
    """Make a layer of shapes in metres."""
    label = {"zh": name, "en": name}
    spec = LayerSpec.model_validate(
        {
            "id": name,
            "geometry": kind,
            "each_row_is_a": "made-up place",
            "theme": "innovation",
            "release": "public",
            "label": label,
            "description": label,
        }
    )
    names = np.char.add(f"{name}-", np.arange(len(shapes)).astype(str))
    frame = geopandas.GeoDataFrame(
        {"source": "", "uncertainty_m": 0.0, "position_basis": "surveyed", "name_zh": names},
        geometry=geopandas.GeoSeries(shapes, crs=CRS).to_crs("EPSG:4326").array,
        index=names,
    )
    return Layer(spec, frame, version="made-up")


def areas() -> np.ndarray:
    """Draw 200 discs, some of them over each other."""
    middles = city.places(200, stream=9) + CORNER
    return np.asarray(shapely.buffer(shapely.points(middles), 900.0, quad_segs=16))


def town(points: int) -> Catalogue:
    """Return the layers of the question."""
    xy = places(points)
    parts = np.array_split(xy, 4)
    whole = shapely.box(WEST, SOUTH, WEST + SIDE_M, SOUTH + SIDE_M)
    return Catalogue(
        [
            *(layer(n, shapely.points(p), "point") for n, p in zip(QUARTERS, parts, strict=True)),
            layer("all", shapely.points(xy), "point"),
            layer("green", areas(), "polygon"),
            layer("ground", np.array([whole]), "polygon"),
        ],
        [],
    )


def question(cells: int) -> dict[str, object]:
    """Ask for the best of so many cells."""
    line = {"best": 0, "worst": FAR_M}
    distances = [
        {"name": n, "measure": "distance", "of": {"layer": n}, "transform": line, "weight": 1}
        for n in QUARTERS
    ]
    count = {"name": "count", "measure": "count", "of": {"layer": "all"}, "radius_m": RADIUS_M}
    share = {"name": "share", "measure": "share", "of": {"layer": "green"}}
    return {
        "kind": "siting",
        "candidates": {"size_m": SIDE_M / np.sqrt(cells), "inside": {"layer": "ground"}},
        "criteria": [
            *distances,
            count | {"transform": {"best": 200, "worst": 0}, "weight": 1},
            share | {"transform": {"best": 0, "worst": 1}, "weight": 1},
        ],
        "top": 20,
    }


def peer(cells: geopandas.GeoDataFrame, known: dict[str, geopandas.GeoDataFrame]) -> np.ndarray:
    """Score the cells as one writes it with geopandas."""
    middles = cells.set_geometry(cells.centroid)[["geometry"]]
    scores = []
    for name in QUARTERS:
        near = middles.sjoin_nearest(known[name], distance_col="metres")
        metres = near.groupby(level=0)["metres"].first().reindex(cells.index)
        scores.append((1 - metres / FAR_M).clip(0, 1).to_numpy())
    reached = middles.sjoin(known["all"], predicate="dwithin", distance=RADIUS_M)
    found = reached.groupby(level=0).size()
    scores.append((found.reindex(cells.index, fill_value=0) / 200).clip(0, 1).to_numpy())
    parts = geopandas.overlay(cells.reset_index(), known["green"], how="intersection")
    inside = parts.dissolve("index").area.reindex(cells.index, fill_value=0.0)
    scores.append((1 - inside / cells.area).clip(0, 1).to_numpy())
    return np.mean(scores, axis=0)


def both(cells: int, points: int) -> dict[str, Callable[[], np.ndarray]]:
    """Return the two forms, each with its data at hand."""
    atlas_town = town(points)
    asked = make_definition(question(cells))
    made = candidates_of(atlas_town, asked.candidates)[["geometry"]]
    known = {
        name: geopandas.GeoDataFrame(geometry=one.frame.geometry.to_crs(CRS).array, crs=CRS)
        for name, one in atlas_town.items()
    }

    def ours() -> np.ndarray:
        drawn = report(atlas_town, asked, rank(atlas_town, asked)).layers["candidates"]
        return drawn["score"].to_numpy()

    return {"atlas": ours, "geopandas": lambda: peer(made, known)}


def race(cells: int, points: int) -> None:
    """Time both in turns, hold that they agree, and compare their peaks of memory."""
    title = f"{cells:,} cells, {points:,} points"
    rounds.race(title, both(cells, points), rounds=ROUNDS, tolerance=1e-6)
    peaks = {name: _peak(name, cells, points) for name in ("atlas", "geopandas")}
    print(
        f"  memory above the data: atlas {peaks['atlas']:.0f} MB, geopandas "
        f"{peaks['geopandas']:.0f} MB: {peaks['atlas'] / peaks['geopandas']:.2f} of it"
    )


def _peak(name: str, cells: int, points: int) -> float:
    """Return by how many MB a run rises above its data, watched from outside (Linux)."""
    asked = [sys.executable, __file__, "peak", name, str(cells), str(points)]
    child = subprocess.Popen(asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    ready, given = child.stdout, child.stdin
    assert ready is not None
    assert given is not None
    ready.readline()
    before = highest = _resident_mb(child.pid)
    given.write("run\n")
    given.flush()
    done = threading.Thread(target=ready.readline)
    done.start()
    while done.is_alive():
        highest = max(highest, _resident_mb(child.pid))
        done.join(_LOOK_S)
    child.communicate()
    return highest - before


def peak(name: str, cells: int, points: int) -> None:
    """Hold the data and what a first run keeps, say so, and run one form when asked to."""
    run = both(cells, points)[name]
    run()
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)  # what loading has freed is no room to work in
    print("ready", flush=True)
    sys.stdin.readline()
    answer = run()
    print("done", len(answer), flush=True)


def _resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def explain() -> None:
    """Time the reasons of 20 listed sites of a new ranking, intervals and stability included."""
    small = town(20_000)
    asked = make_definition(question(10_000) | {"separation_m": 1_000})
    for turn in ("cold", "warm"):
        ranked = rank(small, asked)
        sites = [str(site) for site in ranked.sites.index[ranked.best]]
        began = time.perf_counter()
        for site in sites:
            reasons(small, ranked, site)
        print(f"reasons of {len(sites)} sites, {turn}: {time.perf_counter() - began:.2f} s")


if __name__ == "__main__":
    given = sys.argv[1:]
    if given[:1] == ["peak"]:
        peak(given[1], int(given[2]), int(given[3]))
    elif given[:1] == ["reasons"]:
        explain()
    else:
        asked_cells = int(given[0]) if given else CELLS
        race(asked_cells, POINTS * asked_cells // CELLS)
        explain()
