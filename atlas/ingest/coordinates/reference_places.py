"""
Known places: what a file can be compared with, and how the two are matched.

Only places known to `SURE_M` or better say anything about a shift of half a kilometre, without
names those to `EXACT_M`; schematic ones say nothing. A name that stands once in the file and once
among the known places makes a pair. Without names, a point is paired with the nearest known point
and a vertex with the nearest known outline, which tells only where far more of them meet under
one candidate than another.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas
import numpy as np
import pandas
import shapely
from numpy.typing import NDArray

from atlas.domain.crs import to_measuring, to_storage
from atlas.ingest.coordinates.numbers import SAMPLE_MOST, Floats, Numbers
from atlas.reading.checks import SHAANXI

SURE_M = 300.0  # places less certain than this are not compared with
EXACT_M = 100.0  # and without a name to go by, only those at least as certain as this
_MARGIN_DEGREES = 0.1  # about 10 km around the known layers
_NAME_COLUMNS = ("name_zh", "name_en", "aliases")

_POINTS, _POLYGONS = (0,), (3, 6)  # by the number of their type in GEOS

Box = tuple[float, float, float, float]
Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class ReferencePlaces:
    """
    What is known: metres in EPSG:4545.

    `points` and `polygons` give a position for each name (a polygon's is its centroid), `xy` are
    the exact points, `outlines` the segments of the exact lines and borders, `area` the box of
    degrees around all that is known, Shaanxi where nothing is.
    """

    points: dict[str, tuple[float, float]]
    polygons: dict[str, tuple[float, float]]
    xy: Floats
    outlines: NDArray[np.object_]
    area: Box


def reference_places(known: Mapping[str, geopandas.GeoDataFrame]) -> ReferencePlaces:
    """
    Gather what a file can be compared with.

    Parameters
    ----------
    known
        Layers by id, with a declared CRS; `uncertainty_m` and `position_basis` are heeded.
    """
    located = [_located(frame) for frame in known.values()]
    located = [one for one in located if len(one.stored)]
    points = [one.of(_POINTS) for one in located]
    exact = [one.measured[one.is_exact] for one in located]
    types = [shapely.get_type_id(shapes) for shapes in exact]
    exact_points = [v[t == _POINTS[0]] for v, t in zip(exact, types, strict=True)]
    return ReferencePlaces(
        points=_named(points),
        polygons=_named([one.of(_POLYGONS) for one in located]),
        xy=np.concatenate([np.empty((0, 2)), *map(shapely.get_coordinates, exact_points)]),
        outlines=_segments([v[t != _POINTS[0]] for v, t in zip(exact, types, strict=True)]),
        area=_area([one.stored for one in located]),
    )


@dataclass(frozen=True)
class _Located:
    """The shapes of a layer in degrees and metres, how sure each is, and what it is called."""

    stored: Shapes
    measured: Shapes
    is_sure: NDArray[np.bool_]
    is_exact: NDArray[np.bool_]
    names: list[NDArray[np.object_]]

    def of(self, types: tuple[int, ...]) -> tuple[Shapes, list[NDArray[np.object_]]]:
        """Return the sure shapes of some types, and their names."""
        mask = self.is_sure & np.isin(shapely.get_type_id(self.measured), types)
        return self.measured[mask], [column[mask] for column in self.names]


def _located(frame: geopandas.GeoDataFrame) -> _Located:
    there = frame.geometry.notna().to_numpy()
    stored = to_storage(frame.geometry[there])
    cells = pandas.DataFrame(frame)

    def column(name: str) -> NDArray[np.object_]:
        return np.asarray(cells[name].to_numpy(dtype=object)[there])

    may_err = np.zeros(len(stored))
    if "uncertainty_m" in cells:
        may_err = pandas.to_numeric(cells["uncertainty_m"], errors="coerce").to_numpy(float)[there]
    is_drawn = np.zeros(len(stored), dtype=bool)
    if "position_basis" in cells:
        is_drawn = column("position_basis") == "schematic"
    return _Located(
        stored=np.asarray(stored.array),
        measured=np.asarray(to_measuring(stored).array),
        # what says nothing of its error counts as sure
        is_sure=~(may_err > SURE_M) & ~is_drawn,
        is_exact=~(may_err > EXACT_M) & ~is_drawn,
        names=[column(name) for name in _NAME_COLUMNS if name in cells],
    )


def named_rows(
    frame: geopandas.GeoDataFrame, numbers: Numbers, places: ReferencePlaces
) -> tuple[Floats, Floats]:
    """
    Pair the rows of a file with known places of the same name.

    Parameters
    ----------
    frame
        Of the file; every column of text may hold names.
    numbers
        Of the same file.
    places
        Points are paired with points, polygons with polygons.

    Returns
    -------
    raw, target
        The file's numbers, and metres in EPSG:4545, both of shape (n, 2).
    """
    kinds = shapely.get_type_id(frame.geometry.array)
    raw: list[Floats] = []
    target: list[Floats] = []
    for names, types in (
        (places.points, _POINTS),
        (places.polygons, _POLYGONS),
    ):
        rows = np.flatnonzero(np.isin(kinds, types) & numbers.in_main)
        # by position: two columns of a file may have the same name
        for column in range(frame.shape[1] if names and len(rows) else 0):
            if frame.columns[column] != frame.geometry.name:
                found = _once(frame.iloc[rows, column].reset_index(drop=True), names)
                shapes = numbers.geometry.array[rows[found.index]]
                raw.append(shapely.get_coordinates(shapely.centroid(np.asarray(shapes))))
                target.append(np.array([names[name] for name in found], float).reshape(-1, 2))
    pairs = np.concatenate([np.empty((0, 4)), *map(np.hstack, zip(raw, target, strict=True))])
    # the same pair may stand in several columns; the order of the file's rows is not kept
    pairs = np.unique(pairs, axis=0)[:SAMPLE_MOST]
    return pairs[:, :2], pairs[:, 2:]


def nearest_points(here: Floats, places: ReferencePlaces) -> Floats:
    """Return the nearest known point to each of these, shape (n, 2), metres."""
    tree = shapely.STRtree(shapely.points(places.xy))
    return np.asarray(places.xy[tree.nearest(shapely.points(here))])


def distance_to_outlines(here: Floats, places: ReferencePlaces) -> Floats:
    """Return how far each point is from the nearest known outline, metres, shape (n,)."""
    tree = shapely.STRtree(places.outlines)
    points = shapely.points(here)
    return np.asarray(shapely.distance(points, places.outlines[tree.nearest(points)]))


def _named(
    layers: list[tuple[Shapes, list[NDArray[np.object_]]]],
) -> dict[str, tuple[float, float]]:
    found: dict[str, set[tuple[float, float]]] = {}
    for shapes, columns in layers:
        centres = shapely.centroid(shapes)
        at = list(zip(shapely.get_x(centres), shapely.get_y(centres), strict=True))
        for names in columns:
            for name, place in zip(names, at, strict=True):
                for one in str(name).split(";"):
                    found.setdefault(one.strip(), set()).add(place)
    # a name of two places says nothing
    return {
        name: next(iter(all_of_it))
        for name, all_of_it in found.items()
        if len(all_of_it) == 1 and name not in {"", "nan", "None"}
    }


def _once(values: pandas.Series, names: dict[str, tuple[float, float]]) -> pandas.Series:
    if not pandas.api.types.is_string_dtype(values.dropna()):
        return values.iloc[:0]
    texts = values.astype(str).str.strip()
    hits = texts[texts.isin(names)]
    return hits[~hits.duplicated(keep=False)]


def _segments(lines: list[Shapes]) -> Shapes:
    coordinates, part = shapely.get_coordinates(
        shapely.get_parts(_rings(np.concatenate([np.empty(0, object), *lines]))), return_index=True
    )
    together = part[1:] == part[:-1]
    ends = np.stack([coordinates[:-1][together], coordinates[1:][together]], axis=1)
    return np.asarray(shapely.linestrings(ends) if len(ends) else np.empty(0, object))


def _rings(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    is_area = shapely.get_dimensions(shapes) == 2
    return np.where(is_area, shapely.boundary(shapes), shapes)


def _area(layers: list[Shapes]) -> Box:
    if not layers:
        return SHAANXI
    bounds = np.array([shapely.total_bounds(shapes) for shapes in layers])
    west, south = bounds[:, :2].min(axis=0) - _MARGIN_DEGREES
    east, north = bounds[:, 2:].max(axis=0) + _MARGIN_DEGREES
    return float(west), float(south), float(east), float(north)
