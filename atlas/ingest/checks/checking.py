"""
The check of a planner's rows before they are kept: every rule, all faults at once.

Nothing is repaired, moved or dropped here. Rows are held against the declaration of their layer,
each other, and where given a parent, the plan's figure and the version before.
"""

from collections.abc import Iterator, Mapping

import geopandas
import numpy as np
import pandas
import pyarrow
import shapely
from pyarrow import compute

from atlas.domain.crs import MEASURING_CRS, STORAGE_CRS, to_measuring, to_storage
from atlas.domain.gc_pause import gc_paused
from atlas.domain.layer import LayerSpec
from atlas.domain.progress import Progress, no_progress, part_of
from atlas.errors import BadInput
from atlas.ingest.checks.areas import area_table, check_areas
from atlas.ingest.checks.cells import check_cells
from atlas.ingest.checks.checklist import CheckList, content_of, stored_places
from atlas.ingest.checks.faults import NO_ROW, Faults, Shapes, faults, joined
from atlas.ingest.checks.parts import check_gaps, check_outside, check_overlaps, parts_of
from atlas.ingest.checks.shapes import check_shapes, check_slivers
from atlas.ingest.records import Check

STAGES = ("cells", "shapes", "parts", "overlaps", "gaps", "areas")
SLIVER_M = 2.0


@gc_paused()
def check_incoming(
    frame: geopandas.GeoDataFrame,
    spec: LayerSpec,
    *,
    parent: shapely.Geometry | None = None,
    plan_area_km2: float | None = None,
    before: geopandas.GeoDataFrame | None = None,
    parts_of_whole: bool = False,
    codes: Mapping[str, pandas.DataFrame] | None = None,
    sliver_m: float = SLIVER_M,
    progress: Progress = no_progress,
) -> CheckList:
    """
    Hold rows against every rule.

    What the rules do not know is not found: a parcel drawn in the wrong street passes.

    Parameters
    ----------
    frame
        Rows as they would be kept: EPSG:4326, index = feature id, columns as declared.
    spec
        The declaration of their layer.
    parent
        The ground they must lie in, EPSG:4326; with `parts_of_whole`, the ground they must fill.
    plan_area_km2
        What the plan says they cover together; figures of single rows are taken from the column
        that the declaration's `expect.area_column` names.
    before
        The version before, EPSG:4326.
    parts_of_whole
        Whether the polygons may neither overlap nor leave gaps.
    codes
        Column -> the codes it may hold: `code`, `standard`, `is_current`.
    sliver_m
        Width (4 x area / perimeter) below which a polygon is called a sliver, metres.
    progress
        Is told (done, total, stage) in 100ths, stage one of `STAGES`; what it raises stops the
        check.

    Returns
    -------
    checks
        All faults at once.

    Raises
    ------
    BadInput
        If the frame is not in EPSG:4326, or a figure is not positive.
    """
    _admit(frame, plan_area_km2, sliver_m)
    progress(0, 100, "cells")
    asked = Check(
        layer=spec.id,
        rows=len(frame),
        content=content_of(frame),
        parts_of_whole=parts_of_whole,
        has_parent=parent is not None,
        has_before=before is not None,
        plan_area_km2=plan_area_km2,
        sliver_m=sliver_m,
    )
    found = [*_told(check_cells(frame, spec, codes=codes or {}), part_of(progress, 5, 15), "cells")]
    areas = pandas.DataFrame()
    if not spec.is_table:
        progress(15, 100, "shapes")
        shapes = check_shapes(np.asarray(frame.geometry.array, dtype=object), spec.geometry)
        found += _told(shapes, part_of(progress, 15, 30), "shapes")
        ground = None if parent is None else _measured(parent)
        measured = _measurable(frame.geometry, or_none=ground is None)
        found += _together(measured, ground, parts_of_whole, sliver_m, progress)
        if spec.geometry == "polygon":
            progress(95, 100, "areas")
            areas = _areas(frame, measured, spec, before)
            found += check_areas(areas, plan_area_km2=plan_area_km2)
    found += _gone(frame, before)
    progress(100, 100, "areas")
    return _listed(spec, asked, frame, joined(found), areas)


