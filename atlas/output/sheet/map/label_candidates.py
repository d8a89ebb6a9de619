"""
Label candidates: how large each name is and where it may stand, by what it names.

Clusters are named in the middle of their bubbles, zones in their own hue where the bubbles leave
room, points beside their symbols, bands along their axis, lines on themselves, districts
quietly where nothing else is. Names of stations appear from 1:60 000.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from matplotlib.colors import to_hex, to_rgb
from numpy.typing import NDArray

from atlas.domain.messages import Language
from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.drawing.typesetting import balanced, height_mm, width_mm
from atlas.output.sheet.map.answer import RING_MM
from atlas.output.sheet.map.centreline import along
from atlas.output.sheet.map.label_placement import MapLabel
from atlas.output.sheet.model.content import DrawnLayer
from atlas.output.sheet.model.palette import INK
from atlas.output.sheet.model.symbology import half_widths, style_of, symbol_kind
from atlas.output.sheet.model.templates import Sizes

STATIONS_FROM = 60_000
_MOST_NAMES = 150  # a layer with more features in the frame is drawn without names
_DISTRICT = "#8A95A3"
_LINE_NAME = "#77828F"
_POINT_NAME = "#303B49"
_AREA_NAME_MM, _POINT_NAME_MM = 44.0, 24.0
_GRID = 21
_BESIDE_MM = 0.55
_LEADERS_MM = (4.0, 8.0, 13.0)
_MOSTLY = 0.6
_ACROSS, _UPWARDS = (
    part.ravel() for part in np.meshgrid(np.linspace(0, 1, 9), [0, 1 / 3, 2 / 3, 1])
)
_NOWHERE = np.empty((0, 2))
_SIDES = np.array(
    [(1, 0), (-1, 0), (0, 1), (0, -1), (0.8, 0.9), (0.8, -0.9), (-0.8, 0.9), (-0.8, -0.9)]
)


@dataclass(frozen=True)
class Naming:
    """
    What every name depends on.

    Parameters
    ----------
    canvas
        The page.
    places
        Where the points of each layer were drawn, metres.
    bubbles, edges
        What names of areas keep clear of, on the page; only districts that of edges of zones.
    lang
        In which language.
    ringed
        The ids of points with a ring about them, outside which their names stand.
    """

    canvas: Canvas
    places: Mapping[str, NDArray[np.float64]]
    bubbles: shapely.Geometry
    edges: shapely.Geometry
    lang: Language
    ringed: frozenset[str] = frozenset()

    @property
    def sizes(self) -> Sizes:
        """The type sizes of the page."""
        return self.canvas.template.sizes

    def seen(self, geometry: shapely.Geometry) -> shapely.Geometry:
        """Return the part of a geometry that lies in the frame, on the page, simplified."""
        frame = self.canvas.template.map.shrunk(1.0)
        window = shapely.box(frame.x, frame.y, frame.right, frame.top)
        on_page = shapely.transform(geometry, self.canvas.to_page)
        return shapely.intersection(on_page, window).simplify(0.3)


def names_of(naming: Naming, shown: DrawnLayer) -> Iterator[MapLabel]:
    """Yield the names of a layer's features, unless they are many, with where they would stand."""
    makers: Mapping[str, Callable[[Naming, DrawnLayer], Iterator[MapLabel]]] = {
        "bubble": _bubble_names,
        "zone": _zone_names,
        "area": _district_names,
        "point": _point_names,
        "band": _band_names,
        "line": _line_names,
    }
    if len(shown.rows) <= _MOST_NAMES:
        yield from makers[symbol_kind(shown)](naming, shown)


def _named(shown: DrawnLayer, lang: Language) -> Iterator[tuple[Any, str]]:
    """Yield rows with their name, without the wholes whose parts are shown."""
    for _, row in shown.rows[~shown.is_whole].iterrows():
        names = [row.get("name_en"), row.get("name_zh")]
        if lang == "zh":
            names.reverse()
        name = next((str(name) for name in names if isinstance(name, str) and name), "")
        if name:
            yield row, name


def _hue(shown: DrawnLayer, row: Any) -> str:
    style = style_of(shown)
    return darker(style.colors.get(str(row.name), style.color))


