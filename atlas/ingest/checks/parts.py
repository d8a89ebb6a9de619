"""
Parts of a whole: where they overlap, where they leave a gap, where they leave the parent.

Only overlaps and gaps of more than a square metre count: neighbours drawn in different files
share a border to a few centimetres. Without a parent a gap is a hole that parts enclose; one
that is open to the outside cannot be told from the outside, and a courtyard left out on purpose
cannot be told from a gap.

References
----------
The parts that share edges exactly are found by the coverage check of GEOS; only the others are
held against their neighbours one by one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.domain.messages import message
from atlas.ingest.checks.faults import NO_ROW, Faults, Rows, Shapes, faults, square_metres

LEAST_M2 = 1.0
_AT_ONCE = 20_000  # pairs between two words of progress

Told = Callable[[float], None]  # of a share done


@dataclass(frozen=True)
class Parts:
    """Shapes in metres, the rows `here` that are polygons, and the `odd` ones of those."""

    shapes: Shapes
    here: Rows
    odd: Rows


def parts_of(shapes: Shapes) -> Parts:
    """
    Tell the polygons that share each inner edge with one neighbour exactly from the odd ones.

    Parameters
    ----------
    shapes
        Valid ones in metres; what is no polygon is passed over from here on.
    """
    is_polygon = np.isin(shapely.get_type_id(shapes), (3, 6))
    here = np.flatnonzero(is_polygon & ~shapely.is_empty(shapes))
    if not len(here):
        return Parts(shapes, here, here)
    edges = shapely.coverage_invalid_edges(shapes[here])
    return Parts(shapes, here, here[~shapely.is_empty(edges)])


def check_overlaps(parts: Parts, *, told: Told) -> Faults:
    """
    Return the pairs of polygons that overlap.

    Parameters
    ----------
    parts
        What `parts_of` made.
    told
        Is told the share done; may raise to stop.

    Returns
    -------
    faults
        One for each pair, at the row that comes first, with the ground that both claim.
    """
    shapes = parts.shapes
    first, second = _neighbours(parts)
    both = np.full(len(first), None, dtype=object)
    for start in range(0, len(first), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        both[part] = shapely.intersection(shapes[first[part]], shapes[second[part]])
        told(min(1.0, (start + _AT_ONCE) / len(first)))
    area = shapely.area(both)
    large = np.flatnonzero(area > LEAST_M2)
    large = large[np.lexsort((second[large], first[large]))]
    found, words = square_metres(area[large])
    others = [f"#{row + 1}" for row in second[large]]
    words = {**words, **{code: message("check.with_row", row=code[1:]) for code in others}}
    return faults(
        "parts_overlap",
        first[large],
        found=found,
        allowed=others,
        shapes=both[large],
        words=words,
    )


def check_gaps(parts: Parts, *, parent: shapely.Geometry | None = None) -> Faults:
    """
    Return the ground that no part claims.

    Parameters
    ----------
    parts
        What `parts_of` made.
    parent
        The whole, in metres; without it only enclosed gaps are found.
    """
    whole = union_of(parts)
    ground = _filled(whole) if parent is None else parent
    left = shapely.get_parts(ground.difference(whole))
    area = shapely.area(left)
    left, area = left[area > LEAST_M2], area[area > LEAST_M2]
    found, words = square_metres(area)
    return faults("gap_between_parts", [NO_ROW] * len(left), found=found, shapes=left, words=words)


def check_outside(shapes: Shapes, parent: shapely.Geometry) -> Iterator[Faults]:
    """Yield shapes that leave the parent by more than a square metre; all in metres."""
    shapely.prepare(parent)
    rows = np.flatnonzero(~shapely.is_missing(shapes) & ~shapely.covers(parent, shapes))
    beyond = shapely.difference(shapes[rows], parent)
    area, length = shapely.area(beyond), shapely.length(beyond)
    is_flat = shapely.get_dimensions(shapes[rows]) < 2
    # of a line a metre outside counts, of a point all of it
    is_point = shapely.get_dimensions(shapes[rows]) == 0
    is_out = np.where(is_flat, is_point | (length > LEAST_M2), area > LEAST_M2)
    found, words = square_metres(area[is_out & ~is_flat])
    areas = is_out & ~is_flat
    yield faults("outside_parent", rows[areas], found=found, shapes=beyond[areas], words=words)
    yield faults("outside_parent", rows[is_out & is_flat])


def union_of(parts: Parts) -> shapely.Geometry:
    """Return the ground that polygons cover together, fast where they share their edges."""
    even = np.setdiff1d(parts.here, parts.odd, assume_unique=True)
    matched = shapely.coverage_union_all(parts.shapes[even])
    return shapely.union(matched, shapely.union_all(parts.shapes[parts.odd]))


def _neighbours(parts: Parts) -> tuple[Rows, Rows]:
    """Return each pair once of an odd polygon and whatever its box shares ground with."""
    shapes = parts.shapes
    asked, met = shapely.STRtree(shapes[parts.here]).query(shapes[parts.odd])
    one, other = parts.odd[asked], parts.here[met]
    first, second = np.minimum(one, other), np.maximum(one, other)
    pairs = np.unique(np.column_stack([first, second])[first != second], axis=0)
    first, second = pairs[:, 0], pairs[:, 1]
    fits = _common_m2(shapely.bounds(shapes[first]), shapely.bounds(shapes[second])) > LEAST_M2
    return first[fits], second[fits]


def _common_m2(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    sides = np.minimum(one[:, 2:], other[:, 2:]) - np.maximum(one[:, :2], other[:, :2])
    return np.asarray(np.prod(np.maximum(sides, 0.0), axis=1))


def _filled(whole: shapely.Geometry) -> shapely.Geometry:
    """Return a ground without its holes."""
    rings = shapely.get_exterior_ring(shapely.get_parts(whole))
    return shapely.union_all(shapely.polygons(rings[~shapely.is_missing(rings)]))
