"""
The ground things stand on: which coordinates, and how lengths and areas are measured.

Stored as WGS84 longitude and latitude (EPSG:4326), with which CGCS2000 (EPSG:4490) is treated
as coincident: they differ by less than a metre. Lengths and geometry are measured in EPSG:4545
(CGCS2000, 3-degree Gauss-Kruger, central meridian 108 E), areas on the ellipsoid. Nothing is
ever measured in degrees or in web Mercator, which overstates areas here by 46 %.

GCJ-02 and BD-09 are the shifted coordinates of Chinese map services. Their formulas are public
reverse engineering, the same in every library: agreement with another library is no proof
against the state's own transform, whose difference is assumed to be a few metres.
"""

from collections.abc import Callable
from typing import TypeAlias, TypeVar

import geopandas
import numpy as np
import pandas
import pyproj
import shapely
from numpy.typing import ArrayLike, NDArray

from atlas.errors import Refused

STORAGE_CRS = "EPSG:4326"
MEASURING_CRS = "EPSG:4545"
COINCIDENT_CRS = ("EPSG:4326", "EPSG:4490")
SQUARE_METRES_PER_KM2 = 1e6

# the bounding box within which GCJ-02 is defined; it is a coarse one, as the services' own
CHINA = (72.004, 0.8293, 137.8347, 55.8271)

Degrees: TypeAlias = NDArray[np.float64]
Shift: TypeAlias = Callable[
    [NDArray[np.float64], NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]
]
Frame = TypeVar("Frame", geopandas.GeoDataFrame, geopandas.GeoSeries)

_GEOD = pyproj.Geod(ellps="GRS80")
_A = 6378245.0  # semi-major axis of the Krasovsky ellipsoid, which the GCJ-02 formula uses
_EE = 0.00669342162296594323  # its squared eccentricity
_BD = np.pi * 3000.0 / 180.0
_ROUNDS = 12  # each round of the inverse gains two to three digits; six are enough
_CLOSE = 1e-10  # degrees, about 0.01 mm


def to_measuring(frame: Frame) -> Frame:
    """
    Return the frame in EPSG:4545, metres.

    Valid between 106.5 and 109.5 degrees east; further away lengths grow by more than 1:2,500.

    Parameters
    ----------
    frame
        Any geometry, with a declared CRS.

    Returns
    -------
    measured
        A new frame with the same index.

    Raises
    ------
    Refused
        If the frame does not say which coordinates it has.
    """
    return _reproject(frame, MEASURING_CRS)


def to_storage(frame: Frame) -> Frame:
    """
    Return the frame in WGS84 longitude and latitude (EPSG:4326).

    Raises
    ------
    Refused
        If the frame does not say which coordinates it has.
    """
    return _reproject(frame, STORAGE_CRS)


def to_system(frame: Frame, crs: str) -> Frame:
    """
    Return the frame in the coordinates of somebody else's file, to look things up in it.

    Raises
    ------
    Refused
        If the frame does not say which coordinates it has.
    """
    return _reproject(frame, crs)


def xy(points: geopandas.GeoSeries | geopandas.GeoDataFrame) -> NDArray[np.float64]:
    """
    Return points as an array of metres in EPSG:4545, shape (n, 2).

    Lines and polygons stand for themselves by a point that lies on them. Missing geometry
    gives NaN.
    """
    geometry = to_measuring(points).geometry
    return np.asarray(shapely.get_coordinates(shapely.force_2d(_stand_in(geometry))), dtype=float)


def xy_of(coordinates: NDArray[np.float64], crs: object) -> NDArray[np.float64]:
    """
    Return bare coordinates in EPSG:4545, as `xy` does those of points, but sooner.

    Parameters
    ----------
    coordinates
        East before north, or longitude before latitude, in the system `crs`, shape (n, 2).
    """
    system = _taken_as(pyproj.CRS.from_user_input(crs))
    change = pyproj.Transformer.from_crs(system, MEASURING_CRS, always_xy=True)
    return np.column_stack(change.transform(*coordinates.T))


def area_km2(geometry: geopandas.GeoSeries) -> pandas.Series:
    """
    Measure polygons on the ellipsoid, in square kilometres.

    Schematic geometry measures what was drawn, which was fitted to the plan's figure: such an
    area says nothing that the plan does not.

    Parameters
    ----------
    geometry
        Polygons in any declared CRS; missing ones measure 0, as do points and lines.

    Returns
    -------
    area
        Square kilometres, indexed as `geometry`.

    References
    ----------
    Karney (2013), Algorithms for geodesics, Journal of Geodesy 87, 43-55 (through PROJ).
    """
    stored = shapely.orient_polygons(to_storage(geometry).array)
    areas = [0.0 if g is None else abs(_GEOD.geometry_area_perimeter(g)[0]) for g in stored]
    return pandas.Series(areas, index=geometry.index, dtype=float) / SQUARE_METRES_PER_KM2


