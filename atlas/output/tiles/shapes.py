"""
Geometry as runs of vertices: rings, lines or points laid end to end in one array.

A feature owns some runs, a run some vertices; both are stored as offsets. Made once for
a layer, cut out and rounded for a tile. After rounding, a ring without an area or a line
without a length is dropped, and with a polygon's outer ring its holes. Outlines that reach far
beyond the tile are clipped, which may lay borders along the clipping box, outside the tile.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.output.tiles.grid import EXTENT, Tile, in_tile, on_square

Kind = Literal["point", "line", "polygon"]
MARGIN = 128  # tile units drawn beyond the edge, 8 pixels, so that no outline ends at a seam
_FAR = EXTENT  # what reaches further than this beyond the tile is clipped

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Runs:
    """Vertices (v, 2); where runs begin (r + 1); where features begin (n + 1); which are holes."""

    xy: NDArray[Any]
    runs: Numbers
    features: Numbers
    is_hole: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.features) - 1


def runs_of(geometry: NDArray[np.object_]) -> tuple[Kind, Runs]:
    """Return shapes of one kind, none missing or empty, as runs in their own coordinates."""
    if not len(geometry):
        none = np.zeros(1, np.int64)
        return "point", Runs(np.empty((0, 2)), none, none, np.empty(0, bool))
    kind, xy, offsets = shapely.to_ragged_array(geometry, include_z=False)
    runs, features = _nested(kind, len(xy), [np.asarray(o, np.int64) for o in offsets])
    if "POLYGON" not in kind.name:
        simple: Kind = "point" if "POINT" in kind.name else "line"
        return simple, Runs(xy, runs, features, np.zeros(len(runs) - 1, bool))
    is_hole = np.ones(len(runs) - 1, bool)
    is_hole[offsets[1][:-1]] = False
    # a closing vertex says nothing that the first has not said
    kept = np.ones(len(xy), bool)
    kept[runs[1:] - 1] = False
    open_runs = runs - np.arange(len(runs))
    return "polygon", Runs(xy[kept], open_runs, features, is_hole)


def _nested(kind: shapely.GeometryType, vertices: int, offsets: list[Numbers]) -> list[Numbers]:
    """Return where runs and features begin, whatever the depth of the nesting."""
    each = np.arange(vertices + 1)
    match kind.name:
        case "POINT":
            return [each, each]
        case "MULTIPOINT" | "LINESTRING":
            return [offsets[0], np.arange(len(offsets[0]))]
        case "MULTIPOLYGON":
            return [offsets[0], offsets[1][offsets[2]]]
        case _:
            return [offsets[0], offsets[1]]


def boxes_of(runs: Runs) -> NDArray[Any]:
    """Return each feature's box, shape (n, 4): west, north, east, south on the square."""
    first = runs.runs[runs.features[:-1]]
    least = np.minimum.reduceat(runs.xy, first, axis=0)
    return np.column_stack([least, np.maximum.reduceat(runs.xy, first, axis=0)])


def squared(runs: Runs, kind: Kind) -> Runs:
    """Return runs in degrees as runs on the square of web maps, rings the right way round."""
    placed = Runs(on_square(runs.xy), runs.runs, runs.features, runs.is_hole)
    # from their first vertex, or the products would overflow
    near = placed.xy.astype(np.int64) - np.repeat(
        placed.xy[placed.runs[:-1]].astype(np.int64), np.diff(placed.runs), axis=0
    )
    area = _doubled_area(Runs(near, runs.runs, runs.features, runs.is_hole))
    return _turned(placed, (area > 0) == runs.is_hole) if kind == "polygon" else placed


def cut_out(runs: Runs, rows: Numbers, tile: Tile, kind: Kind) -> tuple[Runs, Numbers]:
    """
    Return some rows in units of a tile, ready to be written, and which rows these are.

    Rows that round to nothing are left out; those clipped come first, and so lie lowest.

    Parameters
    ----------
    runs
        The vertices of a layer, in web Mercator.
    rows
        Features that reach into the tile.
    tile
        Zoom, column and row.
    kind
        Points, lines or polygons.
    """
    taken = _taken(runs, rows)
    taken = Runs(in_tile(taken.xy, tile), taken.runs, taken.features, taken.is_hole)
    boxes = boxes_of(taken)
    is_far = (boxes[:, :2].min(axis=1) < -_FAR) | (boxes[:, 2:].max(axis=1) > EXTENT + _FAR)
    if kind == "point" or not is_far.any():
        return _settled(taken, rows, kind)
    near, far = np.flatnonzero(~is_far), np.flatnonzero(is_far)
    clipped, left = _clipped(_taken(taken, far), kind)
    together = _joined(clipped, _taken(taken, near))
    return _settled(together, rows[np.concatenate([far[left], near])], kind)


def spans(starts: Numbers, stops: Numbers) -> Numbers:
    """Return the numbers of several ranges, one range after another."""
    lengths = stops - starts
    ends = np.cumsum(lengths)
    count = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.arange(count) + np.repeat(starts - ends + lengths, lengths))


def _taken(runs: Runs, rows: Numbers) -> Runs:
    begin, end = runs.features[rows], runs.features[rows + 1]
    which = spans(begin, end)
    first, last = runs.runs[which], runs.runs[which + 1]
    return Runs(
        runs.xy.take(spans(first, last), axis=0),
        _begins(last - first),
        _begins(end - begin),
        runs.is_hole[which],
    )


def _begins(lengths: Numbers) -> Numbers:
    begins = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=begins[1:])
    return begins


