"""
Shapes: whether each can be drawn, measured and told from the others.

Width of a polygon is its hydraulic diameter, 4 x area / perimeter: the side of a square, nearly
twice the width of a long strip. It is a stated rule and no proof: a narrow road is a strip too.
Shapes are taken for the same when they have the same corners in the same order, wherever the
order begins.
"""

import re
from collections.abc import Iterator

import numpy as np
import pandas
import shapely
from numpy.typing import NDArray

from atlas.domain.layer import Geometry
from atlas.domain.messages import Text, message
from atlas.ingest.checks.faults import Faults, Rows, Shapes, faults, metres

_KIND_OF = {
    shapely.GeometryType.POINT: "point",
    shapely.GeometryType.MULTIPOINT: "point",
    shapely.GeometryType.LINESTRING: "line",
    shapely.GeometryType.MULTILINESTRING: "line",
    shapely.GeometryType.POLYGON: "polygon",
    shapely.GeometryType.MULTIPOLYGON: "polygon",
}
# by the number of its type; the last is that of no shape at all
_KINDS = np.array([_KIND_OF.get(kind, "mixed") for kind in range(8)] + ["mixed"], dtype=object)
# what GEOS finds wrong with a shape, in its own words made one
_REASONS = {
    "self_intersection",
    "ring_self_intersection",
    "hole_lies_outside_shell",
    "holes_are_nested",
    "nested_shells",
    "duplicate_rings",
    "interior_is_disconnected",
    "too_few_points_in_geometry_component",
    "ring_is_not_closed",
    "invalid_coordinate",
}
_PLACE = re.compile(r"^(?P<reason>[^\[]*)\[(?P<x>\S+) (?P<y>\S+)\]$")


def check_shapes(shapes: Shapes, kind: Geometry) -> Iterator[Faults]:
    """
    Yield what is wrong with single shapes, and which stand in the file twice.

    Parameters
    ----------
    shapes
        Geometry by row, degrees; None where a row has none.
    kind
        The kind of geometry the layer holds.
    """
    is_missing = shapely.is_missing(shapes)
    is_empty = shapely.is_empty(shapes)
    yield faults("without_place", np.flatnonzero(is_missing))
    yield faults("empty_geometry", np.flatnonzero(is_empty))
    is_there = ~(is_missing | is_empty)
    kinds = _KINDS[shapely.get_type_id(shapes)]
    wrong = np.flatnonzero(is_there & (kinds != kind))
    words: dict[str, Text] = {v: message(f"check.{v}") for v in {*kinds[wrong].tolist(), kind}}
    yield faults("wrong_geometry", wrong, found=kinds[wrong].tolist(), allowed=kind, words=words)
    is_finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    yield faults("not_finite", np.flatnonzero(is_there & ~is_finite))
    yield _invalid(shapes, np.flatnonzero(is_there & is_finite & ~shapely.is_valid(shapes)))
    rule = "same_point" if kind == "point" else "duplicate_geometry"
    yield _twice(shapes, np.flatnonzero(is_there & is_finite), rule)


def _invalid(shapes: Shapes, rows: Rows) -> Faults:
    places = np.full(len(rows), None, dtype=object)
    found = []
    words: dict[str, Text] = {}
    for number, told in enumerate(shapely.is_valid_reason(shapes[rows])):
        parts = _PLACE.match(told)
        said = re.sub(r"[ -]", "_", (parts["reason"] if parts else told).lower())
        reason = said if said in _REASONS else "other"
        if parts and np.isfinite([float(parts["x"]), float(parts["y"])]).all():
            places[number] = shapely.Point(float(parts["x"]), float(parts["y"]))
        found.append(reason)
        words[reason] = message(f"check.invalid_{reason}")
    return faults("invalid_geometry", rows, found=found, shapes=places, words=words)


def _twice(shapes: Shapes, rows: Rows, rule: str) -> Faults:
    rows = rows[_alike(shapes[rows])]
    keys = _keys(shapes[rows], rule)
    is_again = keys.duplicated().to_numpy()
    # codes are given in the order of first appearance
    first = np.flatnonzero(~is_again)[pandas.factorize(keys)[0][is_again]]
    found = [f"#{row + 1}" for row in rows[first]]
    words: dict[str, Text] = {code: message("check.same_as", row=code[1:]) for code in found}
    return faults(rule, rows[is_again], found=found, words=words)


def _alike(shapes: Shapes) -> NDArray[np.bool_]:
    """Tell which shapes may stand there twice: those with the box of another; most have none."""
    corners = shapely.bounds(shapes)
    least, most = (corners[:, n] + 1j * corners[:, n + 1] for n in (0, 2))
    again = pandas.Series(least).duplicated(keep=False).to_numpy(copy=True)
    again[again] = pandas.Series(most[again]).duplicated(keep=False).to_numpy()
    return np.asarray(again)


def _keys(shapes: Shapes, rule: str) -> pandas.Series:
    """Return what is equal for the same shapes."""
    if rule == "same_point" and (shapely.get_type_id(shapes) == 0).all():
        x, y = shapely.get_coordinates(shapes).T
        return pandas.Series(x + 1j * y)
    return pandas.Series(shapely.to_wkb(shapely.normalize(shapes)), dtype=object)


def widths_m(shapes: Shapes) -> NDArray[np.float64]:
    """
    Return the width of polygons in metres, 4 x area / perimeter; NaN for what is none.

    Parameters
    ----------
    shapes
        In metres.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        width = 4 * shapely.area(shapes) / shapely.length(shapes)
    is_polygon = np.isin(shapely.get_type_id(shapes), (3, 6))
    return np.where(is_polygon, width, np.nan)


def check_slivers(shapes: Shapes, *, sliver_m: float) -> Faults:
    """Return polygons narrower than a stated width; `shapes` valid, in metres."""
    width = widths_m(shapes)
    rows = np.flatnonzero(width < sliver_m)
    found, words = metres(width[rows])
    limit = f">= {sliver_m:g} m"
    words[limit] = message("check.at_least_m", amount=f"{sliver_m:g}")
    return faults("sliver", rows, found=found, allowed=limit, words=words)
