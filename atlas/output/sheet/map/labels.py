"""
Labels: the names on the map, placed one after another and written.

First the numbers of what an answer chose, then clusters, zones, points, bands, districts and
lines. A name without room is left out and counted; none covers another, nor a symbol.
"""

from collections.abc import Mapping, Sequence

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.domain.messages import Language
from atlas.output.roles import CHOSEN, sheet_role
from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.drawing.typesetting import MM_PER_POINT
from atlas.output.sheet.map.answer import (
    RANKS_SHOWN,
    RING_MM,
    ranks,
    ring_places,
    ringed,
)
from atlas.output.sheet.map.displacement import drawn_at
from atlas.output.sheet.map.label_candidates import Naming, names_of
from atlas.output.sheet.map.label_placement import LabelSpace, baselines
from atlas.output.sheet.map.marks import bubbles, darkened
from atlas.output.sheet.model.content import DrawnLayer
from atlas.output.sheet.model.palette import ACCENT, QUIET
from atlas.output.sheet.model.symbology import half_widths, symbol_kind

_EDGE_AIR_MM = 1.6  # half of what lies between the points a name is tried by
_HALO_PT, _WIDE_HALO_PT = 1.1, 1.7
_SEEN_MM = 0.1  # of a bubble's edge: what is finer is not seen
_FIRST_TO_LAST = ("bubble", "zone", "point", "band", "area", "line")


def place_names(
    canvas: Canvas,
    layers: Sequence[DrawnLayer],
    answer: Mapping[str, geopandas.GeoDataFrame],
    places: Mapping[str, NDArray[np.float64]],
    *,
    lang: Language,
) -> int:
    """
    Write the names of what is drawn.

    Parameters
    ----------
    canvas
        The page, with the layers drawn.
    layers, answer
        What lies in the frame.
    places
        Where the points of each layer were drawn, metres.
    lang
        In which language.

    Returns
    -------
    left_out
        How many names found no room.
    """
    symbols = np.concatenate(
        [_symbols(canvas, layers, places), _ring_boxes(canvas, layers, answer, places)]
    )
    room = LabelSpace(canvas.template.map, symbols)
    for line in canvas.written:  # the degrees at the frame
        room.take(line.shape)
    _number_chosen(canvas, room, answer)
    naming = Naming(canvas, places, *_avoided(canvas, layers), lang, _picked(answer))
    for kind in _FIRST_TO_LAST:
        for shown in layers:
            if symbol_kind(shown) == kind:
                for label in names_of(naming, shown):
                    room.place(label)
    _write(canvas, room)
    return room.left_out


def _write(canvas: Canvas, room: LabelSpace) -> None:
    halo = (_WIDE_HALO_PT if canvas.is_over_picture else _HALO_PT) * canvas.template.sizes.factor
    for placed in room.placed:
        label = placed.label
        if placed.has_leader and label.leader is not None:
            box = label.boxes(np.array([placed.centre]))[0]
            start = shapely.get_coordinates(shapely.shortest_line(box, shapely.Point(label.leader)))
            ends = (tuple(start[0]), tuple(start[1]))
            canvas.rule(ends, width=0.15, color=QUIET)
        for line, (x, y) in zip(label.lines, baselines(placed), strict=True):
            canvas.write(
                x,
                y,
                line,
                size=label.size,
                bold=label.bold,
                color=darkened(label.color) if canvas.is_over_picture else label.color,
                align="center",
                halo=halo,
                angle=label.angle,
            )


def _symbols(
    canvas: Canvas, layers: Sequence[DrawnLayer], places: Mapping[str, NDArray[np.float64]]
) -> NDArray[np.object_]:
    boxes = [np.array([], dtype=object)]
    for shown in layers:
        if shown.layer.id in places:
            xy = canvas.to_page(places[shown.layer.id])
            half = half_widths(shown, canvas.template.sizes.factor)[:, None]
            boxes.append(shapely.box(*(xy - half).T, *(xy + half).T))
    return np.concatenate(boxes)


def _ring_boxes(
    canvas: Canvas,
    layers: Sequence[DrawnLayer],
    answer: Mapping[str, geopandas.GeoDataFrame],
    places: Mapping[str, NDArray[np.float64]],
) -> NDArray[np.object_]:
    half = RING_MM / 2 * canvas.template.sizes.factor
    boxes = [np.array([], dtype=object)]
    for name in _picking(answer):
        xy = canvas.to_page(ringed(answer[name], drawn_at(layers, places)))
        boxes.append(shapely.box(*(xy - half).T, *(xy + half).T))
    return np.concatenate(boxes)


def _picking(answer: Mapping[str, geopandas.GeoDataFrame]) -> list[str]:
    return [name for name in answer if sheet_role(name).is_picked and name != CHOSEN]


def _picked(answer: Mapping[str, geopandas.GeoDataFrame]) -> frozenset[str]:
    """Return the ids of the points that have a ring about them."""
    rows = (answer[name] for name in _picking(answer))
    return frozenset(str(row) for of in rows for row in of.index[of.geom_type == "Point"])


def _avoided(
    canvas: Canvas, layers: Sequence[DrawnLayer]
) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Return bubbles and edges of zones, on the page."""
    discs = [bubbles(shown) for shown in layers if symbol_kind(shown) == "bubble"]
    zones = [shown.rows.geometry.array for shown in layers if symbol_kind(shown) == "zone"]
    edges = shapely.boundary(np.concatenate(zones)) if zones else []
    merged = [shapely.union_all(np.concatenate(discs) if discs else []), shapely.union_all(edges)]
    on_page = shapely.transform(np.array(merged), canvas.to_page)
    discs_seen = shapely.simplify(on_page[0], _SEEN_MM)
    return discs_seen, shapely.buffer(on_page[1], _EDGE_AIR_MM)


def _number_chosen(
    canvas: Canvas, room: LabelSpace, answer: Mapping[str, geopandas.GeoDataFrame]
) -> None:
    chosen = answer.get("chosen")
    if chosen is None or not len(chosen):
        return
    factor = canvas.template.sizes.factor
    size, radius = 6.3 * factor, 2.0 * factor
    shifts = np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1)]) * 2.2 * radius
    centres = canvas.to_page(ring_places(chosen))
    for number, centre in list(zip(ranks(chosen), centres, strict=True))[:RANKS_SHOWN]:
        discs = shapely.buffer(shapely.points(centre + shifts), radius)
        at = room.first_free(discs)
        if at is None:
            at = 0
        room.take(discs[at])
        x, y = centre + shifts[at]
        canvas.disc(x, y, radius, edge=ACCENT, width=0.38 * factor)
        low = y - 0.36 * size * MM_PER_POINT
        canvas.write(x, low, number, size=size, bold=True, color=ACCENT, align="center")