def planar_area_km2(geometry: geopandas.GeoSeries) -> pandas.Series:
    """Measure polygons in the plane of EPSG:4545, in square kilometres; 0.012 % too much here."""
    measured = to_measuring(geometry)
    return measured.area.fillna(0.0) / SQUARE_METRES_PER_KM2


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """
    Shift WGS84 to GCJ-02.

    Parameters
    ----------
    lon, lat
        Degrees, any equal shapes; NaN stays NaN.

    Returns
    -------
    lon, lat
        Degrees, in the shape of the input.

    Raises
    ------
    Refused
        If a point lies outside China, where GCJ-02 is not defined.

    References
    ----------
    The public formula, as in the `eviltransform` and `PRCoords` projects.
    """
    x, y = _within_china(lon, lat)
    dx, dy = _gcj_shift(x, y)
    return x + dx, y + dy


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """
    Undo the GCJ-02 shift, iterated until the way back errs by less than a millimetre.

    Parameters, Returns and Raises are those of `wgs84_to_gcj02`.
    """
    return _inverse(_gcj_shift, *_within_china(lon, lat))


def gcj02_to_bd09(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """
    Shift GCJ-02 to BD-09, the coordinates of Baidu.

    Parameters, Returns and Raises are those of `wgs84_to_gcj02`.
    """
    x, y = _within_china(lon, lat)
    dx, dy = _bd_shift(x, y)
    return x + dx, y + dy


def bd09_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """
    Undo the BD-09 shift.

    Parameters, Returns and Raises are those of `wgs84_to_gcj02`.
    """
    return _inverse(_bd_shift, *_within_china(lon, lat))


def wgs84_to_bd09(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """
    Shift WGS84 to BD-09, by way of GCJ-02.

    Parameters, Returns and Raises are those of `wgs84_to_gcj02`.
    """
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """
    Undo the BD-09 and the GCJ-02 shift.

    Parameters, Returns and Raises are those of `wgs84_to_gcj02`.
    """
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def _reproject(frame: Frame, crs: str) -> Frame:
    if frame.crs is None:
        raise Refused(reason="unknown_crs")
    system = _taken_as(frame.crs)
    if system is not frame.crs:
        frame = frame.set_crs(system, allow_override=True)
    return frame.to_crs(crs)


def _taken_as(crs: pyproj.CRS) -> pyproj.CRS:
    """Return the system itself, or WGS84 for one that is treated as coincident."""
    code = crs.to_authority()
    return pyproj.CRS(STORAGE_CRS) if code and ":".join(code) in COINCIDENT_CRS else crs


def _stand_in(geometry: geopandas.GeoSeries) -> NDArray[np.object_]:
    shapes = np.asarray(geometry.array, dtype=object)
    stands = np.full(len(shapes), shapely.Point(np.nan, np.nan), dtype=object)
    there = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    is_point = there & (shapely.get_type_id(shapes) == shapely.GeometryType.POINT)
    stands[is_point] = shapes[is_point]
    stands[there & ~is_point] = shapely.point_on_surface(shapes[there & ~is_point])
    return stands


def _within_china(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    x, y = np.broadcast_arrays(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
    west, south, east, north = CHINA
    outside = (x < west) | (x > east) | (y < south) | (y > north)
    if outside.any():
        first = np.flatnonzero(outside)[0]
        raise Refused(
            reason="outside_china",
            count=int(outside.sum()),
            lon=float(x.flat[first]),
            lat=float(y.flat[first]),
        )
    return x, y


def _gcj_shift(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    x, y = lon - 105.0, lat - 35.0
    wave = 20 * np.sin(6 * x * np.pi) + 20 * np.sin(2 * x * np.pi)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east = east + (wave + 20 * np.sin(x * np.pi) + 40 * np.sin(x / 3 * np.pi)) * 2 / 3
    east = east + (150 * np.sin(x / 12 * np.pi) + 300 * np.sin(x / 30 * np.pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north = north + (wave + 20 * np.sin(y * np.pi) + 40 * np.sin(y / 3 * np.pi)) * 2 / 3
    north = north + (160 * np.sin(y / 12 * np.pi) + 320 * np.sin(y * np.pi / 30)) * 2 / 3
    radians = np.radians(lat)
    curve = 1 - _EE * np.sin(radians) ** 2
    metres_per_degree_east = _A / np.sqrt(curve) * np.cos(radians) * np.pi / 180
    metres_per_degree_north = _A * (1 - _EE) / (curve * np.sqrt(curve)) * np.pi / 180
    return east / metres_per_degree_east, north / metres_per_degree_north


def _bd_shift(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD)
    return radius * np.cos(angle) + 0.0065 - lon, radius * np.sin(angle) + 0.006 - lat


def _inverse(shift: Shift, lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    # the shift changes slowly, so subtracting the shift of the last guess converges at once
    x, y = lon.copy(), lat.copy()
    for _ in range(_ROUNDS):
        dx, dy = shift(x, y)
        nearer_x, nearer_y = lon - dx, lat - dy
        step = np.fmax(np.abs(nearer_x - x), np.abs(nearer_y - y))
        x, y = nearer_x, nearer_y
        if not (step > _CLOSE).any():
            break
    return x, y
