"""
Pictures: of the ground, looked at through a frame, and of maps made elsewhere, shown whole.

A picture of the ground is a GeoTIFF that says where it lies. Only what lies in the frame is read,
at the frame's own pixels: the size of a file is no matter. Whether the coordinates it declares are
true cannot be read off it: a picture made of shifted tiles (GCJ-02) lies half a kilometre off, and
looks as good.
"""

import hashlib
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import rasterio  # type: ignore[import-untyped]
from PIL import Image
from rasterio.enums import Resampling  # type: ignore[import-untyped]
from rasterio.errors import RasterioError  # type: ignore[import-untyped]
from rasterio.transform import Affine  # type: ignore[import-untyped]
from rasterio.vrt import WarpedVRT  # type: ignore[import-untyped]
from rasterio.warp import transform_bounds  # type: ignore[import-untyped]

from atlas.domain.crs import MEASURING_CRS
from atlas.domain.records.pictures import Base, Extent, Picture, Pixels
from atlas.errors import BadFile

_GREY, _COLOURS, _OPACITY = 1, 3, 4
_DIGITS = 12
_MOST_PIXELS = 80_000_000  # A0 at 200 dots an inch
_CACHE_MB = 128  # GDAL would keep what it has read, up to a share of the whole machine


def read_base(path: Path) -> Base:
    """
    Read where a picture lies and of which kind it is; its pixels only when it is looked at.

    Parameters
    ----------
    path
        A GeoTIFF of 8 bits: grey, a table of colours, red green blue, or these and opacity.

    Returns
    -------
    base
        `within` raises BadFile where nothing of the picture lies in the frame.

    Raises
    ------
    BadFile
        If there is no such file, it is no GeoTIFF, does not say where it lies, or is no picture.
    """
    if not path.is_file():
        raise BadFile(path=path.name, reason="not_found")
    try:
        with _opened(path) as file:
            if file.crs is None or file.transform.is_identity:
                raise BadFile(path=path.name, reason="raster_without_place")
            kinds = {str(kind) for kind in file.dtypes}
            if file.count not in {_GREY, _COLOURS, _OPACITY} or kinds != {"uint8"}:
                raise BadFile(path=path.name, reason="raster_is_no_picture")
    except RasterioError:
        raise BadFile(path=path.name, reason="not_a_raster") from None
    return Base(path.name, _version(path), partial(_within, path))


def read_picture(path: Path) -> Picture:
    """
    Read how large a picture is; its pixels only when it is shown.

    Parameters
    ----------
    path
        A PNG or a JPEG.

    Returns
    -------
    picture
        With the hash of its file.

    Raises
    ------
    BadFile
        If there is no such file, it is neither, is damaged, or would take too much memory.
    """
    if not path.is_file():
        raise BadFile(path=path.name, reason="not_found")
    try:
        # told which kinds it may be: other readers of the library are for rarer formats
        with Image.open(path, formats=("PNG", "JPEG")) as file:
            columns, rows = file.size
            file.verify()
    except Image.DecompressionBombError:
        raise BadFile(path=path.name, reason="picture_has_too_many_pixels") from None
    except (OSError, SyntaxError, ValueError):
        raise BadFile(path=path.name, reason="no_png_or_jpeg") from None
    if columns * rows > _MOST_PIXELS:
        raise BadFile(path=path.name, reason="picture_has_too_many_pixels")
    return Picture(path.name, _version(path), columns, rows, partial(_scaled, path))


def _scaled(path: Path, columns: int, rows: int) -> Pixels:
    try:
        with Image.open(path, formats=("PNG", "JPEG")) as file:
            whole = file.convert("RGBA")
    except (OSError, SyntaxError, ValueError):  # cut off behind its head
        raise BadFile(path=path.name, reason="no_png_or_jpeg") from None
    return np.array(whole.resize((columns, rows), Image.Resampling.LANCZOS))


def _opened(path: Path) -> rasterio.DatasetReader:
    # told which kind it is: a file that only calls itself a GeoTIFF could name others to be read
    return rasterio.open(path, driver="GTiff")


def _version(path: Path) -> str:
    stat = path.stat()
    return _hashed(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=16)
def _hashed(path: Path, changed: int, size: int) -> str:  # noqa: ARG001 both tell a new file
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:_DIGITS]


def _within(path: Path, ground: Extent, columns: int, rows: int) -> Pixels:
    try:
        with rasterio.Env(GDAL_CACHEMAX=_CACHE_MB), _opened(path) as file:
            seen = _warped(file, ground, columns, rows)
    except RasterioError:
        raise BadFile(path=path.name, reason="not_a_raster") from None
    if not seen[..., 3].any():
        raise BadFile(path=path.name, reason="raster_outside_frame")
    return seen


def _warped(file: rasterio.DatasetReader, ground: Extent, columns: int, rows: int) -> Pixels:
    table = file.colormap(1) if file.count == _GREY and _has_table(file) else None
    is_finer = _pixels_in(file, ground) > columns * rows
    # numbers of colours have no mean; and where its pixels show, their edges are its own
    how = Resampling.average if is_finer and table is None else Resampling.nearest
    wide, high = ground[2] - ground[0], ground[3] - ground[1]
    frame = {
        "crs": MEASURING_CRS,
        "transform": Affine(wide / columns, 0, ground[0], 0, -high / rows, ground[3]),
        "width": columns,
        "height": rows,
        "resampling": how,
        "warp_mem_limit": _CACHE_MB,
        "add_alpha": file.count != _OPACITY,
    }
    with WarpedVRT(file, **frame) as seen:
        bands = seen.read()
    if table is not None:
        colours = np.zeros((256, 4), dtype=np.uint8)
        colours[list(table)] = list(table.values())
        shown: Pixels = colours[bands[0]]
        shown[bands[-1] == 0, 3] = 0
        return shown
    pixels = bands if len(bands) == _OPACITY else bands[[0, 0, 0, 1]]
    return np.ascontiguousarray(np.moveaxis(pixels, 0, -1))


def _has_table(file: rasterio.DatasetReader) -> bool:
    return bool(file.colorinterp[0].name == "palette")


def _pixels_in(file: rasterio.DatasetReader, ground: Extent) -> float:
    """Return about how many pixels of a file would cover the frame."""
    west, south, east, north = transform_bounds(MEASURING_CRS, file.crs, *ground)
    return float((east - west) * (north - south) / abs(file.transform.determinant))
