"""
A layer as the browser gets it: GeoJSON with just what is drawn or labelled.

Things that share one point, whatever their layers, carry how many they are and which turn
each takes, so that they can be spread. A sensitive thing is sent like any other: this is an
internal screen; public sheets leave it out.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.domain.catalogue import Catalogue
from atlas.domain.crs import to_measuring, to_storage
from atlas.domain.layer import NOT_YET, Layer, LayerSpec
from atlas.output.geometry import DECIMETRE, geojson_shapes

_NAME_LATTICE = 20  # about as many lattice points along a shape
_NAME_PLACES = 140
_MOST_NAMED = 300  # rows; more of them have no room for names to choose places in


def layer_json(catalogue: Catalogue, layer: Layer) -> str:
    """Return a layer's located rows as GeoJSON with its style, as text."""
    turns = sharing(catalogue)
    frame = layer.located
    shapes = geojson_shapes(frame, grid=DECIMETRE)
    features = [
        {"type": "Feature", "geometry": shape, "properties": facts}
        for shape, facts in zip(shapes, _facts(layer, turns), strict=True)
    ]
    whole = {
        "type": "FeatureCollection",
        "id": layer.id,
        "kind": layer.spec.geometry,
        "style": _style(layer.spec),
        "features": features,
    }
    return json.dumps(whole, ensure_ascii=False, allow_nan=False)


def answer_features(frame: geopandas.GeoDataFrame) -> dict[str, Any]:
    """Return what an answer draws as GeoJSON: geometry, name, rank, score, the zone it is of."""
    kept = [name for name in ("name_zh", "name_en", "score", "rank", "zone") if name in frame]
    shapes = geojson_shapes(frame, grid=DECIMETRE)
    columns = [frame[name].tolist() for name in kept]
    features = [
        {
            "type": "Feature",
            "geometry": shape,
            "properties": {"id": str(row), **dict(zip(kept, cells, strict=True))},
        }
        for row, shape, *cells in zip(frame.index, shapes, *columns, strict=True)
        if shape is not None
    ]
    return {"type": "FeatureCollection", "features": features}


def sharing(catalogue: Catalogue) -> dict[str, tuple[int, int]]:
    """Return, for each point feature that shares its place, how many share it and its turn."""
    at: defaultdict[tuple[float, float], list[str]] = defaultdict(list)
    for layer in catalogue.spatial:
        if layer.spec.geometry == "point" and layer.spec.style and _is_symbol(layer.spec):
            for feature, point in layer.located.geometry.items():
                at[round(point.x, 5), round(point.y, 5)].append(str(feature))
    return {
        feature: (len(together), turn)
        for together in at.values()
        if len(together) > 1
        for turn, feature in enumerate(together)
    }


def _is_symbol(spec: LayerSpec) -> bool:
    return spec.style is not None and spec.style.symbol not in {"bubble", "dot"}


def _style(spec: LayerSpec) -> dict[str, Any]:
    if spec.style is None:
        return {"color": "#5B6776", "symbol": "circle", "fill": 0.1, "dash": "", "width": 1.0}
    style = spec.style.model_dump(exclude={"colors"})
    # a layer of bare outlines lies under everything else
    bare = spec.style.symbol == "area" and spec.style.fill == 0
    return style | ({"symbol": "base"} if bare else {})


def _facts(layer: Layer, turns: dict[str, tuple[int, int]]) -> Iterable[dict[str, Any]]:
    colors = layer.spec.style.colors if layer.spec.style else {}
    labels, angles = _label_points(layer)
    rows = layer.located.reset_index()
    for number, row in enumerate(rows.to_dict("records")):
        facts: dict[str, Any] = {
            "id": row["id"],
            "layer": layer.id,
            "name_zh": row["name_zh"],
            "name_en": row["name_en"],
            "basis": row["position_basis"],
            "uncertainty": float(row["uncertainty_m"]),
            "labels": labels[number],
        }
        facts |= {"planned": True, "status": row["status"]} if row["status"] in NOT_YET else {}
        facts |= {"color": colors[row["id"]]} if row["id"] in colors else {}
        facts |= {"radius": float(row["radius_m"])} if "radius_m" in row else {}
        facts |= {"angle": angles[number]} if angles[number] else {}
        if row["id"] in turns:
            facts["sharing"], facts["turn"] = turns[row["id"]]
        yield facts


def _label_points(layer: Layer) -> tuple[list[list[list[float]]], list[float]]:
    """Return, for each row, where its name may stand, best first, and the angle it runs at."""
    measured = to_measuring(layer.located.geometry)
    if len(measured) > _MOST_NAMED:
        places = list(shapely.get_coordinates(shapely.point_on_surface(measured.array))[:, None])
    else:
        places = [_name_places(shape) for shape in measured]
    together = geopandas.GeoSeries(shapely.points(np.vstack(places)), crs=measured.crs)
    stored = to_storage(together)
    degrees = np.column_stack([stored.x, stored.y]).round(6)
    ends = np.cumsum([len(own) for own in places])
    names = [own.tolist() for own in np.split(degrees, ends[:-1])]
    is_band = layer.spec.style is not None and layer.spec.style.symbol == "band"
    return names, [_axis(shape) if is_band else 0.0 for shape in measured]


def _name_places(shape: shapely.Geometry) -> NDArray[np.float64]:
    """Return points within a shape in metres, those with most room round them first."""
    if shape.geom_type not in {"Polygon", "MultiPolygon"}:
        return np.asarray(shapely.get_coordinates(shape.representative_point()))
    # the middle of the largest circle inside is best; a lattice gives others to choose from
    best = shapely.get_coordinates(shapely.maximum_inscribed_circle(shape, tolerance=50))[:1]
    west, south, east, north = shape.bounds
    step = np.sqrt((east - west) * (north - south)) / _NAME_LATTICE
    x, y = np.meshgrid(np.arange(west, east, step), np.arange(south, north, step))
    points = np.column_stack([x.ravel(), y.ravel()])
    points = points[shapely.contains_xy(shape, *points.T)]
    room = shapely.distance(shapely.points(points), shape.boundary)
    spacious = np.argsort(-room, kind="stable")[:_NAME_PLACES]
    return np.vstack([best, points[spacious]])


def _axis(shape: shapely.Geometry) -> float:
    """Return the angle of a band's long axis on screen, degrees clockwise, never upside down."""
    ring = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    sides = np.diff(ring[:3], axis=0)
    dx, dy = sides[np.argmax(np.hypot(*sides.T))]
    angle = -np.degrees(np.arctan2(dy, dx))
    return float(round((angle + 90) % 180 - 90, 1))