def _joined(a: Runs, b: Runs) -> Runs:
    return Runs(
        np.concatenate([a.xy, b.xy]),
        np.concatenate([a.runs, b.runs[1:] + a.runs[-1]]),
        np.concatenate([a.features, b.features[1:] + a.features[-1]]),
        np.concatenate([a.is_hole, b.is_hole]),
    )


def _clipped(runs: Runs, kind: Kind) -> tuple[Runs, Numbers]:
    """Clip each feature to the tile and its margin; return what is left, and of which rows."""
    box = (-MARGIN, -MARGIN, EXTENT + MARGIN, EXTENT + MARGIN)
    whole = np.array([_shape(runs, row, kind) for row in range(len(runs))], dtype=object)
    try:
        cut = shapely.clip_by_rect(whole, *box)
    except shapely.GEOSException:
        # an outline that crosses itself can be drawn, if not clipped
        cut = whole
    cut = np.array([_only(shape, kind) for shape in cut], dtype=object)
    left = np.flatnonzero(~shapely.is_empty(cut))
    if not len(left):
        none = np.zeros(1, np.int64)
        return Runs(np.empty((0, 2), np.int64), none, none, np.empty(0, bool)), left
    _, parts = runs_of(cut[left])
    return Runs(np.rint(parts.xy).astype(np.int64), parts.runs, parts.features, parts.is_hole), left


def _only(shape: shapely.Geometry, kind: Kind) -> shapely.Geometry:
    """Leave out what a shape that touches the box has left of itself on the box's edge."""
    parts = shapely.get_parts(shape)
    wanted = "Polygon" if kind == "polygon" else "LineString"
    kept = [part for part in parts if part.geom_type == wanted]
    return shapely.MultiPolygon(kept) if kind == "polygon" else shapely.MultiLineString(kept)


def _shape(runs: Runs, row: int, kind: Kind) -> shapely.Geometry:
    which = range(runs.features[row], runs.features[row + 1])
    lines = [runs.xy[runs.runs[run] : runs.runs[run + 1]] for run in which]
    if kind == "line":
        return shapely.MultiLineString(lines)
    polygons: list[tuple[NDArray[Any], list[NDArray[Any]]]] = []
    for run, ring in zip(which, lines, strict=True):
        if runs.is_hole[run]:
            polygons[-1][1].append(ring)
        else:
            polygons.append((ring, []))
    return shapely.MultiPolygon(polygons)


def _settled(runs: Runs, rows: Numbers, kind: Kind) -> tuple[Runs, Numbers]:
    """Drop what rounding has made empty, and turn rings the right way round."""
    if kind == "point" or not len(runs.xy):
        return runs, rows
    runs = _without_repeats(runs, is_ring=kind == "polygon")
    lengths = np.diff(runs.runs)
    if kind == "line":
        return _kept(runs, rows, lengths > 1)
    area = _doubled_area(runs)
    is_kept = area != 0
    # holes of an outer ring that is gone go with it
    polygon = np.cumsum(~runs.is_hole) - 1
    is_kept &= is_kept[~runs.is_hole][polygon]
    is_wrong = (area > 0) == runs.is_hole
    return _kept(_turned(runs, is_wrong), rows, is_kept)


def _without_repeats(runs: Runs, *, is_ring: bool) -> Runs:
    differs = np.ones(len(runs.xy), bool)
    step = runs.xy[1:] != runs.xy[:-1]
    differs[1:] = step[:, 0] | step[:, 1]
    differs[runs.runs[:-1]] = True
    runs = _thinned(runs, differs)
    if not is_ring:
        return runs
    begin, end = runs.runs[:-1], runs.runs[1:]
    closes = (runs.xy[end - 1] == runs.xy[begin]).all(axis=1) & (end - begin > 1)
    opened = np.ones(len(runs.xy), bool)
    opened[end[closes] - 1] = False
    return _thinned(runs, opened)


def _thinned(runs: Runs, is_kept: NDArray[np.bool_]) -> Runs:
    if is_kept.all():
        return runs
    before = np.concatenate([[0], np.cumsum(is_kept)])
    return Runs(runs.xy[is_kept], before[runs.runs], runs.features, runs.is_hole)


def _doubled_area(runs: Runs) -> Numbers:
    """Return twice each ring's area, positive where it runs clockwise on screen."""
    begin, end = runs.runs[:-1], runs.runs[1:]
    following = np.arange(1, len(runs.xy) + 1)
    following[end - 1] = begin
    x, y = runs.xy[:, 0], runs.xy[:, 1]
    return np.asarray(np.add.reduceat(x * y[following] - x[following] * y, begin))


def _turned(runs: Runs, is_wrong: NDArray[np.bool_]) -> Runs:
    if not is_wrong.any():
        return runs
    begin, end = runs.runs[:-1][is_wrong], runs.runs[1:][is_wrong]
    order = np.arange(len(runs.xy))
    forward = spans(begin, end)
    order[forward] = np.repeat(begin + end - 1, end - begin) - forward
    return Runs(runs.xy[order], runs.runs, runs.features, runs.is_hole)


def _kept(runs: Runs, rows: Numbers, is_kept: NDArray[np.bool_]) -> tuple[Runs, Numbers]:
    if is_kept.all():
        return runs, rows
    which = np.flatnonzero(is_kept)
    first, last = runs.runs[which], runs.runs[which + 1]
    before = np.concatenate([[0], np.cumsum(is_kept)])[runs.features]
    is_left = np.diff(before) > 0
    features = np.concatenate([before[:-1][is_left], before[-1:]])
    left = Runs(
        runs.xy.take(spans(first, last), axis=0),
        _begins(last - first),
        features,
        runs.is_hole[which],
    )
    return left, rows[is_left]
