"""
Control points: places whose old coordinates and true position are both known.

Xi'an 1980, Beijing 1954 and the city's own grid have no public way to WGS84. Over the extent of a
city, a similarity (shift, rotation, one scale) fitted to three or more control points leads there.
It is as good as the points are, inside the area that they span; beyond it errors grow, and
nothing in the residuals shows them.
"""

from dataclasses import dataclass

import geopandas
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from atlas.domain.crs import STORAGE_CRS, xy
from atlas.errors import Refused
from atlas.ingest.coordinates.numbers import NumberKind, read_numbers

LEAST_POINTS = 3
THINNEST = 0.02  # breadth over length of the points; below it they are on a line
WORST_RMS_M = 100.0
WORST_SHARE = 0.02  # of the distance between the farthest points
UNITS = {"m": 1.0, "mm": 0.001, "km": 1000.0}  # a drawing may be in other units than metres
SCALE_TOLERANCE = 0.01

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """
    A similarity from a file's numbers to metres in EPSG:4545.

    `before` are the steps that come first ("swap_axes", "epsg:4490->epsg:4545"); `scale` is
    metres for one unit of the file, `rotation_deg` counter-clockwise, `shift_m` where the
    origin of the file's numbers lands; `residuals_m` one distance for each control point and
    `rms_m` the root of their mean square, which three points make look better than it is;
    `hull` spans the control points in the file's numbers, after `before`.
    """

    scale: float
    rotation_deg: float
    shift_m: tuple[float, float]
    residuals_m: tuple[float, ...]
    rms_m: float
    before: tuple[str, ...]
    hull: shapely.Polygon

    @property
    def parameters(self) -> dict[str, float]:
        """The figures that define the transform, for the record."""
        return {
            "scale": self.scale,
            "rotation_deg": self.rotation_deg,
            "shift_east_m": self.shift_m[0],
            "shift_north_m": self.shift_m[1],
            "rms_m": self.rms_m,
            "control_points": float(len(self.residuals_m)),
            **{f"residual_{n}_m": metres for n, metres in enumerate(self.residuals_m, 1)},
        }

    def apply(self, coordinates: Floats) -> Floats:
        """Return metres in EPSG:4545 for the file's numbers, shape (n, 2), after `before`."""
        turned = np.exp(1j * np.radians(self.rotation_deg)) * self.scale
        moved = turned * _complex(coordinates) + complex(*self.shift_m)
        return np.column_stack([moved.real, moved.imag])


def fit_control_points(source_xy: ArrayLike, target_lonlat: ArrayLike) -> Fit:
    """
    Fit a similarity to control points by least squares.

    Points that err alike are fitted as if they were right: only points of different origin
    would show it.

    Parameters
    ----------
    source_xy
        The file's numbers, shape (n, 2), either axis first; degrees are projected beforehand.
    target_lonlat
        Where they truly are, degrees in WGS84, shape (n, 2).

    Returns
    -------
    fit
        With a residual for each point.

    Raises
    ------
    Refused
        If there are fewer than three points, some are not numbers or coincide, they are on a
        line, the scale is that of no unit, or they do not fit each other.

    References
    ----------
    Umeyama (1991), Least-squares estimation of transformation parameters between two point
    patterns, IEEE PAMI 13(4), 376-380; in the plane, as one division of complex numbers.
    """
    source, lonlat = _checked(source_xy), _checked(target_lonlat)
    if len(source) != len(lonlat):
        raise Refused(reason="control_lengths_differ", found=len(source), wanted=len(lonlat))
    if len(source) < LEAST_POINTS:
        raise Refused(reason="too_few_control_points", count=len(source), least=LEAST_POINTS)
    target = _projected(lonlat)
    straight = _fit(source, target, ())
    turned = _fit(source[:, ::-1], target, ("swap_axes",))
    fit = straight if straight.rms_m <= turned.rms_m else turned
    _sane(fit, target)
    return fit


def _checked(points: ArrayLike) -> Floats:
    array = np.asarray(points, dtype=float)
    if array.ndim != 2 or array.shape[1] != 2 or not np.isfinite(array).all():
        raise Refused(reason="control_points_not_numbers")
    return array


def _fit(source: Floats, target: Floats, before: tuple[str, ...]) -> Fit:
    found = read_numbers(geopandas.GeoSeries.from_xy(*source.T))
    if found.kind is NumberKind.DEGREES and not found.is_swapped and found.in_main.all():
        # the ellipsoids differ, and the similarity takes up what that makes
        source, before = _projected(source), (*before, "epsg:4490->epsg:4545")
    _spread(source)
    _spread(target)
    here, there = _complex(source), _complex(target)
    centred = here - here.mean()
    turn = np.vdot(centred, there - there.mean()) / np.vdot(centred, centred)
    shift = there.mean() - turn * here.mean()
    residuals = np.abs(turn * here + shift - there)
    return Fit(
        scale=float(abs(turn)),
        rotation_deg=float(np.degrees(np.angle(turn))),
        shift_m=(float(shift.real), float(shift.imag)),
        residuals_m=tuple(residuals.tolist()),
        rms_m=float(np.sqrt(np.mean(residuals**2))),
        before=before,
        hull=shapely.MultiPoint(source).convex_hull,
    )


def _spread(points: Floats) -> None:
    breadth = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)
    if breadth[1] <= THINNEST * breadth[0]:
        raise Refused(reason="control_points_on_a_line")


def _sane(fit: Fit, target: Floats) -> None:
    extent = float(np.ptp(target, axis=0).max())
    worst = min(WORST_RMS_M, WORST_SHARE * extent)
    if fit.rms_m > worst:
        raise Refused(
            reason="control_points_disagree",
            rms=round(fit.rms_m, 1),
            most=round(worst, 1),
            worst=int(np.argmax(fit.residuals_m)) + 1,
        )
    if all(abs(fit.scale / unit - 1) > SCALE_TOLERANCE for unit in UNITS.values()):
        raise Refused(reason="control_scale_absurd", scale=round(fit.scale, 6))


def _projected(lonlat: Floats) -> Floats:
    return xy(geopandas.GeoSeries.from_xy(*lonlat.T, crs=STORAGE_CRS))


def _complex(points: Floats) -> NDArray[np.complex128]:
    return np.asarray(points[:, 0] + 1j * points[:, 1])