def _told(found: Iterator[Faults], progress: Progress, stage: str) -> Iterator[Faults]:
    """Yield faults as they are found, with a word of progress at each; how many is not known."""
    for count, one in enumerate(found, start=1):
        yield one
        progress(count, count + 10, stage)


def _admit(frame: geopandas.GeoDataFrame, plan_area_km2: float | None, sliver_m: float) -> None:
    if frame.crs is None or frame.crs.to_epsg() != 4326:
        raise BadInput(argument="frame", reason="not_degrees")
    for name, value in (("plan_area_km2", plan_area_km2), ("sliver_m", sliver_m)):
        if value is not None and not value > 0:
            raise BadInput(argument=name, reason="not_positive")


def _together(
    measured: Shapes,
    ground: shapely.Geometry | None,
    parts_of_whole: bool,
    sliver_m: float,
    progress: Progress,
) -> Iterator[Faults]:
    """Yield what takes metres: slivers, overlaps, gaps, what lies outside."""
    yield check_slivers(measured, sliver_m=sliver_m)
    if parts_of_whole:
        progress(35, 100, "parts")
        parts = parts_of(measured)
        progress(60, 100, "overlaps")
        yield check_overlaps(
            parts, told=lambda share: progress(60 + int(20 * share), 100, "overlaps")
        )
        progress(80, 100, "gaps")
        yield check_gaps(parts, parent=ground)
    if ground is not None:
        progress(90, 100, "gaps")
        yield from check_outside(measured, ground)


def _measured(shape: shapely.Geometry) -> shapely.Geometry:
    return to_measuring(geopandas.GeoSeries([shape], crs=STORAGE_CRS)).iloc[0]


def _measurable(shapes: geopandas.GeoSeries, *, or_none: bool) -> Shapes:
    """Return shapes in metres; those that cannot be measured are left out, points if asked."""
    known = np.asarray(shapes.array, dtype=object).copy()
    if or_none and (shapely.get_dimensions(known) < 1).all():
        return np.full(len(known), None, dtype=object)  # a point is neither narrow nor large
    known[~np.isfinite(shapely.bounds(known)).all(axis=1)] = None
    stored = geopandas.GeoSeries(known, crs=STORAGE_CRS)
    measured = np.asarray(to_measuring(stored).array, dtype=object)
    measured[~shapely.is_valid(measured)] = None
    return measured


def _areas(
    frame: geopandas.GeoDataFrame,
    measured: Shapes,
    spec: LayerSpec,
    before: geopandas.GeoDataFrame | None,
) -> pandas.DataFrame:
    column = spec.expect.area_column
    return area_table(
        frame.geometry,
        measured,
        planned_km2=None if column is None else frame.get(column),
        before=None if before is None else before.geometry,
    )


def _gone(frame: geopandas.GeoDataFrame, before: geopandas.GeoDataFrame | None) -> Iterator[Faults]:
    if before is None:
        return
    # looked up among the few that were: those that are now may be a million
    were = pyarrow.array(before.index, pyarrow.large_string())
    now = pyarrow.array(frame.index, pyarrow.large_string())
    stayed = now.filter(compute.is_in(now, value_set=were))
    gone = sorted(set(were.to_pylist()) - set(stayed.to_pylist()))
    if gone:
        yield faults("ids_gone", [NO_ROW] * len(gone), found=gone)


def _listed(
    spec: LayerSpec,
    asked: Check,
    frame: geopandas.GeoDataFrame,
    found: Faults,
    areas: pandas.DataFrame,
) -> CheckList:
    table = found.table.copy()
    is_metric = table["rule"].isin(["parts_overlap", "gap_between_parts", "outside_parent"])
    table.loc[is_metric, "geometry"] = _in_degrees(table.loc[is_metric, "geometry"])
    ids = frame.index.astype(str).to_numpy()
    table["feature"] = [ids[row] if row >= 0 else "" for row in table["row"]]
    places = stored_places(table, frame.geometry)
    faulty = geopandas.GeoDataFrame(table.drop(columns="geometry"), geometry=places)
    return CheckList(spec, asked, faulty, found.words, areas)


def _in_degrees(shapes: pandas.Series) -> pandas.Series:
    measured = geopandas.GeoSeries(shapes.tolist(), index=shapes.index, crs=MEASURING_CRS)
    return pandas.Series(to_storage(measured).tolist(), index=shapes.index, dtype=object)
