"""
Reading a file by control points: where no formula leads to WGS84, a fitted similarity may.

It is always asked for and never clear: whether the points were right, only the planner knows.
"""

from collections.abc import Iterator, Mapping

import geopandas
import shapely

from atlas.domain.crs import MEASURING_CRS, STORAGE_CRS
from atlas.domain.finding import Quantity
from atlas.domain.messages import message
from atlas.domain.records.imported import ImportedTable
from atlas.ingest.coordinates.candidates import is_inside, preparation
from atlas.ingest.coordinates.control_points import Fit
from atlas.ingest.coordinates.convert import apply_steps
from atlas.ingest.coordinates.interpretation import Interpretation, Recognition
from atlas.ingest.coordinates.numbers import BROKEN, EMPTY, Numbers, read_numbers
from atlas.ingest.coordinates.reference_places import reference_places
from atlas.ingest.coordinates.remarks import (
    MOST_NEAR_AREA,
    Remark,
    Weight,
    about_numbers,
    recognition,
)

_TO_STORAGE = f"{MEASURING_CRS.lower()}->{STORAGE_CRS.lower()}"
_MIXED = {"guard.mixed_systems", "guard.mixed_zones", "guard.nothing_located"}
_MOST_BEYOND = 0.05  # share of the file that may lie outside the control points unremarked


def read_with_fit(
    incoming: ImportedTable, fit: Fit, known: Mapping[str, geopandas.GeoDataFrame]
) -> Recognition:
    """
    Read a file by a similarity that was fitted to control points.

    Outside the area that the points span, errors grow unseen; how much of the file lies there
    is said.

    Parameters
    ----------
    incoming
        As read; the control points' coordinates have to be in the same numbers.
    fit
        From `fit_control_points`.
    known
        Layers by id; their extent is what `share_in_area` is measured against.

    Returns
    -------
    recognition
        With one reading, or refused where nothing has a place or the file is in several systems.
    """
    numbers = read_numbers(incoming.frame.geometry)
    grave = [remark for remark in about_numbers(numbers) if remark[1].key in _MIXED]
    if grave:
        return recognition((), grave)
    steps = (*fit.before, "similarity", _TO_STORAGE)
    sample = geopandas.GeoSeries.from_xy(*numbers.sample().T)
    lonlat = shapely.get_coordinates(apply_steps(sample, steps, crs="", fit=fit).array)
    reading = Interpretation(
        crs="control_points",
        steps=(*preparation(numbers, in_pattern=False), *steps),
        why=message(
            "guard.why_fitted",
            points=Quantity(len(fit.residuals_m), "count"),
            rms=f"{fit.rms_m:.2f}",
            most=f"{max(fit.residuals_m):.2f}",
        ),
        residual_m=fit.rms_m,
        shift_m=None,
        share_in_area=float(is_inside(lonlat, reference_places(known).area).mean()),
        fit=fit,
    )
    return recognition((reading,), [*_about(reading, numbers, sample)])


def _about(
    reading: Interpretation, numbers: Numbers, sample: geopandas.GeoSeries
) -> Iterator[Remark]:
    yield Weight.ASK, reading.why
    if reading.share_in_area < MOST_NEAR_AREA:
        share = Quantity(1 - reading.share_in_area, "share")
        yield Weight.ASK, message("guard.outside_area", share=share)
    if reading.fit is not None:
        before = apply_steps(sample, reading.fit.before, crs="")
        beyond = 1 - float(shapely.covers(reading.fit.hull, before.array).mean())
        if beyond > _MOST_BEYOND:
            share = Quantity(beyond, "share")
            yield Weight.NOTE, message("guard.beyond_control_points", share=share)
    if lost := numbers.counts[EMPTY] + numbers.counts[BROKEN]:
        total = Quantity(len(numbers.codes), "rows")
        yield Weight.NOTE, message("guard.without_place", count=Quantity(lost, "rows"), total=total)
