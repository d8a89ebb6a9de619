"""
Marks: the layers of a sheet in its map frame, in the manner of a structure plan.

What is drawn comes from the declaration of each layer, in an order that depends on what it is:
districts, bands, zones, bubbles, the areas of an answer, lines, points, and what an answer
picked out on top. Names are placed afterwards, by `labels`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.image import AxesImage
from numpy.typing import NDArray

from atlas.domain.declaration.style import Style
from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.drawing.hatches import hatched
from atlas.output.sheet.drawing.paths import clipped, lines, polygons
from atlas.output.sheet.drawing.symbols import point_marks
from atlas.output.sheet.drawing.typesetting import MM_PER_POINT
from atlas.output.sheet.model.content import DrawnLayer
from atlas.output.sheet.model.palette import INK, PAPER, QUIET
from atlas.output.sheet.model.symbology import (
    BUBBLE_RING,
    POINTS_PER_PIXEL,
    color_groups,
    fill_of,
    is_planned,
    line_width,
    style_of,
    symbol_kind,
    symbol_widths,
)

PLANNED_DASH = (0, [3, 2])
_MOST_HALOS = 2000  # points
_BUBBLE_FILL = 0.55
_CASING_PT, _CASING = 0.8, 0.85  # beyond half of the line on A4, and its opacity
_PALE = 0.5  # mean of red, green and blue
_FADES = (0.0, 0.09, 0.18)  # of a band's breadth: how far each lighter layer of it is drawn in
_ORDER = {"area": 1.0, "band": 1.5, "zone": 2.0, "bubble": 3.0, "line": 5.0, "point": 6.0}
_EDGES = {"area": 2.5, "zone": 4.6}  # those of zones stay visible over the areas of an answer


def draw_layers(
    canvas: Canvas, layers: Sequence[DrawnLayer], places: Mapping[str, NDArray[np.float64]]
) -> None:
    """
    Draw layers on the map.

    Parameters
    ----------
    canvas
        The page.
    layers
        What lies in the frame.
    places
        Where the points of each layer are drawn, metres, as `spread` gives them.
    """
    for shown in layers:
        kind = symbol_kind(shown)
        if kind == "point":
            made = _point(canvas, shown, places[shown.layer.id])
        else:
            made = _MAKERS[kind](canvas, shown)
        add_collections(canvas, made, zorder=_ORDER[kind])
        if kind in {"area", "zone"}:
            add_collections(canvas, _edges(canvas, shown), zorder=_EDGES[kind])


def add_collections(canvas: Canvas, collections: Iterable[Any], *, zorder: float) -> None:
    """
    Put collections and pictures on the map, one above the other.

    Parameters
    ----------
    canvas
        The page.
    collections
        What matplotlib draws, the lowest first.
    zorder
        Of the lowest; 1000 of them fit below the next whole number.
    """
    for number, collection in enumerate(collections):
        collection.set_zorder(zorder + number / 1000)
        if isinstance(collection, AxesImage):
            canvas.map.add_image(collection)
        else:
            canvas.map.add_collection(collection, autolim=False)


def dashes(style: Style, width: float) -> Any:
    """Return a declared dash ("6-3", pixels) as matplotlib counts it: in widths of the line."""
    lengths = [float(part) for part in re.findall(r"[\d.]+", style.dash)]
    if not lengths:
        return "solid"
    return 0, [length * POINTS_PER_PIXEL / width for length in lengths]


def _once_a_dot(canvas: Canvas, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return places without those on the same dot of the page: one symbol there is seen."""
    if len(places) <= _MOST_HALOS:
        return places
    column, row = np.floor(canvas.map.transData.transform(places) + 0.5).astype(np.int64).T
    _, first = np.unique(row * (canvas.pixels[0] + 1) + column, return_index=True)
    return places[np.sort(first)]


def _area(canvas: Canvas, shown: DrawnLayer) -> Iterator[Any]:
    fill = fill_of(shown)
    for color, rows in color_groups(shown):
        geometry = clipped(shown.rows.geometry.array[rows & ~shown.is_whole], canvas.extent)
        if fill:
            yield from polygons(geometry, facecolors=[to_rgba(color, fill)])
        if shown.hatch:
            factor, per_mm = canvas.template.sizes.factor, canvas.metres_per_mm
            how = {"factor": factor, "per_mm": per_mm, "to": canvas.map.transData}
            hue = color if shown.shading is None else INK
            yield from hatched(shapely.union_all(geometry), shown.hatch, hue, **how)


