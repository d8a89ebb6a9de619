"""
Conversion: the steps of a chosen reading, done to a file's geometry, and their record.

Each step is a word; what is not among the words of the reading is not done. Reprojection itself
is `atlas.domain.crs`'s. Heights are dropped, since their datum is nobody's statement.
"""

from collections.abc import Callable, Iterable
from functools import partial

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.domain.crs import (
    MEASURING_CRS,
    STORAGE_CRS,
    Shift,
    bd09_to_wgs84,
    gcj02_to_wgs84,
    to_measuring,
    to_storage,
)
from atlas.domain.gc_pause import gc_paused
from atlas.domain.records.imported import Conversion, ImportedTable
from atlas.ingest.coordinates.control_points import Fit
from atlas.ingest.coordinates.interpretation import Interpretation
from atlas.ingest.coordinates.numbers import BROKEN, OTHER, ZERO, read_numbers

Floats = NDArray[np.float64]

UNSHIFT: dict[str, Shift] = {"gcj02->wgs84": gcj02_to_wgs84, "bd09->wgs84": bd09_to_wgs84}
# rows that lose their place, which stays in the file and is said
UNLOCATE = {
    "unlocate_broken": BROKEN,
    "unlocate_zeros": ZERO,
    "unlocate_strays": OTHER,
}
_ROUNDING = 1e-9  # a decimal fraction may be a hair less than it was written as
_STORED, _MEASURED = STORAGE_CRS.lower(), MEASURING_CRS.lower()


@gc_paused()
def convert(
    incoming: ImportedTable, reading: Interpretation
) -> tuple[geopandas.GeoDataFrame, Conversion]:
    """
    Do what a chosen reading says, and nothing else.

    Parameters
    ----------
    incoming
        The file the reading was made for.
    reading
        One of its readings, chosen by a planner.

    Returns
    -------
    frame
        The same rows and columns in EPSG:4326; rows without a usable place have none.
    conversion
        What was done.

    Raises
    ------
    Refused
        If a shift of a map service would have to be undone outside China.
    """
    raw = incoming.frame.geometry.set_crs(None, allow_override=True)
    placed = apply_steps(raw, reading.steps, crs=reading.crs, fit=reading.fit)
    frame = incoming.frame.set_geometry(placed.rename(incoming.frame.geometry.name))
    parameters = dict(reading.fit.parameters) if reading.fit else {}
    if any(step in UNLOCATE for step in reading.steps):
        parameters["unlocated_rows"] = float((raw.notna() & placed.isna()).sum())
    conversion = Conversion(
        found=reading.crs,
        steps=reading.steps,
        shift_m=reading.shift_m,
        residual_m=reading.residual_m,
        parameters=parameters,
    )
    return frame, conversion


def apply_steps(
    raw: geopandas.GeoSeries, steps: Iterable[str], *, crs: str, fit: Fit | None = None
) -> geopandas.GeoSeries:
    """
    Return a file's numbers as WGS84 degrees.

    Parameters
    ----------
    raw
        Geometry in the file's own numbers, without a CRS.
    steps
        Words, taken in order.
    crs
        The system that a step from "declared" starts in.
    fit
        The similarity that a step "similarity" applies.

    Returns
    -------
    placed
        In EPSG:4326, indexed as `raw`.
    """
    geometry = raw
    for step in steps:
        if step in UNLOCATE:
            geometry = _unlocate(geometry, UNLOCATE[step])
        elif step == "drop_height":
            geometry = _with(geometry, shapely.force_2d(np.asarray(geometry.array)))
        elif step == "swap_axes":
            geometry = _moved(geometry, lambda xy: xy[:, ::-1])
        elif step == "unpack_dms":
            geometry = _moved(geometry, unpacked)
        elif step == "similarity" and fit is not None:
            geometry = _moved(geometry, fit.apply)
        elif step in UNSHIFT:
            geometry = _moved(geometry, partial(_unshifted, UNSHIFT[step]))
        else:
            geometry = _reprojected(geometry, step, crs)
    return geometry.set_crs(STORAGE_CRS, allow_override=True)


def unpacked(packed: Floats) -> Floats:
    """
    Return decimal degrees of degrees, minutes and seconds written as DD.MMSS.

    Parameters
    ----------
    packed
        108.453 is 108 degrees, 45 minutes, 30 seconds; not negative.
    """
    seconds = packed * 1e4
    degrees = np.floor(packed + _ROUNDING)
    minutes = np.floor((seconds - degrees * 1e4) / 100 + _ROUNDING)
    return np.asarray(degrees + minutes / 60 + (seconds - degrees * 1e4 - minutes * 100) / 3600)


def _unshifted(back: Shift, coordinates: Floats) -> Floats:
    return np.column_stack(back(*coordinates.T))


def _reprojected(geometry: geopandas.GeoSeries, step: str, crs: str) -> geopandas.GeoSeries:
    found, _, wanted = step.partition("->")
    declared = geometry.set_crs(crs if found == "declared" else found.upper(), allow_override=True)
    placed = {_STORED: to_storage, _MEASURED: to_measuring}[wanted](declared)
    return placed.set_crs(None, allow_override=True)


def _unlocate(geometry: geopandas.GeoSeries, code: int) -> geopandas.GeoSeries:
    lost = read_numbers(geometry).codes == code
    shapes = np.array(geometry.array, dtype=object)
    shapes[lost] = None
    return _with(geometry, shapes)


def _moved(geometry: geopandas.GeoSeries, move: Callable[[Floats], Floats]) -> geopandas.GeoSeries:
    return _with(geometry, shapely.transform(np.asarray(geometry.array, dtype=object), move))


def _with(geometry: geopandas.GeoSeries, shapes: NDArray[np.object_]) -> geopandas.GeoSeries:
    return geopandas.GeoSeries(shapes, index=geometry.index, crs=geometry.crs)
