"""
Attributes with a drawn shape or a distance, 200 queries on 200 000 buildings, against geopandas.

Run `python benchmarks/query.py`. Each rival answers with the rows found; all must agree.
"""

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from atlas.analysis.query import prepare
from benchmarks import city
from benchmarks.rounds import race

CRS = "EPSG:4545"


def drawn_shapes_with_attributes(buildings: int = 200_000, queries: int = 200) -> None:
    """Find the buildings of a kind, high enough, in a drawn shape or near a point."""
    stock, asked = city.buildings(buildings), list(city.questions(queries))
    frame = gpd.GeoDataFrame(
        {"kind": stock.kind, "floors": stock.floors}, geometry=stock.shapes, crs=CRS
    )
    prepared = prepare(frame)
    assert frame.sindex is not None  # built before the race, as ours is

    def ours(question: city.Question) -> np.ndarray:
        def mask(rows: np.ndarray) -> np.ndarray:
            return (stock.kind[rows] == question.kind) & (stock.floors[rows] >= question.floors)

        if question.distance_m is None:
            return prepared.select(question.shape, "intersects", mask=mask)
        return prepared.select(
            question.shape, "within_distance", distance_m=question.distance_m, mask=mask
        )

    def by_index(question: city.Question) -> np.ndarray:
        predicate = "intersects" if question.distance_m is None else "dwithin"
        rows = frame.sindex.query(question.shape, predicate, distance=question.distance_m)
        found = frame.iloc[np.sort(rows)]
        wanted = (found["kind"] == question.kind) & (found["floors"] >= question.floors)
        return found.index[wanted].to_numpy()

    def by_masks(question: city.Question) -> np.ndarray:
        if question.distance_m is None:
            near = frame.intersects(question.shape)
        else:
            near = frame.dwithin(question.shape, question.distance_m)
        wanted = (frame["kind"] == question.kind) & (frame["floors"] >= question.floors) & near
        return frame.index[wanted].to_numpy()

    race(
        f"query: {queries} queries on {buildings} buildings",
        {
            "prepared.select": lambda: np.concatenate([ours(one) for one in asked]),
            "geopandas sindex, then attributes": lambda: np.concatenate(
                [by_index(one) for one in asked]
            ),
            "geopandas boolean masks": lambda: np.concatenate([by_masks(one) for one in asked]),
        },
    )


if __name__ == "__main__":
    drawn_shapes_with_attributes()
