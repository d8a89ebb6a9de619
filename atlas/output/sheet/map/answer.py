"""
Answer: how the geometry of a finding is drawn over the map, by the role it plays.

Areas lie under lines and symbols; what was picked out stands above them. A role that is not in
the register is drawn as `selected`, so that nothing of an answer stays unseen.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import geopandas
import numpy as np
import shapely
from matplotlib.colors import to_rgba
from numpy.typing import NDArray

from atlas.output.roles import SHEET_ROLES, SheetRole, sheet_role
from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.drawing.hatches import hatched
from atlas.output.sheet.drawing.paths import clipped, lines, points, polygons
from atlas.output.sheet.drawing.symbols import marker
from atlas.output.sheet.map.marks import add_collections
from atlas.output.sheet.map.scores import MOST_SHAPES, score_picture
from atlas.output.sheet.model.palette import PAPER, SCORES

RANKS_SHOWN = 20
_TINT = 0.82
_WASH = 0.45  # white below a hatching over a picture of the ground
_AREAS_Z = 4.0
_PICKED_Z = 5.5
_RINGS_Z = 6.5
_RING_PT = 11.5
RING_MM = (_RING_PT + 2.4) / 72 * 25.4  # across, with its halo, on A4
_REACHED = ("reached", "gained")


def draw_answer(
    canvas: Canvas,
    answer: Mapping[str, geopandas.GeoDataFrame],
    drawn_at: Mapping[str, tuple[float, float]],
) -> None:
    """
    Draw the geometry of a finding.

    Parameters
    ----------
    canvas
        The page.
    answer
        Rows in the frame by role, EPSG:4545.
    drawn_at
        Where points of the layers were drawn, by feature id: rings stand about the symbols.
    """
    order = {name: role.order for name, role in SHEET_ROLES.items()}
    names = sorted(answer, key=lambda name: order.get(name, 99))
    for number, name in enumerate(names):
        role = sheet_role(name)
        zorder = (_PICKED_Z if role.is_picked else _AREAS_Z) + number / 20
        rows = _outside(answer, name)
        made = _graded(canvas, rows) if role.is_graded else _plain(canvas, rows, role)
        add_collections(canvas, made, zorder=zorder)
        if role.is_picked and not role.is_numbered:
            add_collections(
                canvas, rings(canvas, ringed(rows, drawn_at), role.color), zorder=_RINGS_Z
            )


def _outside(answer: Mapping[str, geopandas.GeoDataFrame], name: str) -> geopandas.GeoDataFrame:
    """Return the rows of a role; a gap of cells is cut where ground beside it is reached."""
    rows = answer[name]
    reached = [answer[role].geometry.array for role in _REACHED if role in answer]
    if name != "gap" or not reached:
        return rows
    return rows.set_geometry(rows.geometry.difference(shapely.union_all(np.concatenate(reached))))


def ringed(
    rows: geopandas.GeoDataFrame, drawn_at: Mapping[str, tuple[float, float]]
) -> NDArray[np.float64]:
    """Return where the points among rows are ringed, metres; shape (n, 2)."""
    dots = rows[rows.geom_type == "Point"]
    own = shapely.get_coordinates(dots.geometry.array)
    at = [drawn_at.get(str(k), tuple(xy)) for k, xy in zip(dots.index, own, strict=True)]
    return np.array(at, dtype=float).reshape(-1, 2)


def ranks(rows: geopandas.GeoDataFrame) -> list[str]:
    """Return the number each chosen row bears: its rank, or its place in the list."""
    if "rank" in rows:
        return [str(int(rank)) for rank in rows["rank"]]
    return [str(number + 1) for number in range(len(rows))]


def ring_places(rows: geopandas.GeoDataFrame) -> NDArray[np.float64]:
    """Return what the number of each row stands for: the point itself, or a point on the area."""
    return np.asarray(shapely.get_coordinates(shapely.point_on_surface(rows.geometry.array)))


def _plain(canvas: Canvas, rows: geopandas.GeoDataFrame, role: SheetRole) -> Iterator[Any]:
    factor = canvas.template.sizes.factor
    geometry = clipped(rows.geometry.array, canvas.extent)
    flat = shapely.get_dimensions(geometry) == 2
    if role.fill and flat.any():
        yield from polygons(geometry[flat], facecolors=[to_rgba(role.color, role.fill)])
    if role.hatch and flat.any():
        whole = shapely.union_all(geometry[flat])
        if canvas.is_over_picture:
            yield from polygons(geometry[flat], facecolors=[to_rgba(PAPER, _WASH)])
        yield from hatched(
            whole,
            role.hatch,
            role.color,
            factor=factor,
            per_mm=canvas.metres_per_mm,
            to=canvas.map.transData,
        )
    shaped = shapely.get_dimensions(geometry) >= 1
    if role.outline and shaped.any():
        if role.is_picked:
            halo = (role.outline + 1.4) * factor
            yield lines(geometry[shaped], colors=to_rgba(PAPER, 0.9), linewidths=halo)
        yield lines(geometry[shaped], colors=role.color, linewidths=role.outline * factor)


def rings(canvas: Canvas, places: NDArray[np.float64], color: str) -> Iterator[Any]:
    """
    Yield rings about places, with a white halo.

    Parameters
    ----------
    canvas
        The page.
    places
        Metres, shape (n, 2).
    color
        Of the rings.
    """
    factor = canvas.template.sizes.factor
    for hue, width in ((PAPER, 2.4), (color, 1.2)):
        yield points(
            places,
            marker("circle"),
            size=_RING_PT * factor,
            facecolors="none",
            edgecolors=hue,
            linewidths=width * factor,
            offset_transform=canvas.map.transData,
        )


def _graded(canvas: Canvas, rows: geopandas.GeoDataFrame) -> Iterator[Any]:
    scores = rows["score"].to_numpy(dtype=float) if "score" in rows else np.ones(len(rows))
    low, high = np.nanmin(scores), np.nanmax(scores)
    graded = (scores - low) / (high - low) if high > low else np.ones(len(rows))
    steps = np.minimum((graded * len(SCORES)).astype(int), len(SCORES) - 1)
    if len(rows) > MOST_SHAPES:
        shapes = np.asarray(rows.geometry.array, dtype=object)
        yield score_picture(canvas, shapes, steps, colors=SCORES, alpha=_TINT)
        return
    geometry = clipped(rows.geometry.array, canvas.extent)
    for step, color in enumerate(SCORES):
        yield from polygons(geometry[steps == step], facecolors=[to_rgba(color, _TINT)])
