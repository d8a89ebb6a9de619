"""
Attributes with a drawn shape or a distance, 200 queries on 200 000 buildings, against geopandas.

Run `python benchmarks/query.py`. Each rival answers with the rows found; all must agree.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from atlas.methods.predicates import Prepared, prepare_geometries
from benchmarks import city
from benchmarks.rounds import Rival, race

CRS = "EPSG:4545"


def drawn_shapes_with_attributes(buildings: int = 200_000, queries: int = 200) -> None:
    """Find the buildings of a kind, high enough, in a drawn shape or near a point."""
    stock, asked = city.buildings(buildings), list(city.questions(queries))
    columns = {"kind": stock.kind, "floors": stock.floors}
    frame = gpd.GeoDataFrame(columns, geometry=stock.shapes, crs=CRS)
    prepared = prepare_geometries(frame)
    assert frame.sindex is not None  # built before the race, as ours is

    def all_by(answer: Callable[[city.Question], np.ndarray]) -> Rival:
        return lambda: np.concatenate([answer(question) for question in asked])

    race(
        f"query: {queries} queries on {buildings} buildings",
        {
            "prepared.select": all_by(lambda question: _ours(prepared, stock, question)),
            "geopandas sindex, then attributes": all_by(
                lambda question: _by_index(frame, question)
            ),
            "geopandas boolean masks": all_by(lambda question: _by_masks(frame, question)),
        },
    )


def _ours(prepared: Prepared, stock: city.Buildings, question: city.Question) -> np.ndarray:
    def mask(rows: np.ndarray) -> np.ndarray:
        return (stock.kind[rows] == question.kind) & (stock.floors[rows] >= question.floors)

    predicate = "intersects" if question.distance_m is None else "within_distance"
    return prepared.select(question.shape, predicate, distance_m=question.distance_m, mask=mask)


def _by_index(frame: gpd.GeoDataFrame, question: city.Question) -> np.ndarray:
    predicate = "intersects" if question.distance_m is None else "dwithin"
    rows = frame.sindex.query(question.shape, predicate, distance=question.distance_m)
    found = frame.iloc[np.sort(rows)]
    wanted = (found["kind"] == question.kind) & (found["floors"] >= question.floors)
    return found.index[wanted].to_numpy()


def _by_masks(frame: gpd.GeoDataFrame, question: city.Question) -> np.ndarray:
    if question.distance_m is None:
        near = frame.intersects(question.shape)
    else:
        near = frame.dwithin(question.shape, question.distance_m)
    wanted = (frame["kind"] == question.kind) & (frame["floors"] >= question.floors) & near
    return frame.index[wanted].to_numpy()


if __name__ == "__main__":
    drawn_shapes_with_attributes()