def _bubble_names(naming: Naming, shown: DrawnLayer) -> Iterator[MapLabel]:
    sizes = naming.sizes
    for row, name in _named(shown, naming.lang):
        radius = float(row["radius_m"]) / naming.canvas.metres_per_mm
        centre = naming.canvas.to_page(shapely.get_coordinates(row.geometry))[0]
        size, lines = _in_disc(name, radius, sizes.name, sizes.name_least)
        within = [(0.0, part * radius) for part in (0, 0.12, -0.12, 0.25, -0.25, 0.38, -0.38)]
        label = MapLabel(lines, size, INK, _NOWHERE, bold=True)
        shifts = [*within, *_around(label, radius)]
        yield replace(
            label,
            centres=centre + np.array(shifts),
            leader=(float(centre[0]), float(centre[1])),
            leader_from=len(within),
        )


def _around(
    label: MapLabel, radius: float, *, further: Sequence[float] = (1.5, 5.0)
) -> list[tuple[float, float]]:
    wide, high = label.room
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    return [
        (
            float((radius + more + wide / 2) * np.cos(angle)),
            float((radius + more + high / 2) * np.sin(angle)),
        )
        for more in further
        for angle in angles
    ]


def _in_disc(
    text: str, radius: float, largest: float, least: float
) -> tuple[float, tuple[str, ...]]:
    # a name fits when the corners of its block lie in the disc; the least size is taken anyway
    size = largest
    while True:
        for share in (1.85, 1.6, 1.3):
            lines = balanced(text, share * radius, size, bold=True)
            wide = max(width_mm(line, size, bold=True) for line in lines)
            if np.hypot(wide / 2, height_mm(len(lines), size) / 2 * 0.9) <= 0.96 * radius:
                return size, lines
        if size <= least:
            return least, balanced(text, max(1.85 * radius, 3.4 * least), least, bold=True)
        size = max(size - 0.5, least)


def _zone_names(naming: Naming, shown: DrawnLayer) -> Iterator[MapLabel]:
    for row, name in _named(shown, naming.lang):
        seen = naming.seen(row.geometry)
        if not seen.is_empty:
            yield _zone_name(naming, name, seen, _hue(shown, row))


def _zone_name(naming: Naming, name: str, seen: shapely.Geometry, hue: str) -> MapLabel:
    # smaller, or broken, where that keeps it clear of bubbles and of its own edge
    sizes, best = naming.sizes, (np.inf, MapLabel((name,), naming.sizes.area_name, hue, _NOWHERE))
    for size in sizes.area_name * np.array([1.0, 0.92, 0.84, 0.76, 0.7, 0.64]):
        for share in (1.0, 0.55):
            lines = balanced(name, share * _AREA_NAME_MM * sizes.factor, float(size), bold=True)
            label = MapLabel(lines, float(size), hue, _NOWHERE, bold=True)
            centres, cost = _quiet_places(label, seen, naming.bubbles)
            if cost[0] < best[0]:
                best = (float(cost[0]), replace(label, centres=centres))
        if best[0] < 1:
            break
    return _with_leader(best[1], seen)


def _with_leader(label: MapLabel, seen: shapely.Geometry) -> MapLabel:
    """Return a name that stands mostly in its area, or else beside it with a line to it."""
    inside = label.centres[_share_in(label.boxes(label.centres), seen) > _MOSTLY]
    middle = shapely.get_coordinates(shapely.maximum_inscribed_circle(seen, 1.0))[0]
    west, south, east, north = seen.bounds
    beside = middle + np.array(_around(label, float(np.hypot(east - west, north - south)) / 2))
    return replace(
        label,
        centres=np.concatenate([inside, beside]),
        leader=(float(middle[0]), float(middle[1])),
        leader_from=len(inside),
    )


def _district_names(naming: Naming, shown: DrawnLayer) -> Iterator[MapLabel]:
    sizes = naming.sizes
    kept_clear = shapely.union(naming.bubbles, naming.edges)
    for row, name in _named(shown, naming.lang):
        seen = naming.seen(row.geometry)
        if seen.is_empty:
            continue
        text = name if naming.lang == "zh" else name.upper()
        lines = balanced(text, _AREA_NAME_MM * sizes.factor, sizes.quiet)
        label = MapLabel(lines, sizes.quiet, _DISTRICT, _NOWHERE)
        centres, cost = _quiet_places(label, seen, kept_clear)
        if (cost < 1).any():
            yield replace(label, centres=centres[cost < 1])