def _edges(canvas: Canvas, shown: DrawnLayer) -> Iterator[Any]:
    style = style_of(shown)
    width = line_width(shown) * canvas.template.sizes.factor
    planned = is_planned(shown.rows) & (symbol_kind(shown) == "area")
    aside = width / 2 * MM_PER_POINT * canvas.metres_per_mm
    for color, rows in color_groups(shown) if width else ():
        for later in (False, True):
            chosen = rows & (planned == later)
            geometry = clipped(shown.rows.geometry.array[chosen], canvas.extent)
            if not len(geometry):
                continue
            if style.dash:
                # within its own edge, a whole about its parts: both hues of an edge are seen
                towards = np.where(shown.is_whole[chosen], aside, -aside)
                geometry = shapely.buffer(geometry, towards, join_style="mitre")
            dash = PLANNED_DASH if later else dashes(style, width)
            yield from cased(canvas, geometry, color=color, width=width, dash=dash)


def _band(canvas: Canvas, shown: DrawnLayer) -> Iterator[Any]:
    style = style_of(shown)
    for color, rows in color_groups(shown):
        whole = np.asarray(shown.rows.geometry.array[rows], dtype=object)
        if shown.layer.spec.geometry == "line":
            whole = shapely.buffer(whole, 6 * canvas.metres_per_mm)
        breadth = shapely.area(whole) / np.maximum(shapely.length(whole) / 2, 1.0)
        for inwards in _FADES:
            geometry = clipped(shapely.buffer(whole, -inwards * breadth), canvas.extent)
            strength = style.fill / len(_FADES)
            yield from polygons(geometry, facecolors=[to_rgba(color, strength)])


def _bubble(canvas: Canvas, shown: DrawnLayer) -> Iterator[Any]:
    style = style_of(shown)
    geometry = bubbles(shown)
    width = line_width(shown) * canvas.template.sizes.factor
    yield from polygons(geometry, facecolors=[to_rgba(PAPER, _BUBBLE_FILL)])
    dash = dashes(style, width)
    yield from cased(canvas, geometry, color=BUBBLE_RING, width=width, dash=dash)


def bubbles(shown: DrawnLayer) -> NDArray[np.object_]:
    """Return the discs of a layer of bubbles, from its column `radius_m`."""
    radius = shown.rows["radius_m"].to_numpy(dtype=float)
    return np.asarray(shapely.buffer(shown.rows.geometry.array, radius, quad_segs=32))


def _line(canvas: Canvas, shown: DrawnLayer) -> Iterator[Any]:
    style = style_of(shown)
    width = line_width(shown) * canvas.template.sizes.factor
    planned = is_planned(shown.rows)
    for color, rows in color_groups(shown):
        for later in (True, False):
            geometry = clipped(shown.rows.geometry.array[rows & (planned == later)], canvas.extent)
            if not len(geometry):
                continue
            dash = PLANNED_DASH if later else dashes(style, width)
            yield from cased(canvas, geometry, color=color, width=width, dash=dash)


def cased(
    canvas: Canvas, geometry: NDArray[np.object_], *, color: str, width: float, dash: Any
) -> Iterator[Any]:
    """
    Yield lines; over a picture of the ground with a white casing below them.

    Parameters
    ----------
    canvas
        The page.
    geometry
        Lines or areas, EPSG:4545.
    color, dash
        As matplotlib takes them.
    width
        Points on this page.
    """
    if canvas.is_over_picture:
        wider = 1.5 * width + _CASING_PT * canvas.template.sizes.factor
        yield lines(geometry, colors=to_rgba(PAPER, _CASING), linewidths=wider)
        color = darkened(color)
    yield lines(geometry, colors=color, linewidths=width, linestyles=[dash])


def darkened(color: str) -> str:
    """Return a hue that can be read on white: a pale one as the quiet colour of type."""
    return QUIET if np.mean(to_rgb(color)) > _PALE else color


def _point(canvas: Canvas, shown: DrawnLayer, places: NDArray[np.float64]) -> Iterator[Any]:
    style = style_of(shown)
    planned = is_planned(shown.rows)
    widths = symbol_widths(shown)
    for color, rows in color_groups(shown):
        for later in (True, False):
            chosen = rows & (planned == later)
            if widths is not None:
                chosen &= widths > 0
            if chosen.any():
                yield from point_marks(
                    places[chosen] if widths is not None else _once_a_dot(canvas, places[chosen]),
                    style.symbol,
                    color,
                    hollow=later,
                    factor=canvas.template.sizes.factor,
                    transform=canvas.map.transData,
                    has_halo=len(places) <= _MOST_HALOS,
                    widths_mm=None if widths is None else widths[chosen],
                )


_MAKERS = {"area": _area, "zone": _area, "band": _band, "bubble": _bubble, "line": _line}
