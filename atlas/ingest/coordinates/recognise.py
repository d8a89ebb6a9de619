"""
Recognition: what a file says, its numbers allow and the known layers confirm, in one verdict.

Refused is what no choice could mend: no coordinates, several systems in one file, a datum without
a public formula. Asked is whatever leaves more than one reading, or contradicts itself. A planner
who names a system is believed over the file, but not over the numbers.
"""

from collections.abc import Mapping

import geopandas
import numpy as np

from atlas.domain.crs import STORAGE_CRS, xy
from atlas.domain.messages import message
from atlas.domain.progress import Progress, no_progress
from atlas.domain.records.imported import ImportedTable
from atlas.ingest.coordinates.candidates import Candidate, candidates
from atlas.ingest.coordinates.compare import LayerComparison, compare
from atlas.ingest.coordinates.interpretation import Interpretation, Recognition
from atlas.ingest.coordinates.numbers import NumberKind, read_numbers
from atlas.ingest.coordinates.reference_places import Box, reference_places
from atlas.ingest.coordinates.remarks import (
    MOST_NEAR_AREA,
    Weight,
    about_comparison,
    about_numbers,
    about_place,
    about_statement,
    nothing_fits,
    recognition,
)
from atlas.ingest.coordinates.systems import stated


def recognise(
    incoming: ImportedTable,
    known: Mapping[str, geopandas.GeoDataFrame],
    *,
    declared: str | None = None,
    progress: Progress = no_progress,
) -> Recognition:
    """
    Find out which coordinates a file is in.

    Numbers that are consistent with a wrong statement, and compared with nothing, cannot be told
    from right ones: survey systems are then believed, WGS84 and web Mercator are not.

    Parameters
    ----------
    incoming
        As read, its geometry in its own numbers.
    known
        Layers by id to compare with, of any CRS that is declared; may be empty.
    declared
        What the planner says the coordinates are: a code, WKT, "GCJ-02", "BD-09" or a reading's
        `crs`; believed over what the file says of itself.
    progress
        Is told (done, total, "recognising") in 100ths; what it raises stops the recognition.

    Returns
    -------
    recognition
        Readings best first, none where it is refused.
    """
    progress(0, 100, "recognising")
    numbers = read_numbers(incoming.frame.geometry)
    progress(20, 100, "recognising")
    said = stated(incoming.declared_crs), stated(declared, by_planner=True)
    system = said[1] or said[0]
    remarks = [*about_statement(*said), *about_numbers(numbers)]
    if any(weight is Weight.REFUSE for weight, _ in remarks):
        return recognition((), remarks)
    tried = candidates(numbers, system)
    if not tried:
        return recognition((), [*remarks, nothing_fits(numbers, system)])
    progress(40, 100, "recognising")
    places = reference_places(known)
    progress(60, 100, "recognising")
    comparison = compare(incoming.frame, numbers, tried, places)
    progress(90, 100, "recognising")
    order = _best_first(tried, comparison, places.area)
    remarks += about_place(tried, order[0], system, places.area)
    remarks += about_comparison(tried, order[0], comparison, system)
    readings = [
        _reading(tried, i, comparison, places.area)
        for i in order
        if _is_worth_showing(tried[i], places.area, is_best=i == order[0])
    ]
    return recognition(tuple(readings), remarks)


def _best_first(
    tried: tuple[Candidate, ...], comparison: LayerComparison | None, area: Box
) -> list[int]:
    settled = comparison.best if comparison and comparison.told_apart else None

    def rank(i: int) -> tuple[float, ...]:
        one, share = tried[i], tried[i].share_in(area)
        return (
            settled is not None and i != settled,
            share < MOST_NEAR_AREA,
            not one.is_in_belt(),
            not one.is_stated,
            one.shift != "" or one.is_packed,
            -round(share, 2),
            i,
        )

    return sorted(range(len(tried)), key=rank)


def _is_worth_showing(one: Candidate, area: Box, *, is_best: bool) -> bool:
    if is_best or one.is_stated:
        return True
    if one.share_in(area) == 0:
        return False
    # nobody projects a map service's coordinates, unless a comparison says so
    return not one.shift or one.base.kind in {NumberKind.DEGREES, NumberKind.MERCATOR}


def _reading(
    tried: tuple[Candidate, ...], i: int, comparison: LayerComparison | None, area: Box
) -> Interpretation:
    one = tried[i]
    residual = comparison.residuals_m[i] if comparison else np.inf
    # without names, only the best candidate's near places are the same places
    is_known = comparison is not None and (comparison.by_name or i == comparison.best)
    is_settled = comparison is not None and comparison.told_apart and i == comparison.best
    key = "guard.why_numbers"
    if is_settled:
        key = "guard.why_compared"
    elif one.is_stated:
        key = "guard.why_stated"
    return Interpretation(
        crs=one.crs,
        steps=one.steps,
        why=message(key, found=one.label),
        residual_m=float(residual) if is_known and np.isfinite(residual) else None,
        shift_m=_shift_m(tried, one),
        share_in_area=one.share_in(area),
    )


def _shift_m(tried: tuple[Candidate, ...], one: Candidate) -> float | None:
    if not one.shift:
        return 0.0 if one.base.kind is NumberKind.DEGREES else None
    plain = next(v for v in tried if v.base.crs == one.base.crs and not v.shift)
    before, after = (
        xy(geopandas.GeoSeries.from_xy(*v.lonlat.T, crs=STORAGE_CRS)) for v in (plain, one)
    )
    return float(np.median(np.hypot(*(after - before).T)))