def _quiet_places(
    label: MapLabel, seen: shapely.Geometry, avoided: shapely.Geometry
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return places over a grid, best first, and their cost: under 1 where nothing is covered."""
    west, south, east, north = seen.bounds
    x, y = np.linspace(west, east, _GRID), np.linspace(south, north, _GRID)
    centres = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    middle = shapely.get_coordinates(shapely.maximum_inscribed_circle(seen, 1.0))[0]
    boxes = label.boxes(centres)
    beyond = 1 - _share_in(boxes, seen)
    over = _share_in(boxes, avoided)
    far = np.hypot(*(centres - middle).T) / max(east - west, north - south, 1.0)
    # the distance alone stays below 1; the least overlap weighs more than any distance, and
    # a name across the edge of its area, which reads as its neighbour's, more than one on a bubble
    cost = 0.5 * far + 1.0 * ((beyond > 1e-6) | (over > 1e-6)) + 12 * beyond + 4 * over
    order = np.argsort(cost, kind="stable")
    return np.asarray(centres[order]), np.asarray(cost[order])


def _share_in(boxes: NDArray[np.object_], shape: shapely.Geometry) -> NDArray[np.float64]:
    """Return the share of each upright box that lies in a shape, from a lattice of its points."""
    west, south, east, north = shapely.bounds(boxes).T[:, :, None]
    x = west + _ACROSS * (east - west)
    y = south + _UPWARDS * (north - south)
    shapely.prepare(shape)
    return np.asarray(shapely.intersects_xy(shape, x, y).mean(axis=1))


def _point_names(naming: Naming, shown: DrawnLayer) -> Iterator[MapLabel]:
    symbol, sizes = style_of(shown).symbol, naming.sizes
    if symbol == "dot" and naming.canvas.metres_per_mm * 1000 > STATIONS_FROM:
        return
    size = sizes.quiet - 0.5 * sizes.factor
    index = shown.rows.index
    at = dict(zip(index, naming.places[shown.layer.id], strict=True))
    halves = dict(zip(index, half_widths(shown, sizes.factor) + _BESIDE_MM, strict=True))
    for row, name in _named(shown, naming.lang):
        if halves[row.name] <= _BESIDE_MM:  # without a symbol
            continue
        lines = balanced(name, _POINT_NAME_MM * sizes.factor, size)
        label = MapLabel(lines, size, _POINT_NAME, _NOWHERE)
        wide, high = label.room
        half = halves[row.name]
        if str(row.name) in naming.ringed:
            half = max(half, RING_MM / 2 * sizes.factor + _BESIDE_MM)
        centre = naming.canvas.to_page(at[row.name][None, :])[0]
        beside = _SIDES * [half + wide / 2, half + high / 2]
        # where it is crowded, further off with a line to the symbol
        away = _around(label, half, further=_LEADERS_MM)
        yield replace(
            label,
            centres=centre + np.concatenate([beside, away]),
            leader=(float(centre[0]), float(centre[1])),
            leader_from=len(beside),
        )


def _line_names(naming: Naming, shown: DrawnLayer) -> Iterator[MapLabel]:
    size = naming.sizes.quiet - 0.5 * naming.sizes.factor
    for row, name in _named(shown, naming.lang):
        seen = naming.seen(row.geometry)
        if seen.is_empty:
            continue
        longest = max(shapely.get_parts(seen), key=shapely.length)
        middles = shapely.line_interpolate_point(
            longest, [0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9], normalized=True
        )
        yield MapLabel((name,), size, _LINE_NAME, shapely.get_coordinates(middles))


def _band_names(naming: Naming, shown: DrawnLayer) -> Iterator[MapLabel]:
    size = naming.sizes.name
    for row, name in _named(shown, naming.lang):
        seen = naming.seen(row.geometry)
        if not seen.is_empty:
            angle, centres = along(seen, width_mm(name, size, bold=True))
            yield MapLabel((name,), size, _hue(shown, row), centres, bold=True, angle=angle)


def darker(color: str) -> str:
    """Return a hue dark enough for letters."""
    return to_hex(tuple(0.78 * part for part in to_rgb(color)))
