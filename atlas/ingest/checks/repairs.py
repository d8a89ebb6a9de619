"""
Repairs: what could be done about a fault, offered one by one and never done unasked.

Each says which rows it would change and what that does to their area. None knows what the
planner meant: a bow tie made valid is two triangles, and the parcel was perhaps neither.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

import geopandas
import numpy as np
import pandas
import shapely
from numpy.typing import NDArray

from atlas.domain.crs import MEASURING_CRS, STORAGE_CRS, to_measuring, to_storage
from atlas.ingest.checks.areas import M2_PER_HA, ellipsoidal_m2
from atlas.ingest.checks.checklist import CheckList
from atlas.ingest.checks.faults import Rows, Shapes

Kind: TypeAlias = Literal[
    "make_valid", "drop_repeated_rows", "renumber_ids", "drop_slivers", "clean_parts"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
_OF_RULE: dict[str, tuple[Kind, ...]] = {
    "invalid_geometry": ("make_valid",),
    "duplicate_id": ("drop_repeated_rows", "renumber_ids"),
    "duplicate_geometry": ("drop_repeated_rows",),
    "sliver": ("drop_slivers",),
    "parts_overlap": ("clean_parts",),
    "gap_between_parts": ("clean_parts",),
}
GAP_M = 1.0  # gaps narrower than this are closed by cleaning
SNAP_M = 0.01
_POLYGONAL = (3, 6)

# the rows after, and the number that each had before
After: TypeAlias = tuple[geopandas.GeoDataFrame, Rows]


@dataclass(frozen=True)
class Repair:
    """
    One repair that may be accepted.

    `rows` are the numbers of the rows it would change or take away. `changes` has a row for
    each, indexed by number: feature, what becomes of it (`changed`, `dropped`, `renumbered`) and
    its area before and after, hectares.
    """

    kind: Kind
    rows: Rows
    changes: pandas.DataFrame = field(compare=False)

    def apply(self, frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
        """Return the repaired rows; the frame given, which must be the one checked, stays."""
        return _DONE_BY[self.kind](frame, self.rows)[0]


def repairs(frame: geopandas.GeoDataFrame, checks: CheckList) -> tuple[Repair, ...]:
    """
    Return the repairs that would change something.

    Parameters
    ----------
    frame
        The rows that were checked.
    checks
        What the check of them found.

    Returns
    -------
    repairs
        At most one of a kind. After one is applied the rows must be checked again, as the
        others were offered for the rows as they were.
    """
    offered = []
    for kind in KINDS:
        rules = [rule for rule, kinds in _OF_RULE.items() if kind in kinds]
        faulty = checks.table[checks.table["rule"].isin(rules)]
        if len(faulty):
            rows = np.unique(faulty["row"].to_numpy())
            rows = rows[rows >= 0]
            changes = _changes(frame, *_DONE_BY[kind](frame, rows))
            if len(changes):
                offered.append(Repair(kind, rows, changes))
    return tuple(offered)


def _changes(
    frame: geopandas.GeoDataFrame, after: geopandas.GeoDataFrame, kept: Rows
) -> pandas.DataFrame:
    """Return what became of each row that does not stay as it was."""
    old = np.asarray(frame.geometry.array, dtype=object)
    new = np.full(len(frame), None, dtype=object)
    new[kept] = np.asarray(after.geometry.array, dtype=object)
    ids = frame.index.astype(str).to_numpy(dtype=object)
    later = np.full(len(frame), None, dtype=object)
    later[kept] = after.index.astype(str).to_numpy(dtype=object)
    is_same = shapely.equals_identical(old, new) | (old == new)
    fate = np.where(is_same, "", "changed").astype(object)
    fate[ids != later] = "renumbered"
    fate[np.setdiff1d(np.arange(len(frame)), kept)] = "dropped"
    touched = np.flatnonzero(fate != "")
    return pandas.DataFrame(
        {
            "feature": ids[touched],
            "fate": fate[touched],
            "before_ha": _hectares(old[touched]),
            "after_ha": _hectares(new[touched]),
        },
        index=touched,
    )


def _hectares(shapes: Shapes) -> NDArray[np.float64]:
    stored = geopandas.GeoSeries(shapes, crs=STORAGE_CRS)
    measured = np.asarray(to_measuring(stored).array, dtype=object)
    return ellipsoidal_m2(stored, measured) / M2_PER_HA


def _make_valid(frame: geopandas.GeoDataFrame, rows: Rows) -> After:
    shapes = np.asarray(frame.geometry.array, dtype=object).copy()
    made = shapely.make_valid(shapes[rows], method="structure", keep_collapsed=False)
    shapes[rows] = [_of_kind(old, new) for old, new in zip(shapes[rows], made, strict=True)]
    return _with(frame, shapes)


def _of_kind(old: shapely.Geometry, made: shapely.Geometry) -> shapely.Geometry:
    """Return the part of a repaired shape that is of the kind it was."""
    wanted = shapely.get_dimensions(old)
    parts = shapely.get_parts(shapely.get_parts(made))
    kept = parts[shapely.get_dimensions(parts) == wanted]
    if len(kept) == 1:
        return kept[0]
    return shapely.union_all(kept) if len(kept) else made


def _drop_repeated(frame: geopandas.GeoDataFrame, rows: Rows) -> After:
    """Take away rows that repeat an earlier one in every cell and corner."""
    cells = frame.drop(columns=frame.geometry.name).astype(str)
    cells["_id"] = frame.index.astype(str)
    cells["_shape"] = shapely.to_wkb(shapely.normalize(np.asarray(frame.geometry.array)))
    is_repeated = cells.duplicated().to_numpy()
    return _without(frame, rows[is_repeated[rows]])


def _renumber(frame: geopandas.GeoDataFrame, rows: Rows) -> After:
    """Give later rows of an id a number after it, the first free one."""
    ids = frame.index.astype(str).tolist()
    taken = set(ids)
    met: set[str] = set()
    for row in rows:
        base, number = ids[row], 2
        if base not in met:
            met.add(base)
            continue
        while f"{base}-{number}" in taken:
            number += 1
        ids[row] = f"{base}-{number}"
        taken.add(ids[row])
    renamed = frame.copy()
    renamed.index = pandas.Index(ids, name=frame.index.name, dtype=str)
    return renamed, np.arange(len(frame))


def _without(frame: geopandas.GeoDataFrame, rows: Rows) -> After:
    stays = np.ones(len(frame), dtype=bool)
    stays[rows] = False
    return frame[stays], np.flatnonzero(stays)


def _clean_parts(frame: geopandas.GeoDataFrame, _rows: Rows) -> After:
    """
    Make valid polygons share their edges: overlaps go where the border is longest.

    References
    ----------
    The coverage cleaner of GEOS 3.14.
    """
    shapes = np.asarray(frame.geometry.array, dtype=object).copy()
    is_polygon = np.isin(shapely.get_type_id(shapes), _POLYGONAL) & shapely.is_valid(shapes)
    here = np.flatnonzero(is_polygon & ~shapely.is_empty(shapes))
    measured = to_measuring(geopandas.GeoSeries(shapes[here], crs=STORAGE_CRS))
    cleaned = shapely.coverage_clean(
        np.asarray(measured.array, dtype=object), gap_width=GAP_M, snapping_distance=SNAP_M
    )
    is_other = ~shapely.equals_exact(cleaned, measured.array, tolerance=SNAP_M / 2, normalize=True)
    stored = to_storage(geopandas.GeoSeries(cleaned, crs=MEASURING_CRS))
    shapes[here[is_other]] = np.asarray(stored.array, dtype=object)[is_other]
    return _with(frame, shapes)


def _with(frame: geopandas.GeoDataFrame, shapes: Shapes) -> After:
    changed = frame.copy()
    changed[frame.geometry.name] = geopandas.GeoSeries(shapes, index=frame.index, crs=frame.crs)
    return changed, np.arange(len(frame))


_DONE_BY: dict[Kind, Callable[[geopandas.GeoDataFrame, Rows], After]] = {
    "make_valid": _make_valid,
    "drop_repeated_rows": _drop_repeated,
    "renumber_ids": _renumber,
    "drop_slivers": _without,
    "clean_parts": _clean_parts,
}
