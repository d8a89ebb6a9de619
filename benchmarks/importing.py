"""
A planner's file from disk to checked rows and to a version: polygons and points, step by step.

Run `python benchmarks/importing.py [POLYGONS [POINTS]]`. It prints how long each step takes; the
whole way is what a planner waits for, and each step tells its progress on the page.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))


import atlas
from atlas.domain.records.imported import ImportedTable
from atlas.ingest import pipeline
from atlas.ingest.coordinates import recognise
from atlas.ingest.formats.opening import open_incoming
from atlas.ingest.mapping.columns import guess_fields
from atlas.ingest.mapping.location_columns import guess_places, with_places
from atlas.ingest.pipeline import Choices, SourceFile
from atlas.store.workspace import open_workspace
from benchmarks.checking import parcels

T = TypeVar("T")
FACTS = {
    "status": "existing",
    "source": "made up",
    "position_basis": "surveyed",
    "uncertainty_m": "1",
}


def processor_s() -> float:
    """Return the seconds of processor that this process and its ended children have used."""
    return sum(os.times()[:4])


class Clock:
    """The steps of one way in, and how long each took."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self.worked: dict[str, float] = {}  # by this process and the one that reads

    def time(self, name: str, do: Callable[[], T]) -> T:
        """Do a step and remember its seconds."""
        began, worked = time.perf_counter(), processor_s()
        made = do()
        self.spent[name] = time.perf_counter() - began
        self.worked[name] = processor_s() - worked
        return made

    def report(self, title: str) -> None:
        """Print the steps and their sum."""
        steps = ", ".join(f"{name} {seconds:.1f}" for name, seconds in self.spent.items())
        print(f"{title}: {sum(self.spent.values()):.1f} s ({steps})")
        steps = ", ".join(f"{name} {seconds:.1f}" for name, seconds in self.worked.items())
        print(f"  processor: {sum(self.worked.values()):.1f} s ({steps})")


def way_in(path: Path, layer: str, catalogue: atlas.Catalogue, *, parts: bool) -> None:
    """Bring a file in, and print what each step took."""
    clock, spec = Clock(), pipeline.declared(catalogue[layer])
    table = clock.time("open", lambda: open_incoming(path))[0]
    table = clock.time("places", lambda: placed(table))
    known = pipeline.reference_layers(catalogue)
    recognition = clock.time("recognise", lambda: recognise(table, known, declared="EPSG:4545"))
    fields = guess_fields(table.frame, spec)
    required = {n: k.values[0] for n, k in spec.every_column.items() if k.required and k.values}
    given = required | FACTS
    choices = Choices(fields=fields, facts=given, parts_of_whole=parts, who="benchmark")
    rows = clock.time(
        "rows",
        lambda: pipeline.mapped_rows(
            table, recognition.readings[0], spec, choices, catalogue[layer]
        ),
    )
    checks = clock.time("check", lambda: pipeline.checks_of(rows, spec, choices, catalogue))
    clock.report(f"{len(rows.frame):,} rows of {path.suffix}, checked")
    if not checks.is_storable:
        print(f"  not storable: {checks.table['rule'].value_counts().to_dict()}")
        return
    clock.time("stands", lambda: pipeline.would_stand(rows, checks, choices, catalogue))
    with tempfile.TemporaryDirectory() as home:
        file = SourceFile(path.name, "", path.stat().st_size)
        workspace = open_workspace(Path(home))
        clock.time("keep", lambda: pipeline.keep(workspace, rows, checks, choices, file, on=0))
    clock.report(f"{len(rows.frame):,} rows of {path.suffix}, kept")


def placed(table: ImportedTable) -> ImportedTable:
    """Return a table with the places that its columns say, where it has no shapes."""
    if pipeline.has_places(table):
        return table
    places = guess_places(table.frame)
    assert places is not None
    return with_places(table, places)[0]


def main(polygons: int, points: int) -> None:
    """Write both files, then bring each in."""
    catalogue = atlas.open_atlas()
    rng = np.random.default_rng(3)
    with tempfile.TemporaryDirectory() as folder:
        shapes = parcels(polygons, faulty=False)
        cells = {"地块编号": [f"P{n}" for n in range(len(shapes))], "用地代码": "0701"}
        path = Path(folder) / "parcels.gpkg"
        gpd.GeoDataFrame(cells, geometry=shapes, crs="EPSG:4545").to_file(path)
        way_in(path, "parcels", catalogue, parts=True)
        xy = rng.uniform([545_000, 3_765_000], [575_000, 3_795_000], (points, 2)).round(2)
        table = pd.DataFrame(
            {"名称": [f"点{n}" for n in range(points)], "x": xy[:, 0], "y": xy[:, 1]}
        )
        path = Path(folder) / "points.csv"
        table.to_csv(path, index=False)
        way_in(path, "enterprises", catalogue, parts=False)


if __name__ == "__main__":
    asked = [int(one) for one in sys.argv[1:]]
    main(*(asked + [200_000, 1_000_000][len(asked) :]))
